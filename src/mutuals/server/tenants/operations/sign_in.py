"""How people of an organization sign in: a second factor for all, and providers of its own."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialApp
from django_scopes import scopes_disabled

from mutuals.errors import BadInput
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.models import IdentityProvider, Organization
from mutuals.server.tenants.roles import Permission, Role

_NEEDS = Permission.MANAGE_ORGANIZATION


class WrongProvider(BadInput):
    """A provider cannot be kept as it is described. The person mends what the sentence names."""


@dataclass(frozen=True)
class Described:
    """A provider as a person describes it. OIDC: `issuer`, `client_id`, `secret`. SAML: `entity_id`, and either
    `metadata_url` or `sso_url` and `certificate`."""

    kind: str
    name: str
    domains: Sequence[str]
    role: Role
    issuer: str = ""
    client_id: str = ""
    secret: str = ""
    entity_id: str = ""
    metadata_url: str = ""
    sso_url: str = ""
    certificate: str = ""


def require_mfa(*, by: Actor, required: bool) -> None:
    """Ask every member for a second factor from their next click on, or no more. Raises `MayNot`."""
    with write(by, "sign-in.require-mfa", needs=_NEEDS, target=by.organization.name, required=required):
        Organization.objects.filter(pk=by.organization.pk).update(require_mfa=required)


def add_provider(*, by: Actor, described: Described) -> IdentityProvider:
    """Let people of e-mail domains sign in by the organization's own provider. Raises `WrongProvider`, `MayNot`."""
    domains = _domains(described)
    provider_id = f"{by.organization.slug[:40]}-{secrets.token_hex(4)}"
    with write(by, "sign-in.add-provider", needs=_NEEDS, target=described.name, kind=described.kind, domains=domains):
        app = _oidc(described) if described.kind == "oidc" else _saml(described, provider_id)
        app.provider_id, app.name = provider_id, described.name.strip()[:40]
        app.save()
        return IdentityProvider.objects.create(
            organization=by.organization, app=app, kind=described.kind, domains=domains, role=described.role.name
        )


def remove_provider(*, by: Actor, provider: IdentityProvider) -> None:
    """Nobody signs in by it any more, and sessions that began so open nothing. Raises `MayNot`."""
    with write(by, "sign-in.remove-provider", needs=_NEEDS, target=provider.app.name):
        provider.app.delete()


def _domains(described: Described) -> list[str]:
    """The domains, each of one organization alone. Raises `WrongProvider`."""
    domains = sorted({one.strip().lower().lstrip("@") for one in described.domains if one.strip()})
    if not domains or not all("." in one and " " not in one for one in domains):
        raise WrongProvider("Name at least one e-mail domain, such as acme.example.")
    if described.role is Role.ADMIN:
        raise WrongProvider("Nobody becomes admin by signing in. Choose another role; admins are made by hand.")
    with scopes_disabled():
        taken = {one for provider in IdentityProvider.objects.all() for one in provider.domains}
    if taken & set(domains):
        raise WrongProvider(f"People of {', '.join(sorted(taken & set(domains)))} sign in by another provider already.")
    return domains


def _oidc(described: Described) -> SocialApp:
    if not described.client_id or not described.secret:
        raise WrongProvider("Your provider gives a client id and a client secret: both are needed.")
    settings = {"server_url": _secure(described.issuer, "The issuer"), "oauth_pkce_enabled": True}
    return SocialApp(
        provider="openid_connect", client_id=described.client_id, secret=described.secret, settings=settings
    )


def _saml(described: Described, provider_id: str) -> SocialApp:
    if not described.entity_id:
        raise WrongProvider("Your provider has an entity id: it is needed.")
    idp = {"entity_id": described.entity_id}
    if described.metadata_url:
        idp["metadata_url"] = _secure(described.metadata_url, "The address of the metadata")
    elif described.sso_url and described.certificate:
        idp |= {"sso_url": _secure(described.sso_url, "The sign-in address"), "x509cert": described.certificate}
    else:
        raise WrongProvider("Give the address of the metadata, or the sign-in address and the certificate.")
    advanced = {"want_assertion_signed": True, "reject_idp_initiated_sso": True, "want_attribute_statement": False}
    return SocialApp(provider="saml", client_id=provider_id, settings={"idp": idp, "advanced": advanced})


def _secure(address: str, what: str) -> str:
    """The address, if what comes from it can be trusted: over TLS, or from this machine. Raises `WrongProvider`."""
    parts = urlsplit(address.strip())
    here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or (here and parts.scheme == "http")):
        raise WrongProvider(f"{what} begins with https://.")
    return address.strip().rstrip("/")
