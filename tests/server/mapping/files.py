"""Files as people upload them, and their way through the jobs."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from mutuals.server import jobs
from mutuals.server.mapping.models import AccountList, Import
from mutuals.server.mapping.operations import imports as operations
from mutuals.server.mapping.operations.lists import own_list
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import Job

ACCOUNTS = (
    {
        "Account ID": "1",
        "Account Name": "Alpha GmbH",
        "Website": "alpha.example",
        "Type": "Customer",
        "Employees": "50",
    },
    {"Account ID": "2", "Account Name": "Beta AG", "Website": "beta.example", "Type": "Prospect", "Employees": "500"},
    {
        "Account ID": "3",
        "Account Name": "Gamma Ltd",
        "Website": "gamma.example",
        "Type": "Customer",
        "Employees": "5000",
    },
    {"Account ID": "4", "Account Name": "Delta SA", "Website": "delta.example", "Type": "Lead", "Employees": ""},
)

OPPORTUNITIES = (
    {"Opportunity ID": "o1", "Account ID": "1", "Opportunity Name": "Renewal", "Stage": "Negotiation",
     "Amount": "1000.50", "Currency": "EUR", "Close Date": "2026-03-31", "Closed": "false", "Won": "false"},
    {"Opportunity ID": "o2", "Account ID": "2", "Opportunity Name": "New", "Stage": "Closed Won", "Amount": "2500",
     "Currency": "EUR", "Close Date": "2026-01-31", "Closed": "true", "Won": "true"},
    {"Opportunity ID": "o3", "Account ID": "3", "Opportunity Name": "Pilot", "Stage": "Closed Lost", "Amount": "10",
     "Currency": "USD", "Close Date": "2025-12-31", "Closed": "true", "Won": "false"},
)  # fmt: skip


def csv_of(rows: Sequence[Mapping[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def own(actor: Actor) -> AccountList:
    return own_list(actor.organization)


def uploaded(actor: Actor, content: bytes, *, kind: str = "accounts", name: str = "file.csv") -> Import:
    """A file that waits for its columns to be confirmed."""
    file = SimpleUploadedFile(name, content)
    imported = operations.upload(by=actor, account_list=own(actor), file=file, kind=kind)
    work()
    imported.refresh_from_db()
    return imported


def imported_of(
    actor: Actor, rows: Sequence[Mapping[str, str]], *, kind: str = "accounts", mode: str = "merge"
) -> Import:
    """A file that went in with the columns that were suggested."""
    imported = uploaded(actor, csv_of(rows), kind=kind)
    operations.confirm(by=actor, imported=imported, columns=suggested(imported), mode=mode)
    work()
    imported.refresh_from_db()
    assert imported.state == "done", imported.error
    return imported


def undone(actor: Actor, imported: Import) -> Job:
    job = operations.undo(by=actor, imported=imported)
    work()
    job.refresh_from_db()
    imported.refresh_from_db()
    return job


def suggested(imported: Import) -> dict[str, str]:
    return {line["field"]: line["header"] for line in imported.found["fields"]}


def work(**_: Any) -> None:
    """Carry out every job that waits, and those that they leave behind."""
    while (
        job := Job.objects.filter(state="queued").select_related("organization").order_by("created").first()
    ) is not None:
        try:
            jobs.run_now(job)
        except Exception:
            job.refresh_from_db()
            if job.error.startswith("A defect"):
                raise
