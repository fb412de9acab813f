"""Deleting an organization: rows and files, a batch at a time, with a receipt that outlives it.

May be killed and run again at any point: each batch is counted on the receipt in the transaction that deletes it.
"""

import time
from collections import Counter

from allauth.socialaccount.models import SocialApp
from allauth.usersessions.models import UserSession
from django.db import models, transaction
from django.utils import timezone
from django_scopes import scope

from mutuals.server.governance.owned import name_of, remove_files, rows, tables
from mutuals.server.jobs import JobKind, State, Tell, register
from mutuals.server.tenants.models import IdentityProvider, Job, Membership, Organization, Progress, Receipt, User

BATCH = 2_000
"""Rows that one transaction deletes: others write in between."""

PATIENCE_SECONDS = 600
"""How long jobs under way may take to end before their ground is taken away."""


def _purge(job: Job, _state: State, tell: Tell) -> State:
    receipt, organization = Receipt.objects.get(pk=job.about), job.organization
    tell("Waiting for other jobs to end", 0.0)
    _wait_for_others(job)
    tell("Deleting files", 0.05)
    removed = remove_files()
    with transaction.atomic():
        _count(receipt, "files", removed)
    owned = tables()
    progress = list(Job.objects.values_list("pk", flat=True))
    for number, model in enumerate(owned):
        tell(f"Deleting {name_of(model)}", 0.1 + 0.85 * number / len(owned))
        _delete_rows(receipt, model, job)
    _delete_organization(receipt, organization)
    Progress.objects.filter(job__in=progress).delete()
    return {}


def _wait_for_others(job: Job) -> None:
    """Drop what has not begun; wait for what has."""
    Job.objects.filter(state="queued").exclude(pk=job.pk).delete()
    until = time.monotonic() + PATIENCE_SECONDS
    while Job.objects.filter(state="running").exclude(pk=job.pk).exists() and time.monotonic() < until:
        time.sleep(1)


def _delete_rows(receipt: Receipt, model: type[models.Model], job: Job) -> None:
    """The rows of one table, but for the job that is at work."""
    found = rows(model).exclude(pk=job.pk) if model is Job else rows(model)
    while True:
        with transaction.atomic():
            pks = list(found.values_list("pk", flat=True)[:BATCH])
            if not pks:
                return
            if model is IdentityProvider:
                SocialApp.objects.filter(pk__in=found.values("app")).delete()
            found.filter(pk__in=pks).delete()
            _count(receipt, name_of(model), len(pks))


@transaction.atomic
def _delete_organization(receipt: Receipt, organization: Organization) -> None:
    """The organization itself, and the people who belong to no other; the receipt says that it is done."""
    people = list(Membership.objects.filter(organization=organization).values_list("user", flat=True))
    organization.delete()
    leftover = User.objects.filter(pk__in=people, memberships=None)
    for session in UserSession.objects.filter(user__in=leftover):
        session.end()
    gone = list(leftover.values_list("pk", flat=True))
    for user in User.objects.filter(pk__in=gone):
        user.delete()
    _count(receipt, "memberships", len(people))
    _count(receipt, "people who belonged to no other organization", len(gone))
    Receipt.objects.filter(pk=receipt.pk).update(finished=timezone.now())


def _count(receipt: Receipt, what: str, number: int) -> None:
    receipt.counts = dict(Counter(receipt.counts) + Counter({what: number}))
    receipt.save(update_fields=["counts"])


def _failed(job: Job, _sentence: str) -> None:
    """Nobody may enter a half-deleted organization: it stays closed, and whoever runs the server is told by the log."""
    with scope(organization=job.organization):
        Organization.objects.filter(pk=job.organization.pk, closed=None).update(closed=timezone.now())


PURGE = register(JobKind("delete-organization", "Deleting the organization", ((_purge, 1.0),), _failed))
"""Deletes everything of an organization."""
