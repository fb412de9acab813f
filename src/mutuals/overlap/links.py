"""Which links count as overlaps, and what each overlap says about its two accounts."""

from collections.abc import Collection

import numpy as np
import polars as pl

from mutuals.accounts import WrongTable
from mutuals.matching.schema import LEVELS, MATCHES
from mutuals.overlap.revenue import open_by_account
from mutuals.overlap.schema import OVERLAPS
from mutuals.overlap.side import Side

COUNTED_BANDS = ("certain", "likely")
"""Bands that count as overlaps unless the caller says otherwise."""

ALL_LEVELS: tuple[str, ...] = tuple(LEVELS.categories)

COUNTED_LEVELS = ("entity", "subsidiary", "location")
"""Levels that count unless the caller says otherwise: the same company, its subsidiaries and its sites. That two
accounts only belong to one corporate group is worth seeing, but it is another company."""

JUDGED_YES = ("confirmed", "alias")
"""Judgements with which a link always counts; one that was rejected never does."""


def find_overlaps(
    matches: pl.DataFrame,
    *,
    ours: Side,
    theirs: Side,
    amounts: pl.DataFrame,
    bands: Collection[str] = COUNTED_BANDS,
    levels: Collection[str] = ALL_LEVELS,
) -> pl.DataFrame:
    """The links of `matches` that count, as OVERLAPS, in the order of `matches`.

    A link counts where its band is in `bands` and its level in `levels`; one that a person confirmed or called an
    alias always counts, one that a person rejected never does. Every level is found unless `levels` says less, so that
    counts can be switched afterwards by `at_levels`. `amounts` is what `open_amounts` returned. Raises `WrongTable`
    where a link names an account that is not on its list.
    """
    judged = pl.col("judgement").cast(pl.String)
    in_bands = pl.col("band").is_in(list(bands)) & judged.is_null()
    found = (
        MATCHES.check(matches)
        .filter((in_bands & pl.col("level").is_in(list(levels))) | judged.is_in(JUDGED_YES))
        .join(_shown(ours, ""), on="account_id", how="left", maintain_order="left")
        .join(_shown(theirs, "partner_"), on="partner_account_id", how="left", maintain_order="left")
        .join(open_by_account(amounts), on="account_id", how="left", maintain_order="left")
        .with_columns(pl.col("open_opportunities").fill_null(0))
    )
    for row, side in (("row", ours), ("partner_row", theirs)):
        if found[row].null_count():
            raise WrongTable(f"MATCHES has a link to an account that is not on the list {side.label!r}")
    counted = found.with_columns(
        _links_each(found["row"], "our_links"), _links_each(found["partner_row"], "partner_links")
    )
    return OVERLAPS.conform(counted).select(OVERLAPS.names)


def at_levels(overlaps: pl.DataFrame, levels: Collection[str]) -> pl.DataFrame:
    """The rows of `overlaps` that count at `levels`, with our_links and partner_links counted afresh among them.

    A link that a person confirmed or called an alias counts whatever its level.
    """
    kept = overlaps.filter(counts_at(levels))
    if kept.height == overlaps.height:
        return overlaps
    return kept.with_columns(
        pl.len().over("account_id").cast(pl.UInt32).alias("our_links"),
        pl.len().over("partner_account_id").cast(pl.UInt32).alias("partner_links"),
    )


def counts_at(levels: Collection[str]) -> pl.Expr:
    """Whether an overlap counts at `levels`, from its level and judgement."""
    return pl.col("level").is_in(list(levels)) | pl.col("judgement").cast(pl.String).is_in(JUDGED_YES)


def _links_each(rows: pl.Series, name: str) -> pl.Series:
    """For each value of `rows`, how often it occurs among them."""
    numbers = rows.to_numpy()
    return pl.Series(name, np.bincount(numbers)[numbers], dtype=pl.UInt32)


def _shown(side: Side, prefix: str) -> pl.DataFrame:
    """What an overlap shows of each account of one side, and its row number."""
    names = {name: f"{prefix}{name}" for name in side.accounts.columns if name != "populations"}
    return side.accounts.with_row_index(f"{prefix}row").rename(
        {**names, "populations": f"{prefix or 'our_'}populations"}
    )
