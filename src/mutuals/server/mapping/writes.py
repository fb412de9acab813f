"""What a new frame of accounts does to a list: which rows are new, changed, the same or gone, and writing that."""

from dataclasses import dataclass

import polars as pl

from mutuals.server.mapping.columns import ACCOUNT_COLUMNS
from mutuals.server.mapping.models import Account, AccountList
from mutuals.server.mapping.tables import insert, update

_ALL = (*ACCOUNT_COLUMNS, "more")
_COMPARED = tuple(name for name in _ALL if name not in {"account_id", "source_row"})


@dataclass(frozen=True)
class Difference:
    """What is to be written: `added` and `changed` rows (columns of the table; changed ones with their id), rows `gone`
    (their id), and how many stay as they are."""

    added: pl.DataFrame
    changed: pl.DataFrame
    gone: pl.DataFrame
    unchanged: int

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what becomes of them."""
        return {
            "added": self.added.height,
            "changed": self.changed.height,
            "deleted": self.gone.height,
            "unchanged": self.unchanged,
        }


def difference(before: pl.DataFrame, incoming: pl.DataFrame, *, replaces: bool) -> Difference:
    """What `incoming` (columns of ACCOUNTS and more) does to the list whose rows, deleted ones too, are `before`.

    A list that is replaced becomes what comes in; otherwise rows that are not named stay, and an empty cell changes
    nothing.
    """
    known = before.select("id", "deleted", *(pl.col(name).alias(f"old_{name}") for name in _ALL))
    joined = incoming.select(_ALL).join(known, left_on="account_id", right_on="old_account_id", how="left")
    if not replaces:
        alive = pl.col("deleted").eq_missing(other=False)
        joined = joined.with_columns(
            pl.when(alive).then(pl.coalesce(name, f"old_{name}")).otherwise(name).alias(name) for name in _ALL[1:]
        )
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"old_{name}")) for name in _COMPARED)
    new = pl.col("id").is_null()
    marked = joined.with_columns(changes=differs | pl.col("deleted").fill_null(value=False))
    gone = before.filter(~pl.col("deleted")).join(incoming, on="account_id", how="anti") if replaces else before.clear()
    return Difference(
        added=marked.filter(new).select(_ALL),
        changed=marked.filter(~new & pl.col("changes")).select("id", *_ALL, revived="deleted"),
        gone=gone.select("id"),
        unchanged=marked.select((~new & ~pl.col("changes")).sum()).item(),
    )


def apply(account_list: AccountList, change: Difference) -> None:
    """Write `change` as the next revision of the list, in the caller's transaction; the list's row must be locked."""
    account_list.revision += 1
    revision = pl.lit(account_list.revision)
    if change.added.height:
        own = change.added.with_columns(
            account_list_id=pl.lit(account_list.pk), revision=revision, deleted=pl.lit(value=False)
        )
        insert(Account, own)
    if change.changed.height:
        alive = change.changed.drop("revived").with_columns(revision=revision, deleted=pl.lit(value=False))
        update(Account, alive)
    if change.gone.height:
        update(Account, emptied(change.gone).with_columns(revision=revision, deleted=pl.lit(value=True)))
    revived = int(change.changed["revived"].sum())
    account_list.accounts += change.added.height + revived - change.gone.height
    account_list.save(update_fields=["revision", "accounts"])


def emptied(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows (id) with nothing left in their columns but the account id, which stays as it is."""
    return rows.with_columns(pl.lit(None).alias(name) for name in _ALL if name != "account_id")
