"""What the page `report.html` is given: plain values that JSON can carry, one entry per part of the page."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from mutuals.accounts import Population
from mutuals.cosell import PLAYS, play_for
from mutuals.overlap import ALL_LEVELS, OverlapMatrix, greenfield_counts
from mutuals.overlap.links import counts_at
from mutuals.overlap.revenue import open_by_account
from mutuals.report.content import MapReport, main_currency
from mutuals.report.figures import amounts_of, figures
from mutuals.report.words import LEVEL_WORDS, next_steps, who_sees_what

_UNSHOWN = r"[\x00-\x1f\x7f-\x9f\x{202a}-\x{202e}\x{2066}-\x{2069}]+"
"""Control characters and forced writing directions: a name could show as another name with them."""

_ROWS_OF_A_SUMMARY = 200
"""How many refused rows the page shows."""

OVERLAP_FIELDS = (
    "account_id",
    "name",
    "partner_account_id",
    "partner_name",
    "probability",
    "band",
    "level",
    "evidence",
    "judgement",
    "our_populations",
    "partner_populations",
    "our_links",
    "partner_links",
    "open_opportunities",
    "open_amounts",
    "next_close_date",
    "owner_name",
    "partner_owner_name",
    "website",
    "partner_website",
    "city",
    "partner_city",
    "country",
    "partner_country",
    "play",
    "plays",
)
GREENFIELD_FIELDS = (
    "account_id",
    "name",
    "our_populations",
    "open_amounts",
    "owner_name",
    "website",
    "city",
    "country",
)


def page_data(report: MapReport, *, list_rows: int) -> dict[str, Any]:
    """Everything that the page shows of `report`, with at most `list_rows` rows of each list."""
    account_map = report.account_map
    alone = _greenfield_rows(report)
    refused = report.refused
    return {
        "ours": report.ours,
        "theirs": report.theirs,
        "madeOn": report.made_on,
        "version": report.version,
        "rows": _axis(account_map.ours.axis, account_map.ours.sizes),
        "columns": _axis(account_map.theirs.axis, account_map.theirs.sizes),
        "cellPlays": [
            [play.key if (play := play_for(our.kind, their.kind)) else None for their in account_map.theirs.axis]
            for our in account_map.ours.axis
        ],
        "plays": [{"key": p.key, "title": p.title, "motion": p.motion, "hot": p.hot} for p in PLAYS],
        "levels": _levels(report),
        "views": {",".join(choice): _view(report, choice) for choice in account_map.level_choices()},
        "counted": ",".join(account_map.levels),
        "bands": list(account_map.bands),
        "mainCurrency": main_currency(report.overlaps),
        "overlaps": _table(report.overlaps, OVERLAP_FIELDS, list_rows),
        "greenfield": _table(alone, (*GREENFIELD_FIELDS, "linked"), list_rows),
        "refused": {**_table(refused, tuple(refused.columns[:4]), _ROWS_OF_A_SUMMARY), "byList": _by_list(refused)},
        "rules": report.rules.rows(),
        "figures": figures(report),
        "next": next_steps(report),
        "notes": report.notes,
        "settings": dict(report.settings),
        "privacy": who_sees_what(report),
    }


def _axis(populations: Sequence[Population], sizes: pl.DataFrame) -> list[dict[str, Any]]:
    """Each population of one side with its number of accounts."""
    accounts = dict(sizes.iter_rows())
    return [
        {"name": p.name, "kind": p.kind.value, "reason": p.reason, "accounts": accounts[p.name]} for p in populations
    ]


def _levels(report: MapReport) -> list[dict[str, str]]:
    """The levels that can be switched, in words."""
    offered = {level for choice in report.account_map.level_choices() for level in choice}
    return [
        {"key": level, "title": LEVEL_WORDS[level][0], "sentence": LEVEL_WORDS[level][1]}
        for level in ALL_LEVELS
        if level in offered
    ]


def _view(report: MapReport, levels: tuple[str, ...]) -> dict[str, Any]:
    """The counts of one choice of levels: cells and totals in the order of CELLS, greenfield, and why they differ."""
    account_map = report.account_map
    matrix = account_map.cells.at(levels)
    counts = greenfield_counts(matrix, ours=account_map.ours, theirs=account_map.theirs)
    return {
        "cells": _cells(matrix),
        "greenfield": counts.select(pl.col("side").cast(pl.String), pl.exclude("side")).rows(),
        "plays": _plays(report, levels),
        "why": account_map.why_counts_differ(levels),
    }


def _plays(report: MapReport, levels: tuple[str, ...]) -> dict[str, int]:
    """For how many accounts of ours each play leads; the key of accounts without a play is empty."""
    counts = (
        report.overlaps.filter(counts_at(levels))
        .group_by(pl.col("play").fill_null(""))
        .agg(pl.col("account_id").n_unique())
        .sort("play")
    )
    return dict(counts.iter_rows())


def _cells(matrix: OverlapMatrix) -> list[list[Any]]:
    """[mine, theirs, pairs, potential revenue] of each cell in the order of CELLS."""
    cell = ["our_population", "partner_population"]
    potential = {
        (our, their): amounts_of(part) for (our, their), part in matrix.potential.group_by(cell, maintain_order=True)
    }
    return [
        [mine, theirs, pairs, potential.get((our, their), [])]
        for our, their, mine, theirs, pairs in matrix.cells.iter_rows()
    ]


def _greenfield_rows(report: MapReport) -> pl.DataFrame:
    """Our accounts that some choice of levels leaves without overlap, and the levels that they are `linked` at."""
    account_map = report.account_map
    sure = account_map.overlaps.filter(counts_at(["entity"])).select("account_id")
    others = account_map.overlaps.group_by("account_id").agg(pl.col("level").cast(pl.String).unique().sort())
    rows = account_map.ours.accounts.join(sure, on="account_id", how="anti", maintain_order="left").join(
        others.rename({"level": "linked"}), on="account_id", how="left", maintain_order="left"
    )
    return rows.rename({"populations": "our_populations"}).join(
        open_by_account(account_map.amounts), on="account_id", how="left", maintain_order="left"
    )


def _table(frame: pl.DataFrame, fields: Sequence[str], most: int) -> dict[str, Any]:
    """The first `most` rows as lists of values, with the names of the fields and how many rows there are."""
    shown = frame.head(most).select(
        pl.col(name).cast(pl.String).str.replace_all(_UNSHOWN, " ")
        if isinstance(frame.schema[name], pl.Enum | pl.Date | pl.String)
        else pl.col(name)
        for name in fields
    )
    return {"fields": fields, "rows": shown.rows(), "total": frame.height}


def _by_list(refused: pl.DataFrame) -> list[tuple[str, int]]:
    """How many rows of each list were refused."""
    return list(refused.group_by("list").len().sort("list").iter_rows())
