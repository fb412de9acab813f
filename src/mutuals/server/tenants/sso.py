"""Signing in by an organization's own provider: who may, what they become, and how far such a session reaches.

An organization decides what its provider says. So a provider speaks only for e-mail domains that the organization
claimed, signs nobody in whom it does not share with the organization alone, and its sessions open nothing else.
"""

from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from django.db import transaction
from django_scopes import scope, scopes_disabled

from mutuals.errors import NotAllowed
from mutuals.server.tenants.actors import actor_of
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.models import IdentityProvider, Membership, User

if TYPE_CHECKING:
    from django.http import HttpRequest


class NotByThisProvider(NotAllowed):
    """A provider says who somebody is and may not: of another domain, or with an account that is not its
    organization's alone. The person signs in another way, or asks the admin; the sentence says which."""


def provider_of(provider_id: str) -> IdentityProvider | None:
    """The provider that allauth knows by this id."""
    with scopes_disabled():
        found = IdentityProvider.objects.filter(app__provider_id=provider_id, organization__closed=None)
        return found.select_related("organization", "app").first()


def providers_in_force() -> set[int]:
    """The ids of allauth's apps whose organizations are open."""
    with scopes_disabled():
        return set(IdentityProvider.objects.filter(organization__closed=None).values_list("app", flat=True))


def known_person(provider: IdentityProvider, *, email: str, user: User | None) -> User | None:
    """Who a provider means, None for somebody new: `user` where it has signed them in before. Raises
    `NotByThisProvider`."""
    domain = email.lower().rpartition("@")[2]
    if domain not in provider.domains:
        raise NotByThisProvider(f"{provider.app.name} may sign in people of {', '.join(provider.domains)} only.")
    if user is not None:
        return user
    found = User.objects.filter(email__iexact=email).first()
    if found is None:
        return None
    others = Membership.objects.filter(user=found).exclude(organization=provider.organization_id)
    if others.exists():
        raise NotByThisProvider(
            f"{email} belongs to other organizations here, too. Sign in with your password, then connect "
            f"{provider.app.name} under Connected sign-ins."
        )
    return found


@transaction.atomic
def join(provider: IdentityProvider, user: User, *, address: str = "") -> None:
    """Make somebody who signed in by the provider a member, unless they are."""
    member = Membership(organization=provider.organization, user=user, role=provider.role)
    if Membership.objects.filter(organization=provider.organization_id, user=user).exists():
        return
    actor = actor_of(member, via="sso", address=address)
    with scope(organization=provider.organization), write(actor, "people.join", needs=None, target=user.email) as row:
        row.details |= {"role": provider.role, "provider": provider.app.name}
        member.save()


def reach_of_session(request: "HttpRequest", user: User) -> int | None:
    """The one organization that a session of a provider opens (0 where the provider is gone); None for all."""
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    if any(one["method"] == "password" for one in records):
        return None
    social = next((one for one in records if one["method"] == "socialaccount"), None)
    if social is None:
        return None
    provider = provider_of(social.get("provider", ""))
    return provider.organization_id if provider else 0
