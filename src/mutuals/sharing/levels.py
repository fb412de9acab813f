"""Sharing levels: how much of a population a partner may see, from nothing to every account.

To change what a level allows, edit its line in `LEVEL_RULES`; the order of the lines is the order of openness.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import polars as pl


class SharingLevel(StrEnum):
    """How much of a population a partner may see, least first."""

    HIDDEN = "Hidden"
    COUNTS = "Counts only"
    OVERLAPS = "Overlapping accounts"
    ALL = "All accounts"


def nobody(_overlapping: pl.Expr) -> pl.Expr:
    """No account, whether it overlaps or not."""
    return pl.lit(value=False)


def overlapping_ones(overlapping: pl.Expr) -> pl.Expr:
    """Only accounts that the partner has, too."""
    return overlapping


def everyone(_overlapping: pl.Expr) -> pl.Expr:
    """Every account, whether it overlaps or not."""
    return pl.lit(value=True)


@dataclass(frozen=True)
class LevelRule:
    """What one level allows: which accounts are `counted` and which are `listed`, each from whether they overlap."""

    level: SharingLevel
    sentence: str
    counted: Callable[[pl.Expr], pl.Expr]
    listed: Callable[[pl.Expr], pl.Expr]


LEVEL_RULES: tuple[LevelRule, ...] = (
    LevelRule(
        SharingLevel.HIDDEN,
        "Neither counted nor listed; an account in a hidden population stays hidden whatever else it is in.",
        nobody,
        nobody,
    ),
    LevelRule(
        SharingLevel.COUNTS,
        "Counted where it overlaps, and never listed: the partner learns how many, not which.",
        overlapping_ones,
        nobody,
    ),
    LevelRule(
        SharingLevel.OVERLAPS,
        "Listed with the fields of the preset where the partner has the account, too; the others stay unseen.",
        overlapping_ones,
        overlapping_ones,
    ),
    LevelRule(
        SharingLevel.ALL,
        "Listed with the fields of the preset whether the partner has the account or not.",
        overlapping_ones,
        everyone,
    ),
)
"""Every sharing level with what it allows, least open first."""

LEVEL_NAMES = pl.Enum([rule.level.value for rule in LEVEL_RULES])
"""The levels as a column type, least open first."""

_RANK = {rule.level: place for place, rule in enumerate(LEVEL_RULES)}


def openness(level: SharingLevel) -> int:
    """How open `level` is: 0 for Hidden, one more for each level after it."""
    return _RANK[level]


def stricter(one: SharingLevel, other: SharingLevel) -> SharingLevel:
    """The less open of two levels."""
    return min(one, other, key=openness)
