"""The page of data quality: what to mend so that more accounts match, and the rows as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mutuals.server.mapping.operations import quality as operations
from mutuals.server.mapping.operations.lists import own_list
from mutuals.server.mapping.queries import jobs as job_queries
from mutuals.server.mapping.queries import quality as queries
from mutuals.server.pages.jobs import card
from mutuals.server.pages.tenancy import page
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.roles import Permission

TONES = {"problem": "error", "warning": "warning", "hint": "info"}


@page(Permission.READ_ACCOUNTS)
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was found when the list was last looked at."""
    own = own_list(actor.organization)
    report = queries.report(account_list=own)
    found = queries.findings(account_list=own, report=report) if report else []
    shown: dict[str, Any] = {
        "account_list": own,
        "report": report,
        "stale": report is not None and queries.is_stale(account_list=own, report=report),
        "findings": [{"found": one, "tone": TONES[one.severity]} for one in found],
        "may_write": actor.may(Permission.WRITE_ACCOUNTS),
        "may_export": actor.may(Permission.EXPORT),
    }
    job = job_queries.newest(about=str(own.pk))
    if job is not None and job.kind == "check-quality" and not (job.over and job.state == "done"):
        shown |= card(job, actor)
    return render(request, "quality/show.html", shown)


@page(Permission.WRITE_ACCOUNTS, methods=("POST",))
def check(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001  every view has it
    """Look again."""
    operations.check(by=actor, account_list=own_list(actor.organization))
    return redirect("quality", actor.organization.slug)


@page(Permission.EXPORT)
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every row of every finding, or of one kind, as a CSV file."""
    own = own_list(actor.organization)
    if queries.report(account_list=own) is None:
        raise Http404
    content = queries.findings_csv(account_list=own, kind=request.GET.get("kind", ""))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{actor.organization.slug}-data-quality.csv"'
    return answer
