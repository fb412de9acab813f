"""What is kept for how long: a nightly job of every organization deletes what is older."""

import shutil
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mutuals.server.governance.exporting import KEPT, export_path
from mutuals.server.jobs import JobKind, State, Tell, register
from mutuals.server.mapping.models import Import
from mutuals.server.tenants.models import AuditEntry, Job, Organization, Retention

NIGHT = 2
"""The hour (UTC) from which on the job of a day is started."""

OVER = ["done", "failed", "cancelled"]


def start_due(now: datetime | None = None) -> int:
    """Start the job of today for every organization that has not had it; gives how many. May be called at any time and
    by several workers: the job of a day has one id."""
    now = now or timezone.now()
    if now.hour < NIGHT:
        return 0
    started = 0
    for organization in Organization.objects.filter(closed=None):
        pk = uuid.uuid5(organization.uid, f"retention {now.date()}")
        _, new = Job.objects.get_or_create(pk=pk, defaults={"organization": organization, "kind": RETENTION.name})
        started += new
    return started


def _retain(job: Job, _state: State, tell: Tell) -> State:
    """Apply the settings of the organization; one audit row says what went."""
    kept = Retention.objects.filter(organization=job.organization).first() or Retention()
    counts: dict[str, int] = {}
    tell("Files of old imports", 0.0)
    counts["imports"] = _import_files(kept.import_files)
    tell("Old exports", 0.4)
    counts["exports"] = _exports()
    tell("Old jobs", 0.6)
    with transaction.atomic():
        if kept.jobs:
            old = Job.objects.filter(state__in=OVER, finished__lt=_before(kept.jobs))
            counts["jobs"] = old.delete()[0]
        if kept.audit:
            counts["audit"] = AuditEntry.objects.filter(at__lt=_before(kept.audit)).delete()[0]
        if any(counts.values()):
            AuditEntry.objects.create(
                organization=job.organization, actor="Mutuals", via="job", action="retention.apply", details=counts
            )
    return {"result": counts}


def _import_files(days: int | None) -> int:
    """Remove what lies of imports that ended long ago, but for the shape of their refused rows; gives how many."""
    if not days:
        return 0
    removed = 0
    ended = Import.objects.filter(state__in=["done", "failed", "undone", "dropped"], created__lt=_before(days))
    for pk in ended.values_list("pk", flat=True).iterator():
        folder = Path(settings.DATA) / "imports" / str(pk)
        if folder.is_dir() and any(one.name != "refused.parquet" for one in folder.iterdir()):
            refused = folder / "refused.parquet"
            shape = pl.read_parquet(refused).clear() if refused.exists() else None
            shutil.rmtree(folder)
            if shape is not None:  # pages read it
                folder.mkdir(mode=0o700)
                shape.write_parquet(refused)
            removed += 1
    return removed


def _exports() -> int:
    """Remove the zips that can be downloaded no longer."""
    removed = 0
    for job in Job.objects.filter(kind="export-organization", created__lt=timezone.now() - KEPT):
        if export_path(job).exists():
            export_path(job).unlink()
            removed += 1
    return removed


def _before(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


RETENTION = register(JobKind("retention", "Nightly clean-up", ((_retain, 1.0),)))
"""Deletes what is older than the organization keeps."""
