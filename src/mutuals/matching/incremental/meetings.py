"""How much two accounts' keys have in common: sparse products of key matrices, weighted by frequencies as once counted.

The weight of a key depends on what was counted in the two lists and on nothing that changed since: a key that was not
there is as rare as one that one account of each list has.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sparse_dot_topn import sp_matmul, sp_matmul_topn

from mutuals.matching.candidates import MAX_MEETINGS, SPACE_WEIGHTS
from mutuals.matching.incremental.counted import SPACES, Hashes, Postings, flat_ranges, spaces_of
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


def shared_keys(few: Postings, many: Postings, one: Statistics, other: Statistics) -> tuple[Hashes, Reals64]:
    """The keys that two postings share and that tell something, with the square roots of their weights. `many` are
    looked into and not gone through; either statistics may be of either."""
    distinct = few.distinct()
    both = distinct[many.runs(distinct)[1] > 0]
    roots = roots_of_weights(both, one, other)
    return both[roots > 0], roots[roots > 0]


def key_matrix(keys: Hashes, roots: Reals64, postings: Postings, side: SideState) -> sparse.csr_matrix:
    """Keys × accounts of `side`, each entry the square root of the key's weight; `postings` are of some of them."""
    starts, lengths = postings.runs(keys)
    rows = postings.rows[flat_ranges(starts, lengths)].astype(np.int32)
    data = np.repeat(roots, lengths) * side.tie[rows]
    # Some tens of millions of entries at most, which 32 bits can count.
    indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return sparse.csr_matrix((data, rows, indptr), shape=(len(keys), side.height))


def scores_of(left: sparse.csr_matrix, right: sparse.csr_matrix, *, threads: int) -> sparse.csr_matrix:
    """Every score above 0 of accounts of `left` with accounts of `right` (both keys × accounts)."""
    return sp_matmul(left.T.tocsr(), right, n_threads=threads)


def best_scores(left: sparse.csr_matrix, right: sparse.csr_matrix, most: int, *, threads: int) -> sparse.csr_matrix:
    """For each account of `left` its `most` best scores with accounts of `right` (both keys × accounts), best first."""
    return sp_matmul_topn(left.T.tocsr(), right, top_n=most, n_threads=threads, sort=True)
