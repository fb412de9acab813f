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

    def of_seed(self, name: str) -> "Dice":
        """A stream of the same seed that does not depend on whose child this one is: for what both lists must share."""
        return Dice(self._seed, name)

    def uniform(self, count: int) -> Floats:
        """`count` draws from [0, 1)."""
        return self._rng.random(count)

    def chance(self, count: int, rate: float | Floats) -> Bools:
        """`count` throws that are true with probability `rate`."""
        return self._rng.random(count) < rate

    def below(self, count: int, limit: int | Ints) -> Ints:
        """`count` integers from 0 to `limit` - 1; a limit below 1 counts as 1."""
        numbers: Ints = (self._rng.random(count) * np.maximum(limit, 1)).astype(np.int64)
        return numbers

    def weighted(self, count: int, weights: list[float] | Floats) -> Ints:
        """`count` positions in `weights`, each as often as its weight says."""
        steps = np.cumsum(np.asarray(weights, dtype=np.float64))
        drawn: Ints = np.searchsorted(steps, self._rng.random(count) * steps[-1], side="right").astype(np.int64)
        return np.minimum(drawn, len(steps) - 1)

    def normal(self, count: int) -> Floats:
        """`count` draws from the standard normal distribution."""
        return self._rng.standard_normal(count)

    def order(self, count: int) -> Ints:
        """The numbers 0 to `count` - 1 in random order."""
        numbers: Ints = self._rng.permutation(count)
        return numbers

    def digits(self, owners: Ints, width: int) -> Ints:
        """`width` digits that belong to each owner, the same whenever they are asked for: one row an owner."""
        key = np.uint64(crc32(f"{self._seed}/{self._name}".encode()))
        state = _mixed(owners.astype(np.uint64) ^ (key << np.uint64(32)))
        found = np.empty((len(owners), width), dtype=np.int64)
        for place in range(width):
            state = state + _GOLDEN
            found[:, place] = (_mixed(state) >> np.uint64(11)) % np.uint64(10)
        return found


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _mixed(state: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finaliser of splitmix64."""
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def on_some(texts: pl.Series, marked: Bools, change: pl.Expr, **columns: pl.Series) -> pl.Series:
    """`texts` with `change`, an expression over `text` and over `columns`, worked on the marked rows alone."""
    rows = np.flatnonzero(marked)
    if not rows.size:
        return texts
    some = pl.DataFrame({"text": texts.gather(rows), **{name: series.gather(rows) for name, series in columns.items()}})
    return scattered(texts, rows, some.select(change.alias("text"))["text"])


def kept(values: pl.Series, marked: Bools) -> pl.Series:
    """`values` where marked, else null."""
    return pl.select(pl.when(pl.Series(marked)).then(pl.lit(values)).alias(values.name)).to_series()


def scattered(texts: pl.Series, rows: Ints, others: pl.Series) -> pl.Series:
    """`texts` with `others` in the rows given; `texts` itself stays as it was (Polars' own `scatter` changes it)."""
    return texts.clone().scatter(rows, others)
