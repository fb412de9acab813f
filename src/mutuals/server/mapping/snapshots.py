"""A list as a frame, quickly: a copy beside the database of how the list was at some revision, and what changed since.

The database alone is the truth; a copy may be removed at any time and is made again. Cost follows what changed.
"""

import contextlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction

from mutuals.accounts import ACCOUNTS
from mutuals.server.mapping.columns import ACCOUNT_COLUMNS
from mutuals.server.mapping.models import Account, AccountList
from mutuals.server.mapping.tables import read

_OWN: dict[str, pl.DataType | type[pl.DataType]] = {"id": pl.Int64, "revision": pl.Int64, "deleted": pl.Boolean}
STORED = pl.Schema({**_OWN, **ACCOUNTS.schema, "source_row": pl.Int64, "more": pl.String})
"""Columns of the table as a frame."""

MOST_LAID_OVER = 5_000
"""Changed rows that are laid over a copy again and again before a new one is made."""

KEPT_COPIES = 2
"""Copies of a list that are kept: the newest, and one for whoever is reading."""


def accounts_of(account_list: AccountList) -> pl.DataFrame:
    """The rows of the list that are not deleted, shape `STORED`, by id."""
    return stored(account_list).filter(~pl.col("deleted"))


def columns_of(account_list: AccountList, names: Sequence[str]) -> pl.DataFrame:
    """The id and these columns of the rows that are not deleted, by id; the others are not even read."""
    wanted, found = ["id", *names], _newest(account_list)
    changed = rows_changed(account_list, after=found[0], most=MOST_LAID_OVER) if found else MOST_LAID_OVER + 1
    if found is None or changed > MOST_LAID_OVER:
        return accounts_of(account_list).select(wanted)
    since, path = found
    frame = pl.read_parquet(path, columns=list(dict.fromkeys([*wanted, "deleted"])))
    if changed:
        later = read_rows(account_list, after=since).select(frame.columns)
        frame = pl.concat([frame.join(later.select("id"), on="id", how="anti"), later]).sort("id")
    return frame.filter(~pl.col("deleted")).select(wanted)


def rows_changed(account_list: AccountList, *, after: int, most: int) -> int:
    """How many rows changed after a revision; counted up to one more than `most`."""
    if after == account_list.revision:
        return 0
    return Account.objects.filter(account_list=account_list, revision__gt=after)[: most + 1].count()


def stored(account_list: AccountList) -> pl.DataFrame:
    """All rows of the list, deleted ones too, as they are at its revision; leaves a copy if much has changed."""
    found = _newest(account_list)
    if found is None:
        frame, since = read_rows(account_list, after=0), 0
    else:
        since, path = found
        frame = pl.read_parquet(path)
        changed = read_rows(account_list, after=since)
        frame = pl.concat([frame.join(changed.select("id"), on="id", how="anti"), changed]).sort("id")
    if since < account_list.revision:
        revision = account_list.revision
        transaction.on_commit(lambda: _keep(account_list.pk, revision, frame))  # what is rolled back leaves no copy
    return frame


def read_rows(account_list: AccountList, *, after: int) -> pl.DataFrame:
    """Rows that changed after a revision, from the database, shape `STORED`."""
    names = ["id", "revision", "deleted", *ACCOUNT_COLUMNS, "more"]
    return read(Account, names, STORED, "account_list_id = %s AND revision > %s", [account_list.pk, after])


def forget(list_id: int) -> None:
    """Remove every copy of a list."""
    for path in _folder(list_id).glob("*"):
        path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        _folder(list_id).rmdir()


def _folder(list_id: int) -> Path:
    return Path(settings.DATA) / "lists" / str(list_id)


def _newest(account_list: AccountList) -> tuple[int, Path] | None:
    """The newest copy that later writes can be laid over: none from before rows were removed without a trace."""
    found = [(int(path.stem), path) for path in _folder(account_list.pk).glob("*.parquet")]
    usable = [each for each in found if account_list.lost <= each[0] <= account_list.revision]
    return max(usable, default=None)


def _keep(list_id: int, revision: int, frame: pl.DataFrame) -> None:
    folder = _folder(list_id)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{os.getpid()}-{threading.get_ident()}-{revision}"
    frame.write_parquet(draft, compression="lz4", statistics=False)
    draft.replace(folder / f"{revision}.parquet")
    for old in sorted(folder.glob("*.parquet"), key=lambda path: int(path.stem))[:-KEPT_COPIES]:
        old.unlink(missing_ok=True)
