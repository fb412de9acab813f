"""Django for tests of the server: a data folder and a database of the test run's own, and the cast.

`MUTUALS_TEST_DATABASE` (postgres://…) runs the same tests on PostgreSQL.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_DATA = tempfile.TemporaryDirectory(prefix="mutuals-test-")
os.environ["MUTUALS_DATA"] = _DATA.name
os.environ["MUTUALS_DATABASE"] = os.environ.get("MUTUALS_TEST_DATABASE", "")
os.environ["DJANGO_SETTINGS_MODULE"] = "mutuals.server.settings"

import django  # noqa: E402

django.setup()  # the models below cannot be imported before

from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django_scopes import scope  # noqa: E402

from mutuals.server.tenants import operations  # noqa: E402
from mutuals.server.tenants.actors import Actor, actor_of  # noqa: E402
from mutuals.server.tenants.models import Membership, Organization, User  # noqa: E402
from mutuals.server.tenants.roles import Role  # noqa: E402

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture(scope="session", autouse=True)
def pools(django_db_setup: None) -> Iterator[None]:  # noqa: ARG001  torn down before the database is
    """A database with a pool of connections to it cannot be dropped."""
    yield
    for connection in connections.all():
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()


@pytest.fixture(autouse=True)
def data_folder() -> Path:
    return Path(_DATA.name)


def founded(name: str, *, email: str) -> Actor:
    """A new organization with its admin."""
    user = User.objects.create_user(email, PASSWORD, name=email.partition("@")[0].title())
    return actor_of(operations.found(organization=name, user=user))


@pytest.fixture
def acme(db: None) -> Actor:  # noqa: ARG001  what makes the database
    """Ada, admin of Acme."""
    return founded("Acme", email="ada@acme.example")


@pytest.fixture
def initech(db: None) -> Actor:  # noqa: ARG001  what makes the database
    """Ivan, admin of Initech: the stranger."""
    return founded("Initech", email="ivan@initech.example")


@pytest.fixture
def in_acme(acme: Actor) -> Iterator[Actor]:
    """Ada, in the scope of Acme."""
    with scope(organization=acme.organization):
        yield acme


def signed_in(actor: Actor) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(actor.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def member(organization: Organization, role: Role) -> Actor:
    """Somebody of this role."""
    user = User.objects.create_user(f"{role.name.lower()}@{organization.slug}.example", PASSWORD)
    return actor_of(Membership.objects.create(organization=organization, user=user, role=role.name))
