"""Open amounts of our opportunities: what an account's open deals are worth, per currency and never across them."""

import polars as pl

from mutuals.accounts import OPPORTUNITIES, Column, Table
from mutuals.overlap.schema import AMOUNT

OPEN_AMOUNTS = Table(
    "OPEN_AMOUNTS",
    "One row is what the open opportunities with one account of ours add up to in one currency.",
    (
        Column("account_id", pl.String, "Our account."),
        Column("currency", pl.String, "ISO 4217 code, or null where the opportunities name none."),
        Column("amount", AMOUNT, "Sum of their amounts."),
        Column("opportunities", pl.UInt32, "How many there are; one without an amount counts and adds nothing."),
        Column("next_close_date", pl.Date, "The earliest close date among them."),
    ),
)


def open_amounts(opportunities: pl.DataFrame | None) -> pl.DataFrame:
    """OPEN_AMOUNTS of `opportunities` (shape OPPORTUNITIES), by account and currency; None gives no rows.

    An opportunity is open unless it is closed; where that is not said, unless it was won.
    """
    if opportunities is None:
        return OPEN_AMOUNTS.empty()
    closed = pl.coalesce("is_closed", "is_won", pl.lit(False))
    return (
        OPPORTUNITIES.check(opportunities)
        .filter(~closed & pl.col("account_id").is_not_null())
        .group_by("account_id", "currency")
        .agg(
            pl.col("amount").sum().cast(AMOUNT),
            pl.len().cast(pl.UInt32).alias("opportunities"),
            pl.col("close_date").min().alias("next_close_date"),
        )
        .sort("account_id", "currency", nulls_last=True)
    )


def open_by_account(amounts: pl.DataFrame) -> pl.DataFrame:
    """`open_amounts` with one row per account: account_id, open_opportunities, open_amounts, next_close_date.

    An account all of whose open opportunities lack an amount has null open_amounts.
    """
    return (
        amounts.group_by("account_id", maintain_order=True)
        .agg(
            pl.col("opportunities").sum().cast(pl.UInt32).alias("open_opportunities"),
            pl.struct("currency", "amount").filter(pl.col("amount") != 0).alias("open_amounts"),
            pl.col("next_close_date").min(),
        )
        .with_columns(pl.when(pl.col("open_amounts").list.len() > 0).then(pl.col("open_amounts")).alias("open_amounts"))
    )
