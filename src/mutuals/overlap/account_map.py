"""One side's whole map with one partner: overlaps, matrix, greenfield and the figures that sum it up."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from mutuals.accounts import AccountList
from mutuals.overlap.explain import why_cells_do_not_add_up, why_counts_differ
from mutuals.overlap.greenfield import Greenfield, greenfield
from mutuals.overlap.links import ALL_LEVELS, COUNTED_BANDS, COUNTED_LEVELS, at_levels, counts_at, find_overlaps
from mutuals.overlap.matrix import CellCounts, OverlapMatrix, count_cells
from mutuals.overlap.revenue import open_amounts
from mutuals.overlap.side import Side, side_of


@dataclass(frozen=True)
class AccountMap:
    """Everything that the overlap room knows of one map.

    `amounts` are our open amounts by account (shape OPEN_AMOUNTS). `overlaps` (shape OVERLAPS) holds every level in the
    counted bands; `matrix`, `greenfield` and `counted` are at `levels`, and `cells` gives the matrix at any other
    choice of levels. `links` counts the links by band, level and judgement, those that do not count too; `to_review` is
    how many accounts of ours have only possible links, which nobody has judged.
    """

    ours: Side
    theirs: Side
    bands: tuple[str, ...]
    levels: tuple[str, ...]
    amounts: pl.DataFrame
    overlaps: pl.DataFrame
    cells: CellCounts
    matrix: OverlapMatrix
    greenfield: Greenfield
    links: pl.DataFrame
    to_review: int
    stray_opportunities: int

    @property
    def counted(self) -> pl.DataFrame:
        """The overlaps that count at `levels`."""
        return at_levels(self.overlaps, self.levels)

    def why_counts_differ(self, levels: Collection[str] | None = None) -> tuple[str, ...]:
        """Sentences on mine, theirs and pairs, and on cells and totals, at `levels` (or those of the map)."""
        chosen = self.levels if levels is None else levels
        matrix = self.matrix if levels is None else self.cells.at(levels)
        return (
            *why_counts_differ(
                self.overlaps.filter(counts_at(chosen)), matrix, ours=self.ours.label, theirs=self.theirs.label
            ),
            *why_cells_do_not_add_up(matrix, ours=self.ours.label),
        )

    def level_choices(self) -> tuple[tuple[str, ...], ...]:
        """Choices of levels worth switching between: entity with every set of the other levels that occur."""
        present = set(self.overlaps["level"].cast(pl.String).unique()) | set(self.levels)
        others = [level for level in ALL_LEVELS[1:] if level in present]
        return tuple(("entity", *chosen) for size in range(len(others) + 1) for chosen in combinations(others, size))


def map_overlaps(
    matches: pl.DataFrame,
    *,
    ours: AccountList,
    theirs: AccountList,
    opportunities: pl.DataFrame | None = None,
    bands: Collection[str] = COUNTED_BANDS,
    levels: Collection[str] = COUNTED_LEVELS,
) -> AccountMap:
    """Cross the populations of two lists over the links of `matches` (shape MATCHES) that count.

    `opportunities` are ours (shape OPPORTUNITIES); `bands` and `levels` say which links count, as in `find_overlaps`.
    """
    our_side, their_side = side_of(ours), side_of(theirs)
    amounts = open_amounts(opportunities)
    overlaps = find_overlaps(matches, ours=our_side, theirs=their_side, amounts=amounts, bands=bands)
    cells = count_cells(overlaps, ours=our_side, theirs=their_side, amounts=amounts)
    matrix = cells.at(levels)
    return AccountMap(
        ours=our_side,
        theirs=their_side,
        bands=tuple(bands),
        levels=matrix.levels,
        amounts=amounts,
        overlaps=overlaps,
        cells=cells,
        matrix=matrix,
        greenfield=greenfield(overlaps, matrix, ours=our_side, theirs=their_side, amounts=amounts),
        links=matches.group_by("band", "level", "judgement").agg(pl.len().alias("links")).sort("band", "level"),
        to_review=_to_review(matches, overlaps, bands),
        stray_opportunities=_stray(amounts, our_side),
    )


def _to_review(matches: pl.DataFrame, overlaps: pl.DataFrame, bands: Collection[str]) -> int:
    """Accounts of ours without an overlap but with a possible link that nobody has judged."""
    if "possible" in bands:
        return 0
    waiting = matches.filter((pl.col("band") == "possible") & pl.col("judgement").is_null())
    return waiting.join(overlaps, on="account_id", how="anti")["account_id"].n_unique()


def _stray(amounts: pl.DataFrame, ours: Side) -> int:
    """Open opportunities whose account is not on our list: they can add to no cell."""
    return int(amounts.join(ours.accounts, on="account_id", how="anti")["opportunities"].sum())
