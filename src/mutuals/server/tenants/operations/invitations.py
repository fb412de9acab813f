"""Invitations of people: sent by mail, sent again, withdrawn, accepted."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django_scopes import scope

from mutuals.errors import BadInput, NotAllowed
from mutuals.server.tenants.actors import Actor, actor_of
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.models import Membership, PersonInvitation, User
from mutuals.server.tenants.operations.people import Gone
from mutuals.server.tenants.roles import SENTENCES, Permission, Role
from mutuals.server.tenants.secrets import hashed, new_secret

log = logging.getLogger("mutuals.invitations")

VALID = timedelta(days=7)
"""How long a link holds."""


class AlreadyMember(BadInput):
    """The invited person belongs to the organization. The admin changes their role instead."""


class SomebodyElse(NotAllowed):
    """An invitation is opened by another person than it is for. They sign in as the one it is for."""


def invite(*, by: Actor, email: str, role: Role) -> tuple[PersonInvitation, str]:
    """Ask somebody to join in a role; gives the invitation and its secret, which is nowhere else but in the mail.

    An open invitation of the same address is replaced. Raises `AlreadyMember`, `MayNot`.
    """
    email, secret = email.strip().lower(), new_secret()
    with write(by, "people.invite", needs=Permission.MANAGE_PEOPLE, target=email, role=role.name):
        if Membership.objects.filter(organization=by.organization, user__email__iexact=email).exists():
            raise AlreadyMember(f"{email} belongs to {by.organization} already.")
        PersonInvitation.objects.filter(organization=by.organization, email=email, accepted=None).delete()
        made = PersonInvitation.objects.create(
            organization=by.organization,
            email=email,
            role=role.name,
            secret=hashed(secret),
            invited_by=by.user,
            expires=timezone.now() + VALID,
        )
    _mail(made, secret)
    return made, secret


def resend(*, by: Actor, invitation: PersonInvitation) -> str:
    """Mail a new link, good for another week; the old one is void. Gives the secret. Raises `Gone`, `MayNot`."""
    secret = new_secret()
    with write(by, "people.invite-again", needs=Permission.MANAGE_PEOPLE, target=invitation.email):
        still = PersonInvitation.objects.filter(pk=invitation.pk, accepted=None)
        if not still.update(secret=hashed(secret), expires=timezone.now() + VALID):
            raise Gone(f"The invitation of {invitation.email} was accepted or withdrawn.")
    _mail(invitation, secret)
    return secret


def withdraw(*, by: Actor, invitation: PersonInvitation) -> None:
    """Make the link void. Raises `MayNot`."""
    with write(by, "people.withdraw-invitation", needs=Permission.MANAGE_PEOPLE, target=invitation.email):
        PersonInvitation.objects.filter(pk=invitation.pk, accepted=None).delete()


def accept(*, user: User, invitation: PersonInvitation, address: str = "") -> Membership:
    """Join the organization. Raises `SomebodyElse`, and `Gone` where the link does not hold any more."""
    organization = invitation.organization
    if user.email.lower() != invitation.email:
        raise SomebodyElse(f"This invitation is for {invitation.email}, and you are signed in as {user.email}.")
    with scope(organization=organization):
        member = Membership(organization=organization, user=user, role=invitation.role)
        with write(actor_of(member, address=address), "people.join", needs=None, target=user.email) as recording:
            open_ones = PersonInvitation.objects.filter(pk=invitation.pk, accepted=None, expires__gt=timezone.now())
            if not open_ones.update(accepted=timezone.now()):
                raise Gone("This invitation was used, withdrawn, or is too old.")
            recording.details["role"] = invitation.role
            joined, _ = Membership.objects.get_or_create(
                organization=organization, user=user, defaults={"role": invitation.role}
            )
    return joined


def link(secret: str) -> str:
    """The address that an invitation is accepted at."""
    return f"{settings.ENVIRONMENT.address}/invitations/{secret}/"


def _mail(invitation: PersonInvitation, secret: str) -> None:
    """Send the link. A mail server that is away loses nothing: the page shows the link, too."""
    organization, role = invitation.organization.name, Role[invitation.role]
    inviter = str(invitation.invited_by or "An admin")
    text = (
        f"{inviter} invites you to {organization} on Mutuals, as {role.value.lower()}.\n{SENTENCES[role]}\n\n"
        f"Open this link within {VALID.days} days to join:\n{link(secret)}\n\n"
        "If you did not expect this, do nothing: without the link nothing happens.\n"
    )
    subject = " ".join(f"Your invitation to {organization} on Mutuals".split())
    try:
        send_mail(subject, text, None, [invitation.email])
    except OSError as error:  # SMTP errors are OSErrors
        log.warning("the invitation of %s was not mailed: %s", invitation.email, error)
