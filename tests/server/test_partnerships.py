"""Partnerships of two organizations: proposed, accepted, declined, withdrawn, revoked; the stranger is told nothing."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django_scopes import ScopeError, scope

from mutuals.server.mapping.models import Partnership
from mutuals.server.mapping.operations import partnerships as operations
from mutuals.server.mapping.queries import partnerships as queries
from mutuals.server.tenants.actors import Actor, MayNot
from mutuals.server.tenants.models import AuditEntry, Organization
from mutuals.server.tenants.roles import Role
from tests.server.conftest import PASSWORD, founded, member, signed_in


@pytest.fixture
def globex(db: None) -> Actor:  # noqa: ARG001  what makes the database
    """Grace, admin of Globex: the partner."""
    return founded("Globex", email="grace@globex.example")


@pytest.fixture
def invited(acme: Actor) -> tuple[Partnership, str]:
    """Acme's invitation of Globex, and its secret."""
    with scope(organization=acme.organization):
        return operations.invite(by=acme, called="Globex", email="Grace@globex.example", message="Shall we?")


@pytest.fixture
def partners(acme: Actor, globex: Actor, invited: tuple[Partnership, str]) -> Partnership:
    """Acme and Globex, partners."""
    assert acme.organization != globex.organization
    with scope(organization=globex.organization):
        operations.accept(by=globex, partnership=invited[0])
    return invited[0]


def states(actor: Actor) -> list[tuple[str, str]]:
    with scope(organization=actor.organization):
        return [(one.name_for(actor.organization), one.state) for one in queries.all_of_us()]


def actions(actor: Actor) -> list[str]:
    with scope(organization=actor.organization):
        return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_the_link_is_mailed_and_kept_as_a_hash_alone(invited: tuple[Partnership, str]) -> None:
    partnership, secret = invited
    (message,) = mail.outbox
    assert message.to == ["grace@globex.example"]
    assert f"/partnerships/{secret}/" in message.body
    assert "Shall we?" in message.body
    assert secret not in str(vars(partnership))


def test_both_sides_see_the_partnership_under_the_others_name(
    acme: Actor, globex: Actor, partners: Partnership
) -> None:
    assert partners.state == "accepted"
    assert states(acme) == [("Globex", "accepted")]
    assert states(globex) == [("Acme", "accepted")]
    assert actions(acme)[-2:] == ["partnerships.invite", "partnerships.accepted-by-partner"]
    assert actions(globex)[-1] == "partnerships.accept"


@pytest.mark.usefixtures("partners")
def test_the_stranger_has_no_partnership(initech: Actor, partners: Partnership) -> None:
    assert states(initech) == []
    ivan = signed_in(initech)
    for slug in ("acme", "initech"):
        assert ivan.get(f"/o/{slug}/partners/{partners.pk}/").status_code == 404
        assert ivan.post(f"/o/{slug}/partners/{partners.pk}/revoke/").status_code == 404
    partners.refresh_from_db()
    assert partners.state == "accepted"


def test_a_query_outside_an_organization_raises(partners: Partnership) -> None:
    with pytest.raises(ScopeError):
        list(Partnership.objects.filter(pk=partners.pk))


def test_revoked_by_either_side_it_is_over_for_both(acme: Actor, globex: Actor, partners: Partnership) -> None:
    with scope(organization=globex.organization):
        operations.revoke(by=globex, partnership=partners, reason="We compete now.")
    assert states(acme) == [("Globex", "revoked")]
    assert actions(acme)[-1] == "partnerships.revoked-by-partner"
    with scope(organization=acme.organization), pytest.raises(operations.NotWaiting):
        operations.revoke(by=acme, partnership=partners)
    page = signed_in(acme).get(f"/o/acme/partners/{partners.pk}/").content.decode()
    assert "We compete now." in page


def _withdrawn(acme: Actor, partnership: Partnership) -> None:
    with scope(organization=acme.organization):
        operations.withdraw(by=acme, partnership=partnership)


def _too_old(_acme: Actor, partnership: Partnership) -> None:
    Partnership._base_manager.filter(pk=partnership.pk).update(expires=partnership.created)


@pytest.mark.parametrize("close", [_withdrawn, _too_old])
def test_what_is_not_open_cannot_be_accepted(
    acme: Actor, globex: Actor, invited: tuple[Partnership, str], close: Callable[[Actor, Partnership], None]
) -> None:
    close(acme, invited[0])
    with scope(organization=globex.organization), pytest.raises(operations.NotWaiting):
        operations.accept(by=globex, partnership=invited[0])
    assert states(globex) == []
    assert Client().get(f"/partnerships/{invited[1]}/").status_code == 404


def test_nobody_acts_for_one_organization_in_the_scope_of_another(acme: Actor, globex: Actor) -> None:
    with scope(organization=globex.organization), pytest.raises(ScopeError):
        operations.invite(by=acme, called="Initech", email="ivan@initech.example")


def test_two_invitations_make_one_partnership(acme: Actor, globex: Actor, partners: Partnership) -> None:
    with scope(organization=globex.organization):
        back, _ = operations.invite(by=globex, called="Acme", email="ada@acme.example")
    with scope(organization=acme.organization), pytest.raises(operations.PartnersAlready):
        operations.accept(by=acme, partnership=back)
    assert partners.state == "accepted"
    with scope(organization=globex.organization), pytest.raises(operations.OwnOrganization):
        operations.accept(by=globex, partnership=back)


def test_a_seller_may_not(acme: Actor) -> None:
    seller = member(acme.organization, Role.SELLER)
    with scope(organization=acme.organization), pytest.raises(MayNot):
        operations.invite(by=seller, called="Globex", email="grace@globex.example")
    assert signed_in(seller).get("/o/acme/partners/invite/").status_code == 403


def test_declined_with_a_reason_that_the_inviter_reads(acme: Actor, invited: tuple[Partnership, str]) -> None:
    answer = Client().post(f"/partnerships/{invited[1]}/", {"answer": "decline", "reason": "Not now"})
    assert answer.status_code == 200
    assert states(acme) == [("Globex", "declined")]
    assert "Not now" in signed_in(acme).get(f"/o/acme/partners/{invited[0].pk}/").content.decode()
    assert Client().get(f"/partnerships/{invited[1]}/").status_code == 404


def test_somebody_new_signs_up_by_the_link_and_begins_an_organization(invited: tuple[Partnership, str]) -> None:
    client, address = Client(), f"/partnerships/{invited[1]}/"
    page = client.get(address).content.decode()
    sign_up = re.search(r'href="(/account/signup/[^"]*)"', page)
    assert sign_up
    said = {"email": "grace@globex.example", "password1": PASSWORD, "next": address}
    assert client.post("/account/signup/", said).status_code == 302
    assert "A new organization" in client.get(address).content.decode()
    answer = client.post(address, {"answer": "accept", "organization": "a new one", "name": "Globex Corporation"})
    assert answer.status_code == 302
    assert Organization.objects.filter(slug="globex-corporation").exists()
    assert client.get(answer["Location"]).status_code == 200
    assert client.get("/o/acme/partners/").status_code == 404


def test_where_accepting_fails_no_organization_is_left(partners: Partnership, globex: Actor, acme: Actor) -> None:
    with scope(organization=acme.organization):
        _, secret = operations.invite(by=acme, called="Globex", email="grace@globex.example")
    client = signed_in(globex)
    address = f"/partnerships/{secret}/"
    assert client.post(address, {"answer": "accept", "organization": "globex"}).status_code == 302
    assert client.post(address, {"answer": "accept", "organization": "acme"}).status_code == 404
    assert Organization.objects.count() == 2
    assert partners.state == "accepted"


def test_words_of_others_are_shown_as_words(acme: Actor) -> None:
    bad = "<script>alert(1)</script>"
    with scope(organization=acme.organization):
        made, secret = operations.invite(by=acme, called=bad, email="x@x.example", message=bad)
    for page in (
        signed_in(acme).get(f"/o/acme/partners/{made.pk}/"),
        signed_in(acme).get("/o/acme/partners/"),
        Client().get(f"/partnerships/{secret}/"),
    ):
        assert page.status_code == 200
        assert bad.encode() not in page.content
