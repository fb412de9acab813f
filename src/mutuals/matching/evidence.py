"""Evidence in words: the sentence on every link, and the waterfall from prior to probability on one."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.field_comparisons import FIELD_COMPARISONS
from mutuals.matching.model import Learned, Scores
from mutuals.matching.name_comparisons import NAME_COMPARISONS, SPELLING_STEPS
from mutuals.matching.pairs import Flags, Levels
from mutuals.matching.rules import BIT, Rules
from mutuals.matching.weighing import vetoes

SAID = 0.05
"""Weights below this many bits are left out of the sentence."""

_DETAILS = {
    "name_numerals": (2, 3),
    "name_places": (2, 3),
    "name_cities": (2, 3),
    "legal_form": (3,),
    "name_generic": (1, 2),
}
"""Levels of name comparisons that the sentence names beside how alike the names are."""


def headline(levels: dict[str, Levels]) -> NDArray[np.str_]:
    """How alike the two names are, in words, for each pair; the first that applies."""
    spelling, over = levels["name_spelling"], levels["name_left_over"]
    both = levels["name_both_differ"]
    same = (spelling == len(SPELLING_STEPS)) & (levels["name_order"] == 0)
    near = levels["name_near_words"]
    return np.select(
        [
            same & (levels["legal_form"] == 2),
            same,
            levels["name_order"] == 1,
            levels["name_acronym"] == 1,
            (near > 0) & (over <= 3),
            (over == 0) & (levels["name_shared"] > 0),
            (both == 0) & (levels["name_shared"] > 0),
            levels["name_shared"] >= 1,
            spelling >= 5,
        ],
        [
            "same name",
            "same name without legal form",
            "same words in another order",
            "one name is the initials of the other",
            "nearly the same name",
            "names alike but for common words or places",
            "one name has words that the other lacks",
            "names share words, and each has its own",
            "names spelt somewhat alike",
        ],
        "names differ",
    )


def sentences(levels: dict[str, Levels], learned: Learned, scores: Scores, rules: Rules) -> pl.Series:
    """The sentence of evidence of every pair: each finding with its weight in bits, strongest kinds first."""
    size = len(scores.name)
    name = pl.Series("name", headline(levels).tolist(), dtype=pl.String)
    columns = [_worded(name, scores.capped / BIT, np.ones(size, bool), "name")]
    for comparison in NAME_COMPARISONS:
        for number in _DETAILS.get(comparison.name, ()):
            here = levels[comparison.name] == number
            said = pl.select(pl.when(pl.lit(pl.Series(here))).then(pl.lit(comparison.levels[number].said))).to_series()
            columns.append(said.alias(f"{comparison.name}{number}"))
    for comparison in FIELD_COMPARISONS:
        texts = [
            f"{level.said} {_signed(bits)}" if level.said and abs(bits) >= SAID else None
            for level, bits in zip(comparison.levels, learned.weights[comparison.name] / BIT, strict=True)
        ]
        table = pl.Series(texts, dtype=pl.String)
        columns.append(table.gather(pl.Series(levels[comparison.name])).alias(comparison.name))
    group = scores.group / BIT
    columns.append(_worded(pl.Series(["a group shares these too"] * size), group, group < -SAID * 10, "group"))
    veto = -vetoes(levels, COMPARISONS, rules) / BIT
    columns.append(_worded(pl.Series(["veto"] * size), veto, veto < -SAID, "veto"))
    rivals = (_log_odds(scores.probability) - scores.log_odds) / BIT
    columns.append(_worded(pl.Series(["rivals"] * size), rivals, rivals < -SAID, "rivals"))
    frame = pl.DataFrame(columns)
    return frame.select(pl.concat_str(pl.all(), separator=" · ", ignore_nulls=True).alias("evidence")).to_series()


def _worded(text: pl.Series, bits: NDArray[np.float64], where: Flags, name: str) -> pl.Series:
    """`text` with its weight, null outside `where`."""
    rounded = pl.Series(np.round(bits, 1) + 0.0)
    sign = pl.when(pl.col("bits") >= 0).then(pl.lit(" +")).otherwise(pl.lit(" −"))
    frame = pl.DataFrame({"text": text, "bits": rounded, "where": pl.Series(where)})
    said = pl.concat_str("text", sign, pl.col("bits").abs().round(1).cast(pl.String))
    return frame.select(pl.when("where").then(said).alias(name)).to_series()


def _signed(bits: float) -> str:
    return f"{'+' if bits >= 0 else '−'}{abs(bits):.1f}"


def _log_odds(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    clipped = np.clip(probability, 1e-13, 1 - 1e-13)
    return np.log(clipped) - np.log1p(-clipped)
