"""The worker: takes jobs up and carries them out step by step, through kills and restarts. Alone knows DBOS.

A job is a DBOS workflow of the same id, so that one handed over twice runs once. DBOS keeps what each step gave; after
a `kill -9` the step that was under way is run again and those before it are not. Each worker shows signs of life;
whoever finds one without takes over what it left.
"""

import logging
import threading
from datetime import timedelta
from typing import Any

from dbos import DBOS, DBOSConfig, SetWorkflowID
from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone
from django_scopes import scopes_disabled

from mutuals.errors import TryAgain
from mutuals.server import jobs
from mutuals.server.governance.retention import start_due
from mutuals.server.tenants.models import Job, WorkerLife

log = logging.getLogger("mutuals.worker")

QUEUE = "jobs"
POLL_SECONDS = 0.2
LIFE_SECONDS = 10.0
NIGHTLY_SECONDS = 600.0
"""How often a worker looks whether the nightly jobs have begun."""

DEAD_AFTER = timedelta(seconds=60)
"""A worker that gave no sign of life for so long is taken for dead."""

MOST_AT_ONCE = 2
"""Jobs that one worker carries out side by side."""


@DBOS.step(name="begin")
def _begin(job_id: str) -> int:
    """Take the job up; gives how many steps it has."""
    with scopes_disabled():
        job = Job.objects.filter(pk=job_id).first()
        if job is None:  # its organization was deleted before it began
            return 0
        jobs.begin(job)
    return len(jobs.KINDS[job.kind].steps)


@DBOS.step(
    name="step",
    retries_allowed=True,
    max_attempts=4,
    interval_seconds=2,
    should_retry=lambda e: isinstance(e, TryAgain),
)
def _step(job_id: str, number: int, state: jobs.State) -> jobs.State:
    with scopes_disabled():
        job = Job.objects.select_related("organization").filter(pk=job_id).first()
    if job is None:  # a step before, or this one before a kill, deleted its organization
        return {}
    return jobs.run_step(job, number, state)


@DBOS.step(name="end")
def _end(job_id: str, state: jobs.State) -> None:
    with scopes_disabled():
        if job := Job.objects.filter(pk=job_id).first():
            jobs.finish(job, state)


@DBOS.step(name="fail")
def _fail(job_id: str, error: str) -> None:
    with scopes_disabled():
        if job := Job.objects.select_related("organization").filter(pk=job_id).first():
            jobs.fail(job, error)


@DBOS.workflow(name="job")
def _job(job_id: str) -> None:
    """One job from beginning to end."""
    try:
        state: jobs.State = {}
        for number in range(_begin(job_id)):
            state = _step(job_id, number, state)
        _end(job_id, state)
    except Exception as error:
        log.exception("job %s failed", job_id)
        _fail(job_id, jobs.sentence_of(error))
    finally:
        connections.close_all()


class Worker:
    """One worker of this process, in threads of its own."""

    def __init__(self, name: str) -> None:
        """`name` is the same after a restart where nobody else may have it meanwhile."""
        self.name = name
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to take jobs up; goes on with those that an earlier process of this name left."""
        logging.getLogger("dbos").setLevel(logging.ERROR)
        DBOS(config=_config(self.name))
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=MOST_AT_ONCE, polling_interval_sec=POLL_SECONDS)
        loops = ((self._hand_over, POLL_SECONDS), (self._live, LIFE_SECONDS), (self._nightly, NIGHTLY_SECONDS))
        for loop, seconds in loops:
            thread = threading.Thread(target=self._again, args=(loop, seconds), name=loop.__name__, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Take up nothing more. A step that is under way is left to the next process."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=5)
        WorkerLife.objects.filter(name=self.name).delete()
        DBOS.destroy(workflow_completion_timeout_sec=0)

    def _again(self, work: Any, seconds: float) -> None:
        while not self._stop.wait(seconds):
            try:
                close_old_connections()
                with scopes_disabled():
                    work()
            except Exception:
                log.exception("worker %s: %s failed; it is tried again", self.name, work.__name__)

    def _hand_over(self) -> None:
        """Jobs that were written down and not handed to DBOS yet."""
        for job_id in Job.objects.filter(state="queued").order_by("created").values_list("pk", flat=True)[:20]:
            with SetWorkflowID(str(job_id)):
                DBOS.enqueue_workflow(QUEUE, _job, str(job_id))

    def _nightly(self) -> None:
        """What is done once a night for every organization."""
        start_due()

    def _live(self) -> None:
        """Show a sign of life, and take over what workers without one left."""
        WorkerLife.objects.update_or_create(name=self.name, defaults={"seen": timezone.now()})
        dead = WorkerLife.objects.filter(seen__lt=timezone.now() - DEAD_AFTER).exclude(name=self.name)
        for life in dead:
            for workflow in DBOS.list_workflows(status="PENDING", executor_id=life.name, load_input=False):
                log.warning("worker %s is dead; %s goes on here", life.name, workflow.workflow_id)
                DBOS.resume_workflow(workflow.workflow_id)
            life.delete()


def _config(name: str) -> DBOSConfig:
    environment = settings.ENVIRONMENT
    url = environment.database or f"sqlite:///{settings.DATA / 'jobs.sqlite3'}"
    return {
        "name": "mutuals",
        "system_database_url": url,
        "executor_id": name,
        "application_version": "1",
        "log_level": "ERROR",
    }
