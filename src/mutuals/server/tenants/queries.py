"""Reads: organizations, people, roles."""

import json
from collections.abc import Iterator

import polars as pl
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django_scopes import scope

from mutuals.accounts.spreadsheet import without_formulas
from mutuals.server.tenants.models import AuditEntry, Membership, Organization, User


def is_new() -> bool:
    """Whether the server has no organization yet."""
    return not Organization.objects.exists()


def memberships_of(*, user: User | AnonymousUser) -> list[Membership]:
    """The organizations that somebody belongs to, by name."""
    return list(
        Membership.objects.select_related("organization").filter(user_id=user.pk or 0).order_by("organization__name")
    )


def members_of(*, organization: Organization) -> list[Membership]:
    """Who belongs to an organization, by name."""
    found = Membership.objects.select_related("user").filter(organization=organization)
    return list(found.order_by("user__name", "user__email"))


def audit(*, search: str = "", action: str = "") -> QuerySet[AuditEntry]:
    """The audit log of the organization in scope, newest first: entries of one action, or with a text in them."""
    entries = AuditEntry.objects.order_by("-id")
    if action:
        entries = entries.filter(action=action)
    if search:
        entries = entries.filter(Q(actor__icontains=search) | Q(target__icontains=search))
    return entries


def audit_actions() -> list[str]:
    """The actions that the log of the organization in scope has."""
    return sorted(AuditEntry.objects.values_list("action", flat=True).distinct())


def audit_csv(*, organization: Organization) -> Iterator[bytes]:
    """The audit log of an organization as CSV, oldest first, a piece at a time; no cell begins a formula."""
    yield b"at,actor,via,address,action,target,details\r\n"
    last = 0
    while True:
        with scope(organization=organization):  # a stream is read after its view has returned
            rows = list(AuditEntry.objects.order_by("id").filter(id__gt=last)[:1_000])
        if not rows:
            return
        last = rows[-1].pk
        cells = [
            (one.at.isoformat(), one.actor, one.via, one.address, one.action, one.target, json.dumps(one.details))
            for one in rows
        ]
        frame = pl.DataFrame(cells, schema=dict.fromkeys("abcdefg", pl.String), orient="row")
        yield without_formulas(frame).write_csv(include_header=False, line_terminator="\r\n").encode()
