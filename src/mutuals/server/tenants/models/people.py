"""Organizations, people, tokens and audit."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from mutuals.server.tenants.roles import Role
from mutuals.server.tenants.scoping import scoped


class Users(BaseUserManager["User"]):
    """People, by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "User":
        """A new person; without a password they sign in by another way."""
        user = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        """The person with this address, in any case of letters."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person. What they may do follows from their memberships; there is no superuser."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Users()

    class Meta:
        """One person an address, in any case of letters."""

        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_user_an_address")]

    def __str__(self) -> str:
        """What people read."""
        return self.name or self.email


class Organization(models.Model):
    """A tenant: whose accounts, partners and maps these are. `slug` is its name in addresses; `closed` says since when
    it is being deleted, and nobody may enter."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    domain = models.CharField(max_length=253, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    require_mfa = models.BooleanField(default=False)
    closed = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """What people read."""
        return self.name


class Membership(models.Model):
    """A person in an organization, in one role."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.name, role.value) for role in Role])
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One role a person and organization."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "user"], name="one_membership")]

    @property
    def held(self) -> Role:
        """The role."""
        return Role[self.role]


class PersonInvitation(models.Model):
    """Somebody who was asked to join an organization; the link's secret is kept as a hash alone."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=[(role.name, role.value) for role in Role])
    secret = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["PersonInvitation"]] = scoped("organization")


class ApiToken(models.Model):
    """A token for the API: of a person in an organization, with scopes and an end; kept as a hash alone."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    start = models.CharField(max_length=12)
    secret = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ApiToken"]] = scoped("organization")


class AuditEntry(models.Model):
    """One write: who, what, on what, when, from where. Never changed; it goes when its organization does."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.CharField(max_length=254)
    via = models.CharField(max_length=20)
    address = models.GenericIPAddressField(null=True, blank=True)
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=200)
    details = models.JSONField(default=dict)

    objects: ClassVar[models.Manager["AuditEntry"]] = scoped("organization")

    class Meta:
        """Newest first, page by page."""

        indexes: ClassVar = [models.Index(fields=["organization", "-id"], name="audit_newest")]
