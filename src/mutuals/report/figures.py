"""The figures that sum a map up: the same numbers for the page, the terminal and `summary.json`."""

from typing import Any

import polars as pl

from mutuals.cosell import PLAYS, PLAYS_BY_KEY, Play
from mutuals.report.content import MapReport


def figures(report: MapReport) -> dict[str, Any]:
    """Every figure of the map at the levels that count, as plain values that JSON can carry.

    Counts are of distinct accounts unless called pairs or links; amounts are per currency.
    """
    account_map = report.account_map
    mine, theirs, pairs = account_map.matrix.cell()
    accounts = {"ours": account_map.ours.accounts.height, "theirs": account_map.theirs.accounts.height}
    counted = report.counted
    return {
        "accounts": accounts,
        "overlaps": {"mine": mine, "theirs": theirs, "pairs": pairs},
        "share": {"ours": _share(mine, accounts["ours"]), "theirs": _share(theirs, accounts["theirs"])},
        "greenfield": {"ours": accounts["ours"] - mine, "theirs": accounts["theirs"] - theirs},
        "potential_revenue": amounts_of(account_map.matrix.potential_of()),
        "hot_accounts": _accounts(counted, pl.col("hot")),
        "eql_accounts": _accounts(counted, pl.col("eql")),
        "plays": [_play_figures(counted, play) for play in PLAYS],
        "without_play": _accounts(counted, pl.col("play").is_null()),
        "pairs_by_band": _pairs_by(counted, "band"),
        "pairs_by_level": _pairs_by(report.overlaps, "level"),
        "to_review": account_map.to_review,
        "links": [
            {**row, "band": str(row["band"]), "level": str(row["level"])} for row in account_map.links.to_dicts()
        ],
        "judged": _judged(report),
        "refused_rows": dict(report.refused.group_by("list").len().sort("list").iter_rows()),
        "opportunities_without_account": account_map.stray_opportunities,
    }


def leading_play(report: MapReport) -> tuple[Play, int] | None:
    """The strongest play that any counted overlap leads with, and how many accounts it is for."""
    counted = report.counted
    for play in PLAYS:
        accounts = _accounts(counted, pl.col("play") == play.key)
        if accounts:
            return PLAYS_BY_KEY[play.key], accounts
    return None


def amounts_of(potential: pl.DataFrame) -> list[dict[str, Any]]:
    """currency, amount (a number) and opportunities of each row of POTENTIAL."""
    return [
        {"currency": currency, "amount": float(amount), "opportunities": opportunities}
        for currency, amount, opportunities in potential.select("currency", "amount", "opportunities").iter_rows()
    ]


def _play_figures(counted: pl.DataFrame, play: Play) -> dict[str, Any]:
    """How many accounts and pairs one play leads for."""
    led = counted.filter(pl.col("play") == play.key)
    return {
        "play": play.key,
        "title": play.title,
        "hot": play.hot,
        "accounts": led["account_id"].n_unique(),
        "pairs": led.height,
    }


def _accounts(overlaps: pl.DataFrame, chosen: pl.Expr) -> int:
    """Distinct accounts of ours among the overlaps where `chosen` holds."""
    return overlaps.filter(chosen)["account_id"].n_unique()


def _pairs_by(overlaps: pl.DataFrame, column: str) -> dict[str, int]:
    """How many overlaps each value of an Enum column has, in the order of the Enum."""
    return {str(value): number for value, number in overlaps.group_by(column).len().sort(column).iter_rows()}


def _judged(report: MapReport) -> dict[str, int]:
    """How many links each kind of judgement was given."""
    judged = report.account_map.links.filter(pl.col("judgement").is_not_null())
    counts = judged.group_by("judgement").agg(pl.col("links").sum()).sort("judgement")
    return {str(judgement): number for judgement, number in counts.iter_rows()}


def _share(part: int, whole: int) -> float:
    """`part` of `whole`, 0 to 1 with four digits; 0 of nothing is 0."""
    return round(part / whole, 4) if whole else 0.0
