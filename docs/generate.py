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
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import polars as pl
from typer.main import get_command

import mutuals
from mutuals.accounts import Table
from mutuals.accounts.filters import OPERATORS
from mutuals.cli.app import app
from mutuals.cosell import PLAYS
from mutuals.errors import EXIT_CODES, MutualsError
from mutuals.intake import CHECKS
from mutuals.intake.account_fields import ACCOUNT_FIELDS
from mutuals.intake.opportunity_fields import OPPORTUNITY_FIELDS
from mutuals.intake.statuses import STATUSES
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.rules import shipped_rules
from mutuals.matching.rules_frame import rules_frame
from mutuals.server.environment import SETTINGS
from mutuals.server.start import set_up
from mutuals.server.tenants.roles import ROLES, SENTENCES, Permission, Role

REFERENCE = Path(__file__).parent / "reference"

NOTICE = "<!-- Written by `make docs` from the code. Edit the code, not this page. -->"

ROOMS = (
    "errors",
    "accounts",
    "normalise",
    "example",
    "intake",
    "matching",
    "overlap",
    "cosell",
    "report",
    "cli",
    "server",
)
"""The order in which the rooms are told: the direction of data."""


def _modules() -> Iterator[ModuleType]:
    """Every module of the package, rooms in order; those of the server are read as they are when it runs."""
    with TemporaryDirectory() as data:
        set_up({"MUTUALS_DATA": data})
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


def commands_page() -> str:
    """Every command with its arguments and options."""
    root = get_command(app)
    parts = ["# Commands", _paragraphs(root.help), f"{root.epilog}"]
    for words, command in _commands(root, ()):
        arguments = [_placeholder(one) for one in command.params if one.param_type_name == "argument"]
        usage = " ".join(["mutuals", *words, *arguments, "[options]"])
        rows: list[tuple[object, ...]] = [
            (_spelling(one), one.help or "", _default(one)) for one in command.params if not one.hidden
        ]
        parts += [f"## mutuals {' '.join(words)}", f"```text\n{usage}\n```", _paragraphs(command.help)]
        parts += [_table(("", "meaning", "unless given"), rows)] if rows else []
    return "\n\n".join(parts)


def _commands(group: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The commands below a group, with the words that call each."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*words, name))
        else:
            yield (*words, name), command


def _paragraphs(text: str | None) -> str:
    """A help text as Markdown: paragraphs on one line each."""
    return "\n\n".join(" ".join(part.split()) for part in (text or "").replace("\b", "").split("\n\n"))


def _placeholder(argument: Any) -> str:
    """An argument as it stands in the usage line."""
    name = (argument.metavar or argument.name).upper().strip("[]")
    return name if argument.required else f"[{name}]"


def _spelling(parameter: Any) -> str:
    """How a person types an argument or option."""
    if parameter.param_type_name == "argument":
        return f"`{_placeholder(parameter)}`"
    return ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))


def _default(parameter: Any) -> str:
    """What holds when an argument or option is not given."""
    if parameter.required:
        return "needed"
    if parameter.default is None or parameter.default is False or parameter.default in ("", [], ()):
        return ""
    return "yes" if parameter.default is True else f"`{parameter.default}`"


def rules_page() -> str:
    """Everything in the rules file: settings, then every comparison with its answers and their words."""
    settings = rules_frame(shipped_rules()).filter(~pl.col("group").is_in([one.name for one in COMPARISONS]))
    parts = [
        "# Match rules",
        "What decides whether two accounts are the same company. `mutuals rules show` prints the shipped values, "
        "`mutuals rules init` writes them to a file to be changed, `mutuals map --rules` uses that file.",
        "## Settings",
        _table(("table", "setting", "meaning"), settings.select("group", "rule", "sentence").rows()),
        "## Comparisons",
        "The questions asked of two accounts. Each answer (level) has a weight in bits: one bit more doubles the odds "
        "that they are the same company. Weights of *learned* comparisons adapt to the lists at hand, starting from "
        "the shipped ones; the others are used as written.",
    ]
    for comparison in COMPARISONS:
        kind = "learned" if comparison.learned else "used as written"
        parts += [f"### {comparison.name}", f"*{comparison.title}*, {kind}. {comparison.sentence}"]
        rows: list[tuple[object, ...]] = [
            (f"`{level.name}`", level.said or "*nothing to compare: no evidence*") for level in comparison.levels
        ]
        parts.append(_table(("level", "in the evidence"), rows))
    return "\n\n".join(parts)


def headers_page() -> str:
    """The headers that are understood, and the words of status columns."""
    parts = [
        "# Header names",
        "Headers under which exports of Salesforce, HubSpot, Dynamics, Pipedrive and hand-made sheets carry a field. "
        "Case, accents, punctuation and CamelCase do not matter. Names after *often* stand back where a surer one is "
        "there; what the columns hold has a say, too.",
    ]
    for title, fields in (("Accounts", ACCOUNT_FIELDS), ("Opportunities", OPPORTUNITY_FIELDS)):
        rows: list[tuple[object, ...]] = []
        for field in fields:
            often = f" *Often:* {', '.join(field.likely)}" if field.likely else ""
            rows.append((f"`{field.name}`", ", ".join(field.sure) + often))
        parts += [f"## {title}", _table(("field", "headers"), rows)]
    statuses: list[tuple[object, ...]] = [(rule.kind.value, rule.sentence, ", ".join(rule.words)) for rule in STATUSES]
    parts += [
        "## Status words",
        "What the words of a status, type or lifecycle column mean. The first line that has a word of the value "
        "decides; `*` stands for any ending. Your own words go into the populations file.",
        _table(("kind", "meaning", "words"), statuses),
    ]
    return "\n\n".join(parts)


def checks_page() -> str:
    """What `mutuals check` looks for."""
    rows: list[tuple[object, ...]] = [
        (check.kind, check.severity, f"`{check.column}`" if check.column else "", check.fix) for check in CHECKS
    ]
    return "\n\n".join(
        [
            "# Quality checks",
            "What `mutuals check` looks for in a list. A *problem* loses an account or may match it wrongly; a "
            "*warning* may keep it from matching; a *hint* is worth a look.",
            _table(("finding", "severity", "column", "fix"), rows),
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


def roles_page() -> str:
    """What each role of an organization may do."""
    rows: list[tuple[object, ...]] = [
        (permission.value, *("yes" if permission in ROLES[role] else "" for role in Role)) for permission in Permission
    ]
    return "\n\n".join(
        [
            "# Roles",
            "What somebody may do in an organization follows from their one role there; pages, API and jobs ask the "
            "same table. An API token has scopes, the names below: it can do what both its scopes and the role allow.",
            _table(("role", "what it is for"), [(role.value, sentence) for role, sentence in SENTENCES.items()]),
            "## Permissions",
            _table(("", *(role.value for role in Role)), rows),
            "## Scopes of API tokens",
            _table(("scope", "allows"), [(f"`{one.name}`", one.value) for one in Permission]),
        ]
    )


def settings_page() -> str:
    """The settings of the server."""
    rows: list[tuple[object, ...]] = [
        (f"`{one.variable}`", one.sentence, f"`{one.default}`" if one.default else "") for one in SETTINGS
    ]
    return "\n\n".join(
        [
            "# Settings of the server",
            "Every setting is a variable of the environment. They are checked when the server starts: it says a "
            "sentence on each that cannot be used, unknown names among them, and does not start.",
            _table(("variable", "meaning", "unless given"), rows),
        ]
    )


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "tables.md": tables_page,
    "errors.md": errors_page,
    "rules.md": rules_page,
    "headers.md": headers_page,
    "checks.md": checks_page,
    "filters.md": filters_page,
    "plays.md": plays_page,
    "roles.md": roles_page,
    "settings.md": settings_page,
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
