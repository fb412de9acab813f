"""API tokens: made, shown once, revoked."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from mutuals.errors import BadInput
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.models import ApiToken
from mutuals.server.tenants.roles import Permission
from mutuals.server.tenants.secrets import hashed, new_secret

PREFIX = "mut_"
"""What every token begins with, so that scanners of code find one that leaked."""

SHOWN = 10
"""Characters of a token that its list shows, to tell one from another."""

LONGEST_DAYS = 365


class WrongToken(BadInput):
    """A token is asked for that cannot be: without scopes, beyond the role, or for too long. The person mends it."""


def make(*, by: Actor, name: str, scopes: Iterable[Permission], days: int) -> tuple[ApiToken, str]:
    """A token of the actor's own; gives it and its secret, which nobody sees again. Raises `WrongToken`, `MayNot`."""
    wanted, secret = set(scopes), PREFIX + new_secret()
    beyond = sorted(one.value for one in wanted if not by.may(one))
    if not wanted:
        raise WrongToken("A token needs at least one scope.")
    if beyond:
        raise WrongToken(f"Your role may not do this itself: {', '.join(beyond)}.")
    if not 1 <= days <= LONGEST_DAYS:
        raise WrongToken(f"A token holds for 1 to {LONGEST_DAYS} days.")
    names = sorted(one.name for one in wanted)
    with write(by, "tokens.make", needs=Permission.MANAGE_TOKENS, target=name, scopes=names, days=days):
        made = ApiToken.objects.create(
            organization=by.organization,
            user=by.user,
            name=name.strip(),
            start=secret[:SHOWN],
            secret=hashed(secret),
            scopes=names,
            expires=timezone.now() + timedelta(days=days),
        )
    return made, secret


def revoke(*, by: Actor, token: ApiToken) -> None:
    """Make a token void at once: one's own, or anybody's by who manages people. Raises `MayNot`."""
    needs = Permission.MANAGE_TOKENS if token.user_id == by.user.pk else Permission.MANAGE_PEOPLE
    with write(by, "tokens.revoke", needs=needs, target=f"{token.name} ({token.start}…)"):
        ApiToken.objects.filter(pk=token.pk, revoked=None).update(revoked=timezone.now())
