"""Whole processes measured: CPU seconds of user and system, peak memory, wall-clock seconds."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """What one process took."""

    cpu_seconds: float
    wall_seconds: float
    peak_megabytes: float


class Failed(Exception):
    """A measured process did not end well; the message is the end of what it said."""


def run(command: list[str], *, threads: int = 1) -> Usage:
    """Run `command` to its end with `threads` for everything that asks; raises `Failed`."""
    settings = dict.fromkeys(
        ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads)
    )
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=os.environ | settings)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            tail = said.read()[-2000:].decode(errors="replace")
            raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{tail}")
    # Peak memory comes in kilobytes on Linux and in bytes on macOS.
    unit = 1 / 1024 if sys.platform != "darwin" else 1 / 1024**2
    return Usage(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * unit)


def mutuals(*words: str | Path) -> list[str]:
    """The command `mutuals`, run by this very Python."""
    return [sys.executable, "-m", "mutuals", *map(str, words)]
