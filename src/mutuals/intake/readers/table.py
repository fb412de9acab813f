"""What every reader gives: the file as a table of text, with the place of each row and what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class FileTable:
    """A file as a table: `frame` has one String column a header (unique, none blank), cells trimmed, empty ones null.

    `rows` (UInt32) says where in the file each row of the frame begins; `rejected` has the shape `REJECTED`;
    `description` says in words what the file is; `notes` what had to be decided on the way.
    """

    name: str
    description: str
    frame: pl.DataFrame
    rows: pl.Series
    rejected: pl.DataFrame
    notes: tuple[str, ...] = ()


def clean(frame: pl.DataFrame, rows: pl.Series, headers: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
    """The cells trimmed and empty ones null; rows without any cell dropped; columns without header or cell dropped.

    `headers` are the file's, blank ones included; the result's are unique and none is blank.
    """
    trimmed = frame.select(pl.all().str.strip_chars().replace("", None))
    filled = trimmed.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    if not filled.all():
        trimmed, rows = trimmed.filter(filled), rows.filter(filled)
    trimmed.columns = unique_headers(headers)
    idle = [
        name
        for name, header in zip(trimmed.columns, headers, strict=True)
        if not header.strip() and trimmed.get_column(name).null_count() == trimmed.height
    ]
    return trimmed.drop(idle), rows


def unique_headers(headers: Sequence[str]) -> list[str]:
    """Headers made usable as column names: blank ones become `Column 3`, repeated ones `Name (2)`."""
    names: list[str] = []
    taken: set[str] = set()
    for position, header in enumerate(headers, start=1):
        base = " ".join(header.split()) or f"Column {position}"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(name)
        names.append(name)
    return names
