"""What the frame of every page shows: who is signed in where, and which parts of the house they may enter."""

from typing import Any

from django.http import HttpRequest

from mutuals.server.tenants.actors import Actor


def chrome(request: HttpRequest) -> dict[str, Any]:
    """`actor` of an organization's page, None elsewhere."""
    actor: Actor | None = getattr(request, "actor", None)
    return {"actor": actor, "organization": actor.organization if actor else None}
