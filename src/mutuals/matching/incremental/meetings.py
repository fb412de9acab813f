"""How much two accounts' keys have in common: sparse products of key matrices, weighted by frequencies as once counted.

The weight of a key depends on what was counted in the two lists and on nothing that changed since: a key that was not
there is as rare as one that one account of each list has.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sparse_dot_topn import sp_matmul, sp_matmul_topn

from mutuals.matching.candidates import MAX_MEETINGS, SPACE_WEIGHTS
from mutuals.matching.incremental.counted import SPACES, Hashes, Index, Postings, flat_ranges, spaces_of
from mutuals.matching.incremental.side import SideState, Statistics

LEAST_RARITY = 0.1
_WEIGHTS = np.array([SPACE_WEIGHTS[space] for space in SPACES])

Reals64 = NDArray[np.float64]


def roots_of_weights(keys: Hashes, ours: Statistics, theirs: Statistics) -> Reals64:
    """The square root of the weight of each key, 0 where it is too frequent to tell anything."""
    a, b = (np.maximum(side.keys.of(keys), 1) for side in (ours, theirs))
    rarity = np.log(max(ours.accounts + theirs.accounts, 2) / (a + b))
    weight = np.maximum(rarity, LEAST_RARITY) * _WEIGHTS[spaces_of(keys)]
    return np.where(a * b <= MAX_MEETINGS, np.sqrt(weight), 0.0)


@dataclass(frozen=True)
class SharedKeys:
    """Keys that two postings share and that tell something: the square roots of their weights, and where their rows
    start in the one that has more, and how many there are."""

    keys: Hashes
    roots: Reals64
    starts: Index
    lengths: Index

    def __len__(self) -> int:
        """Number of keys."""
        return len(self.keys)

    def matrix(self, postings: Postings, side: SideState) -> sparse.csr_matrix:
        """Keys × accounts of `side`, each entry the square root of the key's weight; `postings` are of some of them."""
        return self._matrix(postings, side, *postings.runs(self.keys))

    def matrix_of_many(self, postings: Postings, side: SideState) -> sparse.csr_matrix:
        """As `matrix`, of the postings that have more keys."""
        return self._matrix(postings, side, self.starts, self.lengths)

    def _matrix(self, postings: Postings, side: SideState, starts: Index, lengths: Index) -> sparse.csr_matrix:
        rows = postings.rows[flat_ranges(starts, lengths)].astype(np.int32)
        data = np.repeat(self.roots, lengths) * side.tie[rows]
        # Some tens of millions of entries at most, which 32 bits can count.
        indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        return sparse.csr_matrix((data, rows, indptr), shape=(len(self.keys), side.height))


def shared_keys(few: Postings, many: Postings, one: Statistics, other: Statistics) -> SharedKeys:
    """The keys that two postings share and that tell something. `many` are looked into and not gone through; either
    statistics may be of either."""
    wanted = few.distinct()
    starts, lengths = many.runs(wanted)
    both = np.flatnonzero(lengths)
    roots = roots_of_weights(wanted[both], one, other)
    telling = both[roots > 0]
    return SharedKeys(wanted[telling], roots[roots > 0], starts[telling], lengths[telling])


def scores_of(left: sparse.csr_matrix, right: sparse.csr_matrix, *, threads: int) -> sparse.csr_matrix:
    """Every score above 0 of accounts of `left` with accounts of `right` (both keys × accounts)."""
    return sp_matmul(left.T.tocsr(), right, n_threads=threads)


def best_scores(left: sparse.csr_matrix, right: sparse.csr_matrix, most: int, *, threads: int) -> sparse.csr_matrix:
    """For each account of `left` its `most` best scores with accounts of `right` (both keys × accounts), best first."""
    return sp_matmul_topn(left.T.tocsr(), right, top_n=most, n_threads=threads, sort=True)
