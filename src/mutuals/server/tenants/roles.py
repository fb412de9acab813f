"""What each role may do: one table. Pages, API and jobs ask `may` and nothing else.

To change what a role may do, move a word in `ROLES`; a new permission is a line in `Permission`.
"""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """One thing that somebody may or may not do in an organization; the value is the sentence that people read."""

    READ_ACCOUNTS = "See accounts, opportunities and populations"
    EXPORT = "Export lists within the policy"
    WRITE_ACCOUNTS = "Import, change and delete accounts and opportunities"
    WRITE_POPULATIONS = "Make and change populations"
    READ_MAP = "See overlaps, the matrix and what partners share"
    RUN_MAP = "Start a mapping"
    JUDGE = "Confirm and reject matches"
    MANAGE_PARTNERS = "Invite and revoke partners"
    WRITE_SHARING = "Change what partners may see"
    READ_LEDGER = "See what was shown to whom"
    READ_AUDIT = "See and export the audit log"
    MANAGE_PEOPLE = "Invite people, change their roles, remove them"
    MANAGE_TOKENS = "Make and revoke API tokens of one's own"
    MANAGE_ORGANIZATION = "Change, export and delete the organization; sign-in, retention, backup"


class Role(StrEnum):
    """What somebody is in an organization; the value is what people read."""

    ADMIN = "Admin"
    PARTNER_MANAGER = "Partner manager"
    SELLER = "Seller"
    ANALYST = "Analyst"
    PARTNER_USER = "Partner user"


_P = Permission
_SEE = {_P.READ_ACCOUNTS, _P.READ_MAP}

ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.PARTNER_MANAGER: frozenset(Permission) - {_P.MANAGE_PEOPLE, _P.MANAGE_ORGANIZATION, _P.READ_AUDIT},
    Role.SELLER: frozenset({*_SEE, _P.JUDGE, _P.MANAGE_TOKENS}),
    Role.ANALYST: frozenset({*_SEE, _P.EXPORT, _P.READ_LEDGER, _P.MANAGE_TOKENS}),
    # Somebody of a partner's, in a portal under this organization's name: sees what is shared with the partner alone.
    Role.PARTNER_USER: frozenset(),
}
"""Role → what it may do."""

SENTENCES: Mapping[Role, str] = {
    Role.ADMIN: "Runs the organization: people, sign-in, retention, and everything else.",
    Role.PARTNER_MANAGER: "Owns partners: data in, populations, sharing, maps.",
    Role.SELLER: "Works accounts: sees the map and judges matches.",
    Role.ANALYST: "Reads and exports; changes nothing.",
    Role.PARTNER_USER: "Belongs to a partner: sees what is shared with it, and nothing else.",
}
"""What each role is for, in a sentence."""


def may(role: Role, permission: Permission) -> bool:
    """Whether somebody of this role may do this."""
    return permission in ROLES[role]
