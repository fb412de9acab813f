"""The page of the audit log: every write, who, what, when, from where; filtered, and as a file."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from mutuals.server.pages.tenancy import page
from mutuals.server.tenants import queries
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.roles import Permission


@page(Permission.READ_AUDIT)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001  every view has it
    """The entries, newest first."""
    search, action = request.GET.get("search", "")[:200], request.GET.get("action", "")[:60]
    entries = Paginator(queries.audit(search=search, action=action), 50)
    shown = {
        "page": entries.get_page(request.GET.get("page")),
        "search": search,
        "action": action,
        "actions": queries.audit_actions(),
    }
    return render(request, "audit/list.html", shown)


@page(Permission.READ_AUDIT)
def export(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:  # noqa: ARG001  every view has it
    """The whole log as a CSV file."""
    answer = StreamingHttpResponse(
        queries.audit_csv(organization=actor.organization), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{actor.organization.slug}-audit.csv"'
    return answer
