"""Reads: organizations, people, roles."""

import json
from collections.abc import Iterator

import polars as pl
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from mutuals.accounts.spreadsheet import without_formulas
from mutuals.server.tenants.models import (
    ApiToken,
    AuditEntry,
    IdentityProvider,
    Membership,
    Organization,
    PersonInvitation,
    User,
)
from mutuals.server.tenants.secrets import hashed


def is_new() -> bool:
    """Whether the server has no organization yet."""
    return not Organization.objects.exists()


def memberships_of(*, user: User | AnonymousUser) -> list[Membership]:
    """The organizations that somebody belongs to, by name."""
    return list(
        Membership.objects.select_related("organization")
        .filter(user_id=user.pk or 0, organization__closed=None)
        .order_by("organization__name")
    )


def members_of(*, organization: Organization) -> list[Membership]:
    """Who belongs to an organization, by name."""
    found = Membership.objects.select_related("user").filter(organization=organization)
    return list(found.order_by("user__name", "user__email"))


def member(*, organization: Organization, pk: int) -> Membership | None:
    """A member, None where the organization has no such."""
    return Membership.objects.select_related("user").filter(organization=organization, pk=pk).first()


def invitations() -> list[PersonInvitation]:
    """The invitations of the organization in scope that wait for an answer, newest first."""
    return list(PersonInvitation.objects.select_related("invited_by").filter(accepted=None).order_by("-created"))


def invitation(*, pk: int) -> PersonInvitation | None:
    """A waiting invitation of the organization in scope."""
    return PersonInvitation.objects.filter(pk=pk, accepted=None).select_related("organization", "invited_by").first()


def invitation_of_link(*, secret: str) -> PersonInvitation | None:
    """The invitation that a link opens; None where it was used, withdrawn, or is too old."""
    with scopes_disabled():
        found = PersonInvitation.objects.filter(secret=hashed(secret), accepted=None, expires__gt=timezone.now())
        return found.filter(organization__closed=None).select_related("organization", "invited_by").first()


def is_invited(*, email: str) -> bool:
    """Whether an invitation waits for somebody of this address, in whichever organization."""
    with scopes_disabled():
        found = PersonInvitation.objects.filter(email=email.lower(), accepted=None, expires__gt=timezone.now())
        return found.exists()


def is_known(*, email: str) -> bool:
    """Whether somebody of this address has an account here."""
    return User.objects.filter(email__iexact=email).exists()


def tokens_of(*, user: User | None = None) -> list[ApiToken]:
    """The tokens of somebody, or of all, in the organization in scope: those in force first, then newest first."""
    found = ApiToken.objects.select_related("user").order_by("-created")
    listed = list(found if user is None else found.filter(user=user))
    now = timezone.now()
    return sorted(listed, key=lambda one: one.revoked is not None or one.expires < now)


def token(*, pk: int) -> ApiToken | None:
    """A token of the organization in scope."""
    return ApiToken.objects.filter(pk=pk).first()


def identity_providers() -> list[IdentityProvider]:
    """The providers of the organization in scope."""
    return list(IdentityProvider.objects.select_related("app").order_by("pk"))


def identity_provider(*, pk: int) -> IdentityProvider | None:
    """A provider of the organization in scope."""
    return IdentityProvider.objects.select_related("app").filter(pk=pk).first()


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
