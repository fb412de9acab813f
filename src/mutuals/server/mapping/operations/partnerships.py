"""Partnerships: proposed by mail, accepted or declined with a reason, withdrawn, revoked."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from mutuals.errors import BadInput
from mutuals.server.mapping.models.partnerships import Partnership
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.models import AuditEntry, Organization
from mutuals.server.tenants.roles import Permission
from mutuals.server.tenants.secrets import hashed, new_secret

log = logging.getLogger("mutuals.partnerships")

VALID = timedelta(days=14)
"""How long the link of an invitation holds."""


class PartnersAlready(BadInput):
    """The two are partners already. The person goes to that partnership."""


class OwnOrganization(BadInput):
    """An organization cannot be its own partner. The person chooses another one, or makes it."""


class NotWaiting(BadInput):
    """The partnership was answered, withdrawn, revoked, or its link is too old. The person looks at its page."""


def invite(*, by: Actor, called: str, email: str, message: str = "") -> tuple[Partnership, str]:
    """Propose a partnership; gives it and its link's secret, which is nowhere else but in the mail. Raises `MayNot`."""
    secret = new_secret()
    with write(by, "partnerships.invite", needs=Permission.MANAGE_PARTNERS, target=called):
        made = Partnership.objects.create(
            inviter=by.organization,
            called=called.strip(),
            email=email.strip().lower(),
            message=message.strip(),
            secret=hashed(secret),
            created_by=by.user,
            expires=timezone.now() + VALID,
        )
    _mail(made, secret)
    return made, secret


def resend(*, by: Actor, partnership: Partnership) -> str:
    """Mail a new link; the old one is void. Gives the secret. Raises `NotWaiting`, `MayNot`."""
    secret = new_secret()
    with write(by, "partnerships.invite-again", needs=Permission.MANAGE_PARTNERS, target=partnership.called):
        _change(partnership, "invited", secret=hashed(secret), expires=timezone.now() + VALID)
    _mail(partnership, secret)
    return secret


def withdraw(*, by: Actor, partnership: Partnership) -> None:
    """Take an invitation back. Raises `NotWaiting`, `MayNot`."""
    with write(by, "partnerships.withdraw", needs=Permission.MANAGE_PARTNERS, target=partnership.called):
        _change(partnership, "invited", state="withdrawn", ended=timezone.now(), ended_by=by.organization)


def accept(*, by: Actor, partnership: Partnership) -> None:
    """Become the partner, for the actor's organization. Raises `OwnOrganization`, `PartnersAlready`, `NotWaiting`,
    `MayNot`."""
    inviter, ours = partnership.inviter, by.organization
    if inviter == ours:
        raise OwnOrganization(f"{ours} made this invitation; it is for a partner of yours.")
    with write(by, "partnerships.accept", needs=Permission.MANAGE_PARTNERS, target=inviter.name):
        # Invitations both ways, accepted at the same moment, take their turn here.
        list(Organization.objects.select_for_update().filter(pk__in=[inviter.pk, ours.pk]).order_by("pk"))
        pair = Q(inviter=inviter, invitee=ours) | Q(inviter=ours, invitee=inviter)
        with scopes_disabled():
            if Partnership.objects.filter(pair, state="accepted").exists():
                raise PartnersAlready(f"{ours} and {inviter} are partners already.")
            _change(partnership, "invited", state="accepted", invitee=ours, answered=timezone.now(), fresh=True)
        _tell(inviter, by, "partnerships.accepted-by-partner")


def decline(*, partnership: Partnership, reason: str) -> None:
    """Say no, with a reason that the inviter reads; whoever holds the link may. Raises `NotWaiting`."""
    with scopes_disabled():
        _change(partnership, "invited", state="declined", reason=reason.strip(), answered=timezone.now(), fresh=True)
    _note(partnership.inviter, partnership.email, "partnerships.declined-by-partner", partnership.called)


def revoke(*, by: Actor, partnership: Partnership, reason: str = "") -> None:
    """End a partnership: from this moment neither side sees anything of the other. Raises `NotWaiting`, `MayNot`."""
    name = partnership.name_for(by.organization)
    with write(by, "partnerships.revoke", needs=Permission.MANAGE_PARTNERS, target=name, reason=reason):
        said, ended = reason.strip(), timezone.now()
        _change(partnership, "accepted", state="revoked", reason=said, ended=ended, ended_by=by.organization)
        other = partnership.other(by.organization)
        if other is not None:
            _tell(other, by, "partnerships.revoked-by-partner")


def link(secret: str) -> str:
    """The address that a partner answers an invitation at."""
    return f"{settings.ENVIRONMENT.address}/partnerships/{secret}/"


def _change(partnership: Partnership, now: str, /, *, fresh: bool = False, **changes: Any) -> None:
    """From one state to the next, once whoever else tries the same; where `fresh`, only while the link holds."""
    waiting = Partnership.objects.filter(pk=partnership.pk, state=now)
    if fresh:
        waiting = waiting.filter(expires__gt=timezone.now())
    if not waiting.update(**changes):
        raise NotWaiting("This partnership was answered, withdrawn or revoked meanwhile, or its link is too old.")
    for name, value in changes.items():
        setattr(partnership, name, value)


def _tell(other: Organization, by: Actor, action: str) -> None:
    """A row in the other side's log: which organization did it, and not who there."""
    _note(other, by.organization.name, action, by.organization.name)


def _note(organization: Organization, actor: str, action: str, target: str) -> None:
    with scope(organization=organization):
        AuditEntry.objects.create(organization=organization, actor=actor, via="partner", action=action, target=target)


def _mail(partnership: Partnership, secret: str) -> None:
    """Send the link. A mail server that is away loses nothing: the page shows the link, too."""
    inviter = partnership.inviter.name
    said = f"\n{partnership.created_by or inviter} writes:\n{partnership.message}\n" if partnership.message else ""
    text = (
        f"{inviter} would like to be partners with {partnership.called} on Mutuals: to find the accounts that both "
        f"have, each side showing what it chooses to.\n{said}\n"
        f"Open this link within {VALID.days} days to accept or decline:\n{link(secret)}\n\n"
        "Nothing is shared before you accept, and then only what you choose.\n"
    )
    try:
        send_mail(" ".join(f"{inviter} invites you to be partners on Mutuals".split()), text, None, [partnership.email])
    except OSError as error:  # SMTP errors are OSErrors
        log.warning("the invitation of %s was not mailed: %s", partnership.email, error)
