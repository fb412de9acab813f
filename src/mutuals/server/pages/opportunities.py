"""Pages of opportunities: the list, and the list as a file."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from mutuals.server.mapping.operations.lists import own_list
from mutuals.server.mapping.queries import opportunities as queries
from mutuals.server.mapping.queries.accounts import MOST_ROWS, NoSuchOrder
from mutuals.server.pages.tenancy import page
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.roles import Permission

STATES = (("open", "Open"), ("won", "Won"), ("lost", "Lost"), ("closed", "Closed"))


@page(Permission.READ_ACCOUNTS)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The opportunities, searched, filtered and sorted."""
    own, said = own_list(actor.organization), request.GET
    number = said.get("page", "1")
    wanted: dict[str, Any] = {
        "search": said.get("search", "")[:200],
        "state": said.get("state", ""),
        "number": int(number) if number.isdecimal() and len(number) < 7 else 1,
    }
    try:
        found = queries.opportunities_page(account_list=own, sort=said.get("sort") or "-close_date", **wanted)
    except NoSuchOrder:
        found = queries.opportunities_page(account_list=own, **wanted)
    shown = {
        "account_list": own,
        "rows": found.rows,
        "amounts": found.amounts,
        "page": Paginator(range(min(found.total, MOST_ROWS)), queries.SIZE).get_page(found.number),
        "state": wanted["state"],
        "states": STATES,
        "may_write": actor.may(Permission.WRITE_ACCOUNTS),
        "may_export": actor.may(Permission.EXPORT),
    }
    return render(request, "opportunities/list.html", shown)


@page(Permission.EXPORT)
def export(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:  # noqa: ARG001  every view has it
    """All opportunities as a CSV file."""
    content = queries.opportunities_csv(account_list=own_list(actor.organization))
    answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{actor.organization.slug}-opportunities.csv"'
    return answer
