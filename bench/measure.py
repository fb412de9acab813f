"""Whole processes measured: CPU seconds of user and system, peak memory, wall-clock seconds."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """What one process took."""

    cpu_seconds: float
    wall_seconds: float
    peak_megabytes: float


@dataclass(frozen=True)
class Measured(Usage):
    """What one process took, and the figures that it printed."""

    said: dict[str, float]


class Failed(Exception):
    """A measured process did not end well; the message is the end of what it said."""


def run(command: list[str], *, threads: int = 1) -> Usage:
    """Run `command` to its end with `threads` for everything that asks; raises `Failed`."""
    settings = dict.fromkeys(
        ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads)
    )
    # Empty is unset: modules are compiled once and kept, as for whoever runs the command, not anew in each process.
    settings["PYTHONDONTWRITEBYTECODE"] = ""
    with tempfile.TemporaryFile() as said, tempfile.NamedTemporaryFile("r") as took:
        launch = [sys.executable, "-S", str(Path(__file__).parent / "launch.py"), took.name, *command]
        subprocess.run(launch, stdout=said, stderr=subprocess.STDOUT, env=os.environ | settings, check=True)
        used = json.load(took)
        if used["code"]:
            said.seek(0)
            tail = said.read()[-2000:].decode(errors="replace")
            raise Failed(f"{' '.join(command)} ended with {used['code']}:\n{tail}")
    return Usage(used["cpu"], used["wall"], megabytes(used["peak"]))


def reporting(command: list[str], *, threads: int = 1) -> Measured:
    """As `run`, of a command that prints its own figures as a JSON object."""
    with tempfile.NamedTemporaryFile("r") as out:
        usage = run(["/bin/sh", "-c", 'exec "$@" >"$0"', out.name, *command], threads=threads)
        return Measured(usage.cpu_seconds, usage.wall_seconds, usage.peak_megabytes, json.load(out))


def megabytes(peak: float) -> float:
    """What the system says of peak memory, in megabytes: it counts kilobytes on Linux and bytes on macOS."""
    return peak / (1024 if sys.platform != "darwin" else 1024**2)


def mutuals(*words: str | Path) -> list[str]:
    """The command `mutuals`, run by this very Python."""
    return [sys.executable, "-m", "mutuals", *map(str, words)]
