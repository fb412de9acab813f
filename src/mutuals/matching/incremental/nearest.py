"""Each account's nearest on the other list, kept up as accounts change.

A few more are kept than become candidates, so that an account that loses one seldom has to be looked up anew.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mutuals.matching.candidates import TOP
from mutuals.matching.incremental.counted import Index, Postings, distinct, flat_ranges
from mutuals.matching.incremental.meetings import SharedKeys, best_scores, scores_of, shared_keys
from mutuals.matching.incremental.side import SideState
from mutuals.matching.incremental.side_change import SideChange

KEPT = 6
"""How many of an account's nearest are kept; `TOP` of them propose a pair."""

_GONE = -2
"""Stands for an account that is gone, until its row is closed up."""

Reals64 = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Nearest:
    """For each row of one list its nearest rows of the `other`, best first (rows × `KEPT`, -1 padding), with their
    `score` (0 padding). Whatever is not among them scores no more than `bound`."""

    other: NDArray[np.int32]
    score: Reals64
    bound: Reals64

    @property
    def best(self) -> Reals64:
        """By row the highest score, 0 where there is none."""
        return self.score[:, 0]

    @staticmethod
    def nothing(rows: int) -> "Nearest":
        """Of accounts that have nothing in common with the other list."""
        shape = (rows, KEPT)
        return Nearest(np.full(shape, -1, np.int32), np.zeros(shape), np.zeros(rows))

    def with_scores(self, rows: Index, best: sparse.csr_matrix) -> None:
        """Write the rows of `best` (as of `best_scores`, `KEPT` a row) in place of the nearest of `rows`."""
        lengths = np.diff(best.indptr)
        at = np.repeat(rows, lengths), flat_ranges(np.zeros(len(rows), np.int64), lengths)
        self.other[rows], self.score[rows] = -1, 0.0
        self.other[at], self.score[at] = best.indices, best.data
        self.bound[rows] = np.where(lengths == KEPT, self.score[rows, KEPT - 1], 0.0)


def nearest_of_all(ours: SideState, theirs: SideState, *, threads: int = 1) -> tuple[Nearest, Nearest]:
    """The nearest of every account of ours on their list, and of theirs on ours."""
    found = [Nearest.nothing(side.height) for side in (ours, theirs)]
    keys = shared_keys(theirs.postings, ours.postings, ours.statistics, theirs.statistics)
    if len(keys):
        left, right = keys.matrix_of_many(ours.postings, ours), keys.matrix(theirs.postings, theirs)
        found[0].with_scores(np.arange(ours.height), best_scores(left, right, KEPT, threads=threads))
        found[1].with_scores(np.arange(theirs.height), best_scores(right, left, KEPT, threads=threads))
    return found[0], found[1]


@dataclass(frozen=True)
class Direction:
    """One side's accounts looked for on the other side, both in the state after their change."""

    here: SideChange
    there: SideChange
    threads: int = 1

    def renewed(self, before: Nearest) -> tuple[Nearest, Flags]:
        """The nearest after the change, and by row whether the `TOP` nearest are others than before, or the account is
        fresh."""
        kept, lost = self._carried(before)
        top = kept.other[:, :TOP].copy()
        rows = np.flatnonzero(lost)
        kept.other[rows], kept.score[rows] = _closed_up(kept.other[rows], kept.score[rows])
        self._take_in(kept)
        self._look_up(kept, np.flatnonzero(self.here.fresh), self.here.fresh_keys)
        short = (kept.bound > 0) & (kept.other[:, TOP - 1] < 0) & ~self.here.fresh
        if short.any():
            self._look_up(kept, np.flatnonzero(short), self.here.after.postings.only(short))
        return kept, (kept.other[:, :TOP] != top).any(axis=1) | self.here.fresh

    def _carried(self, before: Nearest) -> tuple[Nearest, Flags]:
        """The nearest as before by the rows after, without accounts that are gone or edited; which rows lost one."""
        source = np.maximum(self.here.source, 0)
        if not len(before.other):
            return Nearest.nothing(len(source)), np.zeros(len(source), bool)
        other: NDArray[np.int32] = np.take(before.other, source, axis=0)
        score: Reals64 = np.take(before.score, source, axis=0)
        bound: Reals64 = np.take(before.bound, source)
        # What is gone becomes _GONE, and padding (-1, the last of `moved`) stays.
        moved = np.append(np.where(self.there.moved < 0, _GONE, self.there.moved), -1).astype(np.int32)
        other = np.take(moved, other)
        gone = np.flatnonzero(other == _GONE)
        score.reshape(-1)[gone] = 0.0
        lost = np.zeros(len(source), bool)
        lost[gone // KEPT] = True
        fresh = self.here.fresh
        other[fresh], score[fresh], bound[fresh] = -1, 0.0, 0.0
        return Nearest(other, score, bound), lost & ~fresh

    def _take_in(self, kept: Nearest) -> None:
        """Take the other side's fresh accounts in where they are nearer than the last."""
        found = self._scores(self.there.fresh_keys, self.there.after, self.here.after.postings, self.here.after)
        if found is None:
            return
        fresh, rows, score = found
        near = (score > kept.bound[rows]) & ~self.here.fresh[rows]
        _insert(kept, rows[near], fresh[near], score[near])

    def _scores(
        self, few: Postings, side: SideState, many: Postings, other: SideState
    ) -> tuple[Index, Index, Reals64] | None:
        """Every score of the accounts in `few` with those in `many`: rows of both, and the score."""
        keys = self._shared(few, many)
        if not len(keys):
            return None
        rows = distinct(few.rows.astype(np.int64))
        left = keys.matrix(few, side)[:, rows]
        product = scores_of(left, keys.matrix_of_many(many, other), threads=self.threads).tocoo()
        return rows[product.row].astype(np.int64), product.col.astype(np.int64), product.data

    def _shared(self, few: Postings, many: Postings) -> SharedKeys:
        return shared_keys(few, many, self.here.after.statistics, self.there.after.statistics)

    def _look_up(self, kept: Nearest, rows: Index, postings: Postings) -> None:
        """Look for the nearest of `rows`, whose keys are `postings`, on the whole other side."""
        there = self.there.after
        keys = self._shared(postings, there.postings)
        if not len(rows) or not len(keys):
            return
        left = keys.matrix(postings, self.here.after)[:, rows]
        right = keys.matrix_of_many(there.postings, there)
        kept.with_scores(rows, best_scores(left, right, KEPT, threads=self.threads))


def _closed_up(other: NDArray[np.int32], score: Reals64) -> tuple[NDArray[np.int32], Reals64]:
    """Rows sorted by falling score, padding last."""
    order = np.argsort(-score, axis=1, kind="stable")
    other = np.where(other == _GONE, -1, other)
    return np.take_along_axis(other, order, axis=1), np.take_along_axis(score, order, axis=1)


def _insert(kept: Nearest, rows: Index, other: Index, score: Reals64) -> None:
    """Put further accounts among the nearest of `rows`; the last of too many fall out, and what they score is bound."""
    touched = distinct(rows)
    old_other, old_score = kept.other[touched], kept.score[touched]
    there = old_other >= 0
    group = np.concatenate([np.repeat(np.arange(len(touched)), there.sum(axis=1)), np.searchsorted(touched, rows)])
    others = np.concatenate([old_other[there], other.astype(np.int32)])
    scores = np.concatenate([old_score[there], score])
    order = np.lexsort((-scores, group))
    group, others, scores = group[order], others[order], scores[order]
    rank = np.arange(len(group)) - np.searchsorted(group, group)
    first_out = rank == KEPT
    bound = kept.bound[touched]
    bound[group[first_out]] = np.maximum(bound[group[first_out]], scores[first_out])
    inside = rank < KEPT
    other_block, score_block = np.full((len(touched), KEPT), -1, np.int32), np.zeros((len(touched), KEPT))
    other_block[group[inside], rank[inside]] = others[inside]
    score_block[group[inside], rank[inside]] = scores[inside]
    kept.other[touched], kept.score[touched], kept.bound[touched] = other_block, score_block, bound
