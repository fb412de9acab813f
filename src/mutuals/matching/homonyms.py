"""Different companies of one name: how many there are, and how far an equal name can count for it.

They are counted within each of the two lists, where an equal name in another country or city is another company, and
expected across the lists at the same rate. Most have their country to themselves, hence a cap for pairs of one country,
one for pairs of two, and one where a country is not known.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.matching.pairs import Levels
from mutuals.matching.rules import Rules

Reals64 = NDArray[np.float64]

PLACES = ("one country", "two countries", "a country unknown")
"""What is known of the two accounts' countries; caps and counts of homonyms are in this order."""

_PLACE_OF_LEVEL = np.array([2, 0, 1, 0])
"""By level of the comparison `country`: missing, same, differ, differ as one of the names says (no homonym)."""

ABROAD = 0.75
"""Share of the shipped density of homonyms that is between two countries."""

PAIRS_KNOWN = 2e6
"""Pairs within a list that the shipped density of homonyms counts as."""

HIGH = 5.0
"""Name evidence (nats) from which a pair counts as having an equal name when homonyms are reckoned."""


def places(levels: dict[str, Levels]) -> NDArray[np.int64]:
    """For each pair the index in `PLACES`."""
    found: NDArray[np.int64] = _PLACE_OF_LEVEL[levels["country"]]
    return found


def expected_homonyms(
    ours: tuple[pl.DataFrame, NDArray[np.object_]], theirs: tuple[pl.DataFrame, NDArray[np.object_]], rules: Rules
) -> Reals64:
    """Expected number of pairs across two lists of different companies with an equal name, by place, from how many
    there are within each (same name, another country or city, no domain or phone in common)."""
    found = homonyms_within(*ours) + homonyms_within(*theirs)
    return expected_across(found, (ours[0].height, theirs[0].height), rules)


def expected_across(found: Reals64, accounts: tuple[int, int], rules: Rules) -> Reals64:
    """As `expected_homonyms`, from how many were `found` within two lists of so many `accounts`."""
    possible = sum(count * (count - 1) / 2 for count in accounts)
    shipped = rules.homonym_density * PAIRS_KNOWN * np.array([1 - ABROAD, ABROAD, 0.0])
    expected: Reals64 = (found + shipped) / (possible + PAIRS_KNOWN) * accounts[0] * accounts[1]
    return expected


def homonyms_within(fields: pl.DataFrame, squashed: NDArray[np.object_]) -> Reals64:
    """How many pairs of different companies with an equal name one list has, by place; `squashed` are its names."""
    frame = fields.select("country", "city", "domain", "phone").with_row_index("row")
    frame = frame.with_columns(name=pl.Series(squashed.tolist(), dtype=pl.String)).filter(pl.col("name") != "")
    frame = frame.with_columns(uses=pl.len().over("name")).filter(pl.col("uses").is_between(2, 50)).drop("uses")
    twins = frame.join(frame, on="name", suffix="_other").filter(pl.col("row") < pl.col("row_other"))
    same = [(pl.col(c) == pl.col(f"{c}_other")).fill_null(value=False) for c in ("domain", "phone")]
    countries = pl.col("country") != pl.col("country_other")
    cities = (pl.col("city") != pl.col("city_other")).fill_null(value=False)
    counts = twins.filter(~same[0] & ~same[1]).select(
        home=(~countries & cities).sum(), abroad=countries.sum(), unknown=(countries.is_null() & cities).sum()
    )
    return np.array(counts.row(0), np.float64)


def name_caps(
    name: Reals64, probability: Reals64, place: NDArray[np.int64], homonyms: Reals64, rules: Rules
) -> Reals64:
    """Name evidence (nats) that an equal name is worth at most, by place, from the homonyms to expect among the pairs
    that are no matches. Where a country is unknown, those of all places."""
    others = np.maximum(np.bincount(place, weights=1 - probability, minlength=len(PLACES)), 1.0)
    equal = (probability[name > HIGH].sum() + 4.0) / (probability.sum() + 5.0)
    others[2], expected = others.sum(), homonyms.copy()
    expected[2] = homonyms.sum()
    caps: Reals64 = np.minimum(np.log(equal * others / np.maximum(expected, 1e-9)), rules.name_cap)
    return caps
