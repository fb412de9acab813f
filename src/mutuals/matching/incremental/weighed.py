"""Pairs of accounts compared and weighed, whatever part of the lists they are."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.matching.compare import compare
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.contest import Contest, Rivalry
from mutuals.matching.incremental.counted import Index
from mutuals.matching.incremental.side import SideState
from mutuals.matching.incremental.side_change import counts_of_values, words_in
from mutuals.matching.incremental.slicing import take_rows
from mutuals.matching.pairs import Levels
from mutuals.matching.rules import Rules
from mutuals.matching.surroundings import Surroundings
from mutuals.normalise.fields import NormalisedList

MOST_OF = 0.7
"""Share of a list's accounts from which the list is compared as it is, without taking them out."""

LevelTable = NDArray[np.uint8]
"""Levels, pairs × comparisons (in the order of `COMPARISONS`)."""


def compared(
    sides: tuple[SideState, SideState], ours: Index, theirs: Index, rules: Rules, *, threads: int
) -> LevelTable:
    """The levels of pairs of rows. Words are as rare as when the lists were counted; domains and phone numbers are
    shared by as many accounts as now."""
    left, our_rows = _taken(sides[0], ours)
    right, their_rows = _taken(sides[1], theirs)
    pairs = pl.DataFrame({"ours": our_rows, "theirs": their_rows}, schema={"ours": pl.UInt32, "theirs": pl.UInt32})
    around = Surroundings(
        names=sum(side.statistics.variants for side in sides),
        word_counts=lambda words: words_in(sides, words),
        value_counts=lambda name, values: counts_of_values(sides, name, values),
    )
    found = compare(left, right, pairs, rules, threads=threads, around=around)
    return np.stack([found[comparison.name] for comparison in COMPARISONS], axis=1)


def by_name(levels: LevelTable) -> dict[str, Levels]:
    """Levels by name of comparison, as the model takes them."""
    return {comparison.name: np.ascontiguousarray(levels[:, number]) for number, comparison in enumerate(COMPARISONS)}


def contest_of_rows(sides: tuple[SideState, SideState], ours: Index, theirs: Index) -> Contest:
    """Who competes with whom among pairs of rows, sorted by ours and theirs."""
    return Contest(LoneRivalry.found(ours, theirs, sides[1]), LoneRivalry.found(theirs, ours, sides[0]))


def _taken(side: SideState, rows: Index) -> tuple[NormalisedList, Index]:
    """The accounts at `rows` as a list, each once, and where in it each of `rows` is."""
    used = np.zeros(side.height, bool)
    used[rows] = True
    if used.sum() >= MOST_OF * side.height:
        return side.normalised, rows
    number = np.cumsum(used) - 1
    return take_rows(side.normalised, np.flatnonzero(used)), number[rows]


@dataclass(frozen=True)
class LoneRivalry(Rivalry):
    """As `Rivalry`, faster: most candidates have no duplicates, and are groups by themselves, called like the pair.

    `several` are the pairs whose candidate has duplicates among the candidates of the same account. What an account's
    rivals come to, to the last digit, depends on its own candidates alone.
    """

    several: Index

    @staticmethod
    def found(account: Index, other: Index, other_side: SideState) -> "LoneRivalry":
        """The rivalry of pairs with these accounts of one side, whose candidates are these rows of the other."""
        duplicates, with_others = other_side.duplicates
        several = np.flatnonzero(with_others[other]) if len(other) else np.zeros(0, np.int64)
        size = int(duplicates.max(initial=0)) + 1
        codes = account[several] * size + duplicates[other[several]]
        groups, number, size_of_group = np.unique(codes, return_inverse=True, return_counts=True)
        alone = size_of_group[number] == 1
        several, codes = several[~alone], codes[~alone]
        groups, number = np.unique(codes, return_inverse=True)
        group = np.arange(len(account))
        group[several] = len(account) + number
        return LoneRivalry(account, group, np.concatenate([account, groups // size]), several)

    def odds(self, odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each pair the summed odds of its account's other candidates, each group of duplicates by its best."""
        best = np.zeros(len(self.owner))
        best[: len(odds)] = odds
        best[self.several] = 0.0
        np.maximum.at(best, self.group[self.several], odds[self.several])
        total = np.bincount(self.owner, weights=best)
        own = odds.copy()
        own[self.several] = best[self.group[self.several]]
        rivals: NDArray[np.float64] = np.maximum(total[self.account] - own, 0.0)
        return rivals
