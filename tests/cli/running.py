"""The command as people run it: in this process for speed, or as a process of its own where that is the point."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from mutuals.cli.app import main

EXAMPLES = Path(__file__).parents[2] / "examples"
ACME, GLOBEX = EXAMPLES / "acme.csv", EXAMPLES / "globex.csv"
DEALS = EXAMPLES / "acme-opportunities.csv"


@dataclass(frozen=True)
class Outcome:
    """What a command did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def mutuals(*arguments: object) -> Outcome:
    """Run the command in this process, through the same `main` as from a shell."""
    out, err = io.StringIO(), io.StringIO()
    typed = ["mutuals", *(str(argument) for argument in arguments)]
    with (
        mock.patch.object(sys, "argv", typed),
        mock.patch("signal.signal"),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as left,
    ):
        sys.exit(main())
    return Outcome(int(left.value.code or 0), out.getvalue(), err.getvalue())


def command(*arguments: object) -> list[str]:
    """The command line of a process of its own."""
    return [sys.executable, "-m", "mutuals", *(str(argument) for argument in arguments)]


def process(*arguments: object, cwd: Path) -> Outcome:
    """Run the command as a process of its own."""
    done = subprocess.run(command(*arguments), cwd=cwd, capture_output=True, encoding="utf-8", timeout=120, check=False)
    return Outcome(done.returncode, done.stdout, done.stderr)


def write_csv(path: Path, *rows: str) -> Path:
    """A small file of lines."""
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
