"""Signing in by an organization's own provider, how long things are kept, and receipts of what was deleted."""

import uuid
from typing import ClassVar

from allauth.socialaccount.models import SocialApp
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from mutuals.server.tenants.models.people import Organization
from mutuals.server.tenants.roles import Role
from mutuals.server.tenants.scoping import scoped


class IdentityProvider(models.Model):
    """An organization's own way to sign in. `app` is what allauth knows of it; `domains` are the e-mail domains whose
    people may join by it, and `role` what they are then."""

    KINDS: ClassVar = [("oidc", "OpenID Connect"), ("saml", "SAML 2.0")]

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    app = models.OneToOneField(SocialApp, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=KINDS)
    domains = models.JSONField(default=list)
    role = models.CharField(max_length=20, choices=[(role.name, role.value) for role in Role])
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["IdentityProvider"]] = scoped("organization")


_DAYS = [MinValueValidator(1), MaxValueValidator(3650)]


class Retention(models.Model):
    """For how many days an organization keeps what it could do without; None keeps it for good."""

    organization = models.OneToOneField(Organization, models.CASCADE, related_name="+")
    import_files = models.PositiveIntegerField(null=True, blank=True, default=90, validators=_DAYS)
    jobs = models.PositiveIntegerField(null=True, blank=True, default=90, validators=_DAYS)
    audit = models.PositiveIntegerField(null=True, blank=True, default=None, validators=_DAYS)

    objects: ClassVar[models.Manager["Retention"]] = scoped("organization")


class Receipt(models.Model):
    """Says that an organization was deleted, when, and how much of what; outlives it, and names no person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=120)
    organization_uid = models.UUIDField()
    asked = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
