from dataclasses import dataclass
from pathlib import Path

import pytest

from mutuals.example import write_example
from tests.cli.running import Outcome, mutuals


@dataclass(frozen=True)
class Made:
    """A map of two generated lists: what was given, where it went, what was printed."""

    ours: Path
    theirs: Path
    deals: Path
    truth: Path
    out: Path
    printed: Outcome


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One map of 400 × 400 invented accounts; tests read it and leave it as it is."""
    folder = tmp_path_factory.mktemp("made")
    files = write_example(folder / "lists", accounts=400, overlap=0.3, seed=11)
    out = folder / "map"
    printed = mutuals("map", files.ours, files.theirs, "--opportunities", files.opportunities, "--out", out)
    assert printed.code == 0, printed.err
    return Made(files.ours, files.theirs, files.opportunities, files.truth, out, printed)
