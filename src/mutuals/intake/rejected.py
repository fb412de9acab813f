"""Rows that were refused, with the reason: bad rows stay out one by one, the rest of the file goes in."""

from collections.abc import Iterable

import polars as pl

from mutuals.accounts import Column, Table

REJECTED = Table(
    "REJECTED",
    "One row is one row of a file that was refused.",
    (
        Column("source_row", pl.UInt32, "Where the row begins in the file, the first line being 1."),
        Column("reason", pl.String, "Why it was refused and what to do."),
        Column("text", pl.String, "The row as it stood, cut after 2,000 characters."),
    ),
)

SHOWN_CHARACTERS = 2_000
"""How much of a refused row is kept: enough to find and mend it, little enough to open."""


def rejected_rows(rows: Iterable[tuple[int, str, str]]) -> pl.DataFrame:
    """A `REJECTED` frame from (source row, reason, text) triples."""
    frame = pl.DataFrame(list(rows), schema=REJECTED.schema, orient="row")
    return frame.with_columns(pl.col("text").str.slice(0, SHOWN_CHARACTERS))


def rejected_where(frame: pl.DataFrame, rows: pl.Series, refused: pl.Series, reason: pl.Expr) -> pl.DataFrame:
    """`REJECTED` rows for the rows of `frame` where `refused` is true; `rows` are their source rows.

    `reason` is an expression over `frame`. The text is the row's cells as one comma-separated line.
    """
    cells = [_cell(pl.col(name)) for name in frame.columns]
    picked = frame.with_columns(reason.alias("__reason"), rows.alias("__row")).filter(refused)
    return picked.select(
        pl.col("__row").cast(pl.UInt32).alias("source_row"),
        pl.col("__reason").alias("reason"),
        pl.concat_str(cells, separator=",").str.slice(0, SHOWN_CHARACTERS).alias("text"),
    )


def all_rejected(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Several `REJECTED` frames as one, in file order."""
    return pl.concat([REJECTED.empty(), *parts]).sort("source_row", maintain_order=True)


def _cell(value: pl.Expr) -> pl.Expr:
    """A value as a cell of a CSV line: quoted if it holds a comma, quote or line break, empty if null."""
    text = value.cast(pl.String).fill_null("")
    quoted = pl.lit('"') + text.str.replace_all('"', '""', literal=True) + pl.lit('"')
    return pl.when(text.str.contains(r'[,"\r\n]')).then(quoted).otherwise(text)
