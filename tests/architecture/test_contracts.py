"""The import contracts of `.importlinter` hold, and its list of rooms is the list of folders."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _lint_imports() -> str:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _layers() -> list[str]:
    """Rooms named in the layers contract, top to bottom; planned ones keep their brackets."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    lines = parser["importlinter:contract:line"]["layers"].splitlines()
    return [room.strip() for line in lines if line and not line.startswith("#") for room in line.split("|")]


def test_every_contract_is_kept() -> None:
    report = _lint_imports()
    assert re.search(r"Contracts: \d+ kept, 0 broken\.", report), report


def test_no_room_is_left_in_brackets_once_it_is_built() -> None:
    package = ROOT / "src" / "mutuals"
    planned = [layer.strip("()") for layer in _layers() if layer.startswith("(")]
    built = [room for room in planned if (package / room).is_dir() or (package / f"{room}.py").is_file()]
    assert not built, f"take the brackets off in .importlinter: {built}"


def test_the_drawing_in_architecture_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    absent = [room for room in (layer.strip("()") for layer in _layers()) if f"`{room}`" not in text]
    assert not absent, f"ARCHITECTURE.md says nothing of {absent}"
