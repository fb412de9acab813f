"""The overlap list as a flat table, for CSV and Excel: lists joined, one column of amounts per currency."""

from pathlib import Path

import polars as pl

from mutuals.accounts.spreadsheet import without_formulas
from mutuals.cosell import PLAYS_BY_KEY
from mutuals.report.atomic import whole_file
from mutuals.report.content import MapReport, currencies

_SEPARATOR = "; "


def write_overlaps_csv(report: MapReport, path: Path) -> None:
    """Write the overlaps that count, in order of work, as CSV (UTF-8, no byte order mark).

    Text that a spreadsheet would run as a formula is made inert.
    """
    _write_csv(flat(report.counted), path)


def write_greenfield_csv(report: MapReport, path: Path) -> None:
    """Write our own accounts that the partner does not have, as `write_overlaps_csv` does."""
    _write_csv(flat(report.account_map.greenfield.accounts), path)


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with lists of names joined by '; ', the play by its title, and `open_amount_CUR` for each currency."""
    joined = [name for name, dtype in frame.schema.items() if dtype == pl.List(pl.String)]
    titles = {key: play.title for key, play in PLAYS_BY_KEY.items()}
    plays = [name for name in ("play", "plays") if name in frame.columns]
    named = frame.with_columns(
        *(_titles(frame, name, titles) for name in plays),
    ).with_columns(pl.col(name).list.join(_SEPARATOR) for name in joined)
    amounts = [_amount_in(currency) for currency in currencies(frame)]
    place = named.columns.index("open_amounts")
    return named.select(*named.columns[:place], *amounts, *named.columns[place + 1 :])


def _titles(frame: pl.DataFrame, name: str, titles: dict[str, str]) -> pl.Expr:
    """Keys of plays as the titles that people know."""
    if frame.schema[name] == pl.String:
        return pl.col(name).replace(titles)
    return pl.col(name).list.eval(pl.element().replace(titles))


def _amount_in(currency: str | None) -> pl.Expr:
    """The open amount in one currency, as a column of numbers."""
    ours = pl.element().struct.field("currency").eq_missing(pl.lit(currency, pl.String))
    amount = pl.col("open_amounts").list.eval(pl.element().filter(ours).struct.field("amount")).list.first()
    return amount.alias(f"open_amount_{currency}" if currency else "open_amount")


def _write_csv(frame: pl.DataFrame, path: Path) -> None:
    """One CSV file, whole or not at all."""
    with whole_file(path) as draft:
        without_formulas(frame).write_csv(draft)
