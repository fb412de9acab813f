"""One side's list in several files, one population each: an account may stand in several of them."""

from collections.abc import Sequence

import polars as pl

from mutuals.accounts import AccountList
from mutuals.intake.accounts import Intake
from mutuals.intake.rejected import all_rejected


def together(parts: Sequence[tuple[str, Intake]]) -> Intake:
    """The intakes of several files (each with the file's name) as one list, labelled as the first.

    An account whose id stands in several files is one account in all their populations; its fields are those of the
    first file that has it. Accounts without an id, which are named by their row, are named by file and row.
    """
    if len(parts) == 1:
        return parts[0][1]
    named = [_named_by_file(name, intake.account_list) for name, intake in parts]
    first = parts[0][1]
    accounts = pl.concat([one.accounts for one in named], how="diagonal_relaxed")
    populations = {population.name: population for one in reversed(named) for population in one.populations}
    order = list(dict.fromkeys(population.name for one in named for population in one.populations))
    return Intake(
        AccountList(
            first.account_list.label,
            accounts.unique("account_id", keep="first", maintain_order=True),
            pl.concat([one.members for one in named]).unique(maintain_order=True),
            tuple(populations[name] for name in order),
        ),
        first.mapping,
        all_rejected(
            intake.rejected.with_columns(reason=pl.format("{}: {}", pl.lit(name), "reason")) for name, intake in parts
        ),
        tuple(f"{name}: {note}" for name, intake in parts for note in intake.notes),
        "; ".join(f"{name}: {intake.description}" for name, intake in parts),
    )


def _named_by_file(name: str, one: AccountList) -> AccountList:
    """The list with the file's name before ids that were made from row numbers, which other files have too."""
    made = pl.col("account_id") == pl.concat_str(pl.lit("row-"), pl.col("source_row"))
    ids = one.accounts.select("account_id", new=pl.when(made).then(pl.format("{}:{}", pl.lit(name), "account_id")))
    if ids.get_column("new").null_count() == ids.height:
        return one
    members = one.members.join(ids, on="account_id", how="left", maintain_order="left")
    fresh = pl.coalesce("new", "account_id").alias("account_id")
    accounts = one.accounts.with_columns(ids.select(fresh).to_series())
    return AccountList(one.label, accounts, members.select(fresh, "population"), one.populations)
