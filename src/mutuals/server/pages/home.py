"""The way in: to one's organization, to signing in, or to the first run."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from mutuals.server.tenants import queries


def home(request: HttpRequest) -> HttpResponse:
    """Where somebody who names no page wants to go."""
    if queries.is_new():
        return redirect("first-run")
    return _own_home(request)


@login_required
def _own_home(request: HttpRequest) -> HttpResponse:
    mine = queries.memberships_of(user=request.user)
    if len(mine) == 1:
        return redirect("organization-home", organization=mine[0].organization.slug)
    return render(request, "organizations.html", {"memberships": mine})


def health(_request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: whether its database answers."""
    queries.is_new()
    return JsonResponse({"status": "ok"})
