"""Reads: organizations, people, roles."""

from django.contrib.auth.models import AnonymousUser

from mutuals.server.tenants.models import Membership, Organization, User


def is_new() -> bool:
    """Whether the server has no organization yet."""
    return not Organization.objects.exists()


def memberships_of(*, user: User | AnonymousUser) -> list[Membership]:
    """The organizations that somebody belongs to, by name."""
    return list(
        Membership.objects.select_related("organization").filter(user__pk=user.pk).order_by("organization__name")
    )
