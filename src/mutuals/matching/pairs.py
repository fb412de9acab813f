"""Candidate pairs laid out for comparing: row numbers of both sides, and fields looked up once per distinct value."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from mutuals.matching.surroundings import Surroundings
from mutuals.normalise.fields import NormalisedList

Rows = NDArray[np.uint32]
Levels = NDArray[np.uint8]
Reals = NDArray[np.float32]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int32]
Scorer = Callable[..., float]


FITS, OWN, ROUGHLY = 0.999, 0.96, 0.7
"""Similarity (Jaro-Winkler) of a domain label and a name from which one is the other, is held to be its owner's own
name, or resembles it."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of accounts of two normalised lists: pair *i* is `ours[i]` with `theirs[i]`.

    By row of each list: the name without spaces. By pair: whether one of the names carries a country that the other
    does not, whether the names are the same, and whether each has telling words of its own. What is counted is counted
    in the two lists, or in what is `around` them.
    """

    left: NormalisedList
    right: NormalisedList
    ours: Rows
    theirs: Rows
    name_left: NDArray[np.object_]
    name_right: NDArray[np.object_]
    country_in_name: Flags
    names_same: Flags
    names_differ: Flags
    threads: int = 1
    around: Surroundings | None = None
    _coded: dict[tuple[str, str], tuple[Codes, Codes, pl.Series]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Number of pairs."""
        return len(self.ours)

    def codes(self, field_of_ours: str, field_of_theirs: str | None = None) -> tuple[Codes, Codes, pl.Series]:
        """For every pair the code of its value on either side (-1 where missing), and the values by code."""
        name = (field_of_ours, field_of_theirs or field_of_ours)
        if name not in self._coded:
            values = (self.left.fields[name[0]].cast(pl.String), self.right.fields[name[1]].cast(pl.String))
            self._coded[name] = code_together(*values)
        left, right, words = self._coded[name]
        return left[self.ours], right[self.theirs], words

    def value_counts(self, name: str, size: int) -> NDArray[np.int64]:
        """How many accounts of both lists have each coded value of the field; the last entry, for code -1, is 0."""
        left, right, words = self._coded[name, name]
        if self.around is not None:
            return np.append(self.around.value_counts(name, words), 0)
        return np.bincount(left[left >= 0], minlength=size + 1) + np.bincount(right[right >= 0], minlength=size + 1)

    def label_fit(self, where: Flags) -> Reals:
        """How well the domain label of one side fits the other side's name, the better of the two; -1 without any."""
        left, right, stems = self.codes("stem")
        ours, theirs = self.name_left[self.ours], self.name_right[self.theirs]
        return np.maximum(self._news(left, stems, ours, theirs, where), self._news(right, stems, theirs, ours, where))

    def _news(
        self, stem: Codes, stems: pl.Series, own: NDArray[np.object_], other: NDArray[np.object_], where: Flags
    ) -> Reals:
        """Fit of a label to the other's name. A label that is its owner's own name resembles the other's name as far
        as the names do, which is no news where each name has words of its own."""
        fit = _fit(stem, stems, other, where, self.threads)
        stale = self.names_differ & (fit >= ROUGHLY) & (fit < FITS)
        stale &= _fit(stem, stems, own, stale, self.threads) >= OWN
        fit[stale] = ROUGHLY - 0.01
        return fit

    def present(self, name: str) -> tuple[Flags, Flags]:
        """Whether the field is there on our side and on theirs."""
        return (
            self.left.fields[name].is_not_null().to_numpy()[self.ours],
            self.right.fields[name].is_not_null().to_numpy()[self.theirs],
        )

    def similarity(self, ours: Codes, theirs: Codes, words: pl.Series, scorer: Scorer, where: Flags) -> Reals:
        """Similarity by `scorer` of the two coded values of each pair in `where`, else 0; distinct pairs only."""
        result = np.zeros(len(ours), np.float32)
        index = np.flatnonzero(where)
        if index.size:
            result[index] = similarity_of_codes(ours[index], theirs[index], words, scorer, self.threads)
        return result


def _fit(stem: Codes, stems: pl.Series, names: NDArray[np.object_], where: Flags, threads: int) -> Reals:
    """Jaro-Winkler similarity of each pair's coded domain label with its name (no spaces); -1 without one."""
    result = np.full(len(stem), -1, np.float32)
    index = np.flatnonzero(where & (stem >= 0) & (names != ""))
    labels = np.array(stems.to_list(), dtype=object)[stem[index]]
    result[index] = process.cpdist(
        labels, names[index], scorer=JaroWinkler.normalized_similarity, dtype=np.float32, workers=threads
    )
    return result


def code_together(left: pl.Series, right: pl.Series) -> tuple[Codes, Codes, pl.Series]:
    """Codes (-1 for null) of two text columns over one sorted vocabulary, and that vocabulary."""
    words = pl.concat([left.rename("value"), right.rename("value")]).drop_nulls().unique().sort()
    table = pl.DataFrame({"value": words, "code": pl.int_range(len(words), dtype=pl.Int32, eager=True)})

    def code(column: pl.Series) -> Codes:
        joined = column.rename("value").to_frame().join(table, on="value", how="left", maintain_order="left")
        return joined["code"].fill_null(-1).to_numpy()

    return code(left), code(right), words


def similarity_of_codes(left: Codes, right: Codes, words: pl.Series, scorer: Scorer, threads: int) -> Reals:
    """Similarity of `words[left]` and `words[right]`, computed once per distinct pair of codes."""
    both = left.astype(np.int64) * len(words) + right
    distinct, inverse = np.unique(both, return_inverse=True)
    first = words.gather(distinct // len(words)).to_list()
    second = words.gather(distinct % len(words)).to_list()
    scores: Reals = process.cpdist(first, second, scorer=scorer, dtype=np.float32, workers=threads)
    return scores[inverse]
