"""The jobs that carry a file into a list and take it back: read, write, find who is in which population.

What differs by kind of file is in `account_carrying` and `opportunity_carrying`: read, carry_in, take_back.
"""

from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mutuals.intake.account_fields import ACCOUNT_FIELDS
from mutuals.intake.mapping import suggest_mapping
from mutuals.intake.opportunity_fields import OPPORTUNITY_FIELDS
from mutuals.intake.readers.read import read_table
from mutuals.server import jobs
from mutuals.server.mapping import account_carrying, opportunity_carrying, quality
from mutuals.server.mapping.folders import import_folder, upload_path
from mutuals.server.mapping.members import refresh
from mutuals.server.mapping.models import AccountList, Import
from mutuals.server.mapping.operations.lists import locked
from mutuals.server.mapping.snapshots import stored
from mutuals.server.tenants.models import Job

PREVIEW_ROWS = 20
"""Rows of a file that a person sees before they confirm its columns."""

_FIELDS = {"accounts": ACCOUNT_FIELDS, "opportunities": OPPORTUNITY_FIELDS}
_KINDS: dict[str, ModuleType] = {"accounts": account_carrying, "opportunities": opportunity_carrying}


def look(job: Job, _: jobs.State, tell: jobs.Tell) -> jobs.State:
    """What the columns of a file seem to be, for a person to confirm: what was confirmed before of the same columns,
    else a suggestion. The table is kept for what they ask of it meanwhile."""
    imported = _import(job)
    tell(f"Reading {imported.file_name}", 0.1)
    table = read_table(upload_path(imported.pk, imported.file_name), max_bytes=settings.UPLOAD_MOST_BYTES)
    tell("Finding out what its columns are", 0.7)
    fields, before = _FIELDS[imported.kind], _confirmed_before(imported, table.frame.columns)
    suggested = suggest_mapping(table.frame, fields, columns=before)
    table.frame.write_parquet(import_folder(imported.pk) / "table.parquet")
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
    """The file as rows of its kind, and its refused rows, in the folder of the import."""
    imported = _import(job)
    tell(f"Reading {imported.file_name}", 0.1)
    state: jobs.State = _KINDS[imported.kind].read(imported)
    return state


def carry_in(job: Job, state: jobs.State, tell: jobs.Tell) -> jobs.State:
    """The rows into the list, as one write."""
    imported = _import(job)
    tell(f"Writing {state['rows']:,} rows", 0.1)
    with transaction.atomic():
        account_list = locked(imported.account_list)
        if imported.revision is None:
            counts = {**_KINDS[imported.kind].carry_in(imported, account_list), **state}
            Import.objects.filter(pk=imported.pk).update(revision=account_list.revision, counts=counts)
    tell("Written", 1.0)
    return state


def take_back(job: Job, state: jobs.State, tell: jobs.Tell) -> jobs.State:
    """The rows that an import wrote as they were before it; rows that somebody changed since then stay."""
    imported = _import(job)
    tell("Taking back", 0.1)
    with transaction.atomic():
        account_list = locked(imported.account_list)
        if imported.state == "running":
            result = _KINDS[imported.kind].take_back(imported, account_list)
            Import.objects.filter(pk=imported.pk).update(state="undone", finished=timezone.now())
            state = {**state, "result": result}
    return state


def find_members(job: Job, state: jobs.State, tell: jobs.Tell) -> jobs.State:
    """Who is in which population now."""
    tell("Finding who is in which population", 0.1)
    with transaction.atomic():
        refresh(locked(_list(job)))
    return state


def conclude(job: Job, state: jobs.State, tell: jobs.Tell) -> jobs.State:
    """A copy of the list for whoever reads it next, and the end of the import; the quality of accounts is then looked
    at by a job of its own."""
    imported = _import(job)
    tell("Tidying up", 0.2)
    stored(imported.account_list)
    with transaction.atomic():
        ended = Import.objects.filter(pk=imported.pk, state="running")
        if ended.update(state="done", finished=timezone.now()) and imported.kind == "accounts":
            jobs.follow(job, "check-quality", about=str(imported.account_list_id))
    return {"result": imported.counts, **state}


def look_at_quality(job: Job, state: jobs.State, tell: jobs.Tell) -> jobs.State:
    """What is to be mended in the list."""
    tell("Checking every account", 0.1)
    return {**state, "result": {"findings": quality.check(_list(job))}}


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


def _list(job: Job) -> AccountList:
    """The list that a job is about, by its own id or by that of an import."""
    return AccountList.objects.get(pk=int(job.about)) if job.about.isdigit() else _import(job).account_list


_MEMBERS, _END = (find_members, 0.15), (conclude, 0.05)
jobs.register(jobs.JobKind("read-import", "Reading of a file", ((look, 1.0),), failed))
jobs.register(jobs.JobKind("import", "Import", ((read, 0.3), (carry_in, 0.5), _MEMBERS, _END), failed))
jobs.register(jobs.JobKind("undo-import", "Undo of an import", ((take_back, 0.8), _MEMBERS, _END), failed))
jobs.register(jobs.JobKind("find-members", "Finding of members", ((find_members, 1.0),)))
jobs.register(jobs.JobKind("check-quality", "Check of data quality", ((look_at_quality, 1.0),)))
