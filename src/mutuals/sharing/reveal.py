"""The gate: from overlaps, accounts and a policy to the very rows and counts that a partner may see.

Whatever shows, sends or exports something to a partner takes it from here, "preview as partner" too. What is hidden is
not marked as hidden: it is not there.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from mutuals.accounts import ACCOUNTS, AccountList, Column, PopulationKind, Table
from mutuals.matching.schema import BANDS
from mutuals.overlap import NO_POPULATION
from mutuals.sharing.levels import LEVEL_NAMES, LEVEL_RULES
from mutuals.sharing.policy import SharingPolicy
from mutuals.sharing.presets import SHAREABLE
from mutuals.sharing.shared import shared_accounts

COUNT_FLOOR = 5
"""Counts below it are not shown unless the caller says otherwise: few enough to guess who is meant."""

KINDS = pl.Enum([kind.value for kind in PopulationKind])

_FIELDS = {column.name: column for column in ACCOUNTS.columns if column.name in SHAREABLE}

VISIBLE_OVERLAPS = Table(
    "VISIBLE_OVERLAPS",
    "One row is one account of the sharer's that the viewer may see, with the viewer's account that it overlaps with.",
    (
        Column("viewer_account_id", pl.String, "The viewer's account; null where only All accounts shows the row."),
        Column("probability", pl.Float64, "Probability that the two are the same company, or null."),
        Column("band", BANDS, "certain, likely, possible or unlikely, or null."),
        Column("level", LEVEL_NAMES, "The sharing level that shows the row."),
        Column("populations", pl.List(pl.String), "The sharer's populations that the viewer may know it is in."),
        Column("population_kinds", pl.List(KINDS), "Their kinds, in the same order."),
        *(
            Column(name, column.dtype, f"{column.sentence} Null where the sharer gives none or does not share it.")
            for name, column in _FIELDS.items()
        ),
    ),
)

VISIBLE_COUNTS = Table(
    "VISIBLE_COUNTS",
    "One row is one cell: how many accounts of one of the sharer's populations overlap with one of the viewer's.",
    (
        Column("population", pl.String, "The sharer's population, or null: any of those that may be counted."),
        Column("viewer_population", pl.String, "The viewer's population, or null: any or none."),
        Column("accounts", pl.UInt32, "Distinct accounts of the sharer's; null where the count may not be shown."),
    ),
)


@dataclass(frozen=True)
class Visible:
    """What one partner may see: `overlaps` (shape VISIBLE_OVERLAPS) and `counts` (shape VISIBLE_COUNTS)."""

    overlaps: pl.DataFrame
    counts: pl.DataFrame


def reveal(
    overlaps: pl.DataFrame,
    account_list: AccountList,
    policy: SharingPolicy,
    *,
    partner: str,
    on: date,
    floor: int = COUNT_FLOOR,
) -> Visible:
    """What `partner` may see of our `account_list` on the day `on`, in the order of the list.

    `overlaps` has the shape OVERLAPS, seen from our side: `account_id` is ours, `partner_account_id` the viewer's. A
    count below `floor` is null, zero included. Raises `WrongFilter` where the policy filters on what the list has not.
    """
    shared = shared_accounts(account_list, policy, partner=partner, on=on)
    return Visible(_rows(overlaps, account_list, shared), _counts(overlaps, shared, floor))


def listed_fields(account_list: AccountList, shared: pl.DataFrame) -> pl.DataFrame:
    """The fields of each account that `shared` (shape SHARED_ACCOUNTS) allows, in the order of the list.

    account_id, shared_populations, population_kinds, then a column `shown_<field>` for every shareable field, null
    where it may not be seen. The account id itself is for joining and is no more allowed than any field.
    """
    kinds = {population.name: population.kind.value for population in account_list.populations}
    kinds = {NO_POPULATION.name: PopulationKind.OTHER.value} | kinds
    wide = ACCOUNTS.conform(account_list.accounts).select(
        "account_id", *(pl.col(n).alias(f"shown_{n}") for n in _FIELDS)
    )
    joined = wide.join(
        shared.select("account_id", "fields", shared_populations="populations"),
        on="account_id",
        how="left",
        maintain_order="left",
    )
    population_kinds = pl.col("shared_populations").list.eval(pl.element().replace_strict(kinds, return_dtype=KINDS))
    return joined.select(
        "account_id",
        "shared_populations",
        population_kinds.alias("population_kinds"),
        *(pl.when(pl.col("fields").list.contains(n)).then(pl.col(f"shown_{n}")).alias(f"shown_{n}") for n in _FIELDS),
    )


def _rows(overlaps: pl.DataFrame, account_list: AccountList, shared: pl.DataFrame) -> pl.DataFrame:
    """VISIBLE_OVERLAPS."""
    links = overlaps.select("account_id", "probability", "band", viewer_account_id="partner_account_id")
    each = (
        listed_fields(account_list, shared)
        .join(shared.select("account_id", "level"), on="account_id", how="left", maintain_order="left")
        .join(links, on="account_id", how="left", maintain_order="left_right")
    )
    seen = each.filter(_allowed("listed", pl.col("viewer_account_id").is_not_null()))
    named = seen.drop("account_id").rename(
        {"shared_populations": "populations", **{f"shown_{name}": name for name in _FIELDS}}
    )
    return VISIBLE_OVERLAPS.conform(named).select(VISIBLE_OVERLAPS.names)


def _allowed(what: str, overlapping: pl.Expr) -> pl.Expr:
    """Whether the level of a row allows it to be `listed` or `counted`."""
    return pl.any_horizontal(
        (pl.col("level") == rule.level.value) & getattr(rule, what)(overlapping) for rule in LEVEL_RULES
    )


def _counts(overlaps: pl.DataFrame, shared: pl.DataFrame, floor: int) -> pl.DataFrame:
    """VISIBLE_COUNTS: every cell that has a population on both sides, then the count over all."""
    linked = overlaps.select("account_id", "partner_populations").join(shared, on="account_id")
    counted = linked.filter(_allowed("counted", pl.lit(value=True)))
    cells = (
        counted.explode("counted_in", empty_as_null=True)
        .explode("partner_populations", empty_as_null=True)
        .with_columns(pl.col("partner_populations").fill_null(NO_POPULATION.name))
        .group_by(population="counted_in", viewer_population="partner_populations")
        .agg(pl.col("account_id").n_unique().alias("accounts"))
        .sort("population", "viewer_population")
    )
    below = cells.filter(pl.col("accounts") < floor)
    unseen = counted.join(_unseen_accounts(counted, below), on="account_id")["account_id"].n_unique()
    whole = counted["account_id"].n_unique()
    # A total is shown only where what it adds to the cells that are shown is itself no small count.
    total = whole if whole >= floor and (below.is_empty() or unseen >= floor) else None
    last = pl.DataFrame({"population": [None], "viewer_population": [None], "accounts": [total]})
    shown = cells.with_columns(pl.when(pl.col("accounts") >= floor).then(pl.col("accounts")).alias("accounts"))
    return pl.concat([VISIBLE_COUNTS.conform(shown), VISIBLE_COUNTS.conform(last)]).select(VISIBLE_COUNTS.names)


def _unseen_accounts(counted: pl.DataFrame, below: pl.DataFrame) -> pl.DataFrame:
    """account_id of the accounts that are in no cell but those of `below`."""
    cells = (
        counted.explode("counted_in", empty_as_null=True)
        .explode("partner_populations", empty_as_null=True)
        .with_columns(pl.col("partner_populations").fill_null(NO_POPULATION.name))
    )
    hidden = below.select(counted_in="population", partner_populations="viewer_population", hidden=True)
    marked = cells.join(hidden, on=["counted_in", "partner_populations"], how="left")
    return marked.group_by("account_id").agg(pl.col("hidden").fill_null(value=False).all()).filter("hidden")
