"""`mutuals private`: the overlap with a partner whose list stays on its own machine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mutuals.cli import options, private_ledger
from mutuals.cli.machine import use_threads
from mutuals.cli.private_run import Asked, people, prepared, print_run, switched_on, written
from mutuals.cli.progress import watching
from mutuals.cli.settings import WrongOption, list_settings

if TYPE_CHECKING:
    from mutuals.exchange.node import Partnership
    from mutuals.exchange.plan import Plan

OUT = Path("mutuals-private")
"""The folder of a private map unless the person names another."""

LISTEN = "0.0.0.0:8443"
"""Where the reachable side listens unless told: on every address of the machine."""

app = typer.Typer(help="Overlap with a partner whose list stays on its own machine.", no_args_is_help=True)
app.add_typer(private_ledger.app, name="ledger")

Policy = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="What the partner may see (TOML); `mutuals private policy` writes one."),
]
Counts = Annotated[
    bool, typer.Option("--counts", help="Learn only how many accounts are common, by populations, and not which.")
]
By = Annotated[str, typer.Option(metavar="KIND", help="The kind of key that --counts counts by.")]
Incremental = Annotated[
    bool,
    typer.Option(
        "--incremental",
        help="Send only what changed since the last run of the quarter, if the partner asks for it, too; what this "
        "gives away is shown first.",
    ),
]
Yes = Annotated[
    bool, typer.Option("--yes", help="Answer every question with yes: the code was compared, the run is approved.")
]
Wait = Annotated[float, typer.Option(metavar="MINUTES", help="How long to wait for the partner.")]
New = Annotated[
    bool,
    typer.Option(
        "--new",
        help="Make a new invitation though there is a partnership already: where the partner begins with a new node, "
        "the link got lost or into wrong hands, or our address has changed. Later runs go on with the newest.",
    ),
]
Us = Annotated[str, typer.Option("--as", metavar="NAME", help="What the partner knows us by.")]


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
    new: New = False,
    out: options.Out = OUT,
    node: options.NodeFolder = options.NODE,
    policy: Policy = None,
    counts: Counts = False,
    by: By = "domain",
    incremental: Incremental = False,
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
    cores = use_threads(threads)
    asked = Asked(listed, us, partner, node, out, policy, counts, by, opportunities, yes, wait, cores, incremental)
    where = _host_port(listen)
    with watching(shown=not quiet) as watch:
        from mutuals.exchange.hosting import host

        ready = prepared(asked, watch, inviting=True)
        known = None if new else ready.node.invited(partner)
        if known is None or _stale(known, ready.plan, address):
            expires, plan = datetime.now(UTC) + timedelta(days=days), ready.plan
            known = ready.node.invite(
                partner, address=address, list_size=plan.announced, terms=plan.terms, expires=expires
            )
        switched_on(asked, ready, known, watch)
        if not known.other_key:
            with watch.aside():
                _tell_link(known.link, partner, link_file)
        exchanged = host(ready.node, known, ready.plan, people(asked, watch), listen=where)
        shown = written(asked, ready, exchanged, watch)
    if not quiet:
        print_run(asked, ready, exchanged, shown)


@app.command("join")
def join(  # noqa: PLR0913, PLR0917  one for each option
    link: Annotated[str, typer.Argument(metavar="LINK", help="The invitation: the link, or a file that holds it.")],
    ours: Annotated[Path, typer.Argument(metavar="THEIRS", help="The list of the side that joins: our own.")],
    partner: Annotated[
        str, typer.Option(metavar="NAME", help="What we call the inviter; its name in the policy.")
    ] = "",
    us: Us = "",
    out: options.Out = OUT,
    node: options.NodeFolder = options.NODE,
    policy: Policy = None,
    counts: Counts = False,
    by: By = "domain",
    incremental: Incremental = False,
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
    cores = use_threads(threads)
    asked = Asked(listed, us, partner, node, out, policy, counts, by, opportunities, yes, wait, cores, incremental)
    with watching(shown=not quiet) as watch:
        from mutuals.exchange.invitation import read_invitation
        from mutuals.exchange.joining import join as join_node

        text = _link(link)
        asked = replace(asked, partner=partner or read_invitation(text).inviter)
        ready = prepared(asked, watch, inviting=False)
        known = ready.node.accept(text, partner=asked.partner)
        switched_on(asked, ready, known, watch)
        exchanged = join_node(ready.node, known, ready.plan, people(asked, watch))
        shown = written(asked, ready, exchanged, watch)
    if not quiet:
        print_run(asked, ready, exchanged, shown)


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


def _stale(known: "Partnership", plan: "Plan", address: str) -> bool:
    """Whether nobody followed the invitation and it leads nowhere: it has expired, or says other terms or address."""
    said = known.invitation
    expired = datetime.fromisoformat(said.expires) <= datetime.now(UTC)
    return not known.other_key and (expired or (dict(said.terms), said.address) != (plan.terms, address.rstrip("/")))


def _host_port(text: str) -> tuple[str, int]:
    name, sign, port = text.rpartition(":")
    if not (sign and port.isdigit() and 0 <= int(port) < 65_536):
        raise WrongOption(f"--listen is HOST:PORT such as 0.0.0.0:8443, not {text!r}")
    return name.strip("[]"), int(port)
