"""What a link says the two accounts share: the legal entity, a subsidiary of the name, the site, or only the group."""

import numpy as np
from numpy.typing import NDArray

from mutuals.matching.comparison import Comparison
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.pairs import Flags, Levels

_BY_NAME: dict[str, Comparison] = {comparison.name: comparison for comparison in COMPARISONS}
ENTITY, SUBSIDIARY, GROUP, LOCATION = range(4)


def relations(levels: dict[str, Levels], probability: NDArray[np.float64], likely: float) -> NDArray[np.uint8]:
    """Number of the level (`LEVELS`) of each link; the first that applies, `entity` where none does."""
    probable = probability >= likely
    return np.select(
        [subsidiary(levels) & probable, location(levels) & probable, group(levels) & ~probable],
        [SUBSIDIARY, LOCATION, GROUP],
        ENTITY,
    ).astype(np.uint8)


def subsidiary(levels: dict[str, Levels]) -> Flags:
    """One name is the other's with a country or region added ('X Germany GmbH' and 'X')."""
    return _is(levels, "name_places", "one_side") & _little_left_over(levels)


def location(levels: dict[str, Levels]) -> Flags:
    """The same name, with the account's own city added on one side or at another address under the same domain."""
    city = _is(levels, "name_cities", "one_side") & _little_left_over(levels)
    elsewhere = _is(levels, "address", "differ", "elsewhere", "same_region")
    same_site = _is(levels, "website", "same_unique", "same_few", "same_some", "same_many")
    return city | (elsewhere & same_site & _little_left_over(levels))


def group(levels: dict[str, Levels]) -> Flags:
    """Different companies under one domain, or national sisters ('X Germany GmbH' and 'X France SAS')."""
    same_site = _is(levels, "website", "same_unique", "same_few", "same_some", "same_many", "same_siblings")
    related = _is(levels, "name_first_word", "same", "near") | _is(levels, "name_acronym", "yes")
    sisters = _is(levels, "name_places", "differ") & _little_left_over(levels)
    return (same_site & related) | sisters


def _little_left_over(levels: dict[str, Levels]) -> Flags:
    """No telling word is on one side only."""
    return levels["name_left_over"] <= _BY_NAME["name_left_over"].number("from_1.5")


def _is(levels: dict[str, Levels], comparison: str, *names: str) -> Flags:
    numbers = [_BY_NAME[comparison].number(name) for name in names]
    return np.isin(levels[comparison], numbers)
