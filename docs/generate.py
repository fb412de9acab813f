"""Writes docs/reference from the code, so that the reference cannot be wrong: `make docs`.

Each page is a function from nothing to Markdown, and one line in `PAGES`. `tests/docs/test_reference.py` fails while
the committed pages differ from what this script would write.
"""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import mutuals
from mutuals.accounts import Table
from mutuals.accounts.filters import OPERATORS
from mutuals.cosell import PLAYS
from mutuals.errors import EXIT_CODES, MutualsError

REFERENCE = Path(__file__).parent / "reference"

NOTICE = "<!-- Written by `make docs` from the code. Edit the code, not this page. -->"

ROOMS = ("errors", "accounts", "normalise", "example", "intake", "matching", "overlap", "cosell", "report", "cli")
"""The order in which the rooms are told: the direction of data."""


def _modules() -> Iterator[ModuleType]:
    """Every module of the package, rooms in order."""
    names = [found.name for found in pkgutil.walk_packages(mutuals.__path__, "mutuals.")]
    for name in sorted(names, key=_place):
        if not name.endswith("__main__"):
            yield importlib.import_module(name)


def _place(module: str) -> tuple[int, str]:
    """Where a module stands in the order of the rooms; rooms not told come last."""
    room = module.split(".")[1]
    return (ROOMS.index(room) if room in ROOMS else len(ROOMS), module)


def _cell(text: object) -> str:
    """Text that may stand in a cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _sentence(thing: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n", maxsplit=1)[0].split())


def tables_page() -> str:
    """Every declared table: what a row is, and a sentence per column."""
    parts = ["# Tables", "The frames that flow between the stages, in the order of the line."]
    seen: set[str] = set()
    for module in _modules():
        for value in vars(module).values():
            if isinstance(value, Table) and value.name not in seen:
                seen.add(value.name)
                rows = [(f"`{c.name}`", f"`{_type_name(c.dtype)}`", c.sentence) for c in value.columns]
                room = ".".join(module.__name__.split(".")[:2])
                parts += [f"## {value.name}", f"{value.sentence} Declared in `{room}`."]
                parts += [_table(("column", "type", "holds"), rows)]
    return "\n\n".join(parts)


def _type_name(dtype: object) -> str:
    """A Polars type as a person writes it."""
    categories = getattr(dtype, "categories", None)
    return f"Enum({', '.join(categories)})" if categories is not None else str(dtype)


def errors_page() -> str:
    """The tree of errors, with the exit code of each kind."""
    list(_modules())  # an error is in the tree once its module is imported
    codes: list[tuple[object, ...]] = [(0, "it worked"), (1, "a defect of Mutuals itself, never of your data")]
    codes += [(code, f"`{kind.__name__}`: {_sentence(kind)}") for kind, code in EXIT_CODES.items()]
    return "\n\n".join(
        [
            "# Errors and exit codes",
            "Errors that Mutuals raises on purpose say what was wrong, where, what was kept and what to do. "
            "Each is of one kind, and the kind decides the exit code of the command.",
            _table(("exit code", "when"), codes),
            "## The tree",
            "\n".join(_branches(MutualsError, depth=0)),
        ]
    )


def _branches(error: type[MutualsError], depth: int) -> Iterator[str]:
    """An error and all below it, as nested list items."""
    module = error.__module__.removeprefix("mutuals.")
    yield f"{'  ' * depth}- `{error.__name__}` ({module}): {_sentence(error)}"
    for below in sorted(error.__subclasses__(), key=lambda kind: kind.__name__):
        if below.__module__.startswith("mutuals."):
            yield from _branches(below, depth + 1)


def plays_page() -> str:
    """The plays, strongest first."""
    rows: list[tuple[object, ...]] = [
        (f"`{play.key}`", play.ours.value, play.theirs.value, play.title, play.motion, "yes" if play.hot else "")
        for play in PLAYS
    ]
    return "\n\n".join(
        [
            "# Plays",
            "What to do about an overlap, by the population it is in on each side. Where an overlap falls into several "
            "cells, the play nearest the top leads.",
            _table(("key", "ours", "the partner's", "play", "what to do", "hot"), rows),
        ]
    )


def filters_page() -> str:
    """The operators of a filter."""
    rows: list[tuple[object, ...]] = [(f"`{o.name}`", o.family, o.takes, o.sentence) for o in OPERATORS]
    return "\n\n".join(
        [
            "# Filters",
            "A population's filter is a list of groups: AND within a group, OR between groups. A condition names a "
            'column, one operator and a value: `{column = "employees", at_least = 1000}`.',
            _table(("operator", "reads the column as", "takes", "meaning"), rows),
        ]
    )


PAGES: dict[str, Callable[[], str]] = {
    "tables.md": tables_page,
    "errors.md": errors_page,
    "filters.md": filters_page,
    "plays.md": plays_page,
}
"""File name in docs/reference → the function that writes it."""


def pages() -> dict[str, str]:
    """Every page of the reference: file name → text."""
    return {name: f"{NOTICE}\n\n{write()}\n" for name, write in PAGES.items()}


def main() -> int:
    """Write the pages; remove those that no function writes any more."""
    REFERENCE.mkdir(exist_ok=True)
    for stale in {path.name for path in REFERENCE.glob("*.md")} - PAGES.keys():
        (REFERENCE / stale).unlink()
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
