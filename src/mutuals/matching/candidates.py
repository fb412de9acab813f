"""Candidate pairs: for each account of either list the few of the other that share its rarest match keys.

A sparse product of two key matrices, weighted by inverse document frequency, top-k a row in both directions: cost grows
with the lists and what they share, not with their product.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from mutuals.accounts import Column, Table
from mutuals.normalise.fields import NormalisedList
from mutuals.normalise.keys import KEYS

CANDIDATES = Table(
    "CANDIDATES",
    "One row is one pair of accounts worth comparing.",
    (
        Column("ours", pl.UInt32, "Row of our account."),
        Column("theirs", pl.UInt32, "Row of the partner's account."),
        Column("score", pl.Float32, "Sum of the inverse document frequencies of the keys the two share."),
    ),
)

TOP = 5
"""How many candidates each account proposes."""

MAX_MEETINGS = 90_000
"""A key that would bring more pairs together than this tells nothing and is left out (accounts of ours × of theirs)."""

MIN_SHARE = 0.5
"""A candidate must reach this share of the best score that either of its two accounts has."""


SPACE_WEIGHTS = {kind.space: kind.weight for kind in KEYS.values()}
"""How much a shared key of each space counts."""


def find_candidates(ours: NormalisedList, theirs: NormalisedList, *, threads: int = 1) -> pl.DataFrame:
    """Pairs worth comparing, shape `CANDIDATES`, sorted by ours and theirs; the same pairs if the sides are swapped."""
    left, right = _key_matrices(ours, theirs, threads)
    forth, back = _top(left, right, threads), _top(right, left, threads)
    pairs = forth.maximum(back.T.tocsr()).tocoo()
    best = np.minimum(_best(forth)[pairs.row], _best(back)[pairs.col])
    kept = pairs.data >= MIN_SHARE * best
    return pl.DataFrame(
        {
            "ours": pairs.row[kept].astype(np.uint32),
            "theirs": pairs.col[kept].astype(np.uint32),
            "score": pairs.data[kept],
        }
    )


def _key_matrices(
    ours: NormalisedList, theirs: NormalisedList, threads: int
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """The two key matrices (accounts × shared keys), each entry the square root of the key's weight."""
    with ThreadPoolExecutor(threads) as pool:
        spaces = list(pool.map(partial(_shared_keys, ours, theirs), SPACE_WEIGHTS))
    sizes = [len(space.weights) for space in spaces]
    starts = np.cumsum([0, *sizes])

    def matrix(side: int, height: int) -> sparse.csr_matrix:
        row = np.concatenate([space.rows[side] for space in spaces])
        key = np.concatenate([space.keys[side] + start for space, start in zip(spaces, starts, strict=False)])
        weight = np.concatenate([space.weights[space.keys[side]] for space in spaces])
        built = sparse.csr_matrix((weight, (row, key)), shape=(height, starts[-1]))
        built.sort_indices()
        return built

    return matrix(0, ours.height), matrix(1, theirs.height)


@dataclass(frozen=True)
class SpaceKeys:
    """The keys of one space that both lists have: for each list the rows and the keys' numbers, in parallel, and the
    square root of each key's weight."""

    rows: tuple[NDArray[np.int32], NDArray[np.int32]]
    keys: tuple[NDArray[np.int32], NDArray[np.int32]]
    weights: NDArray[np.float32]


def _shared_keys(ours: NormalisedList, theirs: NormalisedList, space: str) -> SpaceKeys:
    """Keys of one space that both lists have and that are rare enough, weighed by inverse document frequency."""
    sides = [hashed_keys(side, space) for side in (ours, theirs)]
    counts = [
        side.group_by("key").agg(pl.len().cast(pl.UInt64).alias(name)) for side, name in zip(sides, "ab", strict=True)
    ]
    both = counts[0].join(counts[1], on="key").filter(pl.col("a") * pl.col("b") <= MAX_MEETINGS).sort("key")
    rarity = ((ours.height + theirs.height) / (pl.col("a") + pl.col("b"))).log().clip(lower_bound=0.1)
    weight = both.select((rarity * SPACE_WEIGHTS[space]).sqrt()).to_series()
    numbered = both.select("key", number=pl.int_range(pl.len(), dtype=pl.Int32))
    found = [side.join(numbered, on="key") for side in sides]
    return SpaceKeys(
        rows=(found[0]["row"].cast(pl.Int32).to_numpy(), found[1]["row"].cast(pl.Int32).to_numpy()),
        keys=(found[0]["number"].to_numpy(), found[1]["number"].to_numpy()),
        weights=weight.to_numpy().astype(np.float32),
    )


def hashed_keys(side: NormalisedList, space: str) -> pl.DataFrame:
    """Distinct (row, key) of one space, keys as 64-bit hashes."""
    parts = [
        kind.keys(side)
        .select(pl.col("row").cast(pl.UInt32), pl.col("key").hash(seed=0))
        .filter(pl.col("key").is_not_null())
        for kind in KEYS.values()
        if kind.space == space
    ]
    return pl.concat(parts).unique()


def _top(left: sparse.csr_matrix, right: sparse.csr_matrix, threads: int) -> sparse.csr_matrix:
    """For each row of `left` the rows of `right` with the most in common, `TOP` at most, and how much."""
    product = sp_matmul_topn(left, right.T.tocsr(), top_n=TOP, n_threads=threads, sort=True)
    product.sort_indices()
    return product


def _best(scores: sparse.csr_matrix) -> NDArray[np.float32]:
    """The highest score of each row, 0 where it has none."""
    if 0 in scores.shape:
        return np.zeros(scores.shape[0], np.float32)
    best: NDArray[np.float32] = scores.max(axis=1).toarray().ravel()
    return best
