"""What the frame of every page shows: who is signed in where, and which parts of the house they may enter."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from mutuals.server.tenants import queries
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.roles import Permission


@dataclass(frozen=True)
class Entry:
    """One entry of the sidebar: shown to who may do what it `needs`; current on pages whose name begins with `own`."""

    section: str
    label: str
    page: str
    icon: str
    needs: Permission
    own: str


_P = Permission
ENTRIES: tuple[Entry, ...] = (
    Entry("", "Overview", "organization-home", "overview", _P.READ_MAP, "organization-home"),
    Entry("Data", "Accounts", "accounts", "accounts", _P.READ_ACCOUNTS, "account"),
    Entry("Data", "Opportunities", "opportunities", "opportunities", _P.READ_ACCOUNTS, "opportunit"),
    Entry("Data", "Populations", "populations", "populations", _P.READ_ACCOUNTS, "population"),
    Entry("Data", "Imports", "imports", "imports", _P.READ_ACCOUNTS, "import"),
    Entry("Data", "Data quality", "quality", "data-quality", _P.READ_ACCOUNTS, "quality"),
    Entry("Partners", "Partners", "partners", "partners", _P.READ_MAP, "partner"),
    Entry("Settings", "People", "people", "people", _P.MANAGE_PEOPLE, "people"),
    Entry("Settings", "Sign-in", "sign-in", "sign-in", _P.MANAGE_ORGANIZATION, "sign-in"),
    Entry("Settings", "API tokens", "tokens", "tokens", _P.MANAGE_TOKENS, "token"),
    Entry("Settings", "Audit log", "audit", "audit", _P.READ_AUDIT, "audit"),
    Entry(
        "Settings", "Organization", "organization-settings", "organization", _P.MANAGE_ORGANIZATION, "organization-s"
    ),
)
"""The sidebar. A new page adds its line here."""


def chrome(request: HttpRequest) -> dict[str, Any]:
    """`actor`, `organization`, `navigation` and `organizations` of an organization's page; nothing elsewhere."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None}
    here = request.resolver_match.url_name if request.resolver_match else ""
    sections: dict[str, list[dict[str, Any]]] = {}
    for entry in ENTRIES:
        if actor.may(entry.needs):
            sections.setdefault(entry.section, []).append(_item(entry, actor, here or ""))
    return {
        "actor": actor,
        "organization": actor.organization,
        "navigation": [{"section": section, "items": items} for section, items in sections.items()],
        "organizations": [
            {
                "name": one.organization.name,
                "url": reverse("organization-home", args=[one.organization.slug]),
                "current": one.organization == actor.organization,
            }
            for one in queries.memberships_of(user=actor.user)
        ],
    }


def _item(entry: Entry, actor: Actor, here: str) -> dict[str, Any]:
    return {
        "label": entry.label,
        "url": reverse(entry.page, args=[actor.organization.slug]),
        "icon": entry.icon,
        "current": here.startswith(entry.own),
    }
