"""The jobs that carry a file into a list and take it back: read, write, find who is in which population."""

from dataclasses import asdict
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mutuals.intake import read_accounts
from mutuals.intake.account_fields import ACCOUNT_FIELDS
from mutuals.intake.mapping import suggest_mapping
from mutuals.intake.readers.read import read_table
from mutuals.server import jobs
from mutuals.server.mapping import writes
from mutuals.server.mapping.columns import with_more
from mutuals.server.mapping.folders import import_folder, upload_path
from mutuals.server.mapping.models import Account, AccountList, Import
from mutuals.server.mapping.operations.lists import locked
from mutuals.server.mapping.snapshots import stored
from mutuals.server.mapping.tables import update
from mutuals.server.tenants.models import Job

PREVIEW_ROWS = 20
"""Rows of a file that a person sees before they confirm its columns."""


def look(job: Job, _: jobs.State, tell: jobs.Tell) -> jobs.State:
    """What the columns of a file seem to be, for a person to confirm: what was confirmed before of the same columns,
    else a suggestion."""
    imported = _import(job)
    tell(f"Reading {imported.file_name}", 0.1)
    table = read_table(upload_path(imported.pk, imported.file_name), max_bytes=settings.UPLOAD_MOST_BYTES)
    tell("Finding out what its columns are", 0.7)
    suggested = suggest_mapping(table.frame, ACCOUNT_FIELDS, columns=_confirmed_before(imported, table.frame.columns))
    found = {
        "description": table.description,
        "rows": table.frame.height,
        "headers": table.frame.columns,
        "fields": [asdict(line) for line in suggested.fields],
        "notes": [*table.notes, *suggested.notes],
        "first": table.frame.head(PREVIEW_ROWS).rows(),
    }
    Import.objects.filter(pk=imported.pk, state="reading").update(found=found, state="waiting")
    return {"result": {"rows": table.frame.height}}


def _confirmed_before(imported: Import, headers: list[str]) -> dict[str, str]:
    """What a person confirmed of the last file with these very headers."""
    earlier = Import.objects.filter(account_list=imported.account_list, kind=imported.kind, state="done")
    for one in earlier.order_by("-created")[:20]:
        if one.found.get("headers") == headers:
            return dict(one.columns)
    return {}


def read(job: Job, _: jobs.State, tell: jobs.Tell) -> jobs.State:
    """The file as accounts, and its refused rows, in the folder of the import."""
    imported, folder = _import(job), import_folder(_import(job).pk)
    tell(f"Reading {imported.file_name}", 0.1)
    path, columns = upload_path(imported.pk, imported.file_name), imported.columns or None
    intake = read_accounts(path, columns=columns, label=imported.file_name, max_bytes=settings.UPLOAD_MOST_BYTES)
    tell("Sorting out rows", 0.8)
    with_more(intake.account_list.accounts).write_parquet(folder / "accounts.parquet")
    intake.rejected.write_parquet(folder / "refused.parquet")
    Import.objects.filter(pk=imported.pk).update(notes=list(intake.notes))
    return {"refused": intake.rejected.height, "rows": intake.rows}


def carry_in(job: Job, state: jobs.State, tell: jobs.Tell) -> jobs.State:
    """The accounts into the list, as one write; the rows as they were before are kept for taking it back."""
    imported, folder = _import(job), import_folder(_import(job).pk)
    incoming = pl.read_parquet(folder / "accounts.parquet")
    tell("Comparing with what is there", 0.05)
    with transaction.atomic():
        account_list = locked(imported.account_list)
        if imported.revision is None:
            before = stored(account_list)
            change = writes.difference(before, incoming, replaces=imported.mode == "replace")
            touched = pl.concat([change.changed.select("id"), change.gone])
            before.join(touched, on="id", how="semi").write_parquet(folder / "before.parquet")
            tell(f"Writing {change.added.height + change.changed.height:,} accounts", 0.2)
            writes.apply(account_list, change)
            counts = {**change.counts, "rows": state["rows"], "refused": state["refused"]}
            Import.objects.filter(pk=imported.pk).update(revision=account_list.revision, counts=counts)
    tell("Written", 1.0)
    return state


def conclude(job: Job, state: jobs.State, tell: jobs.Tell) -> jobs.State:
    """A copy of the list for whoever reads it next, and the end of the import."""
    imported = _import(job)
    tell("Tidying up", 0.2)
    stored(imported.account_list)
    Import.objects.filter(pk=imported.pk, state="running").update(state="done", finished=timezone.now())
    return {**state, "result": imported.counts}


def take_back(job: Job, state: jobs.State, tell: jobs.Tell) -> jobs.State:
    """The rows that an import wrote as they were before it; rows that somebody changed since then stay."""
    imported, folder = _import(job), import_folder(_import(job).pk)
    tell("Taking back", 0.1)
    with transaction.atomic():
        account_list = locked(imported.account_list)
        if imported.state == "running":
            before = pl.read_parquet(folder / "before.parquet")
            now = stored(account_list)
            mine = now.filter(pl.col("revision") == imported.revision)
            restored = before.join(mine.select("id"), on="id", how="semi")
            added = mine.join(before, on="id", how="anti").filter(~pl.col("deleted"))
            _write_back(account_list, mine, restored, added)
            kept = before.height + imported.counts["added"] - restored.height - added.height
            Import.objects.filter(pk=imported.pk).update(state="undone", finished=timezone.now())
            state = {**state, "result": {"restored": restored.height, "removed": added.height, "kept": kept}}
    return state


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


def failed(job: Job, sentence: str) -> None:
    """Say on the import that it failed; nothing of it was written, or all of it was."""
    Import.objects.filter(pk=job.about, state__in=["reading", "running"]).update(
        state="failed", error=sentence, finished=timezone.now()
    )


def refused_rows(imported: Import) -> pl.DataFrame:
    """The refused rows of an import, shape REJECTED."""
    return pl.read_parquet(Path(import_folder(imported.pk)) / "refused.parquet")


def _import(job: Job) -> Import:
    return Import.objects.select_related("account_list").get(pk=job.about)


jobs.register(jobs.JobKind("read-import", "Reading of a file", ((look, 1.0),), failed))
jobs.register(jobs.JobKind("import", "Import", ((read, 0.35), (carry_in, 0.6), (conclude, 0.05)), failed))
jobs.register(jobs.JobKind("undo-import", "Undo of an import", ((take_back, 0.95), (conclude, 0.05)), failed))
