"""Writes: an organization renamed, exported, told how long to keep what, and deleted."""

from collections.abc import Mapping

from django.utils import timezone

from mutuals.errors import BadInput
from mutuals.server import jobs
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.models import ApiToken, Job, Organization, Receipt, Retention
from mutuals.server.tenants.roles import Permission

_P = Permission


class NotConfirmed(BadInput):
    """The name that was typed is not the organization's. The person types it once more, or lets it be."""


def change(*, by: Actor, name: str, domain: str) -> None:
    """Give the organization another name and domain; its addresses stay. Raises `MayNot`."""
    with write(by, "organization.change", needs=_P.MANAGE_ORGANIZATION, target=name, before=by.organization.name):
        Organization.objects.filter(pk=by.organization.pk).update(name=name.strip(), domain=domain.strip().lower())


def set_retention(*, by: Actor, days: Mapping[str, int | None]) -> None:
    """How many days each kind of data (`Retention`) is kept; None for good. Raises `MayNot`."""
    with write(by, "organization.retention", needs=_P.MANAGE_ORGANIZATION, target=by.organization.name, **days):
        Retention.objects.update_or_create(organization=by.organization, defaults=dict(days))


def export(*, by: Actor) -> Job:
    """Have everything the organization owns written into a zip; gives the job. Raises `MayNot`."""
    with write(by, "organization.export", needs=_P.MANAGE_ORGANIZATION, target=by.organization.name):
        return jobs.start("export-organization", by=by, about=str(by.organization.uid))


def delete(*, by: Actor, typed: str) -> Receipt:
    """Close the organization to everybody at once and have everything of it deleted; gives the receipt, whose id is all
    that is needed to see it. Raises `NotConfirmed`, `MayNot`."""
    if typed.strip() != by.organization.name:
        raise NotConfirmed(f"Nothing was deleted: type {by.organization.name} to delete it.")
    with write(by, "organization.delete", needs=_P.MANAGE_ORGANIZATION, target=by.organization.name):
        now = timezone.now()
        Organization.objects.filter(pk=by.organization.pk).update(closed=now)
        ApiToken.objects.filter(organization=by.organization, revoked=None).update(revoked=now)
        receipt = Receipt.objects.create(subject=by.organization.name, organization_uid=by.organization.uid)
        jobs.start("delete-organization", by=by, about=str(receipt.pk))
    return receipt
