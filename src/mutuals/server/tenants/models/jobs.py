"""Background work as people see it: what it is, how far it is, and how it ended."""

import uuid
from typing import ClassVar

from django.db import models

from mutuals.server.tenants.models.people import Organization, User
from mutuals.server.tenants.scoping import scoped


class Job(models.Model):
    """One piece of background work. `share` is the part of it done, 0 to 1; `step` says what it is at; `about` is the
    id of what it works on; `result` a few numbers for the summary."""

    STATES: ClassVar = [
        ("queued", "Waiting"),
        ("running", "Running"),
        ("done", "Done"),
        ("failed", "Failed"),
        ("cancelled", "Cancelled"),
    ]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=80, blank=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=STATES, default="queued")
    step = models.CharField(max_length=200, blank=True)
    share = models.FloatField(default=0.0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Job"]] = scoped("organization")

    class Meta:
        """Newest first."""

        indexes: ClassVar = [models.Index(fields=["organization", "-created"], name="jobs_newest")]

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {"done", "failed", "cancelled"}


class Progress(models.Model):
    """How far a running job is. In a database of its own (see `databases.py`), so that it moves while the job's one
    transaction is under way."""

    job = models.UUIDField(primary_key=True)
    step = models.CharField(max_length=200)
    share = models.FloatField(default=0.0)
    at = models.DateTimeField(auto_now=True)


class WorkerLife(models.Model):
    """The last sign of life of each worker."""

    name = models.CharField(max_length=120, primary_key=True)
    seen = models.DateTimeField()
