"""The line, composed: two files in, the account map out. Read this first.

    rows ─► accounts ─► links with evidence ─► overlaps and matrix ─► report, workbook, tables
    import_accounts      map_accounts                                  write_outputs

Each function calls one or two rooms and hands the next one a table. Nothing here reads a clock: `today` is passed in,
and whoever wants to know how long a stage took listens to `progress`.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from mutuals.accounts.spreadsheet import without_formulas
from mutuals.exchange.conduct import Exchanged
from mutuals.exchange.partner_list import partner_list, seen_of, sentences
from mutuals.exchange.preparing import Prepared
from mutuals.intake import (
    FieldMapping,
    Intake,
    OpportunityIntake,
    PopulationRules,
    read_accounts,
    read_opportunities,
)
from mutuals.intake.rejected import REJECTED
from mutuals.intake.several import together
from mutuals.matching.match import Matching, match_lists
from mutuals.matching.model import Learned
from mutuals.matching.private import match_privately
from mutuals.matching.rules import Rules, rules_as_toml
from mutuals.matching.rules_frame import rules_frame
from mutuals.overlap import COUNTED_LEVELS, AccountMap, map_overlaps
from mutuals.psi.terms import Learner
from mutuals.report import (
    REFUSED,
    MapReport,
    map_report,
    summary,
    whole_folder,
    write_html,
    write_overlaps_csv,
    write_workbook,
)

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of the stage done, 0 to 1."""

PAGE_ROWS, WORKBOOK_ROWS = 5_000, 50_000
"""Rows of each list that report.html and overlaps.xlsx hold at most; overlaps.csv holds all, and they say so."""


OUTPUTS = ("matches.parquet", "overlaps.csv", "overlaps.xlsx", "report.html", "rules-used.toml", "summary.json")
"""What every map writes; `refused-ours.csv`, `-theirs` and `-opportunities` come with rows that were refused."""


@dataclass(frozen=True)
class Mapped:
    """One map of two lists, with everything that its outputs show.

    `matches` has the shape MATCHES; `rules` are those given and `learned` what these two lists made of them; `notes`
    are sentences on what was given beside the lists.
    """

    ours: Intake
    theirs: Intake
    opportunities: OpportunityIntake | None
    matches: pl.DataFrame
    rules: Rules
    learned: Learned
    account_map: AccountMap
    notes: tuple[str, ...] = ()


def import_accounts(  # noqa: PLR0913  each is one thing that a person may say of a list
    path: Path,
    *,
    label: str = "",
    mapping: FieldMapping | None = None,
    columns: Mapping[str, str] | None = None,
    populations: PopulationRules | None = None,
    population: str | None = None,
    more: Sequence[tuple[str, Path]] = (),
    today: date | None = None,
) -> Intake:
    """One side's list from files of any shape: accounts, populations, the mapping of columns, refused rows.

    All of `path` is in `population` where one is named; `more` are further files, each under its population's name.
    """
    read = partial(read_accounts, mapping=mapping, columns=columns, now=today)
    first = read(path, label=label, populations=populations, population=population)
    others = [(file.name, read(file, population=name)) for name, file in more]
    return together([(path.name, first), *others])


def told_apart(ours: Intake, theirs: Intake) -> tuple[Intake, Intake]:
    """The two lists with labels that differ: two files of one name are ours and theirs."""
    label = ours.account_list.label
    if label != theirs.account_list.label:
        return ours, theirs
    return _labelled(ours, f"{label} (ours)"), _labelled(theirs, f"{label} (theirs)")


def _labelled(intake: Intake, label: str) -> Intake:
    return replace(intake, account_list=replace(intake.account_list, label=label))


def import_opportunities(path: Path, ours: Intake) -> OpportunityIntake:
    """Our opportunities from a file; those whose account is not on our list are refused."""
    return read_opportunities(path, accounts=ours.account_list.accounts)


def map_accounts(  # noqa: PLR0913  keyword-only, and each is one thing that the caller decides
    ours: Intake,
    theirs: Intake,
    *,
    opportunities: OpportunityIntake | None = None,
    rules: Rules | None = None,
    judgements: pl.DataFrame | None = None,
    levels: Collection[str] = COUNTED_LEVELS,
    all_candidates: bool = False,
    threads: int = 1,
    progress: Progress | None = None,
) -> Mapped:
    """Find the accounts in common and cross the populations over them.

    `judgements` has the shape JUDGEMENT_ROWS; `levels` say which links count; with `all_candidates`, `matches` has
    every candidate link of probability 0.02 and more.
    """
    matching = match_lists(
        ours.account_list.accounts,
        theirs.account_list.accounts,
        rules=rules,
        judgements=judgements,
        all_candidates=all_candidates,
        threads=threads,
        progress=progress,
    )
    return _crossed(matching, ours, theirs, opportunities, judgements, levels)


def map_exchanged(
    ours: Intake,
    prepared: Prepared,
    exchanged: Exchanged,
    *,
    opportunities: OpportunityIntake | None = None,
    rules: Rules | None = None,
    judgements: pl.DataFrame | None = None,
    levels: Collection[str] = COUNTED_LEVELS,
) -> Mapped:
    """The map of a private run that learned overlaps: the partner's side is the records that the run opened."""
    size, got = exchanged.entry.their_size or 0, exchanged.told.received
    if got is None:
        raise ValueError("this run learned no overlaps: there is nothing to map")
    known = partner_list(got, partner=exchanged.partner)
    matching = match_privately(
        prepared.account_list.accounts,
        prepared.normalised,
        got.shared,
        seen_of(got, known, accounts=size),
        rules=rules,
        judgements=judgements,
    )
    told = f"ids are {exchanged.partner}'s handles"
    if prepared.plan.learner is not Learner.BOTH:
        told = f"we alone learn, so {exchanged.partner} tells nothing of them and ids are those of our accounts"
    notes = (
        f"only the accounts that we have, too, are known of this list of up to {size:,}; {told}",
        *sentences(exchanged.told.disclosed, exchanged.partner, reached=exchanged.entry.reached),
        *exchanged.alarms,
    )
    theirs = Intake(known, FieldMapping(()), REJECTED.empty(), notes, "records of a private run")
    return _crossed(matching, ours, theirs, opportunities, judgements, levels)


def _crossed(
    matching: Matching,
    ours: Intake,
    theirs: Intake,
    opportunities: OpportunityIntake | None,
    judgements: pl.DataFrame | None,
    levels: Collection[str],
) -> Mapped:
    """The populations of the two lists crossed over the links of `matching`."""
    account_map = map_overlaps(
        matching.matches,
        ours=ours.account_list,
        theirs=theirs.account_list,
        opportunities=opportunities.opportunities if opportunities else None,
        levels=levels,
    )
    notes = _stray_judgements(judgements, ours, theirs)
    return Mapped(ours, theirs, opportunities, matching.matches, matching.rules, matching.learned, account_map, notes)


def _stray_judgements(judgements: pl.DataFrame | None, ours: Intake, theirs: Intake) -> tuple[str, ...]:
    """A note on judgements of accounts that are on neither list, if there are any: ids change when lists are mended."""
    if judgements is None:
        return ()
    sides = ((ours, "account_id"), (theirs, "partner_account_id"))
    known = [pl.col(name).is_in(side.account_list.accounts["account_id"].implode()) for side, name in sides]
    stray = judgements.filter(~pl.all_horizontal(known))
    if stray.is_empty():
        return ()
    pair = " and ".join(stray.select("account_id", "partner_account_id").row(0))
    return (f"{stray.height:,} of {judgements.height:,} judgements are on accounts no longer listed, such as {pair}",)


def report_of(mapped: Mapped, *, made_on: str, settings: Mapping[str, str] | None = None) -> MapReport:
    """What every output of the map shows; `made_on` is the day in words, `settings` what the command was given."""
    return map_report(
        mapped.account_map,
        refused=pl.concat([REFUSED.empty(), *refused_rows(mapped).values()]),
        rules=rules_frame(mapped.rules, mapped.learned),
        notes=_notes(mapped),
        settings=settings,
        made_on=made_on,
    )


def write_outputs(
    mapped: Mapped,
    report: MapReport,
    folder: Path,
    *,
    more: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write every output into `folder`, all or none, and return what `summary.json` says.

    `more` is added to the summary: what the command was given, and how long it took. Raises `CannotWrite`.
    """
    tell = progress or (lambda _what, _share: None)
    refused = {f"refused-{side}.csv": rows for side, rows in refused_rows(mapped).items() if rows.height}
    with whole_folder(folder) as draft:
        tell("Writing matches.parquet", 0.0)
        mapped.matches.write_parquet(draft / "matches.parquet")
        tell("Writing overlaps.csv", 0.2)
        write_overlaps_csv(report, draft / "overlaps.csv")
        tell("Writing overlaps.xlsx", 0.4)
        write_workbook(report, draft / "overlaps.xlsx", list_rows=WORKBOOK_ROWS)
        tell("Writing report.html", 0.8)
        write_html(report, draft / "report.html", list_rows=PAGE_ROWS)
        (draft / "rules-used.toml").write_text(rules_as_toml(mapped.rules), encoding="utf-8", newline="\n")
        for name, rows in refused.items():
            without_formulas(rows).write_csv(draft / name)
        tell("Written", 1.0)
        files = {name: str(folder / name) for name in (*OUTPUTS, *refused)}
        values = summary(report, files=files) | dict(more or {})
        (draft / "summary.json").write_text(json_text(values), encoding="utf-8", newline="\n")
    for side in ("ours", "theirs", "opportunities"):  # of an earlier map, whose rows have been mended since
        if f"refused-{side}.csv" not in refused:
            (folder / f"refused-{side}.csv").unlink(missing_ok=True)
    return values


def refused_rows(mapped: Mapped) -> dict[str, pl.DataFrame]:
    """The refused rows of each file that was read, shape REFUSED, by side: ours, theirs, opportunities."""
    parts = {
        "ours": (mapped.ours.account_list.label, mapped.ours.rejected),
        "theirs": (mapped.theirs.account_list.label, mapped.theirs.rejected),
    }
    if mapped.opportunities is not None:
        parts["opportunities"] = ("opportunities", mapped.opportunities.rejected)
    return {
        side: REFUSED.conform(rows.with_columns(list=pl.lit(label))).select(REFUSED.names)
        for side, (label, rows) in parts.items()
    }


def _notes(mapped: Mapped) -> tuple[str, ...]:
    """What to know of the input, each sentence with the list it is about."""
    parts = [
        (mapped.ours.account_list.label, mapped.ours.notes),
        (mapped.theirs.account_list.label, mapped.theirs.notes),
    ]
    if mapped.opportunities is not None:
        parts.append(("Opportunities", mapped.opportunities.notes))
    parts.append(("Judgements", mapped.notes))
    return tuple(f"{label}: {note}" for label, notes in parts for note in notes)


def json_text(values: Mapping[str, Any]) -> str:
    """The summary as indented JSON."""
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
