"""A folder with the examples in it and the real `mutuals` on the path: where the pages' commands are run."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.docs.pages import ROOT, Command

WIDTH = "110"
"""Columns of the terminal whose output the pages show."""

SERVERS = ("mutuals up ", "mutuals worker ")
"""Commands that go on until they are stopped: with Ctrl-C, once they have printed what the page shows."""


@dataclass(frozen=True)
class Outcome:
    """What a command did: exit code, and everything it printed."""

    exit_code: int
    printed: str


def prepare(folder: Path) -> None:
    """Lay the project's examples into a fresh folder, as somebody has who checked the project out."""
    shutil.copytree(ROOT / "examples", folder / "examples")


def run(line: str, *, folder: Path, seconds: int = 300) -> Outcome:
    """Run one line of shell in `folder`; standard input is closed, colours are off, sockets are nobody's business."""
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )
    return Outcome(done.returncode, done.stdout)


def typed(commands: Iterable[Command], *, folder: Path) -> list[str]:
    """Type commands in their order, those of several terminals side by side; what is not as the page says."""
    wrong: list[str] = []
    for together, some in groupby(commands, key=lambda command: bool(command.terminal)):
        if together:
            wrong += _side_by_side(list(some), folder)
        else:
            for command in some:
                wrong += complaints(command, run(command.line, folder=folder))
    return wrong


def _side_by_side(commands: list[Command], folder: Path) -> list[str]:
    """Start each as soon as the file of an invitation that it names is there; people answer every question with yes."""
    if all(command.line.startswith(SERVERS) for command in commands):
        return _served(commands, folder)
    started = []
    for command in commands:
        named = [word for word in command.line.split()[:4] if word.endswith(".txt")]
        _until(lambda named=named: all((folder / name).is_file() for name in named))
        process = subprocess.Popen(
            ["/bin/sh", "-c", command.line],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert process.stdin is not None
        process.stdin.write("y\n" * 5)
        process.stdin.flush()
        started.append((command, process))
    wrong = []
    for command, process in started:
        printed, _ = process.communicate(timeout=120)
        wrong += complaints(command, Outcome(process.returncode, printed))
    return wrong


def _served(commands: list[Command], folder: Path) -> list[str]:
    """Start each once the one before has printed what the page shows, then stop them all."""
    wrong, started = [], []
    for number, command in enumerate(commands):
        log = folder / f"server-{number}.log"
        with log.open("w") as output:
            line = ["/bin/sh", "-c", f"exec {command.line}"]
            process = subprocess.Popen(line, cwd=folder, env=_environment(), stdout=output, stderr=subprocess.STDOUT)
        started.append(process)
        _until(
            lambda log=log, command=command: not complaints(command, Outcome(command.exit_code, log.read_text())),
            seconds=120.0,
        )
        wrong += complaints(command, Outcome(command.exit_code, log.read_text()))
    for process in reversed(started):
        process.send_signal(signal.SIGINT)
        if process.wait(timeout=60) not in {0, 130}:
            wrong.append(f"{process.args!r} ended with exit code {process.returncode}")
    return wrong


def _until(ready: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not ready() and time.monotonic() < end:
        time.sleep(0.1)


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": WIDTH,
        "NO_COLOR": "1",
        "TERM": "dumb",
        "PYTHONIOENCODING": "utf-8",
    }


def complaints(command: Command, outcome: Outcome) -> list[str]:
    """What the page says of the command that is not so: its exit code, and lines that it does not print.

    Blanks are compared as one blank, and "…" within a line stands for anything.
    """
    found = []
    if outcome.exit_code != command.exit_code:
        found.append(f"exit code {outcome.exit_code}, the page says {command.exit_code}")
    printed = [" ".join(line.split()) for line in outcome.printed.splitlines()]
    found += [f"not printed: {line}" for line in command.shown if not any(_shows(line, real) for real in printed)]
    if found:
        found = [f"{command.page}: $ {command.line}", *found, "it printed:", outcome.printed]
    return found


def _shows(line: str, real: str) -> bool:
    """Whether a printed line is what the page's line says."""
    at = 0
    for piece in (" ".join(part.split()) for part in line.split("…")):
        at = real.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True
