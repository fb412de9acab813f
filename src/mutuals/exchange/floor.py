"""Which counts of populations may be shown: none below the floor, and none that tells what such a one comes to.

Populations overlap, so that a count may hold others: all customers hold the large ones, and the total holds every cell.
Whoever sees a whole and all its parts but one has the last part by subtraction. So counts are let through one by one,
the small ones first, and one that would give a hidden count away stays hidden, too.
"""

import numpy as np
from numpy.typing import NDArray

MOST_AUDITED = 1_000
"""Counts up to which combinations of counts are tried; beyond, none is shown that holds a hidden one."""

_NOTHING = 1e-6
"""Length below which a vector is nothing but rounding."""

Flags = NDArray[np.bool_]


def shown_counts(common: NDArray[np.int64], ours: Flags, theirs: Flags, floor: int) -> Flags:
    """Which counts may be shown, shape (our populations, the partner's).

    `common` counts keys by pair of classes; `ours` (populations, our classes) and `theirs` (populations, the partner's
    classes) tell which population has which class; the last row of each is of all classes: the totals.
    """
    counts = ours.astype(np.int64) @ common @ theirs.astype(np.int64).T
    small = counts < floor
    if not small.any():
        return ~small
    if counts.size > MOST_AUDITED:
        return ~_any(_within(ours), small, _within(theirs).T)
    audit = _Audit(common, ours, theirs, small, floor)
    for row, column in _order(counts):
        if not small[row, column]:
            audit.consider(row, column)
    return audit.shown


def _order(counts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """The places of the counts: cells, the total of all, then the other totals; of each the small ones first."""
    rows, columns = counts.shape
    totals = {(rows - 1, column) for column in range(columns)} | {(row, columns - 1) for row in range(rows)}
    rank = dict.fromkeys(totals, 2) | {(rows - 1, columns - 1): 1}
    return sorted(np.ndindex(rows, columns), key=lambda place: (rank.get(place, 0), counts[place], place))


class _Audit:
    """What was shown so far, and what of the hidden counts it leaves open.

    A count is a vector with a number for each pair of classes, 1 where it counts them; whoever knows some counts knows
    every sum and difference of them. `_known` spans these, and `_open` holds of each hidden count what is not known.
    """

    def __init__(self, common: NDArray[np.int64], ours: Flags, theirs: Flags, small: Flags, floor: int) -> None:
        """Nothing is shown yet; a hidden count that is empty by its classes alone is no secret."""
        self.shown = np.zeros_like(small)
        self._common, self._ours, self._theirs, self._floor = common, ours, theirs, floor
        self._within = (_within(ours), _within(theirs))
        self._hidden = _any(ours.T, small, theirs)
        self._coordinates = (_coordinates(ours), _coordinates(theirs))
        vectors = np.array([self._vector(*place) for place in np.argwhere(small)])
        self._open = vectors[np.linalg.norm(vectors, axis=1) > _NOTHING]
        self._known = np.empty((0, vectors.shape[1]))

    def consider(self, row: int, column: int) -> None:
        """Show the count at this place unless it gives a hidden one away."""
        if self._adds_little(row, column):
            return
        vector = self._vector(row, column)
        for _ in range(2):  # once more, against rounding
            vector = vector - self._known.T @ (self._known @ vector)
        length = np.linalg.norm(vector)
        if length > _NOTHING:
            vector /= length
            left = self._open - np.outer(self._open @ vector, vector)
            if (np.linalg.norm(left, axis=1) < _NOTHING**0.5).any():
                return
            self._open, self._known = left, np.vstack([self._known, vector])
        self.shown[row, column] = True

    def _adds_little(self, row: int, column: int) -> bool:
        """Whether, without the counts shown inside it, less than the floor is left, and some of that is hidden."""
        inside = self.shown & np.outer(self._within[0][row], self._within[1][column])
        rest = np.outer(self._ours[row], self._theirs[column]) & ~_any(self._ours.T, inside, self._theirs)
        return bool((rest & self._hidden).any() and self._common[rest].sum() < self._floor)

    def _vector(self, row: int, column: int) -> NDArray[np.float64]:
        vector: NDArray[np.float64] = np.outer(self._coordinates[0][row], self._coordinates[1][column]).ravel()
        return vector


def _coordinates(members: Flags) -> NDArray[np.float64]:
    """Rows of the same lengths and angles as those of `members`, with no more columns than there are rows."""
    triangle: NDArray[np.float64] = np.linalg.qr(members.T.astype(np.float64)).R
    return triangle.T


def _within(members: Flags) -> Flags:
    """Whether all classes of the population in the column are in the one of the row."""
    outside: Flags = _any(~members, members.T)
    return ~outside


def _any(*flags: Flags) -> Flags:
    """The product of matrices of flags."""
    product = flags[0].astype(np.float64)
    for one in flags[1:]:
        product = (product @ one.astype(np.float64) > 0).astype(np.float64)
    return product > 0
