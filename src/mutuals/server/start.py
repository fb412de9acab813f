"""Starting a server: its settings checked, its database brought to this version, pages and jobs in one process."""

import os
import threading
from collections.abc import Mapping

from mutuals.errors import TryAgain

SETTINGS = "mutuals.server.settings"


class DatabaseAway(TryAgain):
    """The database does not answer, or refuses us. The person looks at it and at MUTUALS_DATABASE, and starts again."""


def set_up(settings: Mapping[str, str]) -> None:
    """Django with these settings over those of the environment. Raises `WrongSetting`."""
    os.environ.update(settings)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from mutuals.server.environment import read_environment

    read_environment()
    import django

    django.setup()


def migrate() -> int:
    """Bring the databases to this version; gives how many migrations that took. Raises `DatabaseAway`.

    Each migration is one transaction: one that fails leaves its database as it was before it.
    """
    from django.core.management import call_command

    due = _due()
    for alias in due:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    if due:
        call_command("createcachetable", verbosity=0)
    return sum(due.values())


class OtherVersion(TryAgain):
    """The database is not at this version of Mutuals. The person starts `mutuals up`, which brings it there, first."""


def check_version() -> None:
    """Raises `OtherVersion` where migrations are due, `DatabaseAway` where the database does not answer."""
    if _due():
        raise OtherVersion("The database is not at this version of Mutuals yet; start `mutuals up` first.")


def _due() -> dict[str, int]:
    """How many migrations are due, by connection that has any. Raises `DatabaseAway`."""
    from django.db import OperationalError, connections
    from django.db.migrations.executor import MigrationExecutor

    from mutuals.server.databases import PROGRESS

    due = {}
    try:
        for alias in ("default", PROGRESS):
            executor = MigrationExecutor(connections[alias])
            due[alias] = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except OperationalError as error:
        raise DatabaseAway(f"The database cannot be reached ({str(error).strip().splitlines()[0]}).") from error
    return {alias: count for alias, count in due.items() if count}


def serve(*, host: str, port: int, works: bool) -> None:
    """Serve pages and API until stopped; carry out jobs, too, if it `works`."""
    import uvicorn

    worker = threading.Thread(target=_work, args=("embedded",), name="worker", daemon=True)
    if works:
        worker.start()
    try:
        uvicorn.run(
            "mutuals.server.asgi:application",
            host=host,
            port=port,
            log_level="warning",
            lifespan="off",
            server_header=False,
            forwarded_allow_ips="*" if _proxies() else "127.0.0.1",
        )
    finally:
        _stop.set()
        if works:
            worker.join(timeout=10)


def work(name: str) -> None:
    """Carry out jobs until stopped, in a process of its own."""
    try:
        _work(name)
    except KeyboardInterrupt:
        _stop.set()


_stop = threading.Event()


def _work(name: str) -> None:
    from mutuals.server.worker import Worker  # DBOS takes seconds to import: pages are served meanwhile

    worker = Worker(name)
    worker.start()
    try:
        _stop.wait()
    finally:
        worker.stop()


def _proxies() -> int:
    from django.conf import settings

    return int(settings.ENVIRONMENT.trusted_proxies)
