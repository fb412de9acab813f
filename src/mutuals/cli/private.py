"""`mutuals private`: the overlap with a partner whose list stays on its own machine."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from mutuals.cli import options, private_ledger
from mutuals.cli.lists import print_lines, print_list, print_notes, read_list
from mutuals.cli.machine import use_threads
from mutuals.cli.map import own_judgements
from mutuals.cli.progress import Watch, watching
from mutuals.cli.settings import ListSettings, WrongOption, list_settings

if TYPE_CHECKING:
    from mutuals.exchange.conduct import Exchanged
    from mutuals.exchange.node import Node, Partnership
    from mutuals.exchange.plan import People, Plan
    from mutuals.exchange.preparing import Prepared
    from mutuals.intake import Intake

NODE = Path("mutuals-node")
"""The node's folder unless the person names another."""

LISTEN = "0.0.0.0:8443"

app = typer.Typer(help="Overlap with a partner whose list stays on its own machine.", no_args_is_help=True)
app.add_typer(private_ledger.app, name="ledger")

NodeFolder = Annotated[Path, typer.Option("--node", metavar="DIR", help="Folder of this node: keys, ledger, runs.")]
Policy = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="What the partner may see (TOML); `mutuals private policy` writes one."),
]
Counts = Annotated[
    bool, typer.Option("--counts", help="Learn only how many accounts are common, by populations, and not which.")
]
By = Annotated[str, typer.Option(metavar="KIND", help="The kind of key that --counts counts by.")]
Yes = Annotated[
    bool, typer.Option("--yes", help="Answer every question with yes: the code was compared, the run is approved.")
]
Wait = Annotated[float, typer.Option(metavar="MINUTES", help="How long to wait for the partner.")]
Us = Annotated[str, typer.Option("--as", metavar="NAME", help="What the partner knows us by.")]


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
    quiet: bool


@app.command("policy")
def write_policy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")] = Path("policy.toml"),
) -> None:
    """Write a sharing policy to start from: with an overlap, its name and website, and nothing of any other account."""
    from mutuals.sharing import STARTER

    if file.exists():
        raise WrongOption(f"{file} is there already; name another file")
    file.write_text(STARTER, encoding="utf-8")
    typer.echo(f"{file}: what partners may see. Change it, and give it with --policy {file}")


@app.command("invite")
def invite(  # noqa: PLR0913, PLR0917  one for each option
    ours: Annotated[Path, typer.Argument(metavar="OURS", help="Our list, as a CRM exports it.")],
    partner: Annotated[str, typer.Option(metavar="NAME", help="Whom to invite; its name in the policy.")],
    us: Us = "",
    address: Annotated[
        str, typer.Option(metavar="URL", help="Where the partner reaches us: https://host:port.")
    ] = "https://localhost:8443",
    listen: Annotated[str, typer.Option(metavar="HOST:PORT", help="Where to listen.")] = LISTEN,
    days: Annotated[int, typer.Option(metavar="N", min=1, help="Days that the invitation is good for.")] = 7,
    link_file: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the link into a file, too.")] = None,
    out: options.Out = Path("mutuals-private"),
    node: NodeFolder = NODE,
    policy: Policy = None,
    counts: Counts = False,
    by: By = "domain",
    opportunities: Annotated[Path | None, typer.Option(metavar="FILE", help="Our opportunities.")] = None,
    yes: Yes = False,
    wait: Wait = 60.0,
    threads: options.Threads = None,
    quiet: options.Quiet = False,
    column: options.Columns = None,
    mapping: options.Mapping = None,
    populations: options.Populations = None,
    population: options.Population = None,
) -> None:
    """Invite a partner, wait for it, and learn which accounts both have; neither side sees the other's list.

    Prints a link: send it to the partner over a channel that you trust. When the partner comes, both sides are shown a
    short code: compare it, by voice best. Run the same command again to go on with a run that was cut, or, later, to
    run again with the same partner.
    """
    listed = list_settings(
        ours, label=us, columns=column or [], mapping=mapping, populations=populations, population=population or []
    )
    asked = Asked(listed, us, partner, node, out, policy, counts, by, opportunities, yes, wait, 1, quiet)
    asked = replace(asked, threads=use_threads(threads))
    with watching(shown=not quiet) as watch:
        from mutuals.exchange.hosting import host

        ready = _prepared(asked, watch)
        us_node = _node(asked, ready.intake)
        now = datetime.now(UTC)
        known = us_node.invited(partner)
        if known is None or (not known.other_key and _expired(known, now)):
            expires = now + timedelta(days=days)
            known = us_node.invite(
                partner, address=address, list_size=ready.plan.announced, terms=ready.plan.terms, expires=expires
            )
        if not known.other_key:
            _tell_link(known.link, partner, link_file)
        exchanged = host(us_node, known, ready.plan, _people(asked, watch, partner), listen=_host_port(listen))
        _finish(asked, ready, exchanged, watch)


@app.command("join")
def join(  # noqa: PLR0913, PLR0917  one for each option
    link: Annotated[str, typer.Argument(metavar="LINK", help="The invitation: the link, or a file that holds it.")],
    ours: Annotated[Path, typer.Argument(metavar="THEIRS", help="The list of the side that joins: our own.")],
    partner: Annotated[
        str, typer.Option(metavar="NAME", help="What we call the inviter; its name in the policy.")
    ] = "",
    us: Us = "",
    out: options.Out = Path("mutuals-private"),
    node: NodeFolder = NODE,
    policy: Policy = None,
    counts: Counts = False,
    by: By = "domain",
    opportunities: Annotated[Path | None, typer.Option(metavar="FILE", help="Our opportunities.")] = None,
    yes: Yes = False,
    wait: Wait = 60.0,
    threads: options.Threads = None,
    quiet: options.Quiet = False,
    column: options.Columns = None,
    mapping: options.Mapping = None,
    populations: options.Populations = None,
    population: options.Population = None,
) -> None:
    """Follow a partner's invitation, and learn which accounts both have; neither side sees the other's list."""
    listed = list_settings(
        ours, label=us, columns=column or [], mapping=mapping, populations=populations, population=population or []
    )
    asked = Asked(listed, us, partner, node, out, policy, counts, by, opportunities, yes, wait, 1, quiet)
    asked = replace(asked, threads=use_threads(threads))
    with watching(shown=not quiet) as watch:
        from mutuals.exchange.invitation import read_invitation
        from mutuals.exchange.joining import join as join_node

        text = _link(link)
        asked = replace(asked, partner=partner or read_invitation(text).inviter)
        ready = _prepared(asked, watch)
        us_node = _node(asked, ready.intake)
        known = us_node.accept(text, partner=asked.partner)
        exchanged = join_node(us_node, known, ready.plan, _people(asked, watch, asked.partner))
        _finish(asked, ready, exchanged, watch)


@dataclass(frozen=True)
class Ready:
    """Our list as it was read, and what of it takes part in which run."""

    intake: "Intake"
    prepared: "Prepared"

    @property
    def plan(self) -> "Plan":
        """The plan of the run."""
        return self.prepared.plan


def _prepared(asked: Asked, watch: Watch) -> Ready:
    """Our list read, and what of it takes part by the policy."""
    from mutuals.exchange.preparing import prepare
    from mutuals.psi import Mode
    from mutuals.sharing import read_policy, starter_policy

    today = date.today()
    watch.tell("Reading our list", 0.02)
    intake = read_list(asked.ours, today=today)
    rules = read_policy(asked.policy) if asked.policy else starter_policy()
    watch.tell("Making match keys", 0.05)
    prepared = prepare(
        intake.account_list,
        rules,
        partner=asked.partner,
        on=today,
        mode=Mode.COUNTS if asked.counts else Mode.OVERLAPS,
        kinds=(asked.by,) if asked.counts else (),
        threads=asked.threads,
    )
    return Ready(intake, prepared)


def _node(asked: Asked, intake: "Intake") -> "Node":
    from mutuals.exchange.node import Node

    return Node(asked.node, name=asked.us or intake.account_list.label)


def _people(asked: Asked, watch: Watch, partner: str) -> "People":
    """The person at the terminal, who compares the code and approves what a guard asks."""
    from mutuals.exchange.plan import People

    def confirm(code: str) -> bool:
        typer.echo(f"Code: {code}   {partner} must see the same one.", err=True)
        return asked.yes or typer.confirm("Is it the same?", err=True)

    def approve(sentence: str) -> bool:
        typer.echo(sentence, err=True)
        return asked.yes or typer.confirm("Go on?", err=True)

    return People(confirm, approve, progress=watch.part(0.1, 0.9), patience=asked.minutes * 60)


def _finish(asked: Asked, ready: Ready, exchanged: "Exchanged", watch: Watch) -> None:
    """Write what was learned, then let go of the run."""
    from mutuals.exchange.partner_list import sentences

    watch.tell("Writing", 0.92)
    write = _counted if asked.counts else _mapped
    shown = write(asked, ready, exchanged)
    exchanged.close()
    if asked.quiet:
        return
    console = Console(highlight=False)
    print_list(console, asked.ours, ready.intake)
    shown(console)
    console.print(f"\nWhat {exchanged.partner} learned", style="bold")
    lines = sentences(exchanged.told.disclosed, exchanged.partner) or (f"{exchanged.partner} learned nothing of ours",)
    print_lines(console, [*lines, exchanged.entry.detail, f"Written down in {asked.node / 'ledger.jsonl'}"])
    print_notes(console, exchanged.alarms)


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
    """Counts by pair of populations, as counts.csv and summary.json."""
    import polars as pl

    from mutuals.pipeline import json_text
    from mutuals.report.atomic import whole_folder

    counts = exchanged.told.counts
    cells = pl.DataFrame(
        {"common": list(counts), "accounts": list(counts.values())}, schema_overrides={"accounts": pl.UInt32}
    )
    with whole_folder(asked.out) as draft:
        cells.write_csv(draft / "counts.csv")
        said = {"accounts": ready.intake.account_list.accounts.height, "private": _as_json(ready.plan, exchanged)}
        (draft / "summary.json").write_text(json_text(said), encoding="utf-8", newline="\n")

    def show(console: Console) -> None:
        console.print("\nAccounts in common, by population of ours and theirs", style="bold")
        rows = [f"{cell}: {'not shown' if n is None else f'{n:,}'}" for cell, n in counts.items()]
        print_lines(console, [*rows, f"Written to {asked.out / 'counts.csv'}"])

    return show


def _as_json(plan: "Plan", exchanged: "Exchanged") -> dict[str, Any]:
    """What the run was and what each side learned, as plain values."""
    from dataclasses import asdict

    return {
        "partner": exchanged.partner,
        "mode": plan.mode.value,
        "epoch": plan.epoch,
        "counts": exchanged.told.counts,
        "learned": [asdict(one) for one in exchanged.told.learned],
        "disclosed": [asdict(one) for one in exchanged.told.disclosed],
        "alarms": list(exchanged.alarms),
        "ledger_entry": exchanged.entry.hash,
    }


def _tell_link(link: str, partner: str, file: Path | None) -> None:
    if file is not None:
        file.write_text(link + "\n", encoding="utf-8")
    typer.echo(f"Send this link to {partner} over a channel that you trust; it lets one node in, once:", err=True)
    typer.echo(link)


def _link(given: str) -> str:
    """The link itself, or what the file of this name holds."""
    path = Path(given)
    try:
        return path.read_text(encoding="utf-8").strip() if len(given) < 1_000 and path.is_file() else given.strip()
    except (OSError, UnicodeError) as error:
        raise WrongOption(f"the invitation {given} cannot be read ({error})") from error


def _expired(known: "Partnership", now: datetime) -> bool:
    return datetime.fromisoformat(known.invitation.expires) <= now


def _host_port(text: str) -> tuple[str, int]:
    name, sign, port = text.rpartition(":")
    if not (sign and port.isdigit() and 0 <= int(port) < 65_536):
        raise WrongOption(f"--listen is HOST:PORT such as 0.0.0.0:8443, not {text!r}")
    return name.strip("[]"), int(port)
