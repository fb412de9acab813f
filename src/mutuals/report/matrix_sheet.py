"""The sheet Matrix of the workbook: one block per measure, then why the numbers differ, and greenfield."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mutuals.accounts import Population
from mutuals.accounts.spreadsheet import without_formulas
from mutuals.cosell import play_for
from mutuals.report.content import MapReport
from mutuals.report.words import ALL, lead_sentence, next_steps, who_sees_what

_Rows = Sequence[tuple[str, Sequence[str | float]]]
_HEAT = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#7FC7B9"}


@dataclass
class _Pen:
    """Where the next block goes, and the looks it has."""

    sheet: Worksheet
    title: Format
    heading: Format
    header: Format
    number: Format
    row: int = 0

    def lines(self, lines: Sequence[str], look: Format | None = None) -> None:
        """Write each line in the first column."""
        for line in _inert(lines):
            self.sheet.write_string(self.row, 0, line, look)
            self.row += 1

    def block(self, title: str, columns: Sequence[str], rows: _Rows, *, heat: bool) -> None:
        """Write a titled grid; `heat` shades its cells, the last row and column (totals) apart."""
        self.row += 1
        self.lines([title], self.heading)
        for place, name in enumerate(_inert(columns), start=1):
            self.sheet.write_string(self.row, place, name, self.header)
        top = self.row + 1
        for name, values in rows:
            self.row += 1
            self.sheet.write_string(self.row, 0, _inert([name])[0], self.header)
            for place, value in enumerate(values, start=1):
                if isinstance(value, str):
                    self.sheet.write_string(self.row, place, _inert([value])[0])
                else:
                    self.sheet.write_number(self.row, place, value, self.number)
        if heat and len(rows) > 1 and len(columns) > 1:
            self.sheet.conditional_format(top, 1, self.row - 1, len(columns) - 1, _HEAT)
        self.row += 1


def write_matrix_sheet(workbook: xlsxwriter.Workbook, report: MapReport, *, list_rows: int) -> None:
    """Add the sheet Matrix to `workbook`; `list_rows` is how many rows a list sheet holds at most."""
    sheet = workbook.add_worksheet("Matrix")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 60, 21)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    pen = _Pen(
        sheet,
        title=workbook.add_format({"bold": True, "font_size": 15}),
        heading=workbook.add_format({"bold": True, "font_color": "#0B6B61"}),
        header=workbook.add_format({"bold": True, "bottom": 1, "bottom_color": "#C8D1CF"}),
        number=workbook.add_format({"num_format": "#,##0"}),
    )
    pen.lines([f"{report.ours} × {report.theirs}: account mapping matrix"], pen.title)
    pen.lines([" · ".join(part for part in (report.made_on, f"Mutuals {report.version}") if part)])
    pen.lines([lead_sentence(report), *next_steps(report)])
    _measures(pen, report)
    for heading, lines in (
        ("Why these numbers differ", report.account_map.why_counts_differ()),
        ("Who sees what", who_sees_what(report)),
        ("Cut", _cut(report, list_rows)),
    ):
        if lines:
            pen.row += 1
            pen.lines([heading], pen.heading)
            pen.lines(lines)
    _greenfield(pen, report)


def _measures(pen: _Pen, report: MapReport) -> None:
    """The matrix once for each measure: accounts of each side, pairs, potential revenue per currency, plays."""
    matrix = report.account_map.matrix
    columns = [*(population.name for population in matrix.columns), f"{ALL} of {report.theirs}"]
    for measure, title in (
        ("mine", f"Accounts of {report.ours}"),
        ("theirs", f"Accounts of {report.theirs}"),
        ("pairs", "Pairs"),
    ):
        pen.block(title, columns, _grid(report, matrix.cells, measure), heat=True)
    for currency in matrix.potential_of()["currency"]:
        of_currency = matrix.potential.filter(pl.col("currency").eq_missing(pl.lit(currency, pl.String)))
        title = f"Potential revenue of {report.ours}{f' ({currency})' if currency else ''}"
        pen.block(title, columns, _grid(report, of_currency, "amount"), heat=True)
    plays = [(our.name, [_play(our, their) for their in matrix.columns]) for our in matrix.rows]
    pen.block("Play", columns[:-1], plays, heat=False)


def _grid(report: MapReport, cells: pl.DataFrame, measure: str) -> list[tuple[str, list[float]]]:
    """One measure as rows × columns with the totals last; a cell without a row is 0."""
    matrix = report.account_map.matrix
    found = {
        (our, their): float(value)
        for our, their, value in cells.select("our_population", "partner_population", measure).iter_rows()
    }
    rows, columns = ([*(population.name for population in axis), None] for axis in (matrix.rows, matrix.columns))
    return [(our or f"{ALL} of {report.ours}", [found.get((our, their), 0.0) for their in columns]) for our in rows]


def _greenfield(pen: _Pen, report: MapReport) -> None:
    """How many accounts of each population the other side does not have."""
    for side, own, other in (("ours", report.ours, report.theirs), ("theirs", report.theirs, report.ours)):
        counts = report.account_map.greenfield.counts.filter(pl.col("side") == side)
        rows = [
            (population or ALL, numbers)
            for population, *numbers in counts.select("population", "accounts", "overlapping", "greenfield").iter_rows()
        ]
        pen.block(
            f"Greenfield: {own}", ["Accounts", f"Also on {other}'s list", f"Not on {other}'s list"], rows, heat=False
        )


def _cut(report: MapReport, list_rows: int) -> list[str]:
    """A sentence for each list that the workbook cuts."""
    _, _, pairs = report.account_map.matrix.cell()
    return [
        f"The sheet {title} holds the first {list_rows:,} of {number:,} rows; {where}"
        for title, number, where in (
            ("Overlaps", pairs, "all are in overlaps.csv."),
            ("Refused rows", report.refused.height, "all are in the files of refused rows."),
        )
        if number > list_rows
    ]


def _play(our: Population, their: Population) -> str:
    """Title of the play of a cell, or nothing."""
    play = play_for(our.kind, their.kind)
    return play.title if play else ""


def _inert(texts: Sequence[str]) -> list[str]:
    """Texts that a spreadsheet would run as a formula, made inert."""
    return without_formulas(pl.DataFrame({"text": list(texts)}, schema={"text": pl.String}))["text"].to_list()
