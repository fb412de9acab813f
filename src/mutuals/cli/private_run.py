"""One private run as the command makes it: our list prepared, the person asked, what was learned written and shown."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from mutuals.cli.lists import print_lines, print_list, print_notes, read_list
from mutuals.cli.map import own_judgements
from mutuals.cli.progress import Watch
from mutuals.cli.settings import ListSettings, WrongOption
from mutuals.errors import NotAllowed

if TYPE_CHECKING:
    from mutuals.exchange.conduct import Exchanged
    from mutuals.exchange.node import Node, Partnership
    from mutuals.exchange.plan import People, Plan
    from mutuals.exchange.preparing import Prepared
    from mutuals.intake import Intake


CONTINUED = "This run went on from the last one: only what changed since then was sent"
WHOLE = "This was a whole run; the next one of this quarter sends only what changes, if both sides ask for that"


class NotSwitchedOn(NotAllowed):
    """A person read what runs that go on from one another give away, and said no. They run without `--incremental`."""


@dataclass(frozen=True)
class Asked:
    """What a run was asked for, on either side."""

    ours: ListSettings
    us: str
    partner: str
    node: Path
    out: Path
    policy: Path | None
    counts: bool
    by: str
    opportunities: Path | None
    yes: bool
    minutes: float
    threads: int
    incremental: bool


@dataclass(frozen=True)
class Ready:
    """Our list as it was read, what of it takes part in which run, and our node."""

    intake: "Intake"
    prepared: "Prepared"
    node: "Node"

    @property
    def plan(self) -> "Plan":
        """The plan of the run."""
        return self.prepared.plan


def prepared(asked: Asked, watch: Watch, *, inviting: bool) -> Ready:
    """Our list read, and what of it takes part by the policy. Raises `WrongOption`."""
    from mutuals.exchange.node import Node
    from mutuals.exchange.preparing import learner_of, prepare
    from mutuals.normalise.match_keys import MATCH_KEY_KINDS
    from mutuals.psi import Learner, Mode, Role
    from mutuals.sharing import read_policy, starter_policy

    if asked.by not in MATCH_KEY_KINDS:
        raise WrongOption(f"--by {asked.by!r} is no kind of match key; there are {', '.join(MATCH_KEY_KINDS)}")
    if asked.incremental and asked.counts:
        raise WrongOption("--incremental is for overlaps: what two counts differ by tells about single accounts")
    today = date.today()
    watch.tell("Reading our list", 0.02)
    intake = read_list(asked.ours, today=today)
    rules = read_policy(asked.policy) if asked.policy else starter_policy()
    mode, role = Mode.COUNTS if asked.counts else Mode.OVERLAPS, Role.INVITER if inviting else Role.JOINER
    learner = learner_of(rules, partner=asked.partner, role=role, mode=mode)
    if asked.incremental and learner is not Learner.BOTH:
        raise WrongOption("--incremental is for runs in which both learn; by the policy one side alone does")
    watch.tell("Making match keys", 0.05)
    ours = prepare(
        intake.account_list,
        rules,
        partner=asked.partner,
        on=today,
        mode=mode,
        learner=learner,
        kinds=(asked.by,) if asked.counts else (),
        incremental=asked.incremental,
        threads=asked.threads,
    )
    return Ready(intake, ours, Node(asked.node, name=asked.us or intake.account_list.label))


def switched_on(asked: Asked, ready: Ready, partnership: "Partnership", watch: Watch) -> None:
    """Ask before the first run of an epoch that others are to go on from, once it is said what that gives away.

    Raises `NotSwitchedOn`.
    """
    from mutuals.exchange.kept import LEAKS

    if not asked.incremental or ready.node.kept_path(partnership, ready.plan.epoch).exists():
        return
    with watch.aside():
        typer.echo("Runs that go on from one another (--incremental) give away more than whole ones:", err=True)
        for leak in LEAKS:
            typer.echo(f"  · {leak}", err=True)
        if not (asked.yes or typer.confirm("Switch it on for this quarter?", err=True)):
            raise NotSwitchedOn("Nothing was sent. Run the same command without --incremental for a whole run.")


def people(asked: Asked, watch: Watch) -> "People":
    """The person at the terminal, who compares the code and approves what a guard asks."""
    from mutuals.exchange.plan import People

    def answer(said: str, question: str) -> bool:
        with watch.aside():
            typer.echo(said, err=True)
            return asked.yes or typer.confirm(question, err=True)

    def confirm(code: str) -> bool:
        return answer(f"Code: {code}   {asked.partner} must see the same one.", "Is it the same?")

    def approve(sentence: str) -> bool:
        return answer(sentence, "Go on?")

    return People(confirm, approve, progress=watch.part(0.1, 0.9), patience=asked.minutes * 60)


def written(asked: Asked, ready: Ready, exchanged: "Exchanged", watch: Watch) -> Callable[[Console], None]:
    """Write what was learned, then let go of the run; gives what prints the result."""
    watch.tell("Writing", 0.92)
    write = _counted if exchanged.told.received is None else _mapped
    shown = write(asked, ready, exchanged)
    exchanged.close()
    return shown


def print_run(asked: Asked, ready: Ready, exchanged: "Exchanged", shown: Callable[[Console], None]) -> None:
    """What we learned, and what the partner did."""
    from mutuals.exchange.partner_list import sentences

    console = Console(highlight=False)
    print_list(console, asked.ours, ready.intake)
    print_notes(console, ready.prepared.notes)
    shown(console)
    console.print(f"\nWhat {exchanged.partner} learned", style="bold")
    told = sentences(exchanged.told.disclosed, exchanged.partner, reached=exchanged.entry.reached)
    lines = told or (f"{exchanged.partner} learned nothing of ours",)
    alone = _one_learned(ready.plan, exchanged)
    if asked.incremental:
        alone = (*alone, CONTINUED if exchanged.continued else WHOLE)
    print_lines(console, [*alone, *lines, exchanged.entry.detail, f"Written down in {asked.node / 'ledger.jsonl'}"])
    print_notes(console, exchanged.alarms)


def _learns(plan: "Plan", exchanged: "Exchanged") -> str:
    """Which side learned which accounts are common, in the words of a policy: both, us or partner."""
    said = plan.learner.value
    return said if said == "both" else ("us" if said == exchanged.entry.role else "partner")


def _one_learned(plan: "Plan", exchanged: "Exchanged") -> tuple[str, ...]:
    """A sentence on a run in which one side alone learned, as both policies say."""
    who = {"us": "we alone learned", "partner": f"{exchanged.partner} alone learned"}.get(_learns(plan, exchanged))
    return () if who is None else (f"By both sides' policies {who} which accounts are common",)


def _mapped(asked: Asked, ready: Ready, exchanged: "Exchanged") -> Callable[[Console], None]:
    """The map of what is common, as `mutuals map` writes it."""
    from mutuals import pipeline
    from mutuals.matching.judgements import read_judgements
    from mutuals.report import print_map

    judged = own_judgements(None, asked.out)
    deals = pipeline.import_opportunities(asked.opportunities, ready.intake) if asked.opportunities else None
    mapped = pipeline.map_exchanged(
        ready.intake,
        ready.prepared,
        exchanged,
        opportunities=deals,
        judgements=read_judgements(judged) if judged else None,
    )
    today = date.today()
    told = {"Our list": asked.ours.file.name, "The partner": f"{exchanged.partner}, in a private run"}
    report = pipeline.report_of(mapped, made_on=f"{today.day} {today:%B %Y}", settings=told)
    summary = pipeline.write_outputs(mapped, report, asked.out, more={"private": _as_json(ready.plan, exchanged)})
    named = {"Report": "report.html", "Workbook": "overlaps.xlsx", "All overlaps": "overlaps.csv"}
    files = {what: str(asked.out / name) for what, name in named.items() if name in summary["files"]}
    return lambda console: print_map(report, console, files=files)


def _counted(asked: Asked, ready: Ready, exchanged: "Exchanged") -> Callable[[Console], None]:
    """Counts as counts.csv and summary.json: by pair of populations, or by kind of key where the partner alone learns
    which accounts they are."""
    import polars as pl

    from mutuals.pipeline import json_text
    from mutuals.report.atomic import whole_folder

    counts = exchanged.told.counts
    cells = pl.DataFrame(
        {"common": list(counts), "accounts": list(counts.values())}, schema_overrides={"accounts": pl.UInt32}
    )
    said = {
        "accounts": ready.intake.account_list.accounts.height,
        "notes": [*ready.intake.notes, *ready.prepared.notes],
        "private": _as_json(ready.plan, exchanged),
    }
    with whole_folder(asked.out) as draft:
        cells.write_csv(draft / "counts.csv")
        (draft / "summary.json").write_text(json_text(said), encoding="utf-8", newline="\n")
    what = "Accounts in common, by population of ours and theirs" if asked.counts else "In common, by kind of key"

    def show(console: Console) -> None:
        console.print(f"\n{what}", style="bold")
        rows = [f"{cell}: {'not shown' if n is None else f'{n:,}'}" for cell, n in counts.items()]
        print_lines(console, [*rows, f"Written to {asked.out / 'counts.csv'}"])

    return show


def _as_json(plan: "Plan", exchanged: "Exchanged") -> dict[str, Any]:
    """What the run was and what each side learned, as plain values."""
    return {
        "partner": exchanged.partner,
        "mode": plan.mode.value,
        "learns": _learns(plan, exchanged),
        "epoch": plan.epoch,
        "continued": exchanged.continued,
        "counts": exchanged.told.counts,
        "learned": [asdict(one) for one in exchanged.told.learned],
        "disclosed": [asdict(one) for one in exchanged.told.disclosed],
        "alarms": list(exchanged.alarms),
        "ledger_entry": exchanged.entry.hash,
    }
