"""`mutuals map`: two lists in, the account map out."""

import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from mutuals.cli import options
from mutuals.cli.lists import (
    list_as_json,
    opportunities_as_json,
    print_commands,
    print_file,
    print_list,
    print_notes,
    read_list,
)
from mutuals.cli.machine import use_threads
from mutuals.cli.progress import Watch, watching
from mutuals.cli.settings import MapSettings, WrongOption, as_json, chosen_levels, list_settings
from mutuals.cli.words import counted

if TYPE_CHECKING:
    from mutuals.pipeline import Mapped
    from mutuals.report import MapReport

JUDGEMENTS = "judgements.csv"
"""The judgements of a map, in its own folder unless the person names another file."""


@dataclass(frozen=True)
class Done:
    """A map that was made and written: what it is, what its outputs show, what `summary.json` says."""

    mapped: "Mapped"
    report: "MapReport"
    summary: dict[str, Any]


def map_lists(  # noqa: PLR0913, PLR0917  one for each option
    ours: Annotated[Path, typer.Argument(metavar="OURS", help="Our list, as a CRM exports it.")],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", help="The partner's list.")],
    out: options.Out = options.OUT,
    opportunities: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Our opportunities, for potential revenue.")
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Match rules of your own, from `mutuals rules init`.")
    ] = None,
    judgements: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help=f"Judgements, which win over the model; else {JUDGEMENTS} in the map's folder."
        ),
    ] = None,
    levels: Annotated[
        str,
        typer.Option(metavar="LEVELS", help="Which links count: some of entity, subsidiary, location and group."),
    ] = "entity,subsidiary,location",
    all_candidates: Annotated[
        bool, typer.Option("--all-candidates", help="Keep every link of probability 0.02 and more in matches.parquet.")
    ] = False,
    threads: options.Threads = None,
    quiet: options.Quiet = False,
    json: options.Json = False,
    column: options.Columns = None,
    mapping: options.Mapping = None,
    save_mapping: options.SaveMapping = None,
    populations: options.Populations = None,
    population: options.Population = None,
    label: options.Label = "",
    their_column: options.TheirColumns = None,
    their_mapping: options.TheirMapping = None,
    save_their_mapping: options.SaveTheirMapping = None,
    their_populations: options.TheirPopulations = None,
    their_population: options.TheirPopulation = None,
    their_label: options.TheirLabel = "",
) -> None:
    """Find the accounts in common on two lists, cross the populations, and say what to do about them.

    Into the folder of the map go matches.parquet, overlaps.csv, overlaps.xlsx, report.html, summary.json,
    rules-used.toml, and the refused rows of each file: all of them or none.
    """
    our_list = list_settings(
        ours, label=label, columns=column or [], mapping=mapping, populations=populations, population=population or []
    )
    their_list = list_settings(
        theirs,
        label=their_label,
        columns=their_column or [],
        mapping=their_mapping,
        populations=their_populations,
        population=their_population or [],
    )
    settings = MapSettings(
        our_list, their_list, opportunities, rules, own_judgements(judgements, out), (levels,), all_candidates
    )
    settings = replace(settings, threads=use_threads(threads))
    with watching(shown=not (quiet or json)) as watch:
        done = _made(settings, out, watch)
    _save_mappings(done, save_mapping, save_their_mapping)
    if json:
        from mutuals.pipeline import json_text

        typer.echo(json_text(done.summary), nl=False)
    elif not quiet:
        _print(settings, done, out)


def own_judgements(named: Path | None, out: Path) -> Path | None:
    """The judgements file that was named, else the map's own where it has one."""
    own = out / JUDGEMENTS
    return named or (own if own.is_file() else None)


def _made(settings: MapSettings, out: Path, watch: Watch) -> Done:
    """Make and write the map that `settings` ask for."""
    from mutuals import pipeline
    from mutuals.matching.judgements import read_judgements
    from mutuals.matching.rules import read_rules
    from mutuals.overlap import ALL_LEVELS

    settings = replace(settings, levels=chosen_levels(",".join(settings.levels), ALL_LEVELS))
    _check_folder(out, settings)
    today = date.today()
    rules = read_rules(settings.rules) if settings.rules else None
    judgements = read_judgements(settings.judgements) if settings.judgements else None
    watch.tell("Reading our list", 0.02)
    ours = read_list(settings.ours, today=today)
    watch.tell("Reading the partner's list", 0.05)
    theirs = read_list(settings.theirs, today=today)
    ours, theirs = pipeline.told_apart(ours, theirs)
    deals = pipeline.import_opportunities(settings.opportunities, ours) if settings.opportunities else None
    mapped = pipeline.map_accounts(
        ours,
        theirs,
        opportunities=deals,
        rules=rules,
        judgements=judgements,
        levels=settings.levels,
        all_candidates=settings.all_candidates,
        threads=settings.threads,
        progress=watch.part(0.08, 0.9),
    )
    watch.tell("Crossing the populations", 0.9)
    report = pipeline.report_of(mapped, made_on=f"{today.day} {today:%B %Y}", settings=_told(settings))
    more = {
        **as_json(settings),
        "lists": {"ours": list_as_json(ours), "theirs": list_as_json(theirs)},
        "opportunities": opportunities_as_json(deals) if deals else None,
        "seconds": watch.seconds,
    }
    summary = pipeline.write_outputs(mapped, report, out, more=more, progress=watch.part(0.92, 1.0))
    return Done(mapped, report, summary)


def _check_folder(out: Path, settings: MapSettings) -> None:
    """Refuse early what could not be written in the end, and outputs that would take the place of an input."""
    from mutuals.pipeline import OUTPUTS
    from mutuals.report import CannotWrite

    nearest = next(path for path in (out, *out.resolve().parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        why = "may not be written to" if nearest.is_dir() else "is a file"
        raise CannotWrite(f"cannot write to the folder {out}: {nearest} {why}. Nothing was read or written.")
    written = {(out / name).resolve() for name in OUTPUTS}
    taken = [path for path in settings.inputs if path.resolve() in written]
    if taken:
        raise WrongOption(f"{taken[0]} would be overwritten by the map's own {taken[0].name}; name another folder")


def _told(settings: MapSettings) -> dict[str, str]:
    """What the map was made from, by name, for the page that people pass on."""
    named = {
        "Our list": ", ".join(path.name for path in settings.ours.files),
        "The partner's list": ", ".join(path.name for path in settings.theirs.files),
        "Opportunities": settings.opportunities and settings.opportunities.name,
        "Rules": settings.rules.name if settings.rules else "as shipped",
        "Judgements": settings.judgements and settings.judgements.name,
        "Levels that count": ", ".join(settings.levels),
    }
    return {name: value for name, value in named.items() if value}


def _save_mappings(done: Done, ours: Path | None, theirs: Path | None) -> None:
    from mutuals.intake import save_mapping

    for path, intake in ((ours, done.mapped.ours), (theirs, done.mapped.theirs)):
        if path:
            save_mapping(intake.mapping, path)


def _print(settings: MapSettings, done: Done, out: Path) -> None:
    """The lists as they were read, then the map."""
    from mutuals.report import print_map

    console = Console(highlight=False)
    print_list(console, settings.ours, done.mapped.ours)
    print_list(console, settings.theirs, done.mapped.theirs)
    deals = done.mapped.opportunities
    if deals is not None and settings.opportunities is not None:
        what = counted(deals.opportunities.height, "opportunity", "opportunities")
        print_file(console, [settings.opportunities], what, deals.mapping)
        print_notes(console, deals.notes)
    print_notes(console, done.mapped.notes)
    print_map(done.report, console, files=_files(done, out))
    least_sure = done.report.counted.sort("probability").head(1)
    for ours, theirs in least_sure.select("account_id", "partner_account_id").iter_rows():
        where = "" if out == options.OUT else f" --out {out}"
        print_commands(
            console,
            "The least sure of them",
            (
                (f"mutuals explain {quote(ours)} {quote(theirs)}{where}", "shows the evidence"),
                (f"mutuals judge {quote(ours)} {quote(theirs)} reject{where}", "or confirm, overrules it for good"),
            ),
        )


def _files(done: Done, out: Path) -> dict[str, str]:
    """The outputs that a person opens."""
    named = {"Report": "report.html", "Workbook": "overlaps.xlsx", "All overlaps": "overlaps.csv"}
    refused = {f"Refused rows, {name[8:-4]}": name for name in done.summary["files"] if name.startswith("refused-")}
    return {what: str(out / name) for what, name in {**named, **refused}.items()}
