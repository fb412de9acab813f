"""The additive model: weights of levels summed to log-odds, adapted to the lists at hand, then set against rivals.

    log-odds = prior + names (up to what homonyms leave) + what a group shares (up to a cap) + own numbers − vetoes
    probability = odds ÷ (odds of nobody + odds + odds of the rivals on either side)

Name weights are shipped. The prior and the weights of learned comparisons are estimated by expectation-maximisation
(Fellegi & Sunter 1969; Winkler 1988) on the candidate pairs of these two lists, without labels, leaning on the shipped
ones as much as the lists are small. Two kinds of agreement have another explanation than a match, so they count only so
far: an equal name (homonyms, `homonyms.py`), and an equal address, phone and website (companies of one group). All in
nats; the rules file shows bits.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mutuals.matching.comparison import Comparison
from mutuals.matching.contest import Contest, compete
from mutuals.matching.homonyms import PLACES, name_caps, places
from mutuals.matching.pairs import Levels
from mutuals.matching.rules import Rules
from mutuals.matching.weighing import Patterns, Reals64, evidence, field_evidence, level_off, vetoes

ROUNDS, SETTLED = 20, 0.01
"""Rounds of expectation-maximisation at most, and the nats by which weights still move when it has settled."""

LEAN = 30.0
"""Pairs that the shipped weights of a learned comparison count as, beside those of the lists at hand."""

RELIANCE = 0.85
"""Share of their log-likelihood ratio that fields are relied on with: they repeat each other (a company that moves
changes city, phone and often its website), which a sum of independent weights would count again each time."""


@dataclass(frozen=True)
class Learned:
    """What was learned from two lists: the log-odds of the prior, the cap on name evidence by place (`PLACES`) and all
    weights, in nats."""

    prior: float
    name_caps: Reals64
    weights: dict[str, Reals64]

    @classmethod
    def nothing(cls, rules: Rules) -> "Learned":
        """The rules as shipped."""
        return cls(rules.prior, np.full(len(PLACES), rules.name_cap), dict(rules.weights))


@dataclass(frozen=True)
class Scores:
    """For each pair: name evidence before and after the cap, what the cap on shared fields changed, log-odds before
    rivals, and the probability."""

    name: Reals64
    capped: Reals64
    group: Reals64
    log_odds: Reals64
    probability: Reals64

    def at(self, rows: slice | NDArray[np.int64]) -> "Scores":
        """The scores of these pairs."""
        return Scores(self.name[rows], self.capped[rows], self.group[rows], self.log_odds[rows], self.probability[rows])


def learn(
    levels: dict[str, Levels], comparisons: tuple[Comparison, ...], rules: Rules, contest: Contest, *, homonyms: Reals64
) -> Learned:
    """Adapt the prior and the learned comparisons' weights to these candidate pairs.

    `homonyms` are the expected numbers of candidate pairs of two different companies with an equal name, by place.
    """
    name = evidence(levels, [c for c in comparisons if not c.learned], rules.weights)
    patterns = Patterns.of(levels, [c for c in comparisons if c.learned])
    place = places(levels)
    learned = Learned.nothing(rules)
    for _ in range(ROUNDS if len(name) else 0):
        names = level_off(name, learned.name_caps[place])
        log_odds = learned.prior + names + patterns.evidence(learned.weights, rules.group_cap)
        probability = compete(log_odds, contest)
        caps = name_caps(name, probability, place, homonyms, rules)
        before, learned = learned, Learned(_prior(probability, rules), caps, relearned(patterns, probability, rules))
        if _moved(before, learned) < SETTLED:
            break
    return learned


def relearned(patterns: Patterns, probability: Reals64, rules: Rules, *, others: bool = True) -> dict[str, Reals64]:
    """All weights, those of the learned comparisons as the probabilities of one round teach them.

    Without `others` the pairs that are no matches teach nothing, since they are no sample of such pairs; what chance
    shows is then as shipped.
    """
    matches, rest = patterns.counts(probability), patterns.counts(1 - probability)
    return rules.weights | {
        field.name: _weights(field, matches[field.name], rest[field.name] * others, rules) for field in patterns.fields
    }


def _moved(one: Learned, two: Learned) -> float:
    """The largest change of a weight, in nats."""
    return max(float(np.abs(one.weights[name] - two.weights[name]).max()) for name in one.weights)


def score(
    levels: dict[str, Levels], comparisons: tuple[Comparison, ...], learned: Learned, rules: Rules, contest: Contest
) -> Scores:
    """Log-odds and probability of every candidate pair."""
    name, capped, group, log_odds = weigh(levels, comparisons, learned, rules)
    return Scores(name, capped, group, log_odds, compete(log_odds, contest))


def weigh(
    levels: dict[str, Levels], comparisons: tuple[Comparison, ...], learned: Learned, rules: Rules
) -> tuple[Reals64, Reals64, Reals64, Reals64]:
    """What each pair is worth by itself, before rivals: `name`, `capped`, `group` and `log_odds` of `Scores`."""
    name = evidence(levels, [c for c in comparisons if not c.learned], learned.weights)
    capped = level_off(name, learned.name_caps[places(levels)])
    group, fields = field_evidence(levels, [c for c in comparisons if c.learned], learned.weights, rules.group_cap)
    return name, capped, group, learned.prior + capped + fields - vetoes(levels, comparisons, rules)


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
