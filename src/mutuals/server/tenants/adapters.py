"""How signing in and signing up go here: sign-up is for who was invited, or for everybody where the server is open."""

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

INVITED = "invited-as"
"""Key of a session: the e-mail address that an open invitation of this browser is for."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Local accounts."""

    def is_open_for_signup(self, request: "HttpRequest") -> bool:
        """Whether somebody may sign up: they follow an invitation, or the server is open to all."""
        return bool(request.session.get(INVITED)) or settings.ENVIRONMENT.sign_up == "open"


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # as above
    """Accounts of an identity provider (OIDC, SAML)."""

    def is_open_for_signup(self, request: "HttpRequest", sociallogin: Any) -> bool:  # noqa: ARG002  allauth's name
        """Whether an identity that is new here may sign up: as for local accounts."""
        return AccountAdapter().is_open_for_signup(request)
