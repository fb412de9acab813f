"""One list made ready to be crossed: each account with the populations that it is in."""

from dataclasses import dataclass

import polars as pl

from mutuals.accounts import AccountList, Population, WrongTable
from mutuals.overlap.schema import NO_POPULATION

_SHOWN = ("name", "owner_name", "website", "city", "country")


@dataclass(frozen=True)
class Side:
    """One organization's side of the matrix.

    `accounts`: account_id, what a list shows of an account, and `populations` (a list of names in their order, empty
    for none). `axis`: the populations in the order to show them, with `NO_POPULATION` last where accounts are in none.
    `sizes`: population and accounts, in the order of `axis`, then the whole list under null.
    """

    label: str
    accounts: pl.DataFrame
    axis: tuple[Population, ...]
    sizes: pl.DataFrame


def side_of(account_list: AccountList) -> Side:
    """`account_list` made ready. Raises `WrongTable` where a member is in a population that it does not declare."""
    have = set(account_list.accounts.columns)
    shown = account_list.accounts.select(
        "account_id", *(pl.col(name) if name in have else pl.lit(None, pl.String).alias(name) for name in _SHOWN)
    )
    accounts = shown.join(_populations(account_list), on="account_id", how="left", maintain_order="left").with_columns(
        pl.col("populations").fill_null(pl.lit([], dtype=pl.List(pl.String)))
    )
    sets = accounts.group_by("populations").agg(pl.len().cast(pl.UInt32).alias("accounts"))
    axis = _axis(account_list.populations, sets)
    return Side(account_list.label, accounts, axis, _sizes(axis, sets))


def under_populations(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """A row per population in the list `column`; what is in none stands under `NO_POPULATION`."""
    return frame.explode(column, empty_as_null=True).with_columns(pl.col(column).fill_null(NO_POPULATION.name))


def _populations(account_list: AccountList) -> pl.DataFrame:
    """account_id and populations of every account that is in any."""
    names = [population.name for population in account_list.populations]
    order = pl.DataFrame({"population": names}, schema={"population": pl.String}).with_row_index("place")
    members = account_list.members.select("account_id", "population").join(order, on="population", how="left")
    if members["place"].null_count():
        unknown = members.filter(pl.col("place").is_null())["population"].sort().first()
        raise WrongTable(f"MEMBERS of {account_list.label!r} names the undeclared population {unknown!r}")
    return (
        members.sort("place")
        .group_by("account_id")
        .agg(pl.col("population").alias("populations"))
        .with_columns(pl.col("populations").list.unique(maintain_order=True))
    )


def _axis(declared: tuple[Population, ...], sets: pl.DataFrame) -> tuple[Population, ...]:
    """The declared populations, and `NO_POPULATION` where some account is in none."""
    outside = (sets["populations"].list.len() == 0).any()
    named = any(population.name == NO_POPULATION.name for population in declared)
    return (*declared, NO_POPULATION) if outside and not named else declared


def _sizes(axis: tuple[Population, ...], sets: pl.DataFrame) -> pl.DataFrame:
    """How many accounts each population of `axis` has, and then the whole list (null)."""
    found = under_populations(sets, "populations").group_by(population="populations").agg(pl.col("accounts").sum())
    names = [population.name for population in axis]
    order = pl.DataFrame({"population": names}, schema={"population": pl.String})
    each = order.join(found, on="population", how="left", maintain_order="left")
    whole = pl.DataFrame(
        {"population": [None], "accounts": [sets["accounts"].sum()]},
        schema={"population": pl.String, "accounts": pl.UInt32},
    )
    return pl.concat([each.with_columns(pl.col("accounts").fill_null(0)), whole])
