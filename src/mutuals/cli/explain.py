"""`mutuals explain`: why two accounts were linked, or why one of ours was not."""

import json as json_format
from dataclasses import asdict
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mutuals.cli import options
from mutuals.cli.lists import print_commands, print_lines, read_list
from mutuals.cli.machine import use_threads
from mutuals.cli.map import own_judgements
from mutuals.cli.progress import watching
from mutuals.cli.settings import settings_of
from mutuals.cli.waterfall import percent, print_waterfall
from mutuals.cli.words import clean, counted

if TYPE_CHECKING:
    import polars as pl

    from mutuals.matching.explain import Explanation, MissingExplanation
    from mutuals.matching.match import Matching

_KEYS_SHOWN = 12
_AGAINST_SHOWN = 4


def explain(
    our_id: Annotated[str, typer.Argument(metavar="OUR_ID", help="Our account.")],
    their_id: Annotated[
        str, typer.Argument(metavar="[THEIR_ID]", help="The partner's account; else the nearest there is.")
    ] = "",
    missing: Annotated[bool, typer.Option("--missing", help="Why nothing matched our account.")] = False,
    out: options.Out = options.OUT,
    json: options.Json = False,
    threads: options.Threads = None,
) -> None:
    """Show why a link has its probability: each piece of evidence in bits, from the prior to the probability.

    One bit more doubles the odds that the two are the same company. The lists are read and matched again, as the map in
    the folder says it was made; its files are left as they are.
    """
    from mutuals.matching.explain import explain_link, explain_missing

    cores = use_threads(threads)
    matching = _matched(out, cores, shown=not json)
    nearest = their_id or ("" if missing else _nearest(matching, our_id))
    console = Console(highlight=False)
    if nearest:
        link = explain_link(matching, our_id, nearest)
        judgement = _judgement(matching, link)
        if json:
            _print_json({**asdict(link), "judgement": judgement})
        else:
            _print_link(console, link, judgement)
        return
    why = explain_missing(matching, our_id)
    if json:
        _print_json({**asdict(why), "keys": why.keys.to_dicts()})
    else:
        _print_missing(console, why, out)


def _matched(out: Path, threads: int, *, shown: bool) -> "Matching":
    """The two lists of the map in `out`, matched as it was made."""
    from mutuals.matching.judgements import read_judgements
    from mutuals.matching.match import match_lists
    from mutuals.matching.rules import read_rules

    settings = settings_of(out)
    judgements = own_judgements(settings.judgements, out)
    today = date.today()
    with watching(shown=shown) as watch:
        watch.tell("Reading our list", 0.02)
        ours = read_list(settings.ours, today=today)
        watch.tell("Reading the partner's list", 0.05)
        theirs = read_list(settings.theirs, today=today)
        return match_lists(
            ours.account_list.accounts,
            theirs.account_list.accounts,
            rules=read_rules(settings.rules) if settings.rules else None,
            judgements=read_judgements(judgements) if judgements else None,
            all_candidates=True,
            threads=threads,
            progress=watch.part(0.1, 1.0),
        )


def _nearest(matching: "Matching", our_id: str) -> str:
    """The partner's account of the surest link of ours, or nothing where no link counts."""
    links = matching.matches
    own = links.filter((links["account_id"] == our_id) & links["band"].cast(str).is_in(["certain", "likely"]))
    return str(own["partner_account_id"][0]) if own.height else ""


def _judgement(matching: "Matching", link: "Explanation") -> str:
    """A person's verdict on the link, or nothing."""
    links = matching.matches
    own = links.filter((links["account_id"] == link.our_id) & (links["partner_account_id"] == link.their_id))
    return str(own["judgement"][0] or "") if own.height else ""


def _print_json(values: dict[str, Any]) -> None:
    typer.echo(json_format.dumps(values, ensure_ascii=False, indent=2))


def _print_link(console: Console, link: "Explanation", judgement: str) -> None:
    """The two accounts, the verdict, and the waterfall that leads to it."""
    _print_head(console, link)
    print_waterfall(console, link)
    if judgement:
        said = {"confirmed": "confirmed this link", "rejected": "rejected this link", "alias": "called it an alias"}
        console.print(Text(f"\nA person {said[judgement]}: that wins over the evidence.", style="yellow"))
    if not link.candidate:
        told = (
            "The two share no key that tells anything, so the map did not compare them; this is how they would compare."
        )
        console.print(Padding(Text(told, style="yellow"), (1, 0, 0, 0)))


def _print_head(console: Console, link: "Explanation") -> None:
    names = Text(clean(f"{link.our_name or link.our_id} × {link.their_name or link.their_id}"), style="bold")
    names.append(clean(f"  {link.our_id} × {link.their_id}"), style="not bold dim")
    console.print()
    console.print(names)
    console.print(Text(f"{percent(link.probability)} {link.band} · {link.level}", style="cyan"))


def _print_missing(console: Console, why: "MissingExplanation", out: Path) -> None:
    """The reason, the account's keys and who shares them, and the nearest candidates with what spoke against them."""
    head = Text(clean(why.our_name or why.our_id), style="bold")
    head.append(clean(f"  {why.our_id}"), style="not bold dim")
    console.print()
    console.print(head)
    console.print(Text(clean(why.sentence)))
    if why.keys.height:
        _print_keys(console, why.keys)
    for link in why.nearest:
        _print_nearest(console, link)
    if why.nearest:
        where = "" if out == options.OUT else f" --out {out}"
        pair = f"{quote(why.our_id)} {quote(why.nearest[0].their_id)}"
        print_commands(
            console,
            "Next",
            (
                (f"mutuals explain {pair}{where}", "shows all of the evidence"),
                (f"mutuals judge {pair} confirm{where}", "if it is the same company after all"),
            ),
        )


def _print_keys(console: Console, keys: "pl.DataFrame") -> None:
    """The keys that the partner's accounts share, the most telling first, and those that none has."""
    shared = keys.filter(keys["shared_by"] > 0).sort("shared_by", "kind", "key")
    alone = keys.filter(keys["shared_by"] == 0).select("key").unique(maintain_order=True).to_series().to_list()
    console.print(Text("\nKeys that it can be found by", style="bold"))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", style="dim")
    for kind, key, number in shared.head(_KEYS_SHOWN).iter_rows():
        sharers = counted(number, "account")
        table.add_row(kind.replace("_", " "), Text(clean(key)), f"shared by {sharers} of the partner's")
    console.print(Padding(table, (0, 0, 0, 2)))
    if shared.height > _KEYS_SHOWN:
        print_lines(
            console, [f"and {shared.height - _KEYS_SHOWN:,} more that are shared by more accounts"], style="dim"
        )
    if alone:
        shown = " · ".join(alone[:_KEYS_SHOWN]) + (" …" if len(alone) > _KEYS_SHOWN else "")
        print_lines(console, [f"Shared by none: {shown}"], style="dim")


def _print_nearest(console: Console, link: "Explanation") -> None:
    """One candidate, with what spoke most against it."""
    _print_head(console, link)
    against = sorted((step for step in link.steps[1:] if step.bits < 0), key=lambda step: step.bits)[:_AGAINST_SHOWN]
    lines = []
    for step in against:
        values = f" ({step.ours} ↔ {step.theirs})" if step.ours and step.theirs else ""
        lines.append(f"−{-step.bits:.1f}  {step.title}: {step.finding}{values}")
    print_lines(console, lines)
