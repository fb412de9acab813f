"""Background work: kinds of job as tables of steps, and how one is started. `worker.py` carries it out.

A job is a row that its starter writes in the same transaction as what it is about, so that neither is there without
the other. A step is a function of the job and of what the steps before left (a small dict of plain values); it may be
run again after a kill, so it must come to the same end when some or all of it has happened already.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django_scopes import scope

from mutuals.errors import MutualsError
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import Job, Progress

State = dict[str, Any]
"""What steps hand on: plain values that JSON can hold; large things lie in files that it names."""

Tell = Callable[[str, float], None]
"""Called with what a step is doing and the share of the step done, 0 to 1."""

Step = Callable[[Job, State, Tell], State]


@dataclass(frozen=True)
class JobKind:
    """One kind of job: its name, what people read, its steps with what each counts in the whole, and what is done to
    what it is about when it fails (given the sentence)."""

    name: str
    title: str
    steps: tuple[tuple[Step, float], ...]
    failed: Callable[[Job, str], None] = lambda _job, _sentence: None


KINDS: dict[str, JobKind] = {}
"""Every kind of job by name; `register` adds one."""


def register(kind: JobKind) -> JobKind:
    """Add a kind of job."""
    KINDS[kind.name] = kind
    return kind


def start(kind: str, *, by: Actor, about: str = "", arguments: Mapping[str, Any] | None = None) -> Job:
    """A new job for a worker to take up, in the caller's transaction."""
    return Job.objects.create(
        organization=by.organization,
        kind=KINDS[kind].name,
        about=about,
        arguments=dict(arguments or {}),
        created_by=by.user,
    )


def follow(job: Job, kind: str, *, about: str) -> Job:
    """A new job that another leaves behind, in the caller's transaction."""
    return Job.objects.create(
        organization=job.organization, kind=KINDS[kind].name, about=about, created_by=job.created_by
    )


def begin(job: Job) -> None:
    """Mark that a worker has taken the job up; a second time changes nothing."""
    Job.objects.filter(pk=job.pk, state="queued").update(state="running", started=timezone.now())


def run_step(job: Job, number: int, state: State) -> State:
    """Carry out one step of the job, in its organization's scope."""
    kind = KINDS[job.kind]
    weights = [weight for _, weight in kind.steps]
    before, whole = sum(weights[:number]), sum(weights)

    def tell(doing: str, share: float) -> None:
        done = (before + weights[number] * min(1.0, max(0.0, share))) / whole
        Progress.objects.update_or_create(job=job.pk, defaults={"step": doing[:200], "share": done})

    with scope(organization=job.organization):
        return kind.steps[number][0](job, state, tell)


def finish(job: Job, state: State) -> None:
    """Mark that the job is done; `state` may hold the numbers of its summary under "result"."""
    _end(job, state="done", result=state.get("result", {}))


def sentence_of(error: BaseException) -> str:
    """What people are told of an error: its own sentence, or that it is a defect of ours."""
    return str(error) if isinstance(error, MutualsError) else f"A defect of Mutuals: {type(error).__name__}."


def fail(job: Job, sentence: str) -> None:
    """Mark that the job has failed, with a sentence for people, and do what its kind asks."""
    with scope(organization=job.organization):
        KINDS[job.kind].failed(job, sentence)
    _end(job, state="failed", error=sentence)


def run_now(job: Job) -> Job:
    """Carry out the whole job in this process, at once: for tests and commands."""
    begin(job)
    state: State = {}
    try:
        for number in range(len(KINDS[job.kind].steps)):
            state = run_step(job, number, state)
    except Exception as error:
        fail(job, sentence_of(error))
        raise
    finish(job, state)
    job.refresh_from_db()
    return job


def _end(job: Job, **changes: Any) -> None:
    unended = Job.objects.filter(pk=job.pk, state__in=["queued", "running"])
    unended.update(finished=timezone.now(), share=1.0, **changes)
    Progress.objects.filter(job=job.pk).delete()
