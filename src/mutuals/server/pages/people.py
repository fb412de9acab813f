"""The page of people: who belongs to the organization, in which role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mutuals.server.pages.tenancy import page
from mutuals.server.tenants import queries
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.roles import SENTENCES, Permission


@page(Permission.MANAGE_PEOPLE)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who belongs here."""
    shown = {
        "members": queries.members_of(organization=actor.organization),
        "roles": [{"label": role.value, "value": sentence} for role, sentence in SENTENCES.items()],
    }
    return render(request, "people/list.html", shown)
