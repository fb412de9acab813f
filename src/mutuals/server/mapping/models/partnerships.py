"""Partnerships: the two-sided, opted-in relation between two organizations on this server."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django_scopes import ScopeError, get_scope

from mutuals.server.tenants.models import Organization, User


class TwoSided(models.Manager["Partnership"]):
    """Rows of the organization in scope, on whichever side it is; outside a scope a query raises."""

    def get_queryset(self) -> "models.QuerySet[Partnership]":
        """Raises `ScopeError` outside an organization's scope."""
        active = get_scope()
        rows: models.QuerySet[Partnership] = super().get_queryset()
        if not active.get("_enabled", True):
            return rows
        if "organization" not in active:
            raise ScopeError("A scope on the organization is needed to ask for partnerships.")
        ours: Any = active["organization"]
        return rows.filter(models.Q(inviter=ours) | models.Q(invitee=ours))


class Partnership(models.Model):
    """One partnership. Nothing is shared before both sides accepted, and nothing after it was revoked.

    `called` is what the inviter calls the other side until it has a name here; the link's secret is kept as a hash.
    """

    STATES: ClassVar = [
        ("invited", "Invited"),
        ("accepted", "Active"),
        ("declined", "Declined"),
        ("withdrawn", "Withdrawn"),
        ("revoked", "Revoked"),
    ]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inviter = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    invitee = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="+")
    called = models.CharField(max_length=120)
    email = models.EmailField()
    message = models.TextField(blank=True)
    secret = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=STATES, default="invited")
    reason = models.TextField(blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    answered = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = TwoSided()

    class Meta:
        """One active partnership a pair, whoever invited whom; newest first."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inviter", "invitee"],
                condition=models.Q(state="accepted"),
                name="one_active_partnership_a_pair",
            )
        ]
        ordering: ClassVar = ["-created"]

    def other(self, organization: Organization) -> Organization | None:
        """The other side, as seen from one of the two; None until it has answered."""
        return self.invitee if organization.pk == self.inviter_id else self.inviter

    def name_for(self, organization: Organization) -> str:
        """What the other side is called, as seen from one of the two."""
        other = self.other(organization)
        return other.name if other is not None else self.called
