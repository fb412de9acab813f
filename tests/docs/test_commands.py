"""What the pages tell people to type works, and prints what the pages say."""

from pathlib import Path

import pytest

from tests.docs import terminal
from tests.docs.pages import PAGES, ROOT, blocks, commands, name_of

WITH_COMMANDS = [page for page in PAGES if commands(page) and page != ROOT / "README.md"]
"""The README's own commands are a journey: tests/journeys/test_readme.py."""


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name_of)
def test_the_commands_of_a_page_work(page: Path, tmp_path: Path) -> None:
    """In the order of the page, in one fresh folder. `make` is for the journeys: it works on the checkout itself."""
    terminal.prepare(tmp_path)
    lines = [command for command in commands(page) if not command.line.startswith("make ")]
    wrong = terminal.typed(lines, folder=tmp_path)
    assert not wrong, "\n".join(wrong)


def test_the_tutorial_has_commands() -> None:
    assert len(commands(ROOT / "docs" / "tutorial.md")) >= 5


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_to_type_stand_in_blocks_that_are_tested(page: Path) -> None:
    """A `mutuals` line in another block of shell would never be run; `text` blocks show how a command is spelled."""
    others = [block for block in blocks(page) if block.language not in {"console", "text"}]
    assert not [line for block in others for line in block.body.splitlines() if line.startswith(("mutuals ", "$ "))]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_a_page_names_exists(page: Path) -> None:
    targets = {line.partition(":")[0] for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()}
    typed = [line.split() for block in blocks(page) for line in block.body.splitlines()]
    words = [line[line.index("make") + 1] for line in typed if "make" in line[:2] and line[-1] != "make"]
    assert not [word for word in words if word not in targets]
