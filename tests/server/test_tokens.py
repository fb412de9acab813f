"""API tokens: made, shown once, used, revoked."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import ApiToken, AuditEntry, Membership, Organization
from mutuals.server.tenants.operations import people, tokens
from mutuals.server.tenants.roles import Permission, Role
from mutuals.server.tenants.tokens import authenticate
from tests.server.conftest import member, signed_in

READ = [Permission.READ_ACCOUNTS]


def test_a_token_is_shown_once_and_kept_as_a_hash(acme: Actor) -> None:
    ada = signed_in(acme)
    answer = ada.post("/o/acme/tokens/make/", {"name": "Nightly", "scopes": ["READ_ACCOUNTS"], "days": 30})
    with scopes_disabled():
        kept = ApiToken.objects.get()
        logged = str(list(AuditEntry.objects.values()))
    secret = re.findall(r"mut_[\w-]{43}", answer.content.decode())[0]
    assert kept.start == secret[:10]
    assert secret not in str(kept.__dict__) + logged
    listed = ada.get("/o/acme/tokens/").content.decode()
    assert secret not in listed
    assert kept.start in listed
    actor = authenticate(secret, address="127.0.0.1")
    assert actor is not None
    assert (actor.user, actor.organization, actor.via) == (acme.user, acme.organization, "api")
    assert actor.may(Permission.READ_ACCOUNTS)
    assert not actor.may(Permission.WRITE_ACCOUNTS)


def test_unknown_ended_and_revoked_tokens_are_nobodys(in_acme: Actor) -> None:
    token, secret = tokens.make(by=in_acme, name="a", scopes=READ, days=1)
    for wrong in ("", "mut_", secret[:-1], secret + "x", secret.replace("mut_", "tum_"), "mut_" + "é" * 43, "x" * 9999):
        assert authenticate(wrong) is None
    ApiToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert authenticate(secret) is None
    ApiToken.objects.update(expires=timezone.now() + timedelta(days=1))
    assert authenticate(secret)
    tokens.revoke(by=in_acme, token=token)
    assert authenticate(secret) is None


def test_a_token_can_do_no_more_than_its_owner(in_acme: Actor) -> None:
    other = member(in_acme.organization, Role.ADMIN)
    _, secret = tokens.make(by=other, name="a", scopes=Permission, days=1)
    membership = Membership.objects.get(user=other.user)
    people.change_role(by=in_acme, member=membership, role=Role.SELLER)
    actor = authenticate(secret)
    assert actor is not None
    assert actor.may(Permission.JUDGE)
    assert not actor.may(Permission.WRITE_ACCOUNTS)
    people.remove(by=in_acme, member=membership)
    assert authenticate(secret) is None


def test_a_closed_organization_has_no_tokens(in_acme: Actor) -> None:
    _, secret = tokens.make(by=in_acme, name="a", scopes=READ, days=1)
    Organization.objects.update(closed=timezone.now())
    assert authenticate(secret) is None


@pytest.mark.parametrize(
    ("scopes", "days", "sentence"),
    [
        ((), 1, "at least one scope"),
        (READ, 0, "1 to 365"),
        (READ, 366, "1 to 365"),
        ([Permission.READ_AUDIT], 1, "not do"),
    ],
)
def test_tokens_that_cannot_be(in_acme: Actor, scopes: list[Permission], days: int, sentence: str) -> None:
    seller = member(in_acme.organization, Role.SELLER)
    with pytest.raises(tokens.WrongToken, match=sentence):
        tokens.make(by=seller if days == 1 and scopes else in_acme, name="a", scopes=scopes, days=days)


def test_the_last_use_is_written_at_most_once_a_minute(in_acme: Actor) -> None:
    _, secret = tokens.make(by=in_acme, name="a", scopes=READ, days=1)
    authenticate(secret)
    first = ApiToken.objects.get().last_used
    authenticate(secret)
    assert ApiToken.objects.get().last_used == first
    ApiToken.objects.update(last_used=timezone.now() - timedelta(minutes=2))
    authenticate(secret)
    assert ApiToken.objects.get().last_used > first


def test_admins_see_and_revoke_all_others_their_own(in_acme: Actor) -> None:
    seller, analyst = member(in_acme.organization, Role.SELLER), member(in_acme.organization, Role.ANALYST)
    token, _ = tokens.make(by=seller, name="of-the-seller", scopes=[Permission.JUDGE], days=1)
    assert b"of-the-seller" not in signed_in(analyst).get("/o/acme/tokens/").content
    assert signed_in(analyst).post(f"/o/acme/tokens/{token.pk}/revoke/").status_code == 404
    assert b"of-the-seller" in signed_in(in_acme).get("/o/acme/tokens/").content
    signed_in(in_acme).post(f"/o/acme/tokens/{token.pk}/revoke/")
    assert ApiToken.objects.get().revoked
    assert AuditEntry.objects.latest("id").action == "tokens.revoke"


def test_a_form_that_is_wrong_says_so(acme: Actor) -> None:
    answer = signed_in(acme).post("/o/acme/tokens/make/", {"name": "x", "days": 999})
    assert answer.status_code == 422
    assert b"No token was made" in answer.content
