"""The partner's records that a run opened, read as an account list of its own: whatever it sent, only what is known
how to be read."""

from dataclasses import dataclass

import polars as pl

from mutuals.accounts import ACCOUNTS, MEMBERS, AccountList, Population, PopulationKind
from mutuals.errors import BadInput
from mutuals.matching.private import SHARED_KEYS, Seen
from mutuals.normalise.match_keys import MATCH_KEY_KINDS
from mutuals.sharing import SHAREABLE

_RECORD = pl.Struct(
    {
        "kinds": pl.List(pl.String),
        "populations": pl.List(pl.String),
        "fields": pl.Struct(dict.fromkeys(SHAREABLE, pl.String)),
    }
)
"""A record as JSON: which kinds of keys the account has, the kinds of its populations, and its fields."""


class UnreadableRecord(BadInput):
    """A record of the partner's is not what the protocol says. Nothing of this run is used; the partner is told."""


@dataclass(frozen=True)
class Records:
    """The partner's accounts that we have too: as a list, the keys shared with ours (`SHARED_KEYS`), and what is seen
    of them."""

    account_list: AccountList
    shared: pl.DataFrame
    seen: Seen


def read_records(links: pl.DataFrame, *, partner: str, accounts: int) -> Records:
    """The records in `links` (shape `LINK_COLUMNS` of `mutuals.psi`); the partner has about `accounts` accounts.

    Account ids are the partner's handles, which mean something to it alone. Raises `UnreadableRecord`.
    """
    found = links.with_columns(handle=pl.col("handle").bin.encode("hex"))
    records = found.unique("handle", maintain_order=True).sort("handle").with_row_index("record")
    said = _decoded(records["payload"])
    table = records.select("record", account_id="handle").with_columns(
        said.struct.field("kinds").alias("kinds"),
        said.struct.field("populations").alias("populations"),
        *(said.struct.field("fields").struct.field(name).alias(name) for name in SHAREABLE if name != "account_id"),
    )
    own = ACCOUNTS.conform(_numbers(table).select(name for name in table.columns if name in ACCOUNTS.names))
    shared = found.join(records.select("record", "handle"), on="handle").select(
        row="account", record="record", kind="kinds"
    )
    shared = SHARED_KEYS.conform(shared.explode("kind").drop_nulls())
    known = pl.col("kind").is_in(list(MATCH_KEY_KINDS))
    seen = Seen(
        kinds=table.select("record", kind="kinds").explode("kind").filter(known),
        records=own.with_row_index("record").drop("source_row", "employees", "annual_revenue"),
        accounts=accounts,
    )
    return Records(_list(own, table, partner), shared, seen)


def _decoded(payloads: pl.Series) -> pl.Series:
    try:
        texts = payloads.cast(pl.String)
        return texts.str.json_decode(_RECORD)
    except pl.exceptions.PolarsError as error:
        raise UnreadableRecord(f"A record of the partner's cannot be read ({error}).") from error


def _numbers(table: pl.DataFrame) -> pl.DataFrame:
    """Fields that are numbers, from text; null where they are none."""
    kinds = {column.name: column.dtype for column in ACCOUNTS.columns}
    return table.with_columns(pl.col(name).cast(kinds[name], strict=False) for name in ("employees", "annual_revenue"))


def _list(own: pl.DataFrame, table: pl.DataFrame, partner: str) -> AccountList:
    """The records as a list in populations called by their kinds, the only thing that is told of them."""
    kinds = [kind.value for kind in PopulationKind]
    members = (
        table.select("account_id", population="populations")
        .explode("population")
        .filter(pl.col("population").is_in(kinds))
        .unique(maintain_order=True)
    )
    there = set(members["population"].unique().to_list())
    populations = tuple(
        Population(kind.value, kind, f"{partner} says so") for kind in PopulationKind if kind.value in there
    )
    return AccountList(partner, own, MEMBERS.conform(members), populations)
