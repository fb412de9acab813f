"""How signing in and signing up go here: sign-up is for who was invited, or for everybody where the server is open."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError

from mutuals.server.tenants import queries

if TYPE_CHECKING:
    from django.http import HttpRequest

INVITED = "invited-as"
"""Key of a session: the e-mail address that an open invitation of this browser is for."""


def _as_a_person(email: str) -> bool:
    return queries.is_invited(email=email)


WAYS_IN: list[Callable[[str], bool]] = [_as_a_person]
"""Whether an open invitation is for an e-mail address: one function a kind of invitation; other apps add theirs."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Local accounts."""

    def is_open_for_signup(self, request: "HttpRequest") -> bool:
        """Whether somebody may sign up: they follow an invitation, or the server is open to all."""
        invited = request.session.get(INVITED, "")
        return settings.ENVIRONMENT.sign_up == "open" or bool(invited and any(way(invited) for way in WAYS_IN))

    def clean_email(self, email: str) -> str:
        """The address of somebody who signs up: where sign-up is closed, the very one that was invited."""
        invited = context.request.session.get(INVITED) if context.request else None
        signs_up = bool(context.request) and context.request.resolver_match.url_name == "account_signup"
        if signs_up and settings.ENVIRONMENT.sign_up != "open" and email.lower() != invited:
            raise ValidationError(f"Your invitation is for {invited}: sign up with that address.")
        return email


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # as above
    """Accounts of an identity provider (OIDC, SAML)."""

    def is_open_for_signup(self, request: "HttpRequest", sociallogin: Any) -> bool:  # noqa: ARG002  allauth's name
        """Whether an identity that is new here may sign up: as for local accounts."""
        return AccountAdapter().is_open_for_signup(request)
