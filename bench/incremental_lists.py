"""Lists that change, seeded: accounts edited, deleted and added; and the lists of one organization and ten partners.

incremental_lists.py FOLDER ACCOUNTS A_PARTNER PARTNERS SHARE     (written as files of incremental_map.py)
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from tasks import SEED

from mutuals.accounts import ACCOUNTS
from mutuals.example.lists import example_lists


@dataclass(frozen=True)
class Changing:
    """A list before and after, and what changed between: accounts edited and added, and ids deleted."""

    before: pl.DataFrame
    after: pl.DataFrame
    changed: pl.DataFrame
    deleted: pl.Series


def changing(accounts: pl.DataFrame, share: float, seed: int) -> Changing:
    """A `share` of a list changes: three fifths edited, a fifth deleted, a fifth added that was missing before."""
    accounts = ACCOUNTS.conform(accounts).select(ACCOUNTS.names)
    fifth = max(round(accounts.height * share / 5), 1)
    order = np.random.default_rng(seed).permutation(accounts.height)
    late, gone, edited = (accounts[rows] for rows in np.split(order[: 5 * fifth], [fifth, 2 * fifth]))
    changed = pl.concat([_edited(edited), late])
    deleted = gone["account_id"]
    before = _without(accounts, late["account_id"])
    stays = _without(before, pl.concat([changed["account_id"], deleted]))
    return Changing(before, pl.concat([stays, changed]), changed, deleted)


def _edited(accounts: pl.DataFrame) -> pl.DataFrame:
    """As people edit: a word more in the name, a website dropped, another city, another phone number."""
    kind = pl.int_range(pl.len()) % 4
    return accounts.with_columns(
        name=pl.when(kind == 0).then(pl.col("name") + " Group").otherwise("name"),
        website=pl.when(kind == 1).then(None).otherwise("website"),
        city=pl.when(kind == 2).then(pl.col("city").shift(4)).otherwise("city"),
        phone=pl.when(kind == 3).then(pl.col("phone").shift(4)).otherwise("phone"),
    )


def _without(accounts: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    return accounts.filter(~accounts["account_id"].is_in(ids.implode()))


def write(folder: Path, accounts: int, a_partner: int, partners: int, share: float) -> None:
    """Write an organization's list and those of its partners, each with what will have changed."""
    ours, theirs, _ = example_lists(accounts, 0.2, SEED)
    lists = {"us": ours} | {f"partner{n}": theirs[n * a_partner : (n + 1) * a_partner] for n in range(partners)}
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, listed) in enumerate(lists.items()):
        one = changing(listed, share, SEED + number)
        one.before.write_parquet(folder / f"{name}.parquet")
        one.changed.write_parquet(folder / f"{name}-changed.parquet")
        one.deleted.to_frame().write_parquet(folder / f"{name}-deleted.parquet")


if __name__ == "__main__":
    write(Path(sys.argv[1]), *map(int, sys.argv[2:5]), float(sys.argv[5]))
