"""How signing in and signing up go here: sign-up is for who was invited, or for everybody where the server is open."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import render

from mutuals.server.tenants import queries, sso
from mutuals.server.tenants.models import User

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
    """Accounts of an organization's own provider (OIDC, SAML)."""

    def list_apps(self, request: "HttpRequest", provider: Any = None, client_id: Any = None) -> list[Any]:
        """The providers of organizations that are open."""
        in_force = sso.providers_in_force()
        return [app for app in super().list_apps(request, provider, client_id) if app.pk in in_force]

    def pre_social_login(self, request: "HttpRequest", sociallogin: Any) -> None:
        """Who a provider says somebody is: refused, made known to it, or new (`save_user` then)."""
        provider = sso.provider_of(sociallogin.account.provider)
        email = (sociallogin.email_addresses[0].email if sociallogin.email_addresses else sociallogin.user.email) or ""
        try:
            if provider is None:
                raise sso.NotByThisProvider("This provider signs nobody in here any more.")
            known = sociallogin.user if sociallogin.is_existing else None
            user = sso.known_person(provider, email=email or "", user=known)
        except sso.NotByThisProvider as error:
            shown = render(request, "socialaccount/refused.html", {"sentence": str(error)}, status=403)
            raise ImmediateHttpResponse(shown) from None
        if sociallogin.state.get("process") == "connect" or user is None:
            return
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)
        sso.join(provider, user, address=request.META.get("REMOTE_ADDR", ""))

    def is_open_for_signup(self, request: "HttpRequest", sociallogin: Any) -> bool:  # noqa: ARG002  allauth's name
        """Whether an identity that is new here may sign up: `pre_social_login` has refused those who may not."""
        return True

    def save_user(self, request: "HttpRequest", sociallogin: Any, form: Any = None) -> User:
        """Somebody new, who joins the provider's organization."""
        user: User = super().save_user(request, sociallogin, form)
        provider = sso.provider_of(sociallogin.account.provider)
        said = sociallogin.account.extra_data
        user.name = str((said.get("userinfo") or said.get("id_token") or {}).get("name", ""))[:120]
        user.save(update_fields=["name"])
        if provider is not None:
            sso.join(provider, user, address=request.META.get("REMOTE_ADDR", ""))
        return user
