"""Frames of the core ↔ rows of the tables: which columns there are, and how many rows are moved at a time."""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from mutuals.accounts import ACCOUNTS, OPPORTUNITIES

BATCH = 50_000
"""Rows that are moved at a time: memory stays bounded, and a call costs little beside its rows."""

ACCOUNT_COLUMNS = tuple(ACCOUNTS.names)
"""Columns of the accounts table that the core knows; `more` follows with what was mapped to none of them."""

OPPORTUNITY_COLUMNS = tuple(OPPORTUNITIES.names)


def with_more(accounts: pl.DataFrame) -> pl.DataFrame:
    """`accounts` with the columns of ACCOUNTS and one column `more`: the others as a JSON text, null where all are."""
    others = [name for name in accounts.columns if name not in ACCOUNT_COLUMNS]
    known = accounts.select(ACCOUNT_COLUMNS)
    if not others:
        return known.with_columns(more=pl.lit(None, pl.String))
    filled = pl.any_horizontal(pl.col(others).is_not_null())
    said = accounts.select(pl.when(filled).then(pl.struct(others).struct.json_encode()))
    return known.with_columns(said.to_series().alias("more"))


def without_more(accounts: pl.DataFrame) -> pl.DataFrame:
    """The columns under `more` as columns of their own again, after those of ACCOUNTS, in order of first appearance."""
    said = accounts["more"].drop_nulls()
    if said.is_empty():
        return accounts.drop("more")
    names: dict[str, None] = {}
    for text in said.unique(maintain_order=True).head(BATCH).to_list():
        names.update(dict.fromkeys(json.loads(text)))
    shape = pl.Struct(dict.fromkeys(names, pl.String))
    others = accounts["more"].str.json_decode(shape).struct.unnest()
    return pl.concat([accounts.drop("more"), others], how="horizontal")


def batches(frame: pl.DataFrame) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of `frame`, `BATCH` at a time."""
    for part in frame.iter_slices(BATCH):
        yield part.rows()
