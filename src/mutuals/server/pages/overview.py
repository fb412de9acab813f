"""The first page of an organization: what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mutuals.server.pages.tenancy import page
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.roles import Permission


@page(Permission.READ_MAP)
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What there is, and the next step."""
    return render(request, "overview.html", {"organization": actor.organization})
