"""The account mapping matrix: our populations × the partner's, with accounts of each side, pairs and potential revenue.

Distinct accounts are counted once per level an account is linked at, in one pass over the overlaps; the matrix for any
choice of levels is then a sum over a few rows. So a page can switch levels and still count each account once.
"""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from mutuals.accounts import Population
from mutuals.matching.schema import LEVELS
from mutuals.overlap.links import ALL_LEVELS, COUNTED_LEVELS, JUDGED_YES
from mutuals.overlap.schema import AMOUNT, CELLS, POTENTIAL
from mutuals.overlap.side import Side, under_populations

_CELL = ["our_population", "partner_population"]
_JUDGED = 1 << len(LEVELS.categories)
"""Bit of a link that a person confirmed: it counts whatever levels are chosen."""


@dataclass(frozen=True)
class OverlapMatrix:
    """The account mapping matrix at a choice of levels.

    `rows` are our populations and `columns` the partner's, in the order to show them, each with `NO_POPULATION` last
    where accounts of that list are in none. `cells` has the shape CELLS with every row × column, then the totals, in
    which a population is null; `potential` has the shape POTENTIAL. Totals count distinct accounts: they are not the
    sum of their cells.
    """

    rows: tuple[Population, ...]
    columns: tuple[Population, ...]
    levels: tuple[str, ...]
    cells: pl.DataFrame
    potential: pl.DataFrame

    def cell(self, our_population: str | None = None, partner_population: str | None = None) -> tuple[int, int, int]:
        """(mine, theirs, pairs) of a cell; None stands for all populations of a side."""
        row = _where(self.cells, our_population, partner_population).select("mine", "theirs", "pairs").row(0)
        return row[0], row[1], row[2]

    def potential_of(self, our_population: str | None = None, partner_population: str | None = None) -> pl.DataFrame:
        """currency, amount, opportunities of a cell; None stands for all populations of a side."""
        found = _where(self.potential, our_population, partner_population)
        return found.select("currency", "amount", "opportunities")


@dataclass(frozen=True)
class CellCounts:
    """Counts of every cell, kept apart by the set of levels (a bit each) at which its accounts are linked.

    `mine`, `theirs` and `pairs`: the cell, `bits`, `count`. `amounts`: the cell, `bits`, currency, amount,
    opportunities.
    """

    rows: tuple[Population, ...]
    columns: tuple[Population, ...]
    mine: pl.DataFrame
    theirs: pl.DataFrame
    pairs: pl.DataFrame
    amounts: pl.DataFrame

    def at(self, levels: Collection[str] = COUNTED_LEVELS) -> OverlapMatrix:
        """The matrix that counts links at `levels`, and those that a person confirmed."""
        chosen = sum(1 << place for place, level in enumerate(ALL_LEVELS) if level in levels) | _JUDGED
        counts = (pl.col("bits") & pl.lit(chosen, pl.UInt8)) > 0
        cells = self._every_cell()
        for name, frame in (("mine", self.mine), ("theirs", self.theirs), ("pairs", self.pairs)):
            counted = frame.filter(counts).group_by(_CELL).agg(pl.col("count").sum().alias(name))
            cells = cells.join(counted, on=_CELL, how="left", nulls_equal=True, maintain_order="left")
        potential = (
            self.amounts.filter(counts)
            .group_by(*_CELL, "currency")
            .agg(pl.col("amount").sum().cast(AMOUNT), pl.col("opportunities").sum().cast(pl.UInt32))
        )
        in_order = (
            cells.select(_CELL)
            .join(potential, on=_CELL, nulls_equal=True, maintain_order="left")
            .with_row_index("place")
            .with_columns(pl.col("place").min().over(_CELL))
            .sort("place", "currency", nulls_last=True)
        )
        return OverlapMatrix(
            rows=self.rows,
            columns=self.columns,
            levels=tuple(level for level in ALL_LEVELS if level in levels),
            cells=CELLS.conform(cells.with_columns(pl.col("mine", "theirs", "pairs").fill_null(0))),
            potential=POTENTIAL.conform(in_order.drop("place")),
        )

    def _every_cell(self) -> pl.DataFrame:
        """Each row × each column, then the total of each row, of each column and of all."""
        ours = [population.name for population in self.rows]
        theirs = [population.name for population in self.columns]
        pairs = [
            *((our, their) for our in ours for their in theirs),
            *((our, None) for our in ours),
            *((None, their) for their in theirs),
            (None, None),
        ]
        return pl.DataFrame(pairs, schema=dict.fromkeys(_CELL, pl.String), orient="row")


def count_cells(overlaps: pl.DataFrame, *, ours: Side, theirs: Side, amounts: pl.DataFrame) -> CellCounts:
    """Count every cell of the matrix over `overlaps` (as `find_overlaps` gave them).

    `amounts` is what `open_amounts` returned. An account with one overlap is distinct already, so only accounts with
    several are told apart by their ids; the others are counted by the few sets of populations that occur.
    """
    links = overlaps.select(
        pl.col("account_id").alias("mine"),
        pl.col("partner_account_id").alias("theirs"),
        pl.col("our_populations").alias("our_population"),
        pl.col("partner_populations").alias("partner_population"),
        pl.col("our_links", "partner_links", "open_opportunities"),
        _bits().alias("bits"),
    )
    return CellCounts(
        rows=ours.axis,
        columns=theirs.axis,
        mine=_distinct(links, "mine", pl.col("our_links")),
        theirs=_distinct(links, "theirs", pl.col("partner_links")),
        pairs=_tally(_every_cut(_tally(links))),
        amounts=_summed(links.filter(pl.col("open_opportunities") > 0), amounts),
    )


def _bits() -> pl.Expr:
    """The bit of a link's level, or that of a person's confirmation."""
    level = pl.lit(0, pl.UInt8)
    for place, name in enumerate(ALL_LEVELS):
        level = pl.when(pl.col("level") == name).then(pl.lit(1 << place, pl.UInt8)).otherwise(level)
    confirmed = pl.col("judgement").cast(pl.String).is_in(JUDGED_YES)
    return pl.when(confirmed).then(pl.lit(_JUDGED, pl.UInt8)).otherwise(level)


def _distinct(links: pl.DataFrame, account: str, number: pl.Expr) -> pl.DataFrame:
    """How many distinct values of `account` each cell and set of levels has, `number` being the overlaps of each."""
    once = _every_cut(_tally(links.filter(number == 1)))
    several = _once_a_cell(links.filter(number > 1), account)
    return _tally(pl.concat([once, _own_cuts(_tally(several), account)]))


def _summed(links: pl.DataFrame, amounts: pl.DataFrame) -> pl.DataFrame:
    """Open amounts over the distinct accounts of ours of each cell and set of levels, per currency."""
    once = links.filter(pl.col("our_links") == 1)
    several = _once_a_cell(links.filter(pl.col("our_links") > 1), "mine")
    parts = [_sums(_with_amounts(frame, amounts)) for frame in (once, several)]
    return _sums(pl.concat([_every_cut(parts[0]), _own_cuts(parts[1], "mine")]))


def _once_a_cell(links: pl.DataFrame, account: str) -> pl.DataFrame:
    """Each value of `account` once for each of its counterparts' populations and once for all of them (null).

    It carries the bits of all its links there; its own populations stay a list.
    """
    own, other = _own_and_other(account)
    kept = links.select(*_CELL, account, "bits")
    cuts = [under_populations(kept, other), kept.with_columns(pl.lit(None, pl.String).alias(other))]
    return (
        pl.concat(cuts, rechunk=True)
        .group_by(account, other)
        .agg(pl.col(own).first(), pl.col("bits").bitwise_or())
        .select(*_CELL, account, "bits")
    )


def _own_cuts(counts: pl.DataFrame, account: str) -> pl.DataFrame:
    """`counts` once for each of the account's own populations, and once for all of them (null)."""
    own, _ = _own_and_other(account)
    return pl.concat([under_populations(counts, own), counts.with_columns(pl.lit(None, pl.String).alias(own))])


def _own_and_other(account: str) -> list[str]:
    """The column of the account's own side and that of the other."""
    return _CELL if account == "mine" else _CELL[::-1]


def _with_amounts(accounts: pl.DataFrame, amounts: pl.DataFrame) -> pl.DataFrame:
    """The accounts of ours in `accounts` with their open amounts, a row per currency."""
    return accounts.select(*_CELL, "mine", "bits").join(amounts, left_on="mine", right_on="account_id")


def _tally(frame: pl.DataFrame) -> pl.DataFrame:
    """How many rows each cell and set of levels has: the cell, bits, count (the sum of `count` where there is one)."""
    number = pl.col("count").sum() if "count" in frame.columns else pl.len().cast(pl.UInt32).alias("count")
    return frame.group_by(*_CELL, "bits").agg(number)


def _sums(frame: pl.DataFrame) -> pl.DataFrame:
    """The amounts of each cell, set of levels and currency."""
    return frame.group_by(*_CELL, "bits", "currency").agg(
        pl.col("amount").sum().cast(AMOUNT), pl.col("opportunities").sum().cast(pl.UInt32)
    )


def _every_cut(links: pl.DataFrame) -> pl.DataFrame:
    """`links` once for each cell they lie in, each total of a row or a column, and the total of all."""
    by_row = under_populations(links, "our_population")
    all_of = {name: pl.lit(None, pl.String).alias(name) for name in _CELL}
    cuts = [
        under_populations(by_row, "partner_population"),
        by_row.with_columns(all_of["partner_population"]),
        under_populations(links, "partner_population").with_columns(all_of["our_population"]),
        links.with_columns(*all_of.values()),
    ]
    return pl.concat(cuts)


def _where(frame: pl.DataFrame, our_population: str | None, partner_population: str | None) -> pl.DataFrame:
    """The rows of one cell; None is the total over a side."""
    return frame.filter(
        pl.col("our_population").eq_missing(pl.lit(our_population, pl.String))
        & pl.col("partner_population").eq_missing(pl.lit(partner_population, pl.String))
    )
