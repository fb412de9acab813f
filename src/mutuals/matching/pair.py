"""Two single accounts compared by the shipped rules alone, with no lists to learn from."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from mutuals.accounts import ACCOUNTS
from mutuals.matching.compare import compare
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.evidence import sentences
from mutuals.matching.model import Contest, Learned, score
from mutuals.matching.relation import relations
from mutuals.matching.rules import Rules, shipped_rules
from mutuals.matching.schema import LEVELS
from mutuals.normalise.fields import normalise_accounts


@dataclass(frozen=True)
class Match:
    """The verdict on one pair: calibrated probability, band, level, and the sentence of evidence."""

    probability: float
    band: str
    level: str
    evidence: str


def match_pair(left: Mapping[str, str], right: Mapping[str, str], *, rules: Rules | None = None) -> Match:
    """Whether two accounts (ACCOUNTS columns → values) are the same company, as far as they themselves tell."""
    rules = rules or shipped_rules()
    ours, theirs = (normalise_accounts(_one_row(side)) for side in (left, right))
    index = np.zeros(1, dtype=np.uint32)
    levels = compare(ours, theirs, pl.DataFrame({"ours": index, "theirs": index}), rules)
    alone = index.astype(np.int64)
    learned = Learned(rules.prior, rules.name_cap, dict(rules.weights))
    scores = score(levels, COMPARISONS, learned, rules, Contest(alone, alone, alone, alone))
    level = relations(levels, scores.probability, rules.bands.likely)[0]
    probability = float(scores.probability[0])
    evidence = sentences(levels, learned, scores, rules)[0]
    return Match(probability, rules.bands.of(probability), LEVELS.categories[int(level)], evidence)


def _one_row(values: Mapping[str, str]) -> pl.DataFrame:
    row = {name: [values.get(name)] for name in ACCOUNTS.names} | {"account_id": ["0"]}
    return ACCOUNTS.conform(pl.DataFrame(row, schema=dict.fromkeys(ACCOUNTS.names, pl.String)))
