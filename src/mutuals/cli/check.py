"""`mutuals check`: how good a list is, and what to mend so that more accounts match."""

import json as json_format
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mutuals.cli import options
from mutuals.cli.lists import list_as_json, print_commands, print_notes, read_list
from mutuals.cli.settings import ListSettings, list_settings
from mutuals.cli.words import clean, counted

if TYPE_CHECKING:
    from mutuals.intake import Intake, QualityReport

_LOOKS = {"problem": "bold red", "warning": "yellow", "hint": "cyan"}
_ROWS_SHOWN = 8


def check_list(  # noqa: PLR0913, PLR0917  one for each option
    file: Annotated[Path, typer.Argument(help="A list of accounts, in any format that `mutuals map` reads.")],
    json: options.Json = False,
    rows: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every row concerned, with what is wrong, as CSV.")
    ] = None,
    column: options.Columns = None,
    mapping: options.Mapping = None,
    save_mapping: options.SaveMapping = None,
    populations: options.Populations = None,
    population: options.Population = None,
    save_populations: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Save what the status values mean, to be edited.", rich_help_panel=options.OURS
        ),
    ] = None,
    label: options.Label = "",
) -> None:
    """Report on the quality of a list: how its columns are read, how full they are, and what to mend, row by row.

    The exit code is 0 whatever is found, and 2 if the file cannot be used at all.
    """
    from mutuals.intake import check_quality
    from mutuals.intake import save_mapping as keep_mapping

    settings = list_settings(
        file, label=label, columns=column or [], mapping=mapping, populations=populations, population=population or []
    )
    intake = read_list(settings, today=date.today())
    quality = check_quality(intake)
    if save_mapping:
        keep_mapping(intake.mapping, save_mapping)
    if save_populations:
        _save_populations(intake, save_populations)
    if rows:
        _write_rows(quality, rows)
    if json:
        typer.echo(json_format.dumps(_as_json(intake, quality), ensure_ascii=False, indent=2))
    else:
        _print(settings, intake, quality)


def _save_populations(intake: "Intake", path: Path) -> None:
    from mutuals.intake import save_population_rules, suggest_population_rules

    save_population_rules(suggest_population_rules(intake.account_list.accounts["status"]), path)


def _write_rows(quality: "QualityReport", path: Path) -> None:
    from mutuals.accounts.spreadsheet import without_formulas
    from mutuals.report import whole_file

    with whole_file(path) as draft:
        without_formulas(quality.rows).write_csv(draft)


def _as_json(intake: "Intake", quality: "QualityReport") -> dict[str, Any]:
    severities = quality.findings["severity"].cast(str)
    return {
        **list_as_json(intake),
        "columns": quality.filled.to_dicts(),
        "findings": quality.findings.with_columns(severities).to_dicts(),
    }


def _print(settings: ListSettings, intake: "Intake", quality: "QualityReport") -> None:
    console = Console(highlight=False)
    head = Text(clean(settings.file.name), style="bold")
    refused = f", {counted(quality.refused, 'row')} refused" if quality.refused else ""
    head.append(
        f"  {counted(quality.accounts, 'account')}{refused} · {clean(intake.description)}", style="not bold dim"
    )
    console.print()
    console.print(head)
    print_notes(console, intake.notes)
    console.print(_columns(intake, quality))
    console.print(_populations(intake))
    _print_findings(console, quality)
    steps = [(f"mutuals map {settings.file} THEIRS", "maps it as it is")]
    if quality.findings.height:
        steps.insert(0, (f"mutuals check {settings.file} --rows rows.csv", "writes every row to mend"))
    print_commands(console, "Next", steps)


def _columns(intake: "Intake", quality: "QualityReport") -> Table:
    """Every field that was found, the header it is read from, and how full it is."""
    table = Table(box=SIMPLE_HEAD, title="Columns", title_justify="left", title_style="bold")
    table.add_column("Field", no_wrap=True)
    table.add_column("Read from", max_width=36, overflow="ellipsis", no_wrap=True)
    table.add_column("Filled", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    mapped = set(intake.mapping.columns)
    for name, header, filled, _distinct in quality.filled.iter_rows():
        if name in mapped:
            bar = "█" * round(10 * filled)
            table.add_row(name, Text(clean(header)), f"{filled:.0%}", Text(f"{bar:░<10}", style="cyan"))
    unmapped = ", ".join(clean(header) for header in intake.mapping.unmapped)
    if unmapped:
        table.caption = Text(f"Not mapped, and kept for populations: {unmapped}")
        table.caption_justify = "left"
    return table


def _populations(intake: "Intake") -> Table:
    """Every population with its size and how it came to be."""
    one = intake.account_list
    sizes = dict(one.members.group_by("population").len().iter_rows())
    table = Table(box=SIMPLE_HEAD, title="Populations", title_justify="left", title_style="bold")
    table.add_column("Population", no_wrap=True)
    table.add_column("Accounts", justify="right", no_wrap=True)
    table.add_column("Why", style="dim")
    for population in one.populations:
        table.add_row(
            Text(clean(population.name)), f"{sizes.get(population.name, 0):,}", Text(clean(population.reason))
        )
    return table


def _print_findings(console: Console, quality: "QualityReport") -> None:
    """What to mend, the worst first: how many rows, which, an example and the fix."""
    console.print(Text("What to mend" if quality.findings.height else "Nothing to mend.", style="bold"))
    for found in quality.findings.iter_rows(named=True):
        numbers = ", ".join(str(number) for number in found["rows"][:_ROWS_SHOWN])
        more = " …" if found["count"] > _ROWS_SHOWN else ""
        line = Text(f"  {found['severity']:<8} ", style=_LOOKS[found["severity"]])
        line.append(f"{found['kind']}, {counted(found['count'], 'row')}", style="default not dim")
        console.print()
        console.print(line)
        told = [found["fix"], f"Rows {numbers}{more}", f"Such as: {found['example']}"]
        for text in told:
            console.print(Padding(Text(clean(text), style="dim"), (0, 0, 0, 11)))
