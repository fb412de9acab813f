"""Populations crossed: the account mapping matrix, lists, greenfield."""

from mutuals.overlap.account_map import AccountMap, map_overlaps
from mutuals.overlap.explain import money, why_cells_do_not_add_up, why_counts_differ
from mutuals.overlap.greenfield import Greenfield, greenfield, greenfield_counts
from mutuals.overlap.links import ALL_LEVELS, COUNTED_BANDS, COUNTED_LEVELS, at_levels, find_overlaps
from mutuals.overlap.matrix import CellCounts, OverlapMatrix, count_cells
from mutuals.overlap.revenue import OPEN_AMOUNTS, open_amounts
from mutuals.overlap.schema import (
    CELLS,
    GREENFIELD,
    GREENFIELD_COUNTS,
    NO_POPULATION,
    OVERLAPS,
    POTENTIAL,
)
from mutuals.overlap.side import Side, side_of

__all__ = [
    "ALL_LEVELS",
    "CELLS",
    "COUNTED_BANDS",
    "COUNTED_LEVELS",
    "GREENFIELD",
    "GREENFIELD_COUNTS",
    "NO_POPULATION",
    "OPEN_AMOUNTS",
    "OVERLAPS",
    "POTENTIAL",
    "AccountMap",
    "CellCounts",
    "Greenfield",
    "OverlapMatrix",
    "Side",
    "at_levels",
    "count_cells",
    "find_overlaps",
    "greenfield",
    "greenfield_counts",
    "map_overlaps",
    "money",
    "open_amounts",
    "side_of",
    "why_cells_do_not_add_up",
    "why_counts_differ",
]
