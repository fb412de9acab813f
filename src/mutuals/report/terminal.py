"""The map in a terminal: what was found, the matrix, the first overlaps, what to do next."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from mutuals.accounts import Population
from mutuals.cosell import PLAYS_BY_KEY, play_for
from mutuals.report.content import MapReport, main_currency
from mutuals.report.words import ALL, lead_sentence, next_steps

_CELL_WIDTH = 13
_LIST_WIDTH = 110
_ROOM_FOR_BANDS = 100
_TIGHT = (0, 1, 0, 0)
_LONGEST_NAME = 26
_UNITS = ((1e9, "B"), (1e6, "M"), (1e3, "K"))
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_BAND_LOOKS = {"certain": "green", "likely": "yellow", "possible": "dim", "unlikely": "dim"}


def print_map(
    report: MapReport, console: Console | None = None, *, top: int = 10, files: Mapping[str, str] | None = None
) -> None:
    """Print the map: lead, matrix, the `top` overlaps in order of work, why numbers differ, next steps, files.

    Names from the lists are printed as text: neither console markup nor control characters in them have any effect.
    """
    console = console or Console()
    console.print()
    console.print(Text(f"{_clean(report.ours)} × {_clean(report.theirs)}", style="bold"))
    console.print(Text(_clean(lead_sentence(report))))
    if report.account_map.matrix.cell()[2]:
        console.print(_matrix(report, console.width))
        _print_lines(console, report.account_map.why_counts_differ(), style="dim")
        console.print()
        console.print(_first_overlaps(report, top, console.width))
    _print_refused(console, report)
    _print_titled(console, "Next", next_steps(report))
    if files:
        console.print(Text("\nFiles", style="bold"))
        widest = max(len(name) for name in files)
        for name, path in files.items():  # in one piece, however long: a path is there to be copied
            console.print(Text(_clean(f"  {name:<{widest}}  {path}")), soft_wrap=True)


def _matrix(report: MapReport, width: int) -> Grid:
    """The account mapping matrix; where it would not fit `width`, its cells hold accounts of ours alone."""
    matrix = report.account_map.matrix
    rows, columns = [*matrix.rows, None], [*matrix.columns, None]
    narrow = width < _CELL_WIDTH * (len(columns) + 1)
    caption = f"Accounts of {report.ours}" + (
        "; the other numbers are in overlaps.xlsx" if narrow else f", below them accounts of {report.theirs} and pairs"
    )
    grid = Grid(
        box=SIMPLE_HEAD,
        padding=_TIGHT,
        show_lines=not narrow,
        caption=Text(_clean(caption)),
        caption_justify="left",
    )
    grid.add_column(Text(f"{_clean(report.ours)} ↓\n{_clean(report.theirs)} →"), style="bold")
    for their in columns:
        grid.add_column(Text(_short(their)), justify="right" if narrow else "left")
    for our in rows:
        cells = [_count(report, our, their) if narrow else _cell(report, our, their) for their in columns]
        grid.add_row(Text(_short(our)), *cells)
    return grid


def _short(population: Population | None) -> str:
    """Name of a population as it fits a column."""
    name = _clean(population.name) if population else ALL
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _count(report: MapReport, our: Population | None, their: Population | None) -> Text:
    """One cell of a narrow matrix: accounts of ours."""
    mine, _, _ = report.account_map.matrix.cell(our.name if our else None, their.name if their else None)
    return Text(f"{mine:,}", style="" if mine else "dim")


def _cell(report: MapReport, our: Population | None, their: Population | None) -> Text:
    """One cell: mine, theirs · pairs, potential revenue, and the play."""
    matrix = report.account_map.matrix
    names = (our.name if our else None, their.name if their else None)
    mine, theirs, pairs = matrix.cell(*names)
    if not pairs:
        return Text("0", style="dim")
    cell = Text()
    cell.append(f"{mine:,}", style="bold")
    cell.append(f"\n{theirs:,} · {pairs:,}", style="dim")
    for currency, amount, _ in matrix.potential_of(*names).iter_rows():
        cell.append(f"\n{short_money(amount, currency)}")
    play = play_for(our.kind, their.kind) if our and their else None
    if play is not None:
        cell.append(f"\n{play.title}", style="bold yellow" if play.hot else "cyan")
    return cell


def _first_overlaps(report: MapReport, top: int, width: int) -> Grid:
    """The first overlaps in order of work."""
    overlaps = report.counted
    currency = main_currency(overlaps)
    grid = Grid(
        box=SIMPLE_HEAD,
        title=f"First {min(top, overlaps.height)} of {overlaps.height:,} overlaps, in order of work",
        title_justify="left",
        title_style="bold",
        width=min(width, _LIST_WIDTH),
        padding=_TIGHT,
    )
    tell_band = width >= _ROOM_FOR_BANDS
    for header, options in _columns(report, overlaps):
        grid.add_column(Text(header), **options)
    for row in overlaps.head(top).iter_rows(named=True):
        grid.add_row(*_overlap(row, currency, with_money=_has_money(overlaps), with_band=tell_band))
    return grid


def _columns(report: MapReport, overlaps: pl.DataFrame) -> Iterable[tuple[str, dict[str, Any]]]:
    """Headers and the way their columns are laid out."""
    yield "Play", {"no_wrap": True}
    yield _clean(report.ours), {"overflow": "ellipsis", "no_wrap": True, "ratio": 1}
    yield _clean(report.theirs), {"overflow": "ellipsis", "no_wrap": True, "ratio": 1}
    if _has_money(overlaps):
        yield "Open", {"justify": "right", "no_wrap": True}
    yield "Match", {"no_wrap": True}


def _overlap(row: dict[str, Any], currency: str | None, *, with_money: bool, with_band: bool) -> list[Text]:
    """The cells of one overlap."""
    play = PLAYS_BY_KEY.get(row["play"] or "")
    cells = [
        Text(play.title if play else "–", style="bold yellow" if play and play.hot else ""),
        Text(_clean(row["name"] or row["account_id"])),
        Text(_clean(row["partner_name"] or row["partner_account_id"])),
    ]
    if with_money:
        amounts: list[dict[str, Any]] = sorted(row["open_amounts"] or [], key=lambda one: one["currency"] != currency)
        cells.append(Text(short_money(**amounts[0]) + " +" * (len(amounts) > 1) if amounts else "–"))
    band = f" {row['band']}" if with_band else ""
    cells.append(Text(_odds(row["probability"]) + band, style=_BAND_LOOKS.get(str(row["band"]), "")))
    return cells


def _odds(probability: float | None) -> str:
    """A probability in per cent; what is short of certain never reads as 100 %."""
    return "> 99 %" if probability and probability >= 0.995 else f"{100 * (probability or 0):.0f} %"


def _has_money(overlaps: pl.DataFrame) -> bool:
    """Whether any overlap has an open amount."""
    return overlaps["open_amounts"].null_count() < overlaps.height


def _print_refused(console: Console, report: MapReport) -> None:
    """How many rows of each list were refused."""
    for name, rows in report.refused.group_by("list").len().sort("list").iter_rows():
        console.print(
            Text(_clean(f"{name}: {rows:,} row{'' if rows == 1 else 's'} refused, the rest went in."), "yellow")
        )


def _print_titled(console: Console, title: str, lines: Iterable[str]) -> None:
    """A title with a line for each of `lines` under it."""
    console.print(Text(f"\n{title}", style="bold"))
    _print_lines(console, lines)


def _print_lines(console: Console, lines: Iterable[str], style: str = "") -> None:
    for line in lines:
        console.print(Padding(Text(_clean(line), style=style), (0, 0, 0, 2)))


def short_money(amount: Decimal, currency: str | None) -> str:
    """An amount in three figures: '1.25M EUR'."""
    value = float(f"{amount:.3g}")
    size, unit = next(((size, unit) for size, unit in _UNITS if abs(value) >= size), (1.0, ""))
    return f"{value / size:,.{_decimals(value / size)}f}{unit} {currency or ''}".strip()


def _decimals(value: float) -> int:
    """How many decimals three figures leave: 1.25, 12.5, 125, 2."""
    return next((places for places in range(3) if round(value, places) == round(value, 2)), 2)


def _clean(text: str) -> str:
    """Text without control characters and changes of writing direction: a name must not move the cursor."""
    return _UNPRINTABLE.sub(" ", text)
