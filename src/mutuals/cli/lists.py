"""One list read as its options say, and what was understood of it, shown and as plain values."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from mutuals.cli.settings import ListSettings
from mutuals.cli.words import clean, counted, flow

if TYPE_CHECKING:
    from rich.console import Console

    from mutuals.intake import FieldMapping, Intake, OpportunityIntake

_MOST_NOTES = 6


def read_list(settings: ListSettings, *, today: date) -> "Intake":
    """The list that `settings` name. Raises `BadInput` where it, or a settings file of it, cannot be used."""
    from mutuals.intake import load_mapping, load_population_rules
    from mutuals.pipeline import import_accounts

    return import_accounts(
        settings.file,
        label=settings.label,
        mapping=load_mapping(settings.mapping) if settings.mapping else None,
        columns=settings.columns,
        populations=load_population_rules(settings.populations) if settings.populations else None,
        population=settings.population,
        more=settings.more,
        today=today,
    )


def list_as_json(intake: "Intake") -> dict[str, Any]:
    """What was understood of a list: its columns, populations, refused rows and notes, as plain values."""
    one = intake.account_list
    sizes = dict(one.members.group_by("population").len().iter_rows())
    return {
        "label": one.label,
        "description": intake.description,
        "accounts": one.accounts.height,
        "refused": intake.rejected.height,
        "mapping": {line.field: line.header for line in intake.mapping.fields},
        "reasons": {line.field: line.reason for line in intake.mapping.fields if line.header},
        "unmapped": list(intake.mapping.unmapped),
        "populations": [
            {"name": p.name, "kind": p.kind.value, "accounts": sizes.get(p.name, 0), "reason": p.reason}
            for p in one.populations
        ],
        "notes": list(intake.notes),
    }


def opportunities_as_json(deals: "OpportunityIntake") -> dict[str, Any]:
    """What was understood of a file of opportunities, as plain values."""
    return {
        "opportunities": deals.opportunities.height,
        "refused": deals.rejected.height,
        "mapping": {line.field: line.header for line in deals.mapping.fields},
        "notes": list(deals.notes),
    }


def print_list(console: "Console", settings: ListSettings, intake: "Intake") -> None:
    """A list in a few lines: the file, which column is which field, and what to know."""
    accounts = counted(intake.account_list.accounts.height, "account")
    print_file(console, settings.files, f"{accounts} · {intake.description}", intake.mapping)
    print_notes(console, intake.notes)


def print_file(console: "Console", files: Iterable[Path], what: str, mapping: "FieldMapping") -> None:
    """What was read from which files, and which column is which field."""
    head = Text(clean(", ".join(path.name for path in files)), style="bold")
    head.append(f"  {clean(what)}", style="not bold dim")
    console.print(head)
    print_lines(console, flow(mapped_columns(mapping), width=console.width - 2), style="dim")


def mapped_columns(mapping: "FieldMapping") -> list[str]:
    """`field ← header` for each field that was found; the field alone where the header is the same word."""
    from mutuals.intake.fields import header_key

    return [
        line.field if header_key(line.field) == header_key(line.header) else f"{line.field} ← {line.header}"
        for line in mapping.fields
        if line.header
    ]


def print_notes(console: "Console", notes: Iterable[str]) -> None:
    """The notes on a list, the first few of them."""
    told = list(notes)
    more = len(told) - _MOST_NOTES
    shown = told[:_MOST_NOTES] + ([f"and {more:,} more, in summary.json"] if more > 0 else [])
    print_lines(console, [f"Note: {note}" for note in shown], style="yellow")


def print_lines(console: "Console", lines: Iterable[str], style: str = "") -> None:
    """Lines, indented and wrapped, with whatever in them could move the cursor taken out."""
    for line in lines:
        console.print(Padding(Text(clean(line), style=style), (0, 0, 0, 2)))


def print_commands(console: "Console", title: str, steps: Iterable[tuple[str, str]]) -> None:
    """Commands to type, each in one piece however long, and what each does."""
    console.print(Text(f"\n{title}", style="bold"))
    for command, does in steps:
        line = Text(f"  {clean(command)}")
        line.append(f"  {does}", style="dim")
        console.print(line, soft_wrap=True)
