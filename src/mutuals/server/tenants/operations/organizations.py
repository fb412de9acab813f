"""Writes: organizations and their people. Keyword-only, `by` an actor, one transaction and one audit row each."""

from django.db import transaction
from django.utils.text import slugify
from django_scopes import scope

from mutuals.errors import NotAllowed
from mutuals.server.tenants.actors import actor_of
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.models import Membership, Organization, User
from mutuals.server.tenants.roles import Role


class AlreadyBegun(NotAllowed):
    """The server has an organization already. The person signs in, or asks for an invitation."""


@transaction.atomic
def begin(*, organization: str, name: str, email: str, password: str, address: str = "") -> Membership:
    """The first organization of a server, and its admin. Raises `AlreadyBegun`."""
    if Organization.objects.exists():
        raise AlreadyBegun("This server has an organization already. Sign in, or ask its admin for an invitation.")
    user = User.objects.create_user(email, password, name=name)
    return found(organization=organization, user=user, address=address)


@transaction.atomic
def found(*, organization: str, user: User, address: str = "") -> Membership:
    """A new organization with `user` as its admin."""
    made = Organization.objects.create(name=organization.strip(), slug=_free_slug(organization))
    membership = Membership.objects.create(organization=made, user=user, role=Role.ADMIN.name)
    by = actor_of(membership, address=address)
    with scope(organization=made), write(by, "organizations.begin", needs=None, target=made.name):
        pass
    return membership


def _free_slug(name: str) -> str:
    """A name for addresses that nobody has: of `name`, numbered where it is taken."""
    wanted = slugify(name)[:50] or "organization"
    taken = set(Organization.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)
