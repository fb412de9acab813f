"""Parquet as a table of text."""

from io import BytesIO

import polars as pl

from mutuals.intake.readers.native import Unreadable, native_reader
from mutuals.intake.readers.table import FileTable, clean
from mutuals.intake.rejected import REJECTED
from mutuals.intake.source import EmptyFile, FileTooBig, NotATable, Source

MAX_ROWS = 50_000_000
"""More rows than this are no list of accounts; a few kilobytes of Parquet can claim any number of them."""


def read_parquet(source: Source) -> FileTable:
    """The table in a Parquet file; numbers, days and yes/no become text, nested columns JSON, bytes are left out.

    The first row counts as row 2, as it would in a file with a header. Raises `NotATable`, `FileTooBig`, `EmptyFile`.
    """
    try:
        with native_reader():
            count = pl.scan_parquet(BytesIO(source.data)).select(pl.len()).collect().item()
            frame = pl.read_parquet(BytesIO(source.data)) if count <= MAX_ROWS else pl.DataFrame()
    except Unreadable as problem:
        raise NotATable(f"{source.name} is damaged or cut short ({problem}); export it again") from None
    if count > MAX_ROWS:
        raise FileTooBig(f"{source.name} has {count:,} rows, more than the limit of {MAX_ROWS:,}; split it")
    if not frame.height:
        raise EmptyFile(f"{source.name} has columns and no rows; export it again")
    binary = [name for name, dtype in frame.schema.items() if dtype in (pl.Binary, pl.Object)]
    frame = frame.drop(binary)
    rows = pl.Series("source_row", range(2, frame.height + 2), dtype=pl.UInt32)
    frame, rows = clean(frame.select(as_text(name, dtype) for name, dtype in frame.schema.items()), rows, frame.columns)
    notes = (f"columns of raw bytes were left out: {', '.join(binary)}",) if binary else ()
    return FileTable(source.name, "Parquet", frame, rows, REJECTED.empty(), notes)


def as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column of any type as text: whole floats without `.0`, lists joined by `; `, structures as JSON."""
    column = pl.col(name)
    if dtype.is_float():
        whole = column.is_finite() & (column == column.round()) & (column.abs() < 1e15)
        integer = column.cast(pl.Int64, strict=False).cast(pl.String)
        return pl.when(whole).then(integer).otherwise(column.cast(pl.String))
    if isinstance(dtype, pl.List) and not dtype.inner.is_nested():
        return column.cast(pl.List(pl.String)).list.join("; ", ignore_nulls=True)
    if dtype.is_nested():
        text = pl.struct(column.alias("x")).struct.json_encode().str.strip_prefix('{"x":').str.strip_suffix("}")
        return text.replace("null", None).alias(name)
    if isinstance(dtype, pl.Datetime):
        return column.dt.to_string("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")
    return column.cast(pl.String)
