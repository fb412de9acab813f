"""Which accounts on two lists are the same company, with evidence and probability."""

from mutuals.matching.comparison import Comparison, Level
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.explain import (
    Explanation,
    MissingExplanation,
    NoSuchAccount,
    Step,
    explain_link,
    explain_missing,
)
from mutuals.matching.judgements import JUDGEMENT_ROWS, UnusableJudgements, read_judgements, write_judgements
from mutuals.matching.match import Matching, match_accounts, match_lists
from mutuals.matching.pair import Match, match_pair, match_pairs
from mutuals.matching.rules import Bands, Rules, UnusableRules, read_rules, rules_as_toml, shipped_rules
from mutuals.matching.schema import BANDS, JUDGEMENTS, LEVELS, MATCHES

__all__ = [
    "BANDS",
    "COMPARISONS",
    "JUDGEMENTS",
    "JUDGEMENT_ROWS",
    "LEVELS",
    "MATCHES",
    "Bands",
    "Comparison",
    "Explanation",
    "Level",
    "Match",
    "Matching",
    "MissingExplanation",
    "NoSuchAccount",
    "Rules",
    "Step",
    "UnusableJudgements",
    "UnusableRules",
    "explain_link",
    "explain_missing",
    "match_accounts",
    "match_lists",
    "match_pair",
    "match_pairs",
    "read_judgements",
    "read_rules",
    "rules_as_toml",
    "shipped_rules",
    "write_judgements",
]
