"""Who may enter which page: strangers get 404 at every address, and roles what the table says."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_scopes import ScopeError

from mutuals.server.mapping.models import Account, AccountList, Import
from mutuals.server.tenants.actors import Actor, MayNot
from mutuals.server.tenants.models import AuditEntry
from mutuals.server.tenants.roles import ROLES, SENTENCES, Permission, Role
from tests.server.conftest import member, signed_in

OPEN = {"home", "first-run", "health", "design", "invitation", "receipt", "partnership-answer"}
"""Addresses that belong to no organization and show nothing of one."""


def patterns(resolver: URLResolver, before: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            found += patterns(one, before + str(one.pattern))
        else:
            found.append((before + str(one.pattern), one))
    return found


ADDRESSES = [(path, one) for path, one in patterns(get_resolver()) if not path.startswith("account/")]
OF_AN_ORGANIZATION = [(path, one) for path, one in ADDRESSES if path.startswith("o/")]


def address(one: URLPattern, organization: str) -> str:
    """The address with something in each of its places."""
    given = {"int": 1, "uuid": uuid.UUID(int=1), "slug": "x", "str": "x"}
    places = {
        name: organization
        if name == "organization"
        else given[type(converter).__name__.removesuffix("Converter").lower()]
        for name, converter in one.pattern.converters.items()
    }
    return reverse(one.name, kwargs={"organization": organization, **places})


def test_every_address_is_open_on_purpose_or_guarded() -> None:
    for path, one in ADDRESSES:
        guarded = isinstance(getattr(one.callback, "needs", None), Permission)
        assert guarded == path.startswith("o/"), path
        assert guarded or one.name in OPEN or path.startswith("api/"), path


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_404_everywhere(initech: Actor, method: str) -> None:
    ivan = signed_in(initech)
    for _, one in OF_AN_ORGANIZATION:
        answer = getattr(ivan, method)(address(one, "acme"))
        assert answer.status_code == 404, (one.name, answer.status_code)
        assert b"Acme" not in answer.content


@pytest.mark.usefixtures("acme")
def test_there_is_no_telling_an_organization_from_none(initech: Actor) -> None:
    ivan = signed_in(initech)
    there, nowhere = (ivan.get(f"/o/{name}/") for name in ("acme", "nobody"))
    assert there.status_code == nowhere.status_code == 404
    assert _without_tokens(there.content) == _without_tokens(nowhere.content)


def _without_tokens(content: bytes) -> bytes:
    """A page without what is different each time."""
    return re.sub(rb'"[A-Za-z0-9]{64}"', b"", content)


@pytest.mark.usefixtures("acme")
def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    for name in ("acme", "nobody"):
        answer = client.get(f"/o/{name}/")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Account, AccountList, Import, AuditEntry])
def test_a_query_outside_an_organization_raises(model: type) -> None:
    with pytest.raises(ScopeError):
        list(model.objects.all())


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_the_table_says(acme: Actor, role: Role) -> None:
    somebody = member(acme.organization, role)
    client = signed_in(somebody)
    for path, one in OF_AN_ORGANIZATION:
        if "<int" in path or "<uuid" in path:
            continue
        allowed = one.callback.needs in ROLES[role]
        answer = client.get(address(one, "acme"))
        assert (answer.status_code != 403) == (allowed or answer.status_code == 405), (one.name, answer.status_code)
    assert SENTENCES[role]


def test_what_a_role_may_not_do_is_said_in_words(acme: Actor) -> None:
    seller = member(acme.organization, Role.SELLER)
    with pytest.raises(MayNot, match="Seller, may not do this"):
        seller.require(Permission.WRITE_ACCOUNTS)
