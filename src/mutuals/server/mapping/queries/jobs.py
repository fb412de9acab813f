"""Reads of jobs."""

from uuid import UUID

from mutuals.server.jobs import KINDS
from mutuals.server.tenants.models import Job, Progress


def job(*, pk: UUID | str) -> Job | None:
    """The job, None where the organization has no such."""
    return Job.objects.filter(pk=pk).first()


def newest(*, about: UUID | str) -> Job | None:
    """The newest job that works on something."""
    return Job.objects.filter(about=str(about)).order_by("-created").first()


def progress(*, job: Job) -> tuple[str, float]:
    """What a job is doing, and the share of it done, 0 to 1."""
    now = Progress.objects.filter(job=job.pk).first()
    if now is not None:
        return now.step, now.share
    return ("Waiting for its turn", 0.0) if job.state == "queued" else ("", 1.0 if job.over else 0.0)


def title(*, job: Job) -> str:
    """What people call a job of this kind."""
    return KINDS[job.kind].title
