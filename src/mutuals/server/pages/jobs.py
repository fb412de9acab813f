"""The card of a job, polled while it runs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mutuals.server.mapping.queries import jobs as queries
from mutuals.server.pages.tenancy import page
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import Job
from mutuals.server.tenants.roles import Permission


@page(Permission.READ_ACCOUNTS)
def show(request: HttpRequest, actor: Actor, pk: str) -> HttpResponse:
    """The card alone; once the job is over the page around it is asked to come anew."""
    job = queries.job(pk=pk)
    if job is None:
        raise Http404
    answer = render(request, "jobs/card.html", card(job, actor))
    if job.over:
        answer["HX-Refresh"] = "true"
    return answer


def card(job: Job, actor: Actor) -> dict[str, Any]:
    """What the card shows."""
    step, share = queries.progress(job=job)
    return {
        "job": job,
        "job_title": queries.title(job=job),
        "job_state": {"queued": "waiting"}.get(job.state, job.state),
        "job_step": step,
        "job_percent": round(100 * share),
        "job_poll": reverse("job", args=[actor.organization.slug, job.pk]),
    }
