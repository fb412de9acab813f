"""The rows of a long worksheet, built column by column.

XlsxWriter makes the workbook: styles, widths, filters, frozen header. Its one call per cell costs about ten times as
much as everything else on long lists, so the rows of a long sheet are built as the sheet's XML by Polars expressions
and put into the finished file. Every text is an inline string: nothing in a cell can be a formula or a link.
Format: ECMA-376 part 1, 18.3 (SpreadsheetML worksheets).
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
from xlsxwriter.utility import xl_col_to_name

MOST_ROWS = 1_048_575
"""Rows below the header that a worksheet can hold."""

_MOST_CHARACTERS = 16_000  # Excel allows 32,767 UTF-16 units a cell
_ROWS_A_SLICE = 20_000
_EXCEL_DAY_ZERO = pl.date(1899, 12, 30)
_NOT_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"
_EXCEL_ESCAPE = r"_x([0-9A-Fa-f]{4})_"


def fill_sheets(path: Path, rows: Mapping[int, pl.DataFrame]) -> None:
    """Put `rows` (by number of the sheet, the first being 1) below the headers in the workbook at `path`, in place.

    Row 2 of each sheet must hold a blank cell per column with the format of that column: the mould of the rows.
    """
    filled = path.with_suffix(".filled")
    names = {f"xl/worksheets/sheet{number}.xml": body for number, body in rows.items()}
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for entry in source.infolist():
            with source.open(entry) as reader, target.open(_fresh(entry), "w", force_zip64=True) as writer:
                if entry.filename in names:
                    for part in _sheet(reader.read().decode(), names[entry.filename]):
                        writer.write(part.encode())
                else:
                    writer.write(reader.read())
    filled.replace(path)


def _fresh(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """The same entry without its sizes; the date is XlsxWriter's fixed one, so that equal content gives equal files."""
    fresh = zipfile.ZipInfo(entry.filename, entry.date_time)
    fresh.compress_type = zipfile.ZIP_DEFLATED
    return fresh


def _sheet(xml: str, frame: pl.DataFrame) -> Iterator[str]:
    """The sheet's XML with the rows of `frame` in place of its mould, in parts."""
    last = f"{xl_col_to_name(frame.width - 1)}{frame.height + 1}"
    head, mould, tail = _around_mould(xml)
    yield re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{last}"/>', head, count=1)
    styles = dict(re.findall(r'<c r="([A-Z]+)2" s="(\d+)"', mould))
    for part in frame.with_row_index("row", offset=2).iter_slices(_ROWS_A_SLICE):
        yield part.select(_row(part, styles).str.join("")).item() or ""
    yield tail


def _around_mould(xml: str) -> tuple[str, str, str]:
    """What stands before row 2, row 2 itself and what follows it."""
    found = re.search(r'<row r="2".*?</row>', xml, re.DOTALL)
    if found is None:
        at = xml.index("</sheetData>")
        return xml[:at], "", xml[at:]
    return xml[: found.start()], found.group(), xml[found.end() :]


def _row(frame: pl.DataFrame, styles: Mapping[str, str]) -> pl.Expr:
    """One row as XML; a null gives no cell."""
    number = pl.col("row").cast(pl.String)
    cells = [
        _cell(pl.col(name), dtype, xl_col_to_name(place), number, styles)
        for place, (name, dtype) in enumerate((n, d) for n, d in frame.schema.items() if n != "row")
    ]
    return pl.concat_str([pl.lit('<row r="'), number, pl.lit('">'), *cells, pl.lit("</row>")])


def _cell(value: pl.Expr, dtype: pl.DataType, letter: str, number: pl.Expr, styles: Mapping[str, str]) -> pl.Expr:
    """One cell as XML, empty for a null: numbers and dates as numbers, all else as inline text."""
    style = f' s="{styles[letter]}"' if letter in styles else ""
    start = [pl.lit(f'<c r="{letter}'), number]
    if dtype == pl.Date:
        value = (value - _EXCEL_DAY_ZERO).dt.total_days()
    if dtype.is_numeric() or dtype == pl.Date:
        cell = pl.concat_str([*start, pl.lit(f'"{style}><v>'), value.cast(pl.String), pl.lit("</v></c>")])
    else:
        text = pl.lit(f'"{style} t="inlineStr"><is><t xml:space="preserve">')
        cell = pl.concat_str([*start, text, _escaped(value.cast(pl.String)), pl.lit("</t></is></c>")])
    return cell.fill_null("")


def _escaped(text: pl.Expr) -> pl.Expr:
    """Text as it may stand in XML and in a cell; longer than a cell holds, it is cut and ends in an ellipsis."""
    long = text.str.len_bytes() > _MOST_CHARACTERS
    cut = pl.when(long).then(text.str.head(_MOST_CHARACTERS) + pl.lit("…")).otherwise(text)
    return (
        cut.str.replace_all(_NOT_XML, "")
        .str.replace_all(_EXCEL_ESCAPE, "_x005F_x${1}_")
        .str.replace_many({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
    )
