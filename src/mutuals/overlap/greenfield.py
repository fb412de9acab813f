"""Greenfield: accounts that one side has and the other does not. Counts for both sides; a list only of our own."""

from dataclasses import dataclass

import polars as pl

from mutuals.overlap.links import counts_at
from mutuals.overlap.matrix import OverlapMatrix
from mutuals.overlap.revenue import open_by_account
from mutuals.overlap.schema import GREENFIELD, GREENFIELD_COUNTS
from mutuals.overlap.side import Side


@dataclass(frozen=True)
class Greenfield:
    """`accounts`: ours that the partner has not, shape GREENFIELD. `counts`: both sides, shape GREENFIELD_COUNTS.

    There is no list of the partner's greenfield: which accounts it has and we have not is for the partner to show.
    """

    accounts: pl.DataFrame
    counts: pl.DataFrame


def greenfield(
    overlaps: pl.DataFrame, matrix: OverlapMatrix, *, ours: Side, theirs: Side, amounts: pl.DataFrame
) -> Greenfield:
    """What each side has alone, counting the `overlaps` that `matrix` counts; the list is in the order of our own."""
    linked = overlaps.filter(counts_at(matrix.levels)).select("account_id")
    accounts = (
        ours.accounts.join(linked, on="account_id", how="anti", maintain_order="left")
        .rename({"populations": "our_populations"})
        .join(open_by_account(amounts), on="account_id", how="left", maintain_order="left")
        .with_columns(pl.col("open_opportunities").fill_null(0))
    )
    return Greenfield(
        accounts=GREENFIELD.conform(accounts).select(GREENFIELD.names),
        counts=greenfield_counts(matrix, ours=ours, theirs=theirs),
    )


def greenfield_counts(matrix: OverlapMatrix, *, ours: Side, theirs: Side) -> pl.DataFrame:
    """For each population of each side, in order, and for the whole list last: accounts, overlapping, greenfield."""
    sides = (
        ("ours", ours, "our_population", "partner_population", "mine"),
        ("theirs", theirs, "partner_population", "our_population", "theirs"),
    )
    frames = [
        side.sizes.join(
            matrix.cells.filter(pl.col(other).is_null()).select(population=own, overlapping=count),
            on="population",
            how="left",
            nulls_equal=True,
            maintain_order="left",
        ).with_columns(pl.lit(which).alias("side"), (pl.col("accounts") - pl.col("overlapping")).alias("greenfield"))
        for which, side, own, other, count in sides
    ]
    return GREENFIELD_COUNTS.conform(pl.concat(frames)).select(GREENFIELD_COUNTS.names)
