"""Reads of partnerships."""

from uuid import UUID

from django.utils import timezone
from django_scopes import scopes_disabled

from mutuals.server.mapping.models.partnerships import Partnership
from mutuals.server.tenants.models import Membership, User
from mutuals.server.tenants.roles import Permission, may
from mutuals.server.tenants.secrets import hashed


def all_of_us() -> list[Partnership]:
    """The partnerships of the organization in scope: active ones, then invitations, then what is over; newest first."""
    order = {"accepted": 0, "invited": 1}
    found = Partnership.objects.select_related("inviter", "invitee")
    return sorted(found, key=lambda one: (order.get(one.state, 2), -one.created.timestamp()))


def one(*, pk: UUID) -> Partnership | None:
    """The partnership, None where the organization in scope is no side of it."""
    return Partnership.objects.select_related("inviter", "invitee", "created_by").filter(pk=pk).first()


def of_link(*, secret: str) -> Partnership | None:
    """The partnership whose open invitation a link leads to, None where it holds no more."""
    with scopes_disabled():
        waiting = Partnership.objects.select_related("inviter", "created_by").filter(
            secret=hashed(secret), state="invited", expires__gt=timezone.now()
        )
        return waiting.first()


def is_invited(*, email: str) -> bool:
    """Whether an open invitation of a partner is for this address: it may sign up then."""
    with scopes_disabled():
        waiting = Partnership.objects.filter(email__iexact=email, state="invited", expires__gt=timezone.now())
        return waiting.exists()


def may_answer_for(*, user: User) -> list[Membership]:
    """The memberships by which somebody may accept a partnership."""
    mine = Membership.objects.select_related("organization", "user").filter(user=user)
    return [one for one in mine if may(one.held, Permission.MANAGE_PARTNERS)]
