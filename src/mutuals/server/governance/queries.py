"""Reads: exports, retention, receipts."""

from typing import Any
from uuid import UUID

from mutuals.server.governance.exporting import export_path
from mutuals.server.tenants.models import Job, Receipt, Retention


def retention_of_scope() -> Retention:
    """How long the organization in scope keeps what; as shipped where nobody has said."""
    return Retention.objects.first() or Retention()


def newest_export() -> Job | None:
    """The newest export of the organization in scope."""
    return Job.objects.filter(kind="export-organization").order_by("-created").first()


def export(*, pk: UUID) -> Job | None:
    """An export of the organization in scope that can be downloaded."""
    found = Job.objects.filter(kind="export-organization", state="done", pk=pk).select_related("organization").first()
    return found if found is not None and export_path(found).exists() else None


def receipt(*, pk: UUID) -> Receipt | None:
    """A receipt, for whoever knows its id."""
    return Receipt.objects.filter(pk=pk).first()


def receipt_as_json(one: Receipt) -> dict[str, Any]:
    """A receipt for machines."""
    return {
        "receipt": str(one.pk),
        "deleted": one.subject,
        "organization": str(one.organization_uid),
        "asked": one.asked.isoformat(),
        "finished": one.finished.isoformat() if one.finished else None,
        "counts": one.counts,
    }
