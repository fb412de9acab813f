"""A newcomer's first minutes: what the README says on top, typed as it stands there."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.docs import terminal
from tests.docs.pages import ROOT, commands

README = ROOT / "README.md"


def test_the_two_lists_on_top_are_those_of_the_examples() -> None:
    """Every account of the two example lists can be read in the README, before the first heading that follows."""
    text = README.read_text(encoding="utf-8").split("\n## ")[1]
    lists = [ROOT / "examples" / name for name in ("acme.csv", "globex.csv")]
    rows = [row.split(",") for path in lists for row in path.read_text(encoding="utf-8").splitlines()[1:] if row]
    assert rows
    assert not [row[1] for row in rows if row[1].strip('"') not in text]


@pytest.mark.slow
def test_the_commands_of_the_readme_in_order(tmp_path: Path) -> None:
    terminal.prepare(tmp_path)
    typed = [command for command in commands(README) if not command.line.startswith("make ")]
    assert typed
    wrong = terminal.typed(typed, folder=tmp_path)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".venv" / "ready").is_file(), reason="only where `make` has set .venv up")
def test_make_demo_maps_two_lists_within_a_minute(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    done = subprocess.run(
        ["make", "demo", f"DEMO={tmp_path}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "map" / "report.html").is_file()
    assert f"{tmp_path}/map/report.html" in done.stdout
