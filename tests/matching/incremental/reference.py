"""What a full map gives when weights and frequencies are those of an earlier one, made without any state.

Candidates come from one join of all keys as texts, not from postings; frequencies are counted in the earlier lists by
grouping; the rest is the path of `match_lists`, on whole lists.
"""

import numpy as np
import polars as pl

from mutuals.accounts import ACCOUNTS
from mutuals.matching import match
from mutuals.matching.candidates import MAX_MEETINGS, MIN_SHARE, SPACE_WEIGHTS, TOP
from mutuals.matching.compare import compare
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.incremental.meetings import LEAST_RARITY
from mutuals.matching.incremental.side import TIE
from mutuals.matching.model import Learned, score
from mutuals.matching.name_pairs import spelt_words
from mutuals.matching.rules import shipped_rules
from mutuals.matching.schema import MATCHES
from mutuals.matching.surroundings import Surroundings
from mutuals.normalise.fields import NormalisedList, normalise_accounts
from mutuals.normalise.keys import KEYS

Lists = tuple[pl.DataFrame, pl.DataFrame]


def full_map(earlier: Lists, now: Lists, learned: Learned, judgements: pl.DataFrame | None = None) -> pl.DataFrame:
    """All candidate links of the lists as they are `now`, shape `MATCHES`, with what was `learned` from `earlier`
    ones and the frequencies of those."""
    rules = shipped_rules()
    ours, theirs = (ACCOUNTS.conform(side).sort("account_id") for side in now)
    left, right = normalise_accounts(ours), normalise_accounts(theirs)
    before = tuple(normalise_accounts(ACCOUNTS.conform(side)) for side in earlier)
    judged = match.judged_rows(judgements, ours, theirs)
    candidates = match._with_judged(_candidates(before, (left, right)), judged)
    levels = compare(left, right, candidates, rules, around=_surroundings(before, (left, right)))
    scores = score(levels, COMPARISONS, learned, rules, match.contest_of(left, right, candidates))
    matching = match.Matching(MATCHES.empty(), ours, theirs, left, right, candidates, levels, learned, scores, rules)
    return match.links_of(matching, judged, all_candidates=True)


def _keys(side: NormalisedList, space: str) -> pl.DataFrame:
    parts = [
        kind.keys(side).select(pl.col("row").cast(pl.Int64), "key") for kind in KEYS.values() if kind.space == space
    ]
    return pl.concat(parts).drop_nulls().unique()


def _shared(before: tuple[NormalisedList, ...], now: Lists, space: str) -> pl.DataFrame:
    """Rows of ours and of theirs, and the weight, for each key of one space that two accounts share."""
    counts = [
        _keys(side, space).group_by("key").agg(pl.len().cast(pl.Int64).alias(name))
        for side, name in zip(before, "ab", strict=True)
    ]
    left, right = (_keys(side, space).rename({"row": name}) for side, name in zip(now, ("ours", "theirs"), strict=True))
    met = left.join(right, on="key").join(counts[0], on="key", how="left").join(counts[1], on="key", how="left")
    met = met.with_columns(pl.col("a", "b").fill_null(1))
    rarity = (max(sum(side.height for side in before), 2) / (pl.col("a") + pl.col("b"))).log()
    weight = rarity.clip(lower_bound=LEAST_RARITY) * SPACE_WEIGHTS[space]
    return met.filter(pl.col("a") * pl.col("b") <= MAX_MEETINGS).select("ours", "theirs", weight=weight)


def _candidates(before: tuple[NormalisedList, ...], now: tuple[NormalisedList, NormalisedList]) -> pl.DataFrame:
    """The candidate pairs: `TOP` a row either way, those that reach `MIN_SHARE` of the best of either row."""
    met = pl.concat([_shared(before, now, space) for space in SPACE_WEIGHTS])
    met = met.group_by("ours", "theirs").agg(pl.col("weight").sum())
    ties = [_tie(side) for side in now]
    factor = pl.Series(ties[0][met["ours"].to_numpy()] * ties[1][met["theirs"].to_numpy()], dtype=pl.Float64)
    met = met.with_columns(score=pl.col("weight") * factor)
    ranks = [pl.col("score").rank("ordinal", descending=True).over(side).alias(side + "_rank") for side in _SIDES]
    best = [pl.col("score").max().over(side).alias(side + "_best") for side in _SIDES]
    met = met.with_columns(*ranks, *best)
    kept = (pl.col("ours_rank") <= TOP) | (pl.col("theirs_rank") <= TOP)
    kept &= pl.col("score") >= MIN_SHARE * pl.min_horizontal("ours_best", "theirs_best")
    rows = [pl.col(side).cast(pl.UInt32) for side in _SIDES]
    return met.filter(kept).select(*rows, pl.col("score").cast(pl.Float32)).sort(_SIDES)


_SIDES = ["ours", "theirs"]


def _tie(side: NormalisedList) -> np.ndarray:
    hashed = side.fields["account_id"].hash(seed=0).to_numpy()
    return 1 + TIE * (hashed >> np.uint64(34)).astype(np.float64) / 2.0**30


def _surroundings(before: tuple[NormalisedList, ...], now: tuple[NormalisedList, NormalisedList]) -> Surroundings:
    words = pl.concat([words["word"] for words in spelt_words(*(side.names for side in before))])
    fields = {name: pl.concat([side.fields[name] for side in now]).drop_nulls() for name in ("domain", "phone")}

    def counts(all_values: pl.Series, wanted: pl.Series) -> np.ndarray:
        found = all_values.rename("value").value_counts()
        joined = wanted.rename("value").to_frame().join(found, on="value", how="left", maintain_order="left")
        return joined["count"].fill_null(0).cast(pl.Int64).to_numpy()

    return Surroundings(
        names=sum(side.names.variants.height for side in before),
        word_counts=lambda wanted: counts(words, wanted),
        value_counts=lambda name, wanted: counts(fields[name], wanted),
    )
