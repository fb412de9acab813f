"""What is counted over two whole lists, for comparing pairs of accounts of which only some are at hand."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Surroundings:
    """The lists around some of their accounts: how many `names` (with variants) the two have in all; how often each of
    some words occurs in them; and how many accounts of both have each of some values of a field (domain, phone)."""

    names: int
    word_counts: Callable[[pl.Series], Counts]
    value_counts: Callable[[str, pl.Series], Counts]


NO_OTHERS = Surroundings(
    names=0,
    word_counts=lambda words: np.zeros(len(words), np.int64),
    value_counts=lambda _field, values: np.full(len(values), 2),
)
"""Around a pair that is judged by itself: words are as rare as in the world, and what two share no third has."""
