"""The map as an Excel workbook: Matrix, Overlaps, Refused rows, Rules used."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format

from mutuals.accounts.spreadsheet import without_formulas
from mutuals.report.atomic import whole_file
from mutuals.report.content import MapReport
from mutuals.report.export import flat
from mutuals.report.matrix_sheet import write_matrix_sheet
from mutuals.report.sheet_rows import MOST_ROWS, fill_sheets

_OVERLAP_COLUMNS: dict[str, tuple[str, int]] = {
    "play": ("Play", 19),
    "name": ("Our account", 32),
    "partner_name": ("Partner's account", 32),
    "probability": ("Probability", 12),
    "band": ("Band", 9),
    "level": ("Level", 11),
    "our_populations": ("Our populations", 22),
    "partner_populations": ("Partner's populations", 22),
    "open_opportunities": ("Open deals", 11),
    "open_amount": ("Open amount", 18),
    "next_close_date": ("Next close date", 15),
    "owner_name": ("Our owner", 18),
    "partner_owner_name": ("Partner's owner", 18),
    "evidence": ("Evidence", 70),
    "judgement": ("Judgement", 12),
    "our_links": ("Counterparts of our account", 14),
    "partner_links": ("Counterparts of theirs", 14),
    "account_id": ("Our account id", 20),
    "partner_account_id": ("Partner's account id", 20),
    "website": ("Our website", 24),
    "partner_website": ("Partner's website", 24),
    "city": ("Our city", 14),
    "partner_city": ("Partner's city", 14),
    "country": ("Our country", 14),
    "partner_country": ("Partner's country", 14),
    "plays": ("All plays", 30),
}
"""Columns of the sheet Overlaps in order: header and width in characters; `open_amount` stands for each currency."""

_REFUSED_COLUMNS = {"list": ("List", 16), "source_row": ("Row", 9), "reason": ("Reason", 70), "text": ("Text", 90)}
_RULE_COLUMNS = {"group": ("Group", 16), "rule": ("Rule", 28), "value": ("Value", 18), "sentence": ("What it does", 90)}

LIST_ROWS = 200_000
"""How many rows a list of the workbook holds unless the caller says otherwise: what a spreadsheet opens in comfort."""

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NO_CLOCK = datetime(1980, 1, 1, tzinfo=UTC)


def write_workbook(report: MapReport, path: Path, *, list_rows: int = LIST_ROWS) -> None:
    """Write overlaps.xlsx, whole or not at all; a sheet holds at most `list_rows` rows and the sheet Matrix says so.

    Text that a spreadsheet would run as a formula is made inert, and every text is stored as text. Equal content gives
    equal bytes.
    """
    list_rows = min(list_rows, MOST_ROWS)
    flat_overlaps = flat(report.counted.head(list_rows))
    columns = _overlap_columns(flat_overlaps)
    sheets = (
        ("Overlaps", without_formulas(flat_overlaps.select(list(columns))), columns, 3),
        ("Refused rows", without_formulas(report.refused.head(list_rows)), _REFUSED_COLUMNS, 0),
        ("Rules used", without_formulas(report.rules), _RULE_COLUMNS, 0),
    )
    with whole_file(path) as draft:
        with xlsxwriter.Workbook(str(draft), _OPTIONS) as workbook:
            workbook.set_properties({"title": f"{report.ours} × {report.theirs}", "created": _NO_CLOCK})
            write_matrix_sheet(workbook, report, list_rows=list_rows)
            for title, frame, headers, frozen in sheets:
                _list_sheet(workbook, title, frame, headers, frozen)
        fill_sheets(draft, {number: frame for number, (_, frame, _, _) in enumerate(sheets, start=2)})


def _overlap_columns(overlaps: pl.DataFrame) -> dict[str, tuple[str, int]]:
    """`_OVERLAP_COLUMNS` with one column of amounts per currency that occurs."""
    columns = {}
    for name, (header, width) in _OVERLAP_COLUMNS.items():
        if name != "open_amount":
            columns[name] = (header, width)
            continue
        for amount in overlaps.columns:
            if amount.startswith(name):
                columns[amount] = (f"{header} {amount.removeprefix(name).strip('_')}".strip(), width)
    return columns


def _list_sheet(
    workbook: xlsxwriter.Workbook, title: str, frame: pl.DataFrame, headers: Mapping[str, tuple[str, int]], frozen: int
) -> None:
    """A sheet with header, widths, filter and frozen panes; its rows come later, from the mould in row 2."""
    sheet = workbook.add_worksheet(title)
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for place, ((header, width), dtype) in enumerate(zip(headers.values(), frame.dtypes, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, header, bold)
        if frame.height:
            sheet.write_blank(1, place, None, _format(workbook, list(headers)[place], dtype))
    sheet.freeze_panes(1, frozen)
    sheet.autofilter(0, 0, max(frame.height, 1), len(headers) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _format(workbook: xlsxwriter.Workbook, name: str, dtype: pl.DataType) -> Format:
    """How the cells of a column look."""
    if name == "probability":
        return workbook.add_format({"num_format": "0.0%"})
    if dtype == pl.Date:
        return workbook.add_format({"num_format": "yyyy-mm-dd"})
    if dtype.is_numeric():
        return workbook.add_format({"num_format": "#,##0"})
    return workbook.add_format({"valign": "top"})
