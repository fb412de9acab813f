"""Seeded draws: every part of the generator throws its own dice, so that one part may change without moving another."""

from zlib import crc32

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Dice:
    """A stream of draws that depends on the seed and on a name alone, on any machine and with any number of threads."""

    def __init__(self, seed: int, name: str) -> None:
        """Start the stream called `name` under `seed`."""
        self._seed, self._name = seed, name
        self._rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(name.encode())])))

    def child(self, name: str) -> "Dice":
        """Another stream, independent of what this one has drawn so far."""
        return Dice(self._seed, f"{self._name}/{name}")

    def uniform(self, count: int) -> Floats:
        """`count` draws from [0, 1)."""
        return self._rng.random(count)

    def chance(self, count: int, rate: float | Floats) -> Bools:
        """`count` throws that are true with probability `rate`."""
        return self._rng.random(count) < rate

    def below(self, count: int, limit: int | Ints) -> Ints:
        """`count` integers from 0 to `limit` - 1; a limit below 1 counts as 1."""
        return (self._rng.random(count) * np.maximum(limit, 1)).astype(np.int64)

    def weighted(self, count: int, weights: list[float] | Floats) -> Ints:
        """`count` positions in `weights`, each as often as its weight says."""
        steps = np.cumsum(np.asarray(weights, dtype=np.float64))
        return np.minimum(np.searchsorted(steps, self._rng.random(count) * steps[-1], side="right"), len(steps) - 1)

    def normal(self, count: int) -> Floats:
        """`count` draws from the standard normal distribution."""
        return self._rng.standard_normal(count)

    def order(self, count: int) -> Ints:
        """The numbers 0 to `count` - 1 in random order."""
        return self._rng.permutation(count)


def scattered(texts: pl.Series, rows: Ints, others: pl.Series) -> pl.Series:
    """`texts` with `others` in the rows given; `texts` itself stays as it was (Polars' own `scatter` changes it)."""
    return texts.clone().scatter(rows, others)
