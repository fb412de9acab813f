"""What travels with an account that both sides have: the populations, the kinds of its keys, and the fields shared.

One JSON text an account, made from what the gate lets through and from nothing else, and read with a fixed shape.
"""

from dataclasses import dataclass

import polars as pl

from mutuals.accounts import ACCOUNTS, AccountList, Column, PopulationKind, Table
from mutuals.errors import BadInput
from mutuals.matching.private import SHARED_KEYS
from mutuals.sharing import SHAREABLE, listed_fields

_TEXTS = pl.List(pl.String)
_FIELDS = {column.name: column.dtype for column in ACCOUNTS.columns if column.name in SHAREABLE}
_SHAPE = pl.Struct({"populations": _TEXTS, "population_kinds": _TEXTS, "kinds": _TEXTS, "fields": pl.Struct(_FIELDS)})

PARTNER_RECORDS = Table(
    "PARTNER_RECORDS",
    "One row is one account of the partner's that shares a match key with ours, as far as the partner shows it.",
    (
        Column("record", pl.UInt32, "Number of the record, counted from 0."),
        Column(
            "handle",
            pl.String,
            "The partner's handle, hexadecimal: the same for an account within an epoch. Where we alone learn, our own "
            "account id.",
        ),
        Column("populations", _TEXTS, "Populations that the partner shows it in, by kind."),
        Column("population_kinds", _TEXTS, "Their kinds, in the same order."),
        Column("kinds", _TEXTS, "The kinds of match key that the account has."),
        *(Column(c.name, c.dtype, f"{c.sentence} Null: not shown.") for c in ACCOUNTS.columns if c.name in SHAREABLE),
    ),
)


class BadPayload(BadInput):
    """What the partner says of an account is not of the agreed shape: its software is broken or hostile. Nothing that
    it sent is used."""


@dataclass(frozen=True)
class Received:
    """What a run gave us: `shared` (SHARED_KEYS, rows of the list that took part), `records` (PARTNER_RECORDS)."""

    shared: pl.DataFrame
    records: pl.DataFrame


def payloads(account_list: AccountList, shared: pl.DataFrame, keys: pl.DataFrame) -> list[bytes]:
    """A payload for each account of `account_list`, in its order.

    `shared` has the shape SHARED_ACCOUNTS and `keys` the shape MATCH_KEYS, its rows those of the list.
    """
    shown = listed_fields(account_list, shared).with_row_index("row")
    kinds = keys.group_by("row").agg(kinds=pl.col("kind").unique().sort())
    each = shown.join(kinds, on="row", how="left", maintain_order="left").with_columns(
        pl.col("kinds").fill_null(pl.lit([], dtype=_TEXTS))
    )
    # What a population is called tells of our plans; the partner needs to know no more than its kind.
    told = pl.col("population_kinds").cast(_TEXTS).list.unique(maintain_order=True)
    said = pl.struct(
        populations=told,
        population_kinds=told,
        kinds="kinds",
        fields=pl.struct(pl.col(f"shown_{name}").alias(name) for name in _FIELDS),
    )
    return each.select(said.struct.json_encode().cast(pl.Binary).alias("payload"))["payload"].to_list()


def received(links: pl.DataFrame, ids: pl.Series | None = None) -> Received:
    """What the links of a finished run (shape LINK_COLUMNS of `mutuals.psi`) say.

    Where we alone learn, the partner sends no records: each of our accounts then has one of its own that says nothing,
    under our account id, which is in `ids` by row. Raises `BadPayload`.
    """
    own = (links["account"] if ids is None else ids.gather(links["account"])).cast(pl.String).alias("own")
    each = links.with_columns(handle=pl.coalesce(pl.col("handle").bin.encode("hex"), own))
    first = each.unique("handle", keep="first", maintain_order=True).with_row_index("record")
    records = pl.concat([first.select("record", "handle"), _read(first["payload"])], how="horizontal")
    numbered = each.join(first.select("record", "handle"), on="handle", how="left", maintain_order="left")
    shared = numbered.select(pl.col("account").alias("row"), "record", kind="kinds").explode("kind")
    return Received(SHARED_KEYS.conform(shared), PARTNER_RECORDS.conform(records))


def _read(payload: pl.Series) -> pl.DataFrame:
    """The payloads as columns of PARTNER_RECORDS; a row of nulls where there is none."""
    try:
        said = payload.cast(pl.String).str.json_decode(_SHAPE).struct.unnest()
        rows = pl.concat([said.drop("fields"), said["fields"].struct.unnest()], how="horizontal")
    except pl.exceptions.PolarsError as error:
        raise BadPayload(f"The partner's records cannot be read ({str(error)[:200]}). None of them is used.") from None
    kinds = [kind.value for kind in PopulationKind]
    known = pl.element().replace_strict({kind: kind for kind in kinds}, default=PopulationKind.OTHER.value)
    read = rows.with_columns(
        pl.col("populations", "kinds").fill_null(pl.lit([], dtype=_TEXTS)),
        pl.col("population_kinds").list.eval(known).fill_null(pl.lit([], dtype=_TEXTS)),
    )
    paired = read["populations"].list.len() == read["population_kinds"].list.len()
    nameless = read["populations"].list.eval(pl.element().is_null()).list.any()
    if not paired.all() or nameless.any():
        raise BadPayload("The partner names populations without their kinds. None of its records is used.")
    return read
