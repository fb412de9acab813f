"""The peer measured: its own environment made once, the same lists prepared, its links scored like ours."""

import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from measure import Usage, run
from scoring import Figures, score
from tasks import HERE, OUT, Task

ENVIRONMENT = OUT / "peer"


@dataclass(frozen=True)
class PeerRow:
    """One list linked by the peer, from prepared files to links."""

    task: Task
    figures: Figures
    usage: Usage


def environment() -> Path:
    """The peer's own Python, made when first asked for with what the extra `bench` of the project names."""
    python = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    ready = ENVIRONMENT / "ready"
    if not ready.exists():
        print("making the peer's environment", file=sys.stderr)
        project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        needs = project["optional-dependencies"]["bench"]
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *needs], check=True)
        ready.touch()
    return python


def measured(task: Task, *, threads: int = 1) -> PeerRow:
    """Link the two lists of `task`; preparing them, with Mutuals' own normalisation, is not counted."""
    print(f"Splink: {task.name}", file=sys.stderr)
    python = environment()
    folder = task.out / "peer"
    ours, theirs, links = (folder / name for name in ("ours.parquet", "theirs.parquet", "links.parquet"))
    run([sys.executable, str(HERE / "prepare.py"), str(task.ours), str(task.theirs), str(ours), str(theirs)])
    command = [python, HERE / "peer_splink.py", ours, theirs, links, threads]
    usage = run([str(word) for word in command], threads=threads)
    return PeerRow(task, score(pl.read_parquet(links), task.true_pairs()), usage)
