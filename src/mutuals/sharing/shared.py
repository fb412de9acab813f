"""What one partner may see of each account of ours: the level, the populations and the fields, and why not more.

This table is for our own eyes: it tells hidden accounts from excluded ones. What a partner gets is in `reveal`.
"""

from datetime import date

import polars as pl

from mutuals.accounts import AccountList, Column, Table
from mutuals.overlap import NO_POPULATION, side_of
from mutuals.sharing.exclusions import reasons
from mutuals.sharing.levels import LEVEL_NAMES, SharingLevel, openness
from mutuals.sharing.policy import SharingPolicy

SHARED_ACCOUNTS = Table(
    "SHARED_ACCOUNTS",
    "One row is one account of ours and what the policy lets one partner see of it, should it overlap.",
    (
        Column("account_id", pl.String, "Our account."),
        Column("level", LEVEL_NAMES, "The sharing level that holds for it."),
        Column("excluded", pl.String, "The reason of the exclusion that hides it, or null."),
        Column("counted_in", pl.List(pl.String), "Populations it is counted in: those at Counts only or above."),
        Column("populations", pl.List(pl.String), "Populations it may be listed in."),
        Column("fields", pl.List(pl.String), "Fields that may be listed with it."),
    ),
)


def shared_accounts(account_list: AccountList, policy: SharingPolicy, *, partner: str, on: date) -> pl.DataFrame:
    """What `policy` lets `partner` see of each account on the day `on`, as SHARED_ACCOUNTS in the order of the list.

    Excluded: Hidden. In any hidden population: Hidden. Else the most open of its populations decides, it is listed in
    those populations alone that allow it, and with the fields that those allow. Raises `WrongFilter`.
    """
    side = side_of(account_list)
    lines = _lines(policy, [population.name for population in side.axis], partner, on)
    accounts = side.accounts.select("account_id", "populations")
    sets = accounts.select("populations").unique()
    allowed = sets.join(_by_set(sets, lines), on="populations", how="left")
    excluded = reasons(account_list.accounts, policy.exclusions_for(partner), on=on)
    names = dict(enumerate(LEVEL_NAMES.categories))
    nothing = pl.lit([], dtype=pl.List(pl.String))
    shared = accounts.join(allowed, on="populations", how="left", maintain_order="left").with_columns(excluded)
    seen = pl.col("excluded").is_null() & (pl.col("rank") > 0).fill_null(value=False)
    return shared.select(
        "account_id",
        pl.when(seen).then(pl.col("rank")).otherwise(0).replace_strict(names, return_dtype=LEVEL_NAMES).alias("level"),
        "excluded",
        *(
            pl.when(seen).then(pl.col(name)).otherwise(nothing).alias(name)
            for name in ("counted_in", "listed_in", "fields")
        ),
    ).rename({"listed_in": "populations"})


def _lines(policy: SharingPolicy, populations: list[str], partner: str, on: date) -> pl.DataFrame:
    """population, rank (openness of its level), columns."""
    found = [policy.shared(name, partner=partner, on=on) for name in populations]
    return pl.DataFrame(
        {
            "population": populations,
            "rank": [openness(line.level) for line in found],
            "columns": [list(line.columns) for line in found],
        },
        schema={"population": pl.String, "rank": pl.UInt8, "columns": pl.List(pl.String)},
    )


def _by_set(sets: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """For each set of populations that accounts are in: rank, counted_in, listed_in, fields."""
    each = (
        sets.with_row_index("set")
        .explode("populations", empty_as_null=True)
        .with_columns(population=pl.col("populations").fill_null(NO_POPULATION.name))
        .join(lines, on="population", how="left", maintain_order="left")
    )
    listed = pl.col("rank") >= openness(SharingLevel.OVERLAPS)
    ranks = each.group_by("set").agg(
        rank=pl.when((pl.col("rank") == 0).any()).then(0).otherwise(pl.col("rank").max()).cast(pl.UInt8),
        counted_in=pl.col("population").filter(pl.col("rank") >= openness(SharingLevel.COUNTS)),
        listed_in=pl.col("population").filter(listed),
        fields=pl.col("columns").filter(listed).explode().drop_nulls().unique().sort(),
    )
    return sets.with_row_index("set").join(ranks, on="set", how="left").drop("set")
