"""People: invited, joining, changing roles, leaving; and what an admin cannot do by mistake."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from mutuals.server.tenants.actors import Actor, MayNot
from mutuals.server.tenants.models import ApiToken, AuditEntry, Membership, PersonInvitation, User
from mutuals.server.tenants.operations import invitations, people, tokens
from mutuals.server.tenants.roles import Permission, Role
from tests.server.conftest import PASSWORD, member, signed_in

BO = "bo@acme.example"


@pytest.fixture
def sent(settings: object) -> list[mail.EmailMessage]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    mail.outbox = []
    return mail.outbox


def path_in(message: mail.EmailMessage) -> str:
    found = re.search(r"/invitations/[\w-]+/", str(message.body))
    assert found
    return found.group()


def actions() -> list[str]:
    with scopes_disabled():
        return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_somebody_is_invited_signs_up_with_that_address_and_joins(
    acme: Actor, client: Client, sent: list[mail.EmailMessage]
) -> None:
    answer = signed_in(acme).post("/o/acme/people/invite/", {"email": BO.upper(), "role": "ANALYST"})
    assert answer.status_code == 200
    path = path_in(sent[0])
    assert sent[0].to == [BO]
    assert path.encode() in answer.content  # shown once, should the mail not arrive
    assert path.encode() not in signed_in(acme).get("/o/acme/people/").content
    assert b"Sign up to join" in client.get(path).content
    form = {"email": "eve@evil.example", "password1": PASSWORD, "next": path}
    assert "sign up with that address" in client.post("/account/signup/", form).content.decode()
    assert client.post("/account/signup/", form | {"email": BO}).headers["Location"] == path
    assert client.post(path).headers["Location"] == "/o/acme/"
    assert Membership.objects.get(user__email=BO).held is Role.ANALYST
    assert client.get("/o/acme/accounts/").status_code == 200
    assert actions()[-2:] == ["people.invite", "people.join"]
    assert client.get(path).status_code == 404
    assert Client().post("/account/signup/", form).status_code == 200  # closed again
    assert not User.objects.filter(email="eve@evil.example").exists()


@pytest.mark.usefixtures("sent")
def test_the_wrong_person_is_told_who_it_is_for(in_acme: Actor, initech: Actor) -> None:
    invitation, secret = invitations.invite(by=in_acme, email=BO, role=Role.SELLER)
    ivan = signed_in(initech)
    assert "This invitation is for somebody else" in ivan.get(f"/invitations/{secret}/").content.decode()
    ivan.post(f"/invitations/{secret}/")
    assert not Membership.objects.filter(user=initech.user, organization=in_acme.organization).exists()
    with pytest.raises(invitations.SomebodyElse, match=BO):
        invitations.accept(user=initech.user, invitation=invitation)


@pytest.mark.usefixtures("sent")
def test_only_a_hash_of_the_secret_is_kept(in_acme: Actor) -> None:
    invitation, secret = invitations.invite(by=in_acme, email=BO, role=Role.SELLER)
    assert secret not in str(invitation.__dict__)
    assert len(invitation.secret) == 64
    assert secret not in str(list(AuditEntry.objects.values()))


@pytest.mark.usefixtures("sent")
def test_a_link_is_void_once_resent_withdrawn_or_too_old(in_acme: Actor, client: Client) -> None:
    invitation, first = invitations.invite(by=in_acme, email=BO, role=Role.SELLER)
    second = invitations.resend(by=in_acme, invitation=invitation)
    assert client.get(f"/invitations/{first}/").status_code == 404
    assert client.get(f"/invitations/{second}/").status_code == 200
    PersonInvitation.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert client.get(f"/invitations/{second}/").status_code == 404
    third = invitations.resend(by=in_acme, invitation=invitation)
    invitations.withdraw(by=in_acme, invitation=invitation)
    assert client.get(f"/invitations/{third}/").status_code == 404
    with pytest.raises(people.Gone):
        invitations.resend(by=in_acme, invitation=invitation)


def test_a_mail_server_that_is_away_loses_no_invitation(acme: Actor, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_PORT = 1  # type: ignore[attr-defined]
    answer = signed_in(acme).post("/o/acme/people/invite/", {"email": BO, "role": "SELLER"})
    assert b"/invitations/" in answer.content


def test_who_belongs_is_not_invited(acme: Actor) -> None:
    answer = signed_in(acme).post("/o/acme/people/invite/", {"email": acme.user.email, "role": "SELLER"})
    assert answer.status_code == 422
    assert b"belongs to Acme already" in answer.content


def test_another_role_holds_from_the_next_click_on(acme: Actor) -> None:
    bo = member(acme.organization, Role.SELLER)
    browser, ada = signed_in(bo), signed_in(acme)
    membership = Membership.objects.get(user=bo.user)
    assert browser.get("/o/acme/people/").status_code == 403
    ada.post(f"/o/acme/people/{membership.pk}/role/", {"role": "ADMIN"})
    assert browser.get("/o/acme/people/").status_code == 200
    assert actions()[-1] == "people.change-role"
    assert ada.post(f"/o/acme/people/{membership.pk}/role/", {"role": "EMPEROR"}).status_code == 302
    assert Membership.objects.get(user=bo.user).held is Role.ADMIN


def test_the_last_admin_stays(acme: Actor) -> None:
    ada, own = signed_in(acme), Membership.objects.get(user=acme.user)
    for path, form in (("role", {"role": "SELLER"}), ("remove", {})):
        answer = ada.post(f"/o/acme/people/{own.pk}/{path}/", form, follow=True)
        assert "Make somebody else admin first" in answer.content.decode()
        assert Membership.objects.get(user=acme.user).held is Role.ADMIN
    assert actions() == ["organizations.begin"]  # what did not happen is not written down
    other = member(acme.organization, Role.ADMIN)
    assert ada.post(f"/o/acme/people/{own.pk}/remove/").headers["Location"] == "/"
    assert not Membership.objects.filter(user=acme.user).exists()
    assert signed_in(other).get("/o/acme/people/").status_code == 200


def test_who_is_removed_is_out_at_once(in_acme: Actor) -> None:
    bo = member(in_acme.organization, Role.SELLER)
    browser = Client()
    browser.post("/account/login/", {"login": bo.user.email, "password": PASSWORD})
    assert browser.get("/o/acme/").status_code == 200
    token, _ = tokens.make(by=bo, name="mine", scopes=[Permission.READ_MAP], days=9)
    people.remove(by=in_acme, member=Membership.objects.get(user=bo.user))
    assert browser.get("/o/acme/").headers["Location"].startswith("/account/login/")  # and belonged nowhere else
    assert ApiToken.objects.get(pk=token.pk).revoked
    with pytest.raises(people.Gone):
        people.remove(by=in_acme, member=Membership(pk=999_999, user=bo.user, organization=in_acme.organization))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_but_admins_changes_people(in_acme: Actor, role: Role) -> None:
    somebody, own = member(in_acme.organization, role), Membership.objects.get(user=in_acme.user)
    for act in (
        lambda: people.remove(by=somebody, member=own),
        lambda: people.change_role(by=somebody, member=own, role=Role.SELLER),
        lambda: invitations.invite(by=somebody, email=BO, role=Role.ADMIN),
    ):
        with pytest.raises(MayNot):
            act()


def test_members_of_others_cannot_be_reached(acme: Actor, initech: Actor) -> None:
    theirs = Membership.objects.get(user=initech.user)
    assert signed_in(acme).post(f"/o/acme/people/{theirs.pk}/remove/").status_code == 404
