"""`mutuals up` and `mutuals worker`: the server in a browser, and further processes that carry out its jobs."""

import os
import socket
from pathlib import Path
from typing import Annotated

import typer

from mutuals.errors import TryAgain

Data = Annotated[Path | None, typer.Option(metavar="FOLDER", help="The data folder; MUTUALS_DATA says it, too.")]
Database = Annotated[
    str, typer.Option(metavar="URL", help="postgres://…; without it the embedded one. MUTUALS_DATABASE says it, too.")
]


class PortTaken(TryAgain):
    """Something else listens at the port. The person stops it, or names another port."""


def up(
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65_535, help="Where to listen.")] = 8000,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="At which address of this machine.")] = "127.0.0.1",
    data: Data = None,
    database: Database = "",
    jobs: Annotated[bool, typer.Option("--jobs/--no-jobs", help="Carry out jobs in this process, too.")] = True,
) -> None:
    """Start the server: brings its database to this version, serves pages and API, and carries out jobs."""
    from mutuals.server.start import migrate, serve, set_up

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"nothing can listen at {host}:{port} ({error.strerror}); name another with --port"
            ) from error
    set_up(_settings(data, database, port))
    done = migrate()
    if done:
        typer.echo(f"The database is at this version now ({done} migrations).")
    _tell(host, port)
    serve(host=host, port=port, works=jobs)


def worker(
    name: Annotated[
        str, typer.Option(metavar="NAME", help="What this worker is called; each has a name of its own.")
    ] = "",
    data: Data = None,
    database: Database = "",
) -> None:
    """Carry out the jobs of a server on PostgreSQL in a process of its own."""
    from mutuals.server.start import check_version, set_up, work

    set_up(_settings(data, database, 0))
    check_version()
    called = name or f"{socket.gethostname()}-{os.getpid()}"
    typer.echo(f"Worker {called} takes up jobs. Ctrl-C stops it.")
    work(called)


def _settings(data: Path | None, database: str, port: int) -> dict[str, str]:
    """What the options say, as settings."""
    said = {}
    if data is not None:
        said["MUTUALS_DATA"] = str(data)
    if database:
        said["MUTUALS_DATABASE"] = database
    if port and "MUTUALS_ADDRESS" not in os.environ:
        said["MUTUALS_ADDRESS"] = f"http://localhost:{port}"
    return said


def _tell(host: str, port: int) -> None:
    from django.conf import settings

    from mutuals.server.tenants.queries import is_new

    address = settings.ENVIRONMENT.address
    typer.echo(f"Mutuals is at {address} (listening at {host}:{port}); its data are in {settings.DATA}")
    if is_new():
        typer.echo("Open it to name your organization and its admin.")
    else:
        typer.echo("Sign in with your e-mail address. Ctrl-C stops the server.")
