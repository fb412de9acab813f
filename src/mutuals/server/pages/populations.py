"""Pages of populations: the list, the builder with its live preview, suggestions, order, deletion."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from mutuals.errors import BadInput
from mutuals.server.mapping import conditions
from mutuals.server.mapping.models import AccountList, Population
from mutuals.server.mapping.operations import populations as operations
from mutuals.server.mapping.operations.lists import own_list
from mutuals.server.mapping.queries import jobs as job_queries
from mutuals.server.mapping.queries import populations as queries
from mutuals.server.pages.jobs import card
from mutuals.server.pages.tenancy import page
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.roles import Permission

KINDS = tuple(value for value, _ in Population._meta.get_field("kind").choices or ())
MOST_GROUPS = 40
"""Groups, and conditions in one, that are read of a form."""


@page(Permission.READ_ACCOUNTS)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The populations, in order, and those that the data suggest."""
    own, may_write = own_list(actor.organization), actor.may(Permission.WRITE_POPULATIONS)
    shown: dict[str, Any] = {
        "account_list": own,
        "rows": [
            {"population": one, "sentence": queries.sentence(groups=one.groups)}
            for one in queries.populations(account_list=own)
        ],
        "suggestions": queries.suggestions(account_list=own) if may_write else [],
        "may_write": may_write,
    }
    job = job_queries.newest(about=str(own.pk))
    if job is not None and job.kind == "find-members" and not job.over:
        shown |= card(job, actor)
    return render(request, "populations/list.html", shown)


@page(Permission.WRITE_POPULATIONS, methods=("GET", "POST"))
def create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a population."""
    own = own_list(actor.organization)
    if request.method == "POST":
        return _save(request, actor, own, None)
    return _builder(request, own, None, {"name": "", "kind": KINDS[0]}, rows=[])


@page(Permission.WRITE_POPULATIONS, methods=("GET", "POST"))
def edit(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Change a population."""
    own = own_list(actor.organization)
    population = _population(own, pk)
    if request.method == "POST":
        return _save(request, actor, own, population)
    said = {"name": population.name, "kind": population.kind}
    return _builder(request, own, population, said, rows=conditions.rows_of(population.groups))


@page(Permission.WRITE_POPULATIONS)
def preview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How many accounts the conditions of the form take in, and the first of them."""
    own = own_list(actor.organization)
    return render(request, "populations/preview.html", {"account_list": own, **_previewed(own, _rows(request.GET))})


@page(Permission.WRITE_POPULATIONS, methods=("POST",))
def accept(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take a population that the data suggest."""
    own, kind = own_list(actor.organization), request.POST.get("kind", "")
    found = next((one for one in queries.suggestions(account_list=own) if one.kind == kind), None)
    if found is None:
        messages.error(request, "This is not suggested any more; look at what is there now.")
    else:
        wanted = operations.Wanted(name=found.kind, kind=found.kind, groups=found.groups, reason=found.reason)
        _told(request, lambda: operations.create(by=actor, account_list=own, wanted=wanted))
    return redirect("populations", actor.organization.slug)


@page(Permission.WRITE_POPULATIONS, methods=("POST",))
def move(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Move a population one place up or down."""
    population = _population(own_list(actor.organization), pk)
    operations.move(by=actor, population=population, up=request.POST.get("to") == "up")
    return redirect("populations", actor.organization.slug)


@page(Permission.WRITE_POPULATIONS, methods=("POST",))
def delete(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Delete a population."""
    population = _population(own_list(actor.organization), pk)
    operations.delete(by=actor, population=population)
    messages.success(request, f"{population.name} was deleted. Its accounts are still there.")
    return redirect("populations", actor.organization.slug)


def _save(request: HttpRequest, actor: Actor, own: AccountList, population: Population | None) -> HttpResponse:
    said = {"name": request.POST.get("name", ""), "kind": request.POST.get("kind", "")}
    rows = _rows(request.POST)
    reason = population.reason if population and rows == conditions.rows_of(population.groups) else ""
    try:
        wanted = operations.Wanted(**said, groups=_groups(rows), reason=reason)
        if population is None:
            operations.create(by=actor, account_list=own, wanted=wanted)
        else:
            operations.change(by=actor, population=population, wanted=wanted)
    except BadInput as wrong:
        return _builder(request, own, population, said, rows=rows, error=str(wrong))
    messages.success(request, f"{said['name']} was saved.")
    return redirect("populations", actor.organization.slug)


def _builder(
    request: HttpRequest,
    own: AccountList,
    population: Population | None,
    said: dict[str, str],
    *,
    rows: list[list[dict[str, str]]],
    error: str = "",
) -> HttpResponse:
    shown = {
        "account_list": own,
        "population": population,
        "said": said,
        "kinds": KINDS,
        "error": error,
        "data": {"fields": conditions.fields_of(own), "operators": conditions.operators(), "groups": rows},
        **_previewed(own, rows),
    }
    return render(request, "populations/builder.html", shown, status=422 if error else 200)


def _previewed(own: AccountList, rows: list[list[dict[str, str]]]) -> dict[str, Any]:
    """The preview, or what is wrong with the conditions."""
    if not rows:
        return {"preview": None, "wrong": ""}
    try:
        return {"preview": queries.preview(account_list=own, groups=_groups(rows)), "wrong": ""}
    except BadInput as wrong:
        return {"preview": None, "wrong": str(wrong)}


def _rows(said: QueryDict) -> list[list[dict[str, str]]]:
    """The conditions of the form as texts, group by group."""
    groups = []
    for group in range(MOST_GROUPS):
        rows = []
        for row in range(MOST_GROUPS):
            name = f"condition-{group}-{row}"
            if f"{name}-field" in said:
                rows.append({part: said.get(f"{name}-{part}", "") for part in ("field", "operator", "value", "until")})
        if rows:
            groups.append(rows)
    return groups


def _groups(rows: list[list[dict[str, str]]]) -> list[list[dict[str, Any]]]:
    return [[conditions.condition(**one, where="This filter") for one in group] for group in rows]


def _population(account_list: AccountList, pk: int) -> Population:
    found = queries.population(account_list=account_list, pk=pk)
    if found is None:
        raise Http404
    return found


def _told(request: HttpRequest, act: Any) -> None:
    try:
        act()
    except BadInput as wrong:
        messages.error(request, str(wrong))
