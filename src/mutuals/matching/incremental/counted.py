"""How often things occur, and who has them: sorted hashes that are looked up by bisection, a few or millions at a time.

Sorted arrays are read from a file without being loaded: a look-up touches the pages that it needs.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.matching.candidates import SPACE_WEIGHTS, hashed_keys
from mutuals.normalise.fields import NormalisedList

Hashes = NDArray[np.uint64]
Rows = NDArray[np.uint32]
Index = NDArray[np.int64]

SPACES = tuple(SPACE_WEIGHTS)
_SPACE_BITS = np.uint64(5)
"""High bits of a key that say which space it is of; the rest is the hash of its text."""


def hashes_of(texts: pl.Series) -> Hashes:
    """64-bit hashes of texts."""
    return texts.hash(seed=0).to_numpy()


def key_hashes(texts: Hashes, space: str) -> Hashes:
    """Keys of one space by the hashes of their texts."""
    number = np.uint64(SPACES.index(space)) << (np.uint64(64) - _SPACE_BITS)
    keys: Hashes = (texts >> _SPACE_BITS) | number
    return keys


def spaces_of(keys: Hashes) -> Index:
    """By key the number of its space in `SPACES`."""
    return (keys >> (np.uint64(64) - _SPACE_BITS)).astype(np.int64)


def flat_ranges(starts: Index, lengths: Index) -> Index:
    """The numbers `starts[0]`, `starts[0] + 1`, … (`lengths[0]` of them), then those from `starts[1]`, and so on."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    flat: Index = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
    return flat


def distinct(numbers: Index) -> Index:
    """The distinct numbers, sorted."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def in_sorted(numbers: Index, among: Index) -> NDArray[np.bool_]:
    """Which of `numbers` are in the sorted `among`."""
    if not len(among):
        return np.zeros(len(numbers), bool)
    found: NDArray[np.bool_] = among[np.minimum(np.searchsorted(among, numbers), len(among) - 1)] == numbers
    return found


@dataclass(frozen=True)
class Counts:
    """How often each of some things occurs: their hashes, sorted, and the count of each."""

    hashes: Hashes
    counts: NDArray[np.uint32]

    @staticmethod
    def of_sorted(hashes: Hashes, *, least: int = 1) -> "Counts":
        """Counts of sorted hashes, without those that occur less than `least` times."""
        first = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else np.zeros(0, int)
        counts = np.diff(np.append(first, len(hashes)))
        kept = counts >= least
        return Counts(hashes[first[kept]], counts[kept].astype(np.uint32))

    def of(self, wanted: Hashes) -> Index:
        """How often each of `wanted` occurs, 0 where it does not."""
        if not len(self.hashes):
            return np.zeros(len(wanted), np.int64)
        at = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        return np.where(self.hashes[at] == wanted, self.counts[at], 0).astype(np.int64)


@dataclass(frozen=True)
class Postings:
    """The keys of one list's accounts: key and row in parallel, sorted by key."""

    keys: Hashes
    rows: Rows

    @staticmethod
    def of(side: NormalisedList) -> "Postings":
        """The keys of every account of `side`."""
        frames = [hashed_keys(side, space).sort("key", "row") for space in SPACES]
        keys = [key_hashes(frame["key"].to_numpy(), space) for frame, space in zip(frames, SPACES, strict=True)]
        return Postings(np.concatenate(keys), np.concatenate([frame["row"].to_numpy() for frame in frames]))

    def runs(self, wanted: Hashes) -> tuple[Index, Index]:
        """For each of the keys `wanted` where its rows start, and how many there are."""
        start = np.searchsorted(self.keys, wanted, side="left")
        return start, np.searchsorted(self.keys, wanted, side="right") - start

    def distinct(self) -> Hashes:
        """Every key once."""
        return self.keys[np.concatenate([[True], self.keys[1:] != self.keys[:-1]])] if len(self.keys) else self.keys

    def moved(self, moved: Index, fresh: "Postings") -> "Postings":
        """These postings with rows renumbered to `moved` (dropped where that is -1), and the `fresh` ones among
        them."""
        rows = moved.astype(np.int32)[self.rows]
        kept = rows >= 0
        keys, rows = self.keys[kept], rows[kept].astype(np.uint32)
        at = np.searchsorted(keys, fresh.keys, side="right")
        return Postings(np.insert(keys, at, fresh.keys), np.insert(rows, at, fresh.rows))

    def only(self, flags: NDArray[np.bool_]) -> "Postings":
        """The postings of the rows that are flagged."""
        at = np.flatnonzero(flags[self.rows])
        return Postings(self.keys[at], self.rows[at])

    def numbered(self, rows: Index) -> "Postings":
        """These postings with row *i* called `rows[i]`."""
        return Postings(self.keys, rows.astype(np.uint32)[self.rows])
