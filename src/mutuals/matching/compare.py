"""Candidate pairs → the level of every comparison, one column of small integers each."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.matching.field_comparisons import FIELD_COMPARISONS
from mutuals.matching.name_comparisons import NAME_COMPARISONS, SPELLING_STEPS
from mutuals.matching.name_pairs import NameTables, align, name_tables
from mutuals.matching.pairs import Levels, Pairs
from mutuals.matching.rules import Rules
from mutuals.matching.surroundings import Surroundings
from mutuals.normalise.fields import NormalisedList

CHUNK = 32_768
"""Pairs of names aligned at a time: arrays that stay near the processor."""

WIDTHS = np.array([2, 3, 4, 6, 8, 12])
"""Words of the longer name by which pairs are sorted into chunks."""

SIBLINGS = 4
"""Level of `name_both_differ` (4.5 nats) from which names under one domain are those of two companies of a group."""

ONE_SIDE = 2
"""Level of `name_places` where one name carries a country that the other does not."""


def compare(
    ours: NormalisedList,
    theirs: NormalisedList,
    candidates: pl.DataFrame,
    rules: Rules,
    *,
    threads: int = 1,
    around: Surroundings | None = None,
) -> dict[str, Levels]:
    """The level of every comparison for each candidate pair, by name of comparison.

    Names with several variants (X trading as Y) are compared in the variants that agree best by the weights of `rules`.
    Rarity of words and sharing of domains and phones are counted in the two lists, or in what is `around` them.
    """
    left, right = candidates["ours"].to_numpy(), candidates["theirs"].to_numpy()
    cities = (ours.fields["city"], theirs.fields["city"])
    tables = name_tables(ours.names, theirs.names, cities, stop_words=rules.stop_words, around=around)
    levels = _name_levels(tables, left, right, rules, threads)
    pairs = Pairs(
        left=ours,
        right=theirs,
        ours=left,
        theirs=right,
        name_left=first_names(ours),
        name_right=first_names(theirs),
        country_in_name=levels["name_places"] >= ONE_SIDE,
        names_same=levels["name_spelling"] == len(SPELLING_STEPS),
        names_differ=(levels["name_both_differ"] >= SIBLINGS) & (levels["name_acronym"] == 0),
        threads=threads,
        around=around,
    )
    with ThreadPoolExecutor(threads) as pool:
        found = pool.map(lambda one: one.function(pairs), FIELD_COMPARISONS)
        return levels | {one.name: column for one, column in zip(FIELD_COMPARISONS, found, strict=True)}


def first_names(side: NormalisedList, text: str = "squashed") -> NDArray[np.object_]:
    """By row the name, of its first variant; empty where there is none. Without spaces, or another column of texts."""
    names = np.full(side.height, "", dtype=object)
    variants = side.names.variants.unique("row", keep="first", maintain_order=True)
    names[variants["row"].to_numpy()] = np.array(variants[text].to_list(), dtype=object)
    return names


def group_duplicates(side: NormalisedList) -> NDArray[np.int64]:
    """For each account of one list the number of its group of duplicates: one name, and one domain or, without one, one
    country and city."""
    place = pl.concat_str(pl.col("country").fill_null(""), pl.lit("|"), pl.col("city").fill_null(""))
    frame = side.fields.select(
        name=pl.Series(first_names(side).tolist(), dtype=pl.String), mark=pl.coalesce("domain", place)
    )
    first = pl.when(pl.col("name") == "").then("row").otherwise(pl.col("row").min().over("name", "mark"))
    return frame.with_row_index("row").select(first.cast(pl.Int64)).to_series().to_numpy()


def _name_levels(
    tables: NameTables, left: NDArray[np.uint32], right: NDArray[np.uint32], rules: Rules, threads: int
) -> dict[str, Levels]:
    pair, one, two = _variant_pairs(tables, left, right)
    found = [np.zeros(len(pair), np.uint8) for _ in NAME_COMPARISONS]

    def compare_chunk(rows: NDArray[np.int64]) -> None:
        alignment = align(tables, one[rows], two[rows])
        for comparison, column in zip(NAME_COMPARISONS, found, strict=True):
            column[rows] = comparison.function(alignment)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(compare_chunk, _by_width(tables, one, two)))
    levels = {c.name: np.zeros(len(left), np.uint8) for c in NAME_COMPARISONS}
    chosen = _best_variants(pair, found, rules)
    for comparison, column in zip(NAME_COMPARISONS, found, strict=True):
        levels[comparison.name][pair[chosen]] = column[chosen]
    return levels


def _by_width(tables: NameTables, one: NDArray[np.uint32], two: NDArray[np.uint32]) -> list[NDArray[np.int64]]:
    """The pairs of variants in chunks, short names with short ones: alignment costs words of one × words of other."""
    width = np.maximum(tables.left.width[one], tables.right.width[two])
    order = np.argsort(np.searchsorted(WIDTHS, width), kind="stable")
    return [order[start : start + CHUNK] for start in range(0, len(order), CHUNK)]


def _variant_pairs(
    tables: NameTables, left: NDArray[np.uint32], right: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint32]]:
    """Every variant of our name with every variant of theirs: number of the pair, our variant, their variant."""
    start_a, stop_a = (np.searchsorted(tables.left.rows, left, side=side) for side in ("left", "right"))
    start_b, stop_b = (np.searchsorted(tables.right.rows, right, side=side) for side in ("left", "right"))
    count_b = stop_b - start_b
    count = (stop_a - start_a) * count_b
    pair = np.repeat(np.arange(len(left)), count)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
    one, two = start_a[pair] + within // count_b[pair], start_b[pair] + within % count_b[pair]
    return pair, one.astype(np.uint32), two.astype(np.uint32)


def _best_variants(pair: NDArray[np.int64], levels: list[Levels], rules: Rules) -> NDArray[np.int64]:
    """For each pair the index of its variant pair with the most name evidence; the first among equals."""
    if len(pair) == 0 or (np.diff(pair) > 0).all():
        return np.arange(len(pair))
    score = sum(
        (rules.weights[c.name][column] for c, column in zip(NAME_COMPARISONS, levels, strict=True)), np.zeros(len(pair))
    )
    order = np.lexsort((np.arange(len(pair)), -score, pair))
    first = np.concatenate([[True], np.diff(pair[order]) > 0])
    best: NDArray[np.int64] = order[first]
    return best
