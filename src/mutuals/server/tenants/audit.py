"""The audit log: every write leaves one row, in the same transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django_scopes import ScopeError, get_scope

from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import AuditEntry
from mutuals.server.tenants.roles import Permission


@dataclass
class Recording:
    """What the row will say; an operation fills in `target` and `details` as it learns them."""

    target: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@contextmanager
def write(by: Actor, action: str, *, needs: Permission | None, target: str = "", **details: Any) -> Iterator[Recording]:
    """One transaction with one audit row: `action` in words such as "populations.change".

    Raises `MayNot` before anything is written unless `by` may do what it `needs`.
    """
    if get_scope().get("organization", by.organization) != by.organization:
        raise ScopeError(f"{by.user} acts for {by.organization} in the scope of another organization.")
    if needs is not None:
        by.require(needs)
    with transaction.atomic():
        recording = Recording(target, details)
        yield recording
        AuditEntry.objects.create(
            organization=by.organization,
            actor=by.user.email,
            via=by.via,
            address=by.address or None,
            action=action,
            target=recording.target[:200],
            details=recording.details,
        )
