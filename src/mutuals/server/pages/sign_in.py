"""The page of signing in: a second factor for all, and the organization's own providers."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mutuals.errors import BadInput
from mutuals.server.pages.tenancy import page
from mutuals.server.tenants import queries
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import IdentityProvider
from mutuals.server.tenants.operations import sign_in as operations
from mutuals.server.tenants.roles import Permission, Role

_JOIN_AS = [(role.name, role.value) for role in Role if role not in {Role.ADMIN, Role.PARTNER_USER}]


class _ProviderForm(forms.Form):
    """What every provider has."""

    kind = ""
    name = forms.CharField(label="Name on the button", max_length=40)
    domains = forms.CharField(label="E-mail domains, separated by commas", max_length=500)
    role = forms.ChoiceField(label="What who joins becomes", choices=_JOIN_AS, initial=Role.SELLER.name)

    def described(self) -> operations.Described:
        """What was typed."""
        given = dict(self.cleaned_data)
        domains, role = given.pop("domains").split(","), Role[given.pop("role")]
        return operations.Described(kind=self.kind, domains=domains, role=role, **given)


class OidcForm(_ProviderForm):
    """A provider that speaks OpenID Connect."""

    kind = "oidc"
    issuer = forms.CharField(label="Issuer", max_length=500)
    client_id = forms.CharField(label="Client id", max_length=190)
    secret = forms.CharField(label="Client secret", max_length=190, widget=forms.PasswordInput)


class SamlForm(_ProviderForm):
    """A provider that speaks SAML 2.0."""

    kind = "saml"
    entity_id = forms.CharField(label="Entity id", max_length=500)
    metadata_url = forms.CharField(label="Address of its metadata", max_length=500, required=False)
    sso_url = forms.CharField(label="Sign-in address", max_length=500, required=False)
    certificate = forms.CharField(label="Certificate (PEM)", widget=forms.Textarea, max_length=20_000, required=False)


FORMS: dict[str, type[_ProviderForm]] = {"oidc": OidcForm, "saml": SamlForm}


@page(Permission.MANAGE_ORGANIZATION)
def show(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001  every view has it
    """All of it."""
    return _page(request)


@page(Permission.MANAGE_ORGANIZATION, methods=("POST",))
def require_mfa(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A second factor for all, or for who wants it."""
    operations.require_mfa(by=actor, required=request.POST.get("required") == "on")
    messages.success(request, "How people sign in was changed.")
    return redirect("sign-in", actor.organization.slug)


@page(Permission.MANAGE_ORGANIZATION, methods=("POST",))
def add(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """Another provider."""
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST, auto_id=f"{kind}-%s")
    if form.is_valid():
        try:
            operations.add_provider(by=actor, described=form.described())
            messages.success(request, f"{form.cleaned_data['name']} is on the sign-in page now. Try it.")
            return redirect("sign-in", actor.organization.slug)
        except BadInput as wrong:
            form.add_error(None, str(wrong))
    return _page(request, wrong=form, status=422)


@page(Permission.MANAGE_ORGANIZATION, methods=("POST",))
def remove(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """A provider less."""
    provider = queries.identity_provider(pk=pk)
    if provider is None:
        raise Http404
    operations.remove_provider(by=actor, provider=provider)
    messages.success(request, f"Nobody signs in by {provider.app.name} any more.")
    return redirect("sign-in", actor.organization.slug)


def _page(request: HttpRequest, *, wrong: _ProviderForm | None = None, status: int = 200) -> HttpResponse:
    empty = {kind: form(auto_id=f"{kind}-%s") for kind, form in FORMS.items()}
    shown: dict[str, Any] = {
        "providers": [{"provider": one, "tell": _tell(one)} for one in queries.identity_providers()],
        "wrong": wrong,
        **{f"{kind}_form": wrong if wrong and wrong.kind == kind else form for kind, form in empty.items()},
    }
    return render(request, "sign_in/settings.html", shown, status=status)


def _tell(one: IdentityProvider) -> list[dict[str, str]]:
    """What the provider is told of this server."""
    base = settings.ENVIRONMENT.address
    if one.kind == "oidc":
        path = reverse("openid_connect_callback", kwargs={"provider_id": one.app.provider_id})
        return [{"label": "Redirect address", "value": base + path}]
    names = {"Entity id and metadata": "saml_metadata", "Assertion consumer service": "saml_acs"}
    return [{"label": label, "value": base + reverse(name, args=[one.app.client_id])} for label, name in names.items()]
