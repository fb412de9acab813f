"""The tables of organizations, people, tokens, audit and jobs: columns and constraints, no rules."""

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
    "Job",
    "Membership",
    "Organization",
    "PersonInvitation",
    "Progress",
    "User",
    "Users",
    "WorkerLife",
]
