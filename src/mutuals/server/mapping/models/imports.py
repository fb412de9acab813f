"""Files that came in, what became of each row, and what it takes to undo one."""

import uuid
from typing import ClassVar

from django.db import models
from django_scopes import ScopedManager

from mutuals.server.mapping.models.accounts import AccountList
from mutuals.server.tenants.models import User


class Import(models.Model):
    """One file on its way into a list.

    Its folder in the data folder holds the upload, what was read of it, the refused rows and the rows as they were
    before. `revision` is the write of the list that it became; `settings` the mapping that a person confirmed; `counts`
    rows by what became of them.
    """

    KINDS: ClassVar = [("accounts", "Accounts"), ("opportunities", "Opportunities")]
    MODES: ClassVar = [
        ("merge", "Add new accounts and update known ones; keep the rest"),
        ("replace", "Make the list what the file says; remove the rest"),
    ]
    STATES: ClassVar = [
        ("uploaded", "Waiting for its columns to be confirmed"),
        ("running", "Going in"),
        ("done", "Done"),
        ("failed", "Failed; nothing was changed"),
        ("undone", "Undone"),
        ("dropped", "Dropped before it went in"),
    ]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account_list = models.ForeignKey(AccountList, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    mode = models.CharField(max_length=10, choices=MODES, default="merge")
    state = models.CharField(max_length=10, choices=STATES, default="uploaded")
    file_name = models.CharField(max_length=255)
    file_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    settings = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    error = models.TextField(blank=True)
    revision = models.PositiveBigIntegerField(null=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)

    objects = ScopedManager(organization="account_list__organization")

    class Meta:
        """Newest first."""

        indexes: ClassVar = [models.Index(fields=["account_list", "-created"], name="imports_newest")]
