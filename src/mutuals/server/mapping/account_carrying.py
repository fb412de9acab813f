"""Accounts of a file into a list, and back out: what differs of a kind of import from the others."""

import polars as pl
from django.conf import settings

from mutuals.intake import read_accounts
from mutuals.server.mapping import writes
from mutuals.server.mapping.columns import with_more
from mutuals.server.mapping.folders import import_folder, upload_path
from mutuals.server.mapping.models import Account, AccountList, Import
from mutuals.server.mapping.snapshots import stored
from mutuals.server.mapping.tables import update

State = dict[str, int]


def read(imported: Import) -> State:
    """The file as accounts, and its refused rows, in the folder of the import. Raises `BadInput`."""
    folder = import_folder(imported.pk)
    path, columns = upload_path(imported.pk, imported.file_name), imported.columns or None
    intake = read_accounts(path, columns=columns, label=imported.file_name, max_bytes=settings.UPLOAD_MOST_BYTES)
    with_more(intake.account_list.accounts).write_parquet(folder / "rows.parquet")
    intake.rejected.write_parquet(folder / "refused.parquet")
    Import.objects.filter(pk=imported.pk).update(notes=list(intake.notes))
    return {"refused": intake.rejected.height, "rows": intake.rows}


def carry_in(imported: Import, account_list: AccountList) -> State:
    """The accounts into the list, as one write; the rows as they were before are kept for taking it back."""
    folder = import_folder(imported.pk)
    incoming, before = pl.read_parquet(folder / "rows.parquet"), stored(account_list)
    change = writes.difference(before, incoming, replaces=imported.mode == "replace")
    touched = pl.concat([change.changed.select("id"), change.gone])
    before.join(touched, on="id", how="semi").write_parquet(folder / "before.parquet")
    writes.apply(account_list, change)
    return change.counts


def take_back(imported: Import, account_list: AccountList) -> State:
    """The rows that the import wrote as they were before it; rows that somebody changed since then stay."""
    before = pl.read_parquet(import_folder(imported.pk) / "before.parquet")
    mine = stored(account_list).filter(pl.col("revision") == imported.revision)
    restored = before.join(mine.select("id"), on="id", how="semi")
    added = mine.join(before, on="id", how="anti").filter(~pl.col("deleted"))
    _write_back(account_list, mine, restored, added)
    kept = before.height + imported.counts["added"] - restored.height - added.height
    return {"restored": restored.height, "removed": added.height, "kept": kept}


def _write_back(account_list: AccountList, mine: pl.DataFrame, restored: pl.DataFrame, added: pl.DataFrame) -> None:
    account_list.revision += 1
    revision = pl.lit(account_list.revision)
    if restored.height:
        update(Account, restored.drop("account_id").with_columns(revision=revision))
    if added.height:
        update(Account, writes.emptied(added.select("id")).with_columns(revision=revision, deleted=pl.lit(value=True)))
    was = mine.join(restored, on="id", how="semi")
    account_list.accounts += int((~restored["deleted"]).sum()) - int((~was["deleted"]).sum()) - added.height
    account_list.save(update_fields=["revision", "accounts"])
