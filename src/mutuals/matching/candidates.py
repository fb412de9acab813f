"""Candidate pairs: for each account of either list the few of the other that share its rarest match keys.

A sparse product of two key matrices, weighted by inverse document frequency, top-k a row in both directions: cost grows
with the lists and what they share, not with their product.
"""

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


_SPACE_WEIGHTS = {kind.space: kind.weight for kind in KEYS.values()}


def find_candidates(ours: NormalisedList, theirs: NormalisedList, *, threads: int = 1) -> pl.DataFrame:
    """Pairs worth comparing, shape `CANDIDATES`, sorted by ours and theirs; the same pairs if the sides are swapped."""
    left, right = _key_matrices(ours, theirs)
    forth = _top(left, right, threads)
    back = _top(right, left, threads).select(pl.col("theirs").alias("ours"), pl.col("ours").alias("theirs"), "score")
    pairs = pl.concat([forth, back]).group_by("ours", "theirs").agg(pl.col("score").max())
    best = pl.min_horizontal(pl.col("score").max().over("ours"), pl.col("score").max().over("theirs"))
    return pairs.filter(pl.col("score") >= MIN_SHARE * best).sort("ours", "theirs")


def _key_matrices(ours: NormalisedList, theirs: NormalisedList) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """The two key matrices (accounts × shared keys), each entry the square root of the key's weight."""
    rows: list[list[NDArray[np.int32]]] = [[], []]
    keys: list[list[NDArray[np.int32]]] = [[], []]
    weights: list[NDArray[np.float32]] = []
    start = 0
    total = ours.height + theirs.height
    for space in dict.fromkeys(kind.space for kind in KEYS.values()):
        sides = [_hashed_keys(side, space) for side in (ours, theirs)]
        shared = _shared_keys(*sides, total=total).with_columns(
            id=start + pl.int_range(pl.len(), dtype=pl.Int32), weight=pl.col("weight") * _SPACE_WEIGHTS[space]
        )
        start += shared.height
        weights.append(np.sqrt(shared["weight"].to_numpy()).astype(np.float32))
        for number, side in enumerate(sides):
            found = side.join(shared.select("key", "id"), on="key")
            rows[number].append(found["row"].to_numpy().astype(np.int32))
            keys[number].append(found["id"].to_numpy())
    weight = np.concatenate(weights)

    def matrix(number: int, height: int) -> sparse.csr_matrix:
        row, key = np.concatenate(rows[number]), np.concatenate(keys[number])
        built = sparse.csr_matrix((weight[key], (row, key)), shape=(height, start))
        built.sort_indices()
        return built

    return matrix(0, ours.height), matrix(1, theirs.height)


def _hashed_keys(side: NormalisedList, space: str) -> pl.DataFrame:
    """Distinct (row, key) of one space, keys as 64-bit hashes."""
    parts = [
        kind.keys(side)
        .select(pl.col("row").cast(pl.UInt32), pl.col("key").hash(seed=0))
        .filter(pl.col("key").is_not_null())
        for kind in KEYS.values()
        if kind.space == space
    ]
    return pl.concat(parts).unique()


def _shared_keys(ours: pl.DataFrame, theirs: pl.DataFrame, *, total: int) -> pl.DataFrame:
    """Keys that both lists have and that are rare enough, with their inverse document frequency, in order of key."""
    counts = ours.group_by("key").agg(ours=pl.len()).join(theirs.group_by("key").agg(theirs=pl.len()), on="key")
    meetings = pl.col("ours").cast(pl.UInt64) * pl.col("theirs")
    rarity = (total / (pl.col("ours") + pl.col("theirs"))).log().clip(lower_bound=0.1)
    return counts.filter(meetings <= MAX_MEETINGS).select("key", weight=rarity).sort("key")


def _top(left: sparse.csr_matrix, right: sparse.csr_matrix, threads: int) -> pl.DataFrame:
    product = sp_matmul_topn(left, right.T.tocsr(), top_n=TOP, n_threads=threads, sort=True)
    coo = product.tocoo()
    return pl.DataFrame({"ours": coo.row.astype(np.uint32), "theirs": coo.col.astype(np.uint32), "score": coo.data})
