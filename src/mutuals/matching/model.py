"""The additive model: weights of levels summed to log-odds, adapted to the lists at hand, then set against rivals.

    log-odds = prior + name evidence (capped by homonyms) + Σ weight of the level of each comparison − vetoes
    probability = odds ÷ (odds of nobody + odds + odds of the rivals on either side)

Name weights are shipped. The prior and the weights of learned comparisons are estimated by expectation-maximisation
(Fellegi & Sunter 1969; Winkler 1988) on the candidate pairs of these two lists, without labels, leaning on the shipped
ones as much as the lists are small. How far an equal name alone can count is estimated from how often two *different*
accounts within one list have the same name. All in nats; the rules file shows bits.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.matching.comparison import Comparison
from mutuals.matching.pairs import Levels
from mutuals.matching.rules import Rules

Reals64 = NDArray[np.float64]

ROUNDS, SETTLED = 20, 0.01
"""Rounds of expectation-maximisation at most, and the nats by which weights still move when it has settled."""

LEAN = 30.0
"""Pairs that the shipped weights of a learned comparison count as, beside those of the lists at hand."""

RELIANCE = 0.85
"""Share of their log-likelihood ratio that fields are relied on with: they repeat each other (a company that moves
changes city, phone and often its website), which a sum of independent weights would count again each time."""

HIGH = 5.0
"""Name evidence (nats) from which a pair counts as having an equal name when homonyms are reckoned."""


NOBODY = 0.55
"""Odds of an account having no counterpart, beside its candidates' in the competition; measured on labelled lists, on
which 1 (pairs by themselves) makes probabilities between 0.1 and 0.9 too low."""


@dataclass(frozen=True)
class Learned:
    """What was learned from two lists: the log-odds of the prior, the cap on name evidence and all weights in nats."""

    prior: float
    name_cap: float
    weights: dict[str, Reals64]


@dataclass(frozen=True)
class Scores:
    """For each pair: name evidence before and after the cap, log-odds before rivals, and the probability."""

    name: Reals64
    capped: Reals64
    log_odds: Reals64
    probability: Reals64


@dataclass(frozen=True)
class Rivalry:
    """Who competes for one side's accounts: for each pair its account and the number of its group of duplicates among
    that account's candidates, and for each such group the account (duplicates do not compete with each other)."""

    account: NDArray[np.int64]
    group: NDArray[np.int64]
    owner: NDArray[np.int64]

    @classmethod
    def of(cls, account: NDArray[np.int64], duplicates: NDArray[np.int64]) -> "Rivalry":
        """The rivalry of pairs with these accounts of one side, whose other side is in these groups of duplicates."""
        size = int(duplicates.max()) + 1 if len(duplicates) else 1
        distinct, group = np.unique(account * size + duplicates, return_inverse=True)
        return cls(account, group, distinct // size)

    def odds(self, odds: Reals64) -> Reals64:
        """For each pair the summed odds of its account's other candidates, each group of duplicates by its best."""
        best = np.zeros(len(self.owner))
        np.maximum.at(best, self.group, odds)
        total = np.bincount(self.owner, weights=best)
        rivals: Reals64 = np.maximum(total[self.account] - best[self.group], 0.0)
        return rivals


@dataclass(frozen=True)
class Contest:
    """Who competes with whom: for our accounts and for the partner's."""

    ours: Rivalry
    theirs: Rivalry

    @classmethod
    def of(
        cls,
        ours: NDArray[np.int64],
        theirs: NDArray[np.int64],
        our_duplicates: NDArray[np.int64],
        their_duplicates: NDArray[np.int64],
    ) -> "Contest":
        """The contest of pairs (`ours[i]`, `theirs[i]`) whose accounts are in these groups of duplicates."""
        return cls(Rivalry.of(ours, their_duplicates), Rivalry.of(theirs, our_duplicates))


def learn(
    levels: dict[str, Levels], comparisons: tuple[Comparison, ...], rules: Rules, contest: Contest, *, homonyms: float
) -> Learned:
    """Adapt the prior and the learned comparisons' weights to these candidate pairs.

    `homonyms` is the expected number of candidate pairs of two different companies with an equal name.
    """
    names = [c for c in comparisons if not c.learned]
    fields = [c for c in comparisons if c.learned]
    name = evidence(levels, names, rules.weights)
    patterns = Patterns.of(levels, fields)
    learned = Learned(rules.prior, rules.name_cap, dict(rules.weights))
    for _ in range(ROUNDS if len(name) else 0):
        log_odds = learned.prior + cap_names(name, learned.name_cap) + patterns.evidence(learned.weights)
        probability = compete(log_odds, contest)
        before, learned = (
            learned,
            _relearned(learned, patterns, probability, rules, _cap(name, probability, homonyms, rules)),
        )
        if _moved(before, learned) < SETTLED:
            break
    return learned


def _relearned(learned: Learned, patterns: "Patterns", probability: Reals64, rules: Rules, cap: float) -> Learned:
    """What the probabilities of one round teach: prior and weights of the learned comparisons."""
    matches, all_pairs = patterns.counts(probability), patterns.counts(None)
    weights = {
        field.name: _weights(field, matches[field.name], all_pairs[field.name] - matches[field.name], rules)
        for field in patterns.fields
    }
    return Learned(_prior(probability, rules), cap, learned.weights | weights)


def _moved(one: Learned, two: Learned) -> float:
    """The largest change of a weight, in nats."""
    return max(float(np.abs(one.weights[name] - two.weights[name]).max()) for name in one.weights)


@dataclass(frozen=True)
class Patterns:
    """The distinct combinations of levels that pairs show in `fields`: a few thousand stand for millions of pairs.

    `levels`: by name of comparison, the level in each pattern; `number`: the pattern of each pair.
    """

    fields: list[Comparison]
    levels: dict[str, Levels]
    number: NDArray[np.int64]

    @classmethod
    def of(cls, levels: dict[str, Levels], fields: list[Comparison]) -> "Patterns":
        """The patterns of these levels."""
        code = np.zeros(len(next(iter(levels.values()))), np.int64)
        for field in fields:
            code = code * len(field.levels) + levels[field.name]
        _, first, number = np.unique(code, return_index=True, return_inverse=True)
        return cls(fields, {field.name: levels[field.name][first] for field in fields}, number)

    def evidence(self, weights: dict[str, Reals64]) -> Reals64:
        """By pair the sum of the weights of its levels, in nats."""
        return evidence(self.levels, self.fields, weights)[self.number]

    def counts(self, probability: Reals64 | None) -> dict[str, Reals64]:
        """By comparison how many pairs show each level, each pair counted as its probability (1 without)."""
        size = len(next(iter(self.levels.values())))
        pairs = np.bincount(self.number, weights=probability, minlength=size)
        return {
            field.name: np.bincount(self.levels[field.name], weights=pairs, minlength=len(field.levels)).astype(
                np.float64
            )
            for field in self.fields
        }


def score(
    levels: dict[str, Levels], comparisons: tuple[Comparison, ...], learned: Learned, rules: Rules, contest: Contest
) -> Scores:
    """Log-odds and probability of every candidate pair."""
    name = evidence(levels, [c for c in comparisons if not c.learned], learned.weights)
    capped = cap_names(name, learned.name_cap)
    log_odds = learned.prior + capped + evidence(levels, [c for c in comparisons if c.learned], learned.weights)
    log_odds = log_odds - vetoes(levels, comparisons, rules)
    return Scores(name, capped, log_odds, compete(log_odds, contest))


def evidence(levels: dict[str, Levels], comparisons: list[Comparison], weights: dict[str, Reals64]) -> Reals64:
    """Sum over `comparisons` of the weight of each pair's level, in nats."""
    height = len(next(iter(levels.values())))
    total = np.zeros(height)
    for comparison in comparisons:
        total += weights[comparison.name][levels[comparison.name]]
    return total


def vetoes(levels: dict[str, Levels], comparisons: tuple[Comparison, ...], rules: Rules) -> Reals64:
    """How much vetoes take off each pair's log-odds, in nats."""
    total = np.zeros(len(next(iter(levels.values()))))
    for comparison in comparisons:
        if comparison.veto and rules.vetoes.get(comparison.name, 0.0):
            total += rules.vetoes[comparison.name] * (levels[comparison.name] == comparison.number(comparison.veto))
    return total


def cap_names(name: Reals64, cap: float) -> Reals64:
    """Name evidence that levels off at `cap`: past it, two different companies of one name are as likely an answer."""
    return -np.logaddexp(-name, -cap)


def compete(log_odds: Reals64, contest: Contest) -> Reals64:
    """Probabilities after competition: an account has at most one counterpart, not counting duplicates of it."""
    odds = np.exp(np.clip(log_odds, -30.0, 30.0))
    return odds / (NOBODY + odds + contest.ours.odds(odds) + contest.theirs.odds(odds))


def _prior(probability: Reals64, rules: Rules) -> float:
    share = (probability.sum() + LEAN * _logistic(rules.prior)) / (len(probability) + LEAN)
    return float(np.log(share / (1 - share)))


def _logistic(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


def _weights(comparison: Comparison, matches: Reals64, others: Reals64, rules: Rules) -> Reals64:
    """New weights of one learned comparison: log of how often matches show each level over how often others do."""
    size = len(comparison.levels)
    shipped, chance = rules.weights[comparison.name], rules.chance[comparison.name][1:]
    expected = chance * np.exp(shipped[1:] / RELIANCE)
    matches = matches[1:] + LEAN * expected / expected.sum()
    others = others[1:] + LEAN * chance / chance.sum()
    weights = np.zeros(size)
    weights[1:] = RELIANCE * (np.log(matches / matches.sum()) - np.log(others / others.sum()))
    weights[comparison.agreeing] = np.maximum(weights[comparison.agreeing], 0.0)
    for number in rules.pinned.get(comparison.name, frozenset()):
        weights[number] = shipped[number]
    return weights


def _cap(name: Reals64, probability: Reals64, homonyms: float, rules: Rules) -> float:
    """Name evidence that an equal name is worth at most, from the homonyms to expected among the other pairs."""
    others = max(len(name) - probability.sum(), 1.0)
    equal = (probability[name > HIGH].sum() + 4.0) / (probability.sum() + 5.0)
    return float(min(np.log(equal * others / max(homonyms, 1e-9)), rules.name_cap))


def expected_homonyms(
    ours: tuple[pl.DataFrame, NDArray[np.object_]], theirs: tuple[pl.DataFrame, NDArray[np.object_]], rules: Rules
) -> float:
    """Expected number of pairs across two lists of different companies with an equal name, from how many there are
    within each (same name, another country or city, no domain or phone in common)."""
    found, possible = 0.0, 0.0
    for fields, squashed in (ours, theirs):
        found += _homonyms_within(fields, squashed)
        possible += fields.height * (fields.height - 1) / 2
    density = (found + rules.homonym_density * PAIRS_KNOWN) / (possible + PAIRS_KNOWN)
    return density * ours[0].height * theirs[0].height


PAIRS_KNOWN = 2e6
"""Pairs within a list that the shipped density of homonyms counts as."""


def _homonyms_within(fields: pl.DataFrame, squashed: NDArray[np.object_]) -> float:
    frame = fields.select("country", "city", "domain", "phone").with_row_index("row")
    frame = frame.with_columns(name=pl.Series(squashed.tolist(), dtype=pl.String)).filter(pl.col("name") != "")
    frame = frame.with_columns(uses=pl.len().over("name")).filter(pl.col("uses").is_between(2, 50)).drop("uses")
    twins = frame.join(frame, on="name", suffix="_other").filter(pl.col("row") < pl.col("row_other"))
    differ = [(pl.col(c) != pl.col(f"{c}_other")).fill_null(value=False) for c in ("country", "city")]
    same = [(pl.col(c) == pl.col(f"{c}_other")).fill_null(value=False) for c in ("domain", "phone")]
    return float(twins.filter((differ[0] | differ[1]) & ~same[0] & ~same[1]).height)
