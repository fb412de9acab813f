"""Lists that change: accounts edited, added and deleted, drawn from a seed."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from mutuals.example.lists import example_lists

Lists = tuple[pl.DataFrame, pl.DataFrame]


@dataclass(frozen=True)
class Step:
    """One side's accounts to change, the ids to delete, and the whole list after."""

    changed: pl.DataFrame
    deleted: pl.Series
    after: pl.DataFrame


def example(ours: int, theirs: int, seed: int = 7) -> Lists:
    """Two lists of invented companies of these sizes."""
    left, right, _ = example_lists(max(ours, theirs), 0.3, seed)
    return left.head(ours), right.head(theirs)


def put(accounts: pl.DataFrame, changed: pl.DataFrame, deleted: pl.Series) -> Step:
    """`accounts` with those of `changed` in the place of their ids, and without the `deleted` ones."""
    changed = changed.filter(~changed["account_id"].is_in(deleted.implode()))
    leaving = pl.concat([changed["account_id"], deleted.rename("account_id")])
    stays = accounts.filter(~accounts["account_id"].is_in(leaving.implode()))
    return Step(changed, deleted, pl.concat([stays, changed]))


def step(accounts: pl.DataFrame, others: pl.DataFrame, share: float, seed: int) -> Step:
    """A share of `accounts` changed: three fifths edited, a fifth deleted, a fifth added that `others` have."""
    rng = np.random.default_rng(seed)
    count = max(round(accounts.height * share / 5), 1)
    rows = rng.permutation(accounts.height)[: 4 * count]
    drawn = others[rng.permutation(others.height)[:count]]
    added = drawn.with_columns(account_id=pl.format("new-{}-{}", pl.lit(seed), pl.col("account_id")))
    chosen = accounts[rows[count:]]
    kind = pl.int_range(pl.len()) % 4
    edited = chosen.with_columns(
        name=pl.when(kind == 0).then(pl.col("name") + " Group").otherwise("name"),
        website=pl.when(kind == 1).then(None).otherwise("website"),
        city=pl.when(kind == 2).then(pl.col("city").shift(1)).otherwise("city"),
        phone=pl.when(kind == 3).then(pl.lit("+44 20 7946 0142")).otherwise("phone"),
    )
    return put(accounts, pl.concat([edited, added]), accounts["account_id"].gather(rows[:count]))
