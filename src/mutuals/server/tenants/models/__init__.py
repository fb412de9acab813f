"""The tables of organizations, people, tokens, sign-in, audit and jobs: columns and constraints, no rules."""

from mutuals.server.tenants.models.governance import IdentityProvider, Receipt, Retention
from mutuals.server.tenants.models.jobs import Job, Progress, WorkerLife
from mutuals.server.tenants.models.people import (
    ApiToken,
    AuditEntry,
    Membership,
    Organization,
    PersonInvitation,
    User,
    Users,
)

__all__ = [
    "ApiToken",
    "AuditEntry",
    "IdentityProvider",
    "Job",
    "Membership",
    "Organization",
    "PersonInvitation",
    "Progress",
    "Receipt",
    "Retention",
    "User",
    "Users",
    "WorkerLife",
]
