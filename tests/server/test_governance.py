"""An organization as a whole: renamed, exported, cleaned up at night, deleted until nothing is left."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from mutuals.server import jobs
from mutuals.server.governance import operations, owned, retention
from mutuals.server.mapping.models import Account, AccountList, Import, Population
from mutuals.server.mapping.operations import imports
from mutuals.server.mapping.operations.lists import own_list
from mutuals.server.mapping.snapshots import accounts_of
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import AuditEntry, Job, Membership, Organization, Receipt, Retention, User
from mutuals.server.tenants.operations import invitations, tokens
from mutuals.server.tenants.roles import Permission, Role
from tests.server.conftest import member, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "progress"])


def filled(actor: Actor, *, accounts: int = 5_000) -> AccountList:
    """An organization with something in every corner."""
    with scope(organization=actor.organization):
        own = own_list(actor.organization)
        imports.upload(by=actor, account_list=own, file=ContentFile(b"Name,Id\nWayne,1\n", name="accounts.csv"))
        rows = [Account(account_list=own, revision=1, account_id=f"{n}", name=f"Wayne {n}") for n in range(accounts)]
        Account.objects.bulk_create(rows)
        AccountList.objects.filter(pk=own.pk).update(revision=1, accounts=accounts)
        own.refresh_from_db()
        accounts_of(own)  # leaves a copy on the disk
        Population.objects.create(account_list=own, name="All", kind="Other")
        tokens.make(by=actor, name="t", scopes=[Permission.READ_MAP], days=3)
        invitations.invite(by=actor, email="bo@acme.example", role=Role.SELLER)
        Retention.objects.create(organization=actor.organization)
    return own


def everything() -> dict[str, int]:
    """Rows of every table of ours and of allauth's."""
    with scopes_disabled():
        labels = {"tenants", "mapping", "account", "mfa", "socialaccount", "usersessions", "sessions"}
        return {
            one._meta.label: one._default_manager.count() for one in apps.get_models() if one._meta.app_label in labels
        }


def files_below(folder: Path) -> Iterator[Path]:
    return (one for one in folder.rglob("*") if one.is_file() and one.parent.name != "mail" and one.parent != folder)


def run(kind: str, actor: Actor) -> None:
    with scopes_disabled():
        job = (
            Job.objects.select_related("organization")
            .filter(kind=kind, organization=actor.organization)
            .latest("created")
        )
    jobs.run_step(job, 0, {})


def test_deleted_until_nothing_is_left(acme: Actor, initech: Actor) -> None:
    filled(initech, accounts=7)
    before, files_before = everything(), set(files_below(Path(settings.DATA)))
    with scopes_disabled():
        for model in (AuditEntry, Job):
            assert model.objects.exists()
    own = filled(acme)
    member(acme.organization, Role.SELLER)
    Membership.objects.create(organization=acme.organization, user=initech.user, role="SELLER")
    ada = signed_in(acme)
    said = ada.post("/o/acme/organization/delete/", {"typed": "Acne"}, follow=True).content.decode()
    assert "Nothing was deleted" in said
    answer = ada.post("/o/acme/organization/delete/", {"typed": "Acme"})
    address = answer.headers["Location"]
    assert ada.get("/o/acme/").status_code == 404  # closed at once, before the job has begun
    assert b"is being deleted" in ada.get(address).content
    with scopes_disabled():
        Job.objects.filter(state="queued").exclude(kind="delete-organization").filter(organization=initech.organization)
    run("delete-organization", acme)
    after = everything()
    assert after.pop("tenants.Receipt") == 1
    before.pop("tenants.Receipt")
    before["tenants.User"] -= 1  # Ada, who belonged to no other organization
    for name in ("tenants.Organization", "tenants.Membership", "tenants.AuditEntry"):
        before[name] -= 1
    assert after == before
    assert set(files_below(Path(settings.DATA))) == files_before
    assert not (Path(settings.DATA) / "lists" / str(own.pk)).exists()
    assert User.objects.filter(pk=initech.user.pk).exists()
    page = Client().get(address).content.decode()
    assert "Acme is deleted" in page
    receipt = json.loads(Client().get(address, {"as": "json"}).content)
    assert receipt["counts"]["accounts"] == 5_000
    assert receipt["counts"]["people who belonged to no other organization"] == 2
    assert receipt["finished"]
    assert "ada" not in json.dumps(receipt)


def test_a_deletion_goes_on_after_a_kill(acme: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(acme)
    with scope(organization=acme.organization):
        operations.delete(by=acme, typed="Acme")
    real, calls = models.QuerySet.delete, []

    def dying(self: "models.QuerySet[Account]") -> object:
        if self.model is Account:
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
        return real(self)

    monkeypatch.setattr(models.QuerySet, "delete", dying)
    with pytest.raises(KeyboardInterrupt):
        run("delete-organization", acme)
    run("delete-organization", acme)
    assert Receipt.objects.get().counts["accounts"] == 5_000
    assert not Organization.objects.filter(pk=acme.organization.pk).exists()


def test_everything_as_a_file(acme: Actor, initech: Actor) -> None:
    filled(initech, accounts=3)
    filled(acme, accounts=10)
    ada = signed_in(acme)
    ada.post("/o/acme/organization/export/")
    assert b"Export of everything" in ada.get("/o/acme/organization/").content
    with scopes_disabled():
        job = Job.objects.get(kind="export-organization")
    with scope(organization=acme.organization):
        jobs.run_now(job)
    answer = ada.get(f"/o/acme/organization/export/{job.pk}/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    accounts = [json.loads(line) for line in archive.read("tables/mapping.account.jsonl").splitlines()]
    assert [one["name"] for one in accounts] == [f"Wayne {n}" for n in range(10)]
    assert any(name.startswith("files/imports/") and name.endswith("upload.csv") for name in archive.namelist())
    whole = b"".join(archive.read(name) for name in archive.namelist() if name.endswith((".jsonl", ".json")))
    assert acme.user.email.encode() in whole
    for hidden in (b'"secret"', b"Initech", initech.user.email.encode(), b'"password"'):
        assert hidden not in whole
    expected = {f"tables/{one._meta.label_lower}.jsonl" for one in owned.tables()}
    assert expected <= set(archive.namelist())
    assert signed_in(initech).get(f"/o/initech/organization/export/{job.pk}/").status_code == 404


def test_every_table_of_an_organization_is_found() -> None:
    own = set(owned.tables())
    for model in (one for one in apps.get_models() if one._meta.app_label in {"tenants", "mapping"}):
        points = [field.related_model for field in model._meta.concrete_fields if field.related_model]
        between_two = points.count(Organization) > 1  # goes with either
        if set(points) & (own | {Organization}) and model is not Membership and not between_two:
            assert model in own, f"{model} belongs to an organization and its manager is not scoped"


def test_nights_delete_what_is_older_than_it_is_kept(in_acme: Actor) -> None:
    filled(in_acme, accounts=1)
    long_ago = timezone.now() - timedelta(days=100)
    operations.set_retention(by=in_acme, days={"import_files": 90, "jobs": 30, "audit": 99})
    Import.objects.update(state="dropped", created=long_ago)
    Job.objects.update(state="done", finished=long_ago)
    AuditEntry.objects.filter(action="people.invite").update(at=long_ago)
    assert retention.start_due(datetime(2026, 1, 1, 1, tzinfo=UTC)) == 0  # not yet night
    night = datetime(2026, 1, 1, 3, tzinfo=UTC)
    assert [retention.start_due(night), retention.start_due(night)] == [1, 0]
    upload = Path(settings.DATA) / "imports" / str(Import.objects.get().pk)
    assert upload.exists()
    run("retention", in_acme)
    assert not upload.exists()
    assert [one.kind for one in Job.objects.all()] == ["retention"]
    assert not AuditEntry.objects.filter(action="people.invite").exists()
    last = AuditEntry.objects.latest("id")
    assert (last.action, last.actor, last.details["imports"]) == ("retention.apply", "Mutuals", 1)


def test_nothing_goes_that_is_kept_for_good(in_acme: Actor) -> None:
    filled(in_acme, accounts=1)
    operations.set_retention(by=in_acme, days={"import_files": None, "jobs": None, "audit": None})
    before = AuditEntry.objects.count()
    Import.objects.update(state="dropped", created=timezone.now() - timedelta(days=9999))
    Job.objects.update(state="done", finished=timezone.now() - timedelta(days=9999))
    retention.start_due(datetime(2026, 1, 1, 3, tzinfo=UTC))
    run("retention", in_acme)
    assert AuditEntry.objects.count() == before
    assert Job.objects.count() == 2
    assert (Path(settings.DATA) / "imports" / str(Import.objects.get().pk)).exists()


def test_another_name_and_other_days(acme: Actor) -> None:
    ada = signed_in(acme)
    ada.post("/o/acme/organization/change/", {"name": "Acme & Sons", "domain": "ACME.example"})
    found = Organization.objects.get(pk=acme.organization.pk)
    assert (found.name, found.domain, found.slug) == ("Acme & Sons", "acme.example", "acme")
    ada.post("/o/acme/organization/retention/", {"import_files": "7", "jobs": "", "audit": "365"})
    with scope(organization=acme.organization):
        kept = Retention.objects.get()
        assert (kept.import_files, kept.jobs, kept.audit) == (7, None, 365)
        assert [one.action for one in AuditEntry.objects.order_by("-id")[:2]] == [
            "organization.retention",
            "organization.change",
        ]
    assert ada.post("/o/acme/organization/retention/", {"import_files": "0"}).status_code == 422
    assert ada.post("/o/acme/organization/change/", {"name": ""}).status_code == 422
