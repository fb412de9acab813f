"""The committed reference is what `make docs` writes, and everything people can name is somewhere in the pages."""

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from mutuals.accounts.filters import OPERATORS
from mutuals.cosell import PLAYS
from mutuals.server.environment import SETTINGS
from mutuals.server.tenants.roles import Permission, Role
from tests.docs.pages import PAGES, ROOT, commands, name_of, text_of

REFERENCE = ROOT / "docs" / "reference"


@cache
def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _written() -> dict[str, str]:
    """What the generator would write. Its modules are imported afresh only once a run."""
    pages: dict[str, str] = _generator().pages()
    return pages


def _reference() -> str:
    return "\n".join(text_of(page) for page in sorted(REFERENCE.glob("*.md")))


def test_the_committed_reference_is_up_to_date() -> None:
    committed = {page.name: text_of(page) for page in REFERENCE.glob("*.md")}
    stale = [name for name, text in _written().items() if committed.get(name) != text]
    assert not stale, f"run `make docs`: {stale}"
    assert not committed.keys() - _written().keys(), "run `make docs`: it removes pages that nothing writes"


def test_the_reference_does_not_depend_on_the_machine() -> None:
    assert not re.search(r"0x[0-9a-f]{6,}|/site-packages/|<function|<object", _reference())


def test_every_play_and_operator_is_in_the_reference() -> None:
    names = [play.title for play in PLAYS] + [operator.name for operator in OPERATORS]
    assert not [name for name in names if name not in _reference()]


def test_every_setting_role_and_permission_is_in_the_reference() -> None:
    settings, roles = _written()["settings.md"], _written()["roles.md"]
    assert not [one.variable for one in SETTINGS if f"`{one.variable}`" not in settings]
    assert not [one for one in (*Role, *Permission) if one.value not in roles]


def test_every_command_is_used_on_a_page_and_so_run_by_a_test() -> None:
    verbs = re.findall(r"^## mutuals ([\w ]+)$", _written()["commands.md"], flags=re.MULTILINE)
    typed = [command.line for page in PAGES for command in commands(page)]
    assert len(verbs) >= 6
    assert not [verb for verb in verbs if not any(line.startswith(f"mutuals {verb} ") for line in typed)]


def _terms() -> list[tuple[str, str]]:
    """Word and place in the code of every line of the glossary that names one."""
    rows = [line.split("|") for line in text_of(ROOT / "GLOSSARY.md").splitlines() if line.startswith("|")]
    places = [(row[1].strip(), place) for row in rows for place in re.findall(r"`(mutuals[\w.]*)`", row[3])]
    assert places
    return places


@pytest.mark.parametrize(("word", "place"), _terms())
def test_what_the_glossary_names_exists(word: str, place: str) -> None:
    assert _exists(place), f"{word}: no {place}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_code_that_a_page_names_exists(page: Path) -> None:
    """`mutuals.room.thing` and `src/…`, `tests/…`, `docs/…`, `bench/…`, `examples/…` paths in the prose of a page."""
    text = text_of(page)
    paths = re.findall(r"`((?:src|tests|docs|bench|examples|training)/[\w./-]*)`", text)
    assert not [path for path in paths if not (ROOT / path).exists()]
    assert not [place for place in re.findall(r"`(mutuals(?:\.\w+)+)`", text) if not _exists(place)]


def _exists(place: str) -> bool:
    """Whether a dotted name is a module of the package, or something in one."""
    room, _, name = place.rpartition(".")
    try:
        return hasattr(importlib.import_module(room), name) or importlib.util.find_spec(place) is not None
    except ModuleNotFoundError:
        return False
