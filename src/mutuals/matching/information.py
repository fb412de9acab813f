"""How much it says that two names share a word: the rarer the word, the more."""

import tomllib
from functools import cache
from importlib import resources

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.matching.pairs import Reals

REFERENCE_SIZE = 20_000
"""Size of list that a word's rarity is stated for; in smaller lists counts are scaled up to it."""

BACKGROUND_NAMES = 5_000
"""Names that the shipped word frequencies weigh as much as, beside the two lists at hand."""

RAREST_AMONG = 200_000
"""A word that only the two names have is reckoned one of this many: information of ln(200,000 ÷ 2) = 11.5 nats."""

LEAST = 0.05
"""Information (nats) that even the commonest word keeps, so that an equal word is never nothing."""


def word_information(words: pl.Series, counts: NDArray[np.int64], names: int) -> Reals:
    """Information in nats of each word of the vocabulary `words`, from how often it occurs in the two lists at hand
    (`counts`, among `names` names in all) blended with the shipped frequencies of common words."""
    others = np.maximum(counts - 2, 0)
    known = words.replace_strict(common_words(), default=0.0, return_dtype=pl.Float64).to_numpy()
    rate = (others + BACKGROUND_NAMES * known) / (names + BACKGROUND_NAMES)
    frequency = 2 + rate * max(names, REFERENCE_SIZE)
    information: Reals = np.maximum(np.log(RAREST_AMONG / frequency), LEAST).astype(np.float32)
    return information


@cache
def common_words() -> dict[str, float]:
    """Share of company names that have each common word, as shipped."""
    text = resources.files("mutuals.matching").joinpath("common_words.toml").read_text("utf-8")
    return {word: rate / 1e6 for word, rate in tomllib.loads(text).items()}
