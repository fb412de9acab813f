"""Weighed pairs → links, with a person's judgements laid over them."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.contest import NOBODY
from mutuals.matching.incremental.counted import Index
from mutuals.matching.incremental.side import SideState
from mutuals.matching.incremental.weighed import LevelTable, by_name
from mutuals.matching.match import LEAST, counted, link_rows
from mutuals.matching.model import Learned, Scores, weigh
from mutuals.matching.rules import Rules
from mutuals.matching.schema import JUDGEMENTS, MATCHES

Flags = NDArray[np.bool_]
Reals64 = NDArray[np.float64]

JUDGED: dict[str, pl.DataType | type[pl.DataType]] = {
    "account_id": pl.String,
    "partner_account_id": pl.String,
    "judgement": JUDGEMENTS,
}


def kept_judgements(judgements: pl.DataFrame | None) -> pl.DataFrame:
    """The judgements that count, one a pair, the last: account_id, partner_account_id, judgement, sorted by ids."""
    if judgements is None:
        return pl.DataFrame(schema=JUDGED)
    columns = [pl.col(name).cast(dtype) for name, dtype in JUDGED.items()]
    last = judgements.select(columns).unique(["account_id", "partner_account_id"], keep="last", maintain_order=True)
    return last.sort("account_id", "partner_account_id")


def judged_codes(judgements: pl.DataFrame | None, sides: tuple[SideState, SideState]) -> pl.DataFrame:
    """Judgements (code of the pair, judgement), sorted; those on accounts that are not there are left out."""
    kept = kept_judgements(judgements)
    ours, theirs = (_rows(side, kept[name]) for side, name in zip(sides, list(JUDGED)[:2], strict=True))
    there = np.flatnonzero((ours >= 0) & (theirs >= 0))
    code = ours[there] * sides[1].height + theirs[there]
    return pl.DataFrame({"code": code, "judgement": kept["judgement"].gather(there)}).sort("code")


def may_be_links(log_odds: Reals64, grouped: Flags, rules: Rules) -> Index:
    """Which pairs are links if they have no rivals, whatever the links that are asked for; of the others none is."""
    least = min(LEAST, rules.bands.possible) * 0.99
    return np.flatnonzero((log_odds >= np.log(least * NOBODY / (1 - least))) | grouped)


def worth_keeping(probability: Reals64, grouped: Flags, judged: Flags, rules: Rules, all_candidates: bool) -> Index:
    """Which pairs are links: those at least possible (0.02 with `all_candidates`), of one group, or judged."""
    threshold = LEAST if all_candidates else rules.bands.possible
    only_grouped = grouped & (probability < rules.bands.likely)
    return np.flatnonzero((probability >= threshold) | only_grouped | judged)


def link_table(
    sides: tuple[SideState, SideState],
    codes: Index,
    levels: LevelTable,
    probability: Reals64,
    judged: pl.DataFrame,
    learned: Learned,
    rules: Rules,
) -> pl.DataFrame:
    """The links of pairs with these codes, sorted: `ours`, `theirs`, the probability of the `model`, and the columns of
    `MATCHES`, counted among these links."""
    width = max(sides[1].height, 1)
    ours, theirs = codes // width, codes % width
    pairs = pl.DataFrame({"code": codes}, schema={"code": pl.Int64}).join(
        judged, on="code", how="left", maintain_order="left"
    )
    named = by_name(levels)
    scores = Scores(*weigh(named, COMPARISONS, learned, rules), probability)
    found = pairs.select(
        "judgement",
        ours=pl.Series(ours, dtype=pl.Int32),
        theirs=pl.Series(theirs, dtype=pl.Int32),
        model=pl.Series(probability, dtype=pl.Float64),
        account_id=sides[0].account_ids.gather(ours),
        partner_account_id=sides[1].account_ids.gather(theirs),
    )
    return with_counts(link_rows(found, named, scores, learned, rules))


def with_counts(links: pl.DataFrame) -> pl.DataFrame:
    """Links with how many of them that count each account has, in the order of columns that links have."""
    return MATCHES.conform(counted(links)).select("ours", "theirs", "model", *MATCHES.names)


def _rows(side: SideState, ids: pl.Series) -> Index:
    """The row of each account id, -1 where it is not there."""
    if not side.height or ids.is_empty():
        return np.full(len(ids), -1, np.int64)
    at = np.minimum(side.account_ids.search_sorted(ids).to_numpy().astype(np.int64), side.height - 1)
    return np.where((side.account_ids.gather(at) == ids).fill_null(value=False).to_numpy(), at, -1)
