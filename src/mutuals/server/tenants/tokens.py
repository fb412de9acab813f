"""Who comes with a bearer token."""

import hmac
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_scopes import scopes_disabled

from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import ApiToken, Membership
from mutuals.server.tenants.operations.tokens import PREFIX
from mutuals.server.tenants.roles import Permission
from mutuals.server.tenants.secrets import hashed

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use of a token is known: reads of the API write no more often."""


def authenticate(secret: str, *, address: str = "") -> Actor | None:
    """The actor whose token this is, with its scopes; None where it is unknown, expired, revoked, or its owner gone.

    The token is looked up by its hash, so that how long this takes says nothing of any token's characters.
    """
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    now, digest = timezone.now(), hashed(secret)
    with scopes_disabled():
        token = ApiToken.objects.filter(secret=digest, revoked=None, expires__gt=now).first()
        if token is None or not hmac.compare_digest(token.secret, digest):
            return None
        members = Membership.objects.select_related("user", "organization")
        member = members.filter(organization=token.organization_id, user=token.user_id).first()
        if member is None or not member.user.is_active or member.organization.closed:
            return None
        unseen = Q(last_used=None) | Q(last_used__lt=now - SEEN_EVERY)
        ApiToken.objects.filter(unseen, pk=token.pk).update(last_used=now)
    scopes = frozenset(Permission[name] for name in token.scopes if name in Permission.__members__)
    return Actor(member.user, member.organization, member.held, "api", address, scopes)
