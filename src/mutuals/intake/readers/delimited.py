"""Delimited text (CSV, TSV, semicolons, pipes) as a table, whatever its encoding, line ends, titles and ragged rows."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.intake.encoding import to_utf8
from mutuals.intake.readers.header import HeaderRow, find_header
from mutuals.intake.readers.records import Record, SoundRecords, pieces, records, unquoted
from mutuals.intake.readers.structure import examine
from mutuals.intake.readers.table import FileTable, clean
from mutuals.intake.rejected import REJECTED, rejected_rows
from mutuals.intake.source import EmptyFile, NotATable, Source

DELIMITERS: dict[str, str] = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
"""Delimiters that are tried, and their names."""

NO_DELIMITER = "\x1f"
"""Stands for the delimiter of a file of one column: a control character that text does not hold."""

SAMPLE_BYTES = 1 << 18
"""How much of a file is looked at to find its delimiter and header."""

SAMPLE_RECORDS = 200
"""And how many records."""


@dataclass(frozen=True)
class Layout:
    """How a text is laid out: its delimiter, its header, and where (byte, line from 0) its data begin."""

    delimiter: str
    header: HeaderRow
    start: int
    line: int


def read_delimited(source: Source) -> FileTable:
    """The table in a delimited text. Raises `NotATable` or `EmptyFile`."""
    text = to_utf8(source.data)
    data = text.data.rstrip(b"\x1a \n") if text.data.endswith((b"\n\n", b"\x1a", b" ")) else text.data
    _refuse_binary(source.name, data)
    layout = _layout(data)
    if layout is None:
        raise EmptyFile(f"{source.name} is empty; export it again")
    headers = layout.header.headers
    structure = examine(data, start=layout.start, delimiter=layout.delimiter, width=len(headers))
    if structure.sound:
        frame = _parse(data, layout, lines=layout.line)
        lines, rejected = structure.lines, REJECTED.empty()
    if not structure.sound or frame.height != len(lines):
        frame, lines, rejected = _read_carefully(data, layout)
    rows = pl.Series("source_row", lines[: frame.height] + np.uint32(layout.line + 1), dtype=pl.UInt32)
    frame, rows = clean(frame, rows, headers)
    if not frame.height:
        raise EmptyFile(_why_empty(source.name, rejected))
    form = DELIMITERS.get(layout.delimiter, "no")
    notes = [note for note in (text.note, layout.header.note) if note]
    return FileTable(
        source.name, f"delimited text, {form} delimiter, {text.encoding}", frame, rows, rejected, tuple(notes)
    )


def _layout(data: bytes) -> Layout | None:
    """The layout of a text, from its first records; None if it has no cell at all."""
    start, line, said = _separator_line(data)
    sample = data[start : start + SAMPLE_BYTES]
    if len(data) > start + SAMPLE_BYTES and b"\n" in sample:
        sample = sample[: sample.rfind(b"\n") + 1]
    found = [_try(sample, delimiter) for delimiter in ([said] if said else DELIMITERS)]
    tried = [one for one in found if one is not None]
    if not tried:
        return None
    best = max(tried, key=lambda one: one[0])
    known, alike, _ = best[0]
    if alike == 0 and known < 2 and not said:
        best = _try(sample, NO_DELIMITER) or best
    _, layout = best
    return Layout(layout.delimiter, layout.header, start + layout.start, line + layout.line)


def _separator_line(data: bytes) -> tuple[int, int, str | None]:
    """The bytes and lines taken by a first line `sep=;`, and the delimiter it says."""
    first, _, _ = data[:16].partition(b"\n")
    said = first.strip(b'"').removeprefix(b"sep=")
    if first.strip(b'"').startswith(b"sep=") and len(said) == 1 and said.isascii():
        return len(first) + 1, 1, said.decode()
    return 0, 0, None


def _try(sample: bytes, delimiter: str) -> tuple[tuple[int, float, int], Layout] | None:
    """How well a delimiter fits (headers known, share of rows as wide as the header, width), and its layout."""
    looked: list[Record] = []
    for record in records(sample, start=0, delimiter=delimiter):
        looked.append(record)
        if len(looked) == SAMPLE_RECORDS:
            break
    rows = [_texts(record) for record in looked]
    header = find_header(rows)
    if header is None:
        return None
    above = looked[: header.position + 1]
    start = sum(len(record.text) for record in above)
    line = sum(record.text.count(b"\n") for record in above)
    below = [row for row in rows[header.position + 1 :] if any(row)]
    width = len(header.headers)
    alike = sum(len(row) >= width and not any(row[width:]) for row in below) / len(below) if below else 1.0
    return (header.known, alike if width > 1 else 0.0, width), Layout(delimiter, header, start, line)


def _texts(record: Record) -> list[str]:
    """The cells of a record as text; a record that is not sound counts as one cell."""
    cells = record.cells if record.cells is not None else [record.text]
    return [unquoted(cell).decode(errors="replace").strip() for cell in cells]


def _parse(data: bytes, layout: Layout, *, lines: int) -> pl.DataFrame:
    """The records of sound text after so many lines, as text columns."""
    schema = {f"column_{i}": pl.String for i in range(len(layout.header.headers))}
    if not data.strip():
        return pl.DataFrame(schema=schema)
    return pl.read_csv(
        data,
        has_header=False,
        schema=schema,
        separator=layout.delimiter,
        skip_lines=lines,
        raise_if_empty=False,
        missing_columns="insert",  # a blank line is a row of nulls, also where it is the first
    )


def _read_carefully(data: bytes, layout: Layout) -> tuple[pl.DataFrame, NDArray[np.uint32], pl.DataFrame]:
    """The sound records parsed, the line each begins on, and the others refused."""
    kept, refused = BytesIO(), []
    lines: list[NDArray[np.uint32]] = []
    headers, delimiter = layout.header.headers, layout.delimiter.encode()
    width, named = len(headers), max((i for i, header in enumerate(headers, start=1) if header), default=len(headers))
    for record in pieces(data, start=layout.start, delimiter=layout.delimiter, width=width):
        if isinstance(record, SoundRecords):
            structure = examine(record.text, start=0, delimiter=layout.delimiter, width=width)
            kept.write(record.text)
            lines.append(structure.lines + np.uint32(record.line))
            continue
        if not record.text.strip():
            continue
        text, reason = _as_wide_as(record, width, named, delimiter)
        if reason:
            row = layout.line + record.line + 1
            refused.append((row, reason, record.text[:10_000].decode(errors="replace").rstrip("\n").replace("\0", "␀")))
            continue
        kept.write(text if text.endswith(b"\n") else text + b"\n")
        lines.append(np.array([record.line], dtype=np.uint32))
    frame = _parse(kept.getvalue(), layout, lines=0)
    return frame, np.concatenate([np.zeros(0, dtype=np.uint32), *lines]), rejected_rows(refused)


def _as_wide_as(record: Record, width: int, named: int, delimiter: bytes) -> tuple[bytes, str]:
    """The record's text with exactly `width` cells, or the reason why it cannot have them.

    The first `named` must be there; those after it, whose headers are blank, may be missing.
    """
    cells, count = record.cells, len(record.cells or ())
    if b"\0" in record.text:
        return b"", "holds zero bytes (NUL), as damaged files do; export the row again"
    if cells is None:
        literal = record.text.removesuffix(b"\n").split(delimiter)
        sound = len(literal) == width and not any(cell.count(b'"') % 2 for cell in literal)
        return (delimiter.join(map(_quoted, literal)), "") if sound else (b"", record.reason)
    if count < named:
        return b"", f"has {count} {'cell' if count == 1 else 'cells'} where the header has {named}"
    if any(cell.strip(b'" ') for cell in cells[width:]):
        return b"", f"has {count} cells where the header has {named}; quote cells that hold the delimiter"
    if count == width and b'"' not in record.text:
        return record.text, ""
    return delimiter.join([*map(_written, cells[:width]), *[b""] * (width - count)]), ""


def _written(cell: bytes) -> bytes:
    """A sound cell, its quotes in the middle made safe for the parser."""
    bare = cell.strip(b" ")
    return bare if bare.startswith(b'"') else _quoted(cell) if b'"' in cell else cell


def _quoted(cell: bytes) -> bytes:
    """A cell taken literally, written as a quoted one."""
    return b'"' + cell.replace(b'"', b'""') + b'"'


def _refuse_binary(name: str, data: bytes) -> None:
    """Raise if what should be text is mostly something else."""
    sample = data[: 1 << 16]
    controls = sum(sample.count(bytes([code])) for code in range(1, 32) if code not in b"\t\n\r\x0b\x0c\x1a\x1f")
    if controls > 0.02 * len(sample) or sample.count(0) > 0.1 * len(sample):
        raise NotATable(f"{name} is not text and no table that is known; export it as CSV, Excel or Parquet")


def _why_empty(name: str, rejected: pl.DataFrame) -> str:
    """The sentence for a file without a usable row."""
    if not rejected.height:
        return f"{name} has a header and no rows; export it again"
    row, reason, _ = rejected.row(0)
    return f"{name}: none of its {rejected.height:,} rows can be used; the first, row {row}, {reason}"
