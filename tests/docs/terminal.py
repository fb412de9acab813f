"""A folder with the examples in it and the real `mutuals` on the path: where the pages' commands are run."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.docs.pages import ROOT, Command

WIDTH = "110"
"""Columns of the terminal whose output the pages show."""


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
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": WIDTH,
        "NO_COLOR": "1",
        "TERM": "dumb",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )
    return Outcome(done.returncode, done.stdout)


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
