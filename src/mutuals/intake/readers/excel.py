"""Workbooks (xlsx, xlsb, xls, ods) as a table: the sheet that looks most like a list, from its header down."""

from dataclasses import dataclass

import fastexcel
import polars as pl

from mutuals.intake.readers.header import SEARCHED_ROWS, HeaderRow, find_header
from mutuals.intake.readers.native import Unreadable, native_reader
from mutuals.intake.readers.table import FileTable, clean
from mutuals.intake.rejected import REJECTED
from mutuals.intake.source import EmptyFile, NotATable, Source

SEARCHED_SHEETS = 20
"""How many visible sheets are looked at."""


class DamagedWorkbook(NotATable):
    """A workbook cannot be opened. The person opens it in a spreadsheet program and saves it again."""


@dataclass(frozen=True)
class _Sheet:
    """A sheet and the header found in it."""

    name: str
    frame: pl.DataFrame
    header: HeaderRow


def read_excel(source: Source) -> FileTable:
    """The table in a workbook. Numbers and days become text as they are stored, formulas their last result.

    Raises `DamagedWorkbook`, `NotATable` (password) or `EmptyFile`.
    """
    try:
        with native_reader():
            reader = fastexcel.read_excel(source.data)
            names = reader.sheet_names[:SEARCHED_SHEETS]
            sheets = [sheet for name in names if (sheet := _sheet(reader, name)) is not None]
    except Unreadable as problem:
        raise _unreadable(source.name, str(problem)) from None
    if not sheets:
        raise EmptyFile(f"{source.name} has no sheet with anything in it; export it again")
    best = max(sheets, key=lambda sheet: sheet.header.known)
    body = best.frame.slice(best.header.position + 1)
    rows = pl.Series("source_row", range(best.header.position + 2, best.frame.height + 1), dtype=pl.UInt32)
    frame, rows = clean(body, rows, best.header.headers)
    if not frame.height:
        raise EmptyFile(f"{source.name}: sheet {best.name!r} has a header and no rows; export it again")
    notes = [best.header.note] if best.header.note else []
    if len(names) > 1:
        notes.append(f"sheet {best.name!r} was read, of {', '.join(repr(name) for name in names)}")
    return FileTable(source.name, f"workbook, sheet {best.name!r}", frame, rows, REJECTED.empty(), tuple(notes))


def _sheet(reader: fastexcel.ExcelReader, name: str) -> _Sheet | None:
    """A sheet and its header; None if it is hidden or has no cell."""
    # skip_rows=0 keeps blank rows at the top, so that positions are row numbers of the sheet
    loaded = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    if loaded.visible != "visible":
        return None
    frame = loaded.to_polars()
    if not frame.width:
        return None
    rows = [["" if cell is None else str(cell) for cell in row] for row in frame.head(SEARCHED_ROWS * 4).rows()]
    header = find_header(rows)
    return None if header is None else _Sheet(name, frame.select(_without_midnight(frame)), header)


def _without_midnight(frame: pl.DataFrame) -> list[pl.Expr]:
    """Days, which workbooks keep as moments at midnight, as days."""
    return [pl.col(name).str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00(?:\.0+)?$", "$1") for name in frame.columns]


def _unreadable(name: str, problem: str) -> NotATable:
    """The sentence for a workbook that cannot be opened."""
    if "password" in problem.lower() or "encrypt" in problem.lower():
        return NotATable(f"{name} is protected with a password; save a copy without one")
    return DamagedWorkbook(f"{name} is damaged or no workbook ({problem}); save it again as xlsx or CSV")
