"""Two single accounts compared by the shipped rules alone, with no lists to learn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from mutuals.accounts import ACCOUNTS
from mutuals.matching.compare import compare
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.contest import Contest
from mutuals.matching.evidence import sentences
from mutuals.matching.model import Learned, score
from mutuals.matching.relation import relations
from mutuals.matching.rules import Rules, shipped_rules
from mutuals.matching.schema import LEVELS
from mutuals.matching.surroundings import NO_OTHERS
from mutuals.normalise.fields import normalise_accounts

NAME_CAPS = np.array([5.7, 4.4, 5.2])
"""Name evidence (nats, by place) of a pair by itself: without lists to reckon homonyms on, an equal name in one country
is 97 % sure at most."""


@dataclass(frozen=True)
class Match:
    """The verdict on one pair: calibrated probability, band, level, and the sentence of evidence."""

    probability: float
    band: str
    level: str
    evidence: str


def match_pair(left: Mapping[str, str], right: Mapping[str, str], *, rules: Rules | None = None) -> Match:
    """Whether two accounts (ACCOUNTS columns → values) are the same company, as far as they themselves tell."""
    return match_pairs([(left, right)], rules=rules)[0]


def match_pairs(
    pairs: Sequence[tuple[Mapping[str, str], Mapping[str, str]]], *, rules: Rules | None = None
) -> list[Match]:
    """As `match_pair` for many pairs at once, each by itself: none knows of the others."""
    rules = rules or shipped_rules()
    ours, theirs = (normalise_accounts(_rows([pair[side] for pair in pairs])) for side in (0, 1))
    index = np.arange(len(pairs), dtype=np.uint32)
    levels = compare(ours, theirs, pl.DataFrame({"ours": index, "theirs": index}), rules, around=NO_OTHERS)
    each = index.astype(np.int64)
    learned = replace(Learned.nothing(rules), name_caps=np.minimum(NAME_CAPS, rules.name_cap))
    scores = score(levels, COMPARISONS, learned, rules, Contest.of(each, each, each, each))
    level = relations(levels, scores.probability, rules.bands.likely)
    evidence = sentences(levels, learned, scores, rules)
    return [
        Match(float(p), rules.bands.of(float(p)), LEVELS.categories[int(number)], said)
        for p, number, said in zip(scores.probability, level, evidence, strict=True)
    ]


def _rows(accounts: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    columns = {name: [account.get(name) for account in accounts] for name in ACCOUNTS.names}
    columns["account_id"] = [str(number) for number in range(len(accounts))]
    return ACCOUNTS.conform(pl.DataFrame(columns, schema=dict.fromkeys(ACCOUNTS.names, pl.String)))
