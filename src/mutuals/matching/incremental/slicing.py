"""Normalised accounts taken out of a list, and put together with others: names and fields keep to each other."""

import numpy as np
import polars as pl

from mutuals.matching.incremental.counted import Index, flat_ranges
from mutuals.normalise.fields import NormalisedList
from mutuals.normalise.names import Names


def take_rows(side: NormalisedList, rows: Index) -> NormalisedList:
    """The accounts at `rows` alone, in that order; variants are numbered from 0 without gaps."""
    names = side.names
    starts, lengths = _runs(names.variants["row"], rows)
    at = flat_ranges(starts, lengths)
    variants = names.variants[at]
    word_starts, word_lengths = _runs(names.words["variant"], variants["variant"].to_numpy())
    words = names.words[flat_ranges(word_starts, word_lengths)]
    number = np.arange(len(at), dtype=np.uint32)
    return NormalisedList(
        side.fields[rows],
        Names(
            variants.with_columns(
                row=pl.Series(np.repeat(np.arange(len(rows), dtype=np.uint32), lengths)), variant=pl.Series(number)
            ),
            words.with_columns(variant=pl.Series(np.repeat(number, word_lengths))),
        ),
    )


def put_together(one: NormalisedList, other: NormalisedList) -> NormalisedList:
    """The accounts of `one`, then those of `other`."""
    variants = int(one.names.variants["variant"].max() or 0) + 1  # type: ignore[arg-type]
    height = pl.lit(one.height, pl.UInt32)
    moved = other.names.variants.with_columns(pl.col("row") + height, pl.col("variant") + pl.lit(variants, pl.UInt32))
    words = other.names.words.with_columns(pl.col("variant") + pl.lit(variants, pl.UInt32))
    return NormalisedList(
        pl.concat([one.fields, other.fields]),
        Names(pl.concat([one.names.variants, moved]), pl.concat([one.names.words, words])),
    )


def _runs(sorted_numbers: pl.Series, wanted: Index) -> tuple[Index, Index]:
    """Where each wanted number starts in a sorted column, and how often it is there."""
    numbers = sorted_numbers.to_numpy()
    wanted = wanted.astype(numbers.dtype)
    start = np.searchsorted(numbers, wanted, side="left")
    return start, np.searchsorted(numbers, wanted, side="right") - start
