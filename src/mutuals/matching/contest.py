"""Who competes with whom: an account has at most one counterpart, so candidates share its probability."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals64 = NDArray[np.float64]

NOBODY = 0.55
"""Odds of an account having no counterpart, beside its candidates' in the competition; measured on labelled lists, on
which 1 (pairs by themselves) makes probabilities between 0.1 and 0.9 too low."""


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


def compete(log_odds: Reals64, contest: Contest) -> Reals64:
    """Probabilities after competition: an account has at most one counterpart, not counting duplicates of it."""
    odds = np.exp(np.clip(log_odds, -30.0, 30.0))
    return odds / (NOBODY + odds + contest.ours.odds(odds) + contest.theirs.odds(odds))
