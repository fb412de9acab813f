"""Runs a command beside a PostgreSQL of its own, thrown away afterwards: `python -m tests.postgres COMMAND …`.

The command finds it in MUTUALS_TEST_DATABASE. Where PostgreSQL's programs are not installed nothing is run; in CI that
is an error.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

USER = "mutuals"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, None where PostgreSQL is not installed."""
    known = shutil.which("initdb")
    folders = [Path(known).parent] if known else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return folders[0] if folders else None


def beside(command: list[str], binaries: Path) -> int:
    """The exit code of `command`, run beside a PostgreSQL."""
    with (
        tempfile.TemporaryDirectory(prefix="mutuals-postgres-") as name,
        socket.create_server(("127.0.0.1", 0)) as free,
    ):
        port, folder = free.getsockname()[1], Path(name)
        free.close()
        account = _account(folder)
        data = folder / "data"
        _as(
            account,
            [binaries / "initdb", "-D", data, "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync"],
        )
        options = f"-p {port} -k {folder} -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        _as(account, [binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"])
        try:
            database = f"postgres://{USER}@127.0.0.1:{port}/postgres"
            return subprocess.run(
                command, env={**os.environ, "MUTUALS_TEST_DATABASE": database}, check=False
            ).returncode
        finally:
            _as(account, [binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])


def _account(folder: Path) -> int | None:
    """Who runs the server: PostgreSQL refuses to be run by root, so somebody else then, who is given the folder."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    account = known.get("postgres", known["nobody"])
    os.chown(folder, account, -1)
    return account


def _as(account: int | None, command: list[object]) -> None:
    quiet = subprocess.DEVNULL
    subprocess.run(list(map(str, command)), user=account, cwd="/", stdin=quiet, stdout=quiet, check=True)


def main() -> int:
    """Run what the command line says."""
    binaries = programs()
    if binaries is None:
        sys.stderr.write("PostgreSQL is not installed: nothing was tried on it\n")
        return 1 if os.environ.get("CI") else 0
    return beside(sys.argv[1:], binaries)


if __name__ == "__main__":
    sys.exit(main())
