"""Levels weighed: each pair's evidence is the sum of the weights of its levels, in nats."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mutuals.matching.comparison import Comparison
from mutuals.matching.pairs import Levels
from mutuals.matching.rules import Rules

Reals64 = NDArray[np.float64]


def evidence(levels: dict[str, Levels], comparisons: Sequence[Comparison], weights: dict[str, Reals64]) -> Reals64:
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


def field_evidence(
    levels: dict[str, Levels], fields: Sequence[Comparison], weights: dict[str, Reals64], group_cap: float
) -> tuple[Reals64, Reals64]:
    """Evidence of the fields: of those that companies of one group have in common, capped, and of all, so capped."""
    shared = evidence(levels, [field for field in fields if field.shared], weights)
    own = evidence(levels, [field for field in fields if not field.shared], weights)
    capped = level_off(shared, group_cap)
    return capped - shared, capped + own


def level_off(value: Reals64, cap: Reals64 | float) -> Reals64:
    """Evidence that levels off at `cap`: past it, something else than a match explains the agreement as well."""
    capped: Reals64 = -np.logaddexp(-value, -np.asarray(cap))
    return capped


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

    def evidence(self, weights: dict[str, Reals64], group_cap: float) -> Reals64:
        """By pair the evidence of the fields, in nats."""
        return field_evidence(self.levels, self.fields, weights, group_cap)[1][self.number]

    def counts(self, probability: Reals64) -> dict[str, Reals64]:
        """By comparison how many pairs show each level, each pair counted as its probability."""
        size = len(next(iter(self.levels.values())))
        pairs = np.bincount(self.number, weights=probability, minlength=size)
        return {
            field.name: np.bincount(self.levels[field.name], weights=pairs, minlength=len(field.levels)).astype(
                np.float64
            )
            for field in self.fields
        }
