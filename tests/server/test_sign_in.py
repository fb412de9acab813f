"""Signing in: what it takes, what it withstands, and how somebody comes back who forgot their password."""

import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client

from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import Organization, User
from tests.server.conftest import PASSWORD, signed_in

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def no_failures_before(db: None) -> None:  # noqa: ARG001  the cache is a table
    cache.clear()


def sign_in(client: Client, actor: Actor, **more: str) -> str:
    """Where signing in leads; empty where it was refused."""
    form = {"login": actor.user.email, "password": PASSWORD, **more}
    return str(client.post(LOGIN, form).headers.get("Location", ""))


def code(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_in_and_out(acme: Actor, client: Client) -> None:
    assert sign_in(client, acme) == "/"
    assert client.get("/o/acme/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/o/acme/").status_code == 302


def test_by_the_address_in_any_case(acme: Actor, client: Client) -> None:
    assert sign_in(client, acme, login="ADA@Acme.example") == "/"


def test_wrong_passwords_and_unknown_addresses_are_told_the_same(acme: Actor, client: Client) -> None:
    known = client.post(LOGIN, {"login": acme.user.email, "password": "wrong"}).content
    unknown = client.post(LOGIN, {"login": "eve@acme.example", "password": "wrong"}).content
    said = re.compile(rb'"[A-Za-z0-9]{64}"|value="[^"]*@[^"]*"')
    assert said.sub(b"", known) == said.sub(b"", unknown)


def test_a_link_of_the_sign_in_page_leads_back_to_where_one_was(acme: Actor, client: Client) -> None:
    asked = client.get("/o/acme/accounts/").headers["Location"]
    assert asked == f"{LOGIN}?next=/o/acme/accounts/"
    assert sign_in(client, acme, next="/o/acme/accounts/") == "/o/acme/accounts/"


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "http:evil.example", "javascript:alert(1)"]
)
def test_no_address_leads_to_another_server(acme: Actor, client: Client, address: str) -> None:
    assert sign_in(client, acme, next=address) == "/"
    assert client.post("/account/logout/", {"next": address}).headers["Location"] == "/"
    page = client.get(LOGIN, {"next": address}).content.decode()
    assert f'href="{address}' not in page


def test_guessing_ends_after_five_failures_even_with_the_right_password(acme: Actor, client: Client) -> None:
    for _ in range(5):
        assert client.post(LOGIN, {"login": acme.user.email, "password": "wrong"}).status_code == 200
    assert sign_in(client, acme) == ""
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9"), acme) == ""  # the address that is guessed at is what counts
    assert "Too many failed" in client.post(LOGIN, {"login": acme.user.email, "password": PASSWORD}).content.decode()


def test_guessing_one_address_locks_nobody_else_out(acme: Actor, initech: Actor) -> None:
    for _ in range(6):
        Client(REMOTE_ADDR="203.0.113.9").post(LOGIN, {"login": acme.user.email, "password": "wrong"})
    assert sign_in(Client(), initech) == "/"


def test_the_session_before_signing_in_is_worth_nothing_after(acme: Actor, client: Client) -> None:
    session = client.session
    session["before"] = "chosen by somebody else"
    session.save()
    before = session.session_key
    sign_in(client, acme)
    assert client.session.session_key != before
    thief = Client()
    thief.cookies["sessionid"] = before or ""
    assert thief.get("/o/acme/").status_code == 302


def test_nothing_is_written_without_the_token_against_forgery(acme: Actor) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(LOGIN, {"login": acme.user.email, "password": PASSWORD}).status_code == 403
    careful.force_login(acme.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert careful.post("/o/acme/people/invite/", {"email": "eve@evil.example", "role": "ADMIN"}).status_code == 403
    assert careful.post("/account/logout/").status_code == 403


def test_cookies_are_kept_from_scripts_and_other_sites(acme: Actor, client: Client) -> None:
    sign_in(client, acme)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_forgotten_password(acme: Actor, client: Client, settings: object, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_FILE_PATH = str(tmp_path)  # type: ignore[attr-defined]
    client.post("/account/password/reset/", {"email": acme.user.email})
    (message,) = tmp_path.iterdir()
    found = re.search(r"http\S+(/account/password/reset/key/\S+)", message.read_text())
    assert found
    page = client.get(found.group(1), follow=True)
    form = {"password1": "another horse battery", "password2": "another horse battery"}
    client.post(page.request["PATH_INFO"], form)
    assert sign_in(client, acme) == ""
    assert sign_in(client, acme, password="another horse battery") == "/"  # noqa: S106
    assert b"This link is spent" in Client().get(found.group(1), follow=True).content


def test_nobody_learns_by_a_reset_who_has_an_account(acme: Actor, client: Client, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    mail.outbox = []
    answers = [client.post("/account/password/reset/", {"email": who}) for who in (acme.user.email, "eve@acme.example")]
    assert [one.headers["Location"] for one in answers] == ["/account/password/reset/done/"] * 2
    assert not any("/reset/key/" in str(one.body) for one in mail.outbox if one.to == ["eve@acme.example"])


@pytest.mark.parametrize("password", ["short", "1234567890", "password123", "ada@acme.example"])
def test_weak_passwords_are_refused(acme: Actor, client: Client, password: str) -> None:
    sign_in(client, acme)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post("/account/password/change/", form).status_code == 200
    assert sign_in(Client(), acme) == "/"


def test_sessions_are_listed_and_ended(acme: Actor) -> None:
    here, there = Client(HTTP_USER_AGENT="Firefox on Windows"), Client(HTTP_USER_AGENT="Safari on iPhone")
    sign_in(here, acme)
    sign_in(there, acme)
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox on Windows" in page
    assert "Safari on iPhone" in page
    here.post("/account/sessions/")
    assert there.get("/o/acme/").status_code == 302
    assert here.get("/o/acme/").status_code == 200


def test_another_password_ends_the_other_sessions(acme: Actor) -> None:
    here, there = Client(), Client()
    sign_in(here, acme)
    sign_in(there, acme)
    form = {"oldpassword": PASSWORD, "password1": "another horse battery", "password2": "another horse battery"}
    here.post("/account/password/change/", form)
    assert there.get("/o/acme/").status_code == 302


def test_a_second_factor_is_set_up_and_then_asked_for(acme: Actor, client: Client) -> None:
    sign_in(client, acme)
    activate = "/account/2fa/totp/activate/"
    again = client.get(activate).headers["Location"]
    assert again.startswith("/account/reauthenticate/")  # whoever finds a browser open cannot change how one signs in
    assert client.post(again, {"password": "wrong", "next": activate}).status_code == 200
    assert client.post(again, {"password": PASSWORD, "next": activate}).headers["Location"] == activate
    page = client.get(activate)
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    assert client.post("/account/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert client.post("/account/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    other = Client()
    assert sign_in(other, acme) == "/account/2fa/authenticate/"
    assert other.get("/o/acme/").status_code == 302  # the password alone opens nothing
    assert other.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    cache.clear()  # a code works once in its half minute: forget that it was used for the set-up
    assert other.post("/account/2fa/authenticate/", {"code": code(secret)}).status_code == 302
    assert other.get("/o/acme/").status_code == 200


def test_an_organization_may_ask_everybody_for_a_second_factor(acme: Actor) -> None:
    Organization.objects.filter(pk=acme.organization.pk).update(require_mfa=True)
    ada = signed_in(acme)
    assert ada.get("/o/acme/").headers["Location"] == "/account/2fa/"
    Authenticator.objects.create(user=acme.user, type="totp", data={"secret": "x"})
    assert ada.get("/o/acme/").status_code == 200


def test_nobody_signs_up_uninvited(client: Client) -> None:
    assert b"By invitation" in client.get("/account/signup/").content
    client.post("/account/signup/", {"email": "eve@evil.example", "password1": PASSWORD})
    assert not User.objects.exists()
