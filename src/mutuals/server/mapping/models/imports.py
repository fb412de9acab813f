"""Files that came in, what became of each row, and what it takes to undo one."""

import uuid
from typing import ClassVar

from django.db import models

from mutuals.server.mapping.models.accounts import AccountList
from mutuals.server.tenants.models import User
from mutuals.server.tenants.scoping import scoped


class Import(models.Model):
    """One file on its way into a list.

    Its folder in the data folder holds the upload, what was read of it, the refused rows and the rows as they were
    before. `revision` is the write of the list that it became; `found` what was made of it (its columns, a suggestion
    for each field with the reason, the first rows); `columns` what a person confirmed (field → header); `counts` rows
    by what became of them.
    """

    KINDS: ClassVar = [("accounts", "Accounts"), ("opportunities", "Opportunities")]
    MODES: ClassVar = [
        ("merge", "Add new accounts and update known ones; keep the rest"),
        ("replace", "Make the list what the file says; remove the rest"),
    ]
    STATES: ClassVar = [
        ("reading", "Being read"),
        ("waiting", "Waiting for its columns to be confirmed"),
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
    state = models.CharField(max_length=10, choices=STATES, default="reading")
    file_name = models.CharField(max_length=255)
    file_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    found = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    error = models.TextField(blank=True)
    revision = models.PositiveBigIntegerField(null=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Import"]] = scoped("account_list__organization")

    class Meta:
        """Newest first."""

        indexes: ClassVar = [models.Index(fields=["account_list", "-created"], name="imports_newest")]
