"""Our side of a private run: which accounts take part, by which keys, and what a partner who has one may read of it.

What policy hides does not take part at all, not even by its keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.accounts import AccountList
from mutuals.errors import BadInput
from mutuals.normalise.fields import normalise_accounts
from mutuals.normalise.match_keys import MATCH_KEY_KINDS, match_keys
from mutuals.psi.keys import EpochSecrets, OurSide
from mutuals.sharing import SHAREABLE, SharingLevel, SharingPolicy, listed_fields, shared_accounts
from mutuals.sharing.levels import openness

COUNTED_BY = "domain"
"""The kind of key that a run counts by unless another is asked for: an account has one, and it is no guess."""

AND = " + "
"""Between the populations of a class of accounts."""

MOST_CLASSES = 256
"""Combinations of populations that a run which only counts can tell apart."""

LONGEST_FIELD = 500
"""Characters of a field that are sent; more is no name, website or city."""


class NothingShared(BadInput):
    """The policy shares no account with this partner at the level that the run needs. The person changes the policy."""


@dataclass(frozen=True)
class Offer:
    """What takes part, in the order of account id: `accounts` (shape `ACCOUNTS`), their `keys` (kind, account, key),
    and by row of `accounts` the `populations` that may be told and the `fields` that may be read.

    For a run of overlaps `payloads` are what a partner with a common key reads; for one that only counts `classes` are
    the accounts' numbers in `names`, the combinations of populations.
    """

    accounts: pl.DataFrame
    keys: pl.DataFrame
    populations: pl.Series
    fields: pl.Series
    payloads: Sequence[bytes] | None = None
    classes: NDArray[np.uint8] | None = None
    names: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of keys, in the order of their table: the same on both sides, whatever their lists hold."""
        return tuple(MATCH_KEY_KINDS) if self.classes is None else (str(self.keys["kind"][0]),)

    def ours(self, secrets: EpochSecrets, kept: bytes | None = None) -> OurSide:
        """What the protocol needs of us."""
        return OurSide(self.keys, secrets, payloads=self.payloads, classes=self.classes, kept=kept)


def offer_overlaps(account_list: AccountList, policy: SharingPolicy, *, partner: str, on: date) -> Offer:
    """The accounts that `policy` lets `partner` see where it has them too, by all their keys.

    Raises `NothingShared`, and `WrongFilter` where the policy filters on what the list has not.
    """
    accounts, shared = _taking_part(account_list, policy, partner, on, SharingLevel.OVERLAPS)
    keys = match_keys(normalise_accounts(accounts))
    held = keys.group_by("row").agg(kinds=pl.col("kind").unique().sort())
    listed = listed_fields(account_list, shared_accounts(account_list, policy, partner=partner, on=on))
    table = (
        accounts.select("account_id")
        .with_row_index("row")
        .join(held, on="row", how="left", maintain_order="left")
        .join(listed, on="account_id", how="left", maintain_order="left")
    )
    fields = [pl.col(f"shown_{name}").cast(pl.String).str.slice(0, LONGEST_FIELD).alias(name) for name in SHAREABLE]
    kinds = pl.col("population_kinds").cast(pl.List(pl.String)).list.unique(maintain_order=True)
    record = pl.struct(kinds=pl.col("kinds").fill_null([]), populations=kinds, fields=pl.struct(fields))
    payloads = table.select(record.struct.json_encode()).to_series()
    return Offer(
        accounts,
        _as_bytes(keys),
        shared["populations"],
        shared["fields"],
        payloads=[text.encode() for text in payloads.to_list()],
    )


def offer_counts(
    account_list: AccountList, policy: SharingPolicy, *, partner: str, on: date, kind: str = COUNTED_BY
) -> Offer:
    """The accounts that `policy` lets `partner` count, by their one key of `kind`, in classes of populations.

    Raises `NothingShared`.
    """
    accounts, shared = _taking_part(account_list, policy, partner, on, SharingLevel.COUNTS)
    keys = match_keys(normalise_accounts(accounts)).filter(pl.col("kind") == kind).unique("row", keep="first")
    keys = keys.sort("row")
    if keys.is_empty():
        raise NothingShared(f"None of the accounts that may be counted has a key of the kind {kind!r}.")
    named = shared.select(pl.col("counted_in").list.join(AND)).to_series()
    names = tuple(named.unique().sort().to_list())
    if len(names) > MOST_CLASSES:
        raise NothingShared(f"{len(names)} combinations of populations are more than {MOST_CLASSES}; merge some.")
    numbers = named.replace_strict(dict(zip(names, range(len(names)), strict=True)), return_dtype=pl.UInt8)
    return Offer(
        accounts, _as_bytes(keys), shared["counted_in"], shared["fields"], classes=numbers.to_numpy(), names=names
    )


def _taking_part(
    account_list: AccountList, policy: SharingPolicy, partner: str, on: date, least: SharingLevel
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The accounts at `least` this level, in order of account id, and what the policy says of each."""
    shared = shared_accounts(account_list, policy, partner=partner, on=on)
    ranks = shared["level"].to_physical()
    shared = shared.filter(ranks >= openness(least)).sort("account_id")
    if shared.is_empty():
        raise NothingShared(
            f"The policy shares nothing with {partner} at the level {least.value!r} or above, so no account can take "
            f"part. Give a population that level in the policy file; `mutuals private policy` writes one to begin with."
        )
    order = shared.select("account_id")
    return order.join(account_list.accounts, on="account_id", how="left", maintain_order="left"), shared


def _as_bytes(keys: pl.DataFrame) -> pl.DataFrame:
    return keys.select("kind", pl.col("row").alias("account"), pl.col("key").cast(pl.Binary))
