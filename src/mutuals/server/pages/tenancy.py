"""The way into an organization's pages: who is no member gets 404, and queries see this organization alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django_scopes import scope

from mutuals.server.tenants.actors import Actor, MayNot, actor_of
from mutuals.server.tenants.models import Membership, User
from mutuals.server.tenants.roles import Permission
from mutuals.server.tenants.sso import reach_of_session

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]


def page(
    needs: Permission, *, methods: tuple[str, ...] = ("GET",)
) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """A view of an organization's page: called with request and actor, for members who may do what it `needs`."""

    def made(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @never_cache
        @wraps(view)
        def respond(request: HttpRequest, organization: str, **more: Any) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            member = _member(request.user, organization)  # before anything else: a stranger learns not even this much
            if request.method not in {*methods, "HEAD"}:
                return HttpResponseNotAllowed(methods)
            if member.organization.require_mfa and not is_mfa_enabled(request.user):
                return redirect("mfa_index")
            reach = reach_of_session(request, request.user)
            if reach not in {None, member.organization_id}:
                return render(request, "errors/403.html", {"sentence": _ELSEWHERE}, status=403)
            actor = actor_of(member, address=request.META.get("REMOTE_ADDR", ""))
            request.actor = actor  # type: ignore[attr-defined]  # what the page's frame shows
            try:
                with scope(organization=member.organization):
                    actor.require(needs)
                    return view(request, actor, **more)
            except MayNot as error:
                return render(request, "errors/403.html", {"sentence": str(error)}, status=403)

        respond.needs = needs  # type: ignore[attr-defined]  # for the test that goes through the table of addresses
        return respond

    return made


_ELSEWHERE = "The provider that you signed in by opens its own organization alone. Sign out, and in with your password."


def _member(user: User, slug: str) -> Membership:
    found = (
        Membership.objects.select_related("organization", "user")
        .filter(user=user, organization__slug=slug, organization__closed=None)
        .first()
    )
    if found is None:
        raise Http404
    return found
