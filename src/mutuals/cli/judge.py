"""`mutuals judge`: a person's verdict on a link, kept beside the map; the next map takes it over the model's."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mutuals.cli import options
from mutuals.cli.lists import read_list
from mutuals.cli.map import JUDGEMENTS
from mutuals.cli.settings import MapSettings, settings_of
from mutuals.cli.words import counted

if TYPE_CHECKING:
    import polars as pl


class Verdict(StrEnum):
    """What a person may say of a link."""

    CONFIRM = "confirm"
    REJECT = "reject"
    ALIAS = "alias"
    FORGET = "forget"


_KEPT = {Verdict.CONFIRM: "confirmed", Verdict.REJECT: "rejected", Verdict.ALIAS: "alias"}
"""The verdicts as the judgements file says them."""


def judge_link(
    our_id: Annotated[str, typer.Argument(metavar="OUR_ID", help="Our account.")],
    their_id: Annotated[str, typer.Argument(metavar="THEIR_ID", help="The partner's account.")],
    verdict: Annotated[
        Verdict,
        typer.Argument(
            help="confirm: the same company. reject: it is not. alias: the same, renamed. forget: the model decides."
        ),
    ],
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who judges.")] = None,
    out: options.Out = options.OUT,
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=f"Judgements file; else the one the map used, else {JUDGEMENTS} beside it."),
    ] = None,
) -> None:
    """Keep a verdict on a link; it wins over the model in every later map.

    The judgements of a map stand in its folder and are taken up by the next `mutuals map` into it. Another map takes
    them with --judgements FILE. The last verdict on a pair counts.
    """
    from mutuals.matching.judgements import write_judgements

    settings = settings_of(out) if file is None or (out / "summary.json").is_file() else None
    if settings is not None:
        _check_ids(settings, our_id, their_id)
    path = file or (settings.judgements if settings and settings.judgements else out / JUDGEMENTS)
    said = {"by": by, "on": date.today().isoformat(), "note": note}
    judgements = _with(_kept(path), (our_id, their_id), verdict, said)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_judgements(path, judgements)
    said_of = _KEPT.get(verdict, "forgotten")
    typer.echo(f"{our_id} and {their_id}: {said_of}. {path} has {counted(len(judgements), 'judgement')}.")
    typer.echo("It counts from the next `mutuals map` on.")


def _check_ids(settings: MapSettings, our_id: str, their_id: str) -> None:
    """Refuse ids that are on neither list: a slip of the finger would be a judgement on nobody."""
    from mutuals.matching.explain import NoSuchAccount

    for one, account in ((settings.ours, our_id), (settings.theirs, their_id)):
        accounts = read_list(one, today=date.today()).account_list.accounts
        if account not in accounts["account_id"]:
            raise NoSuchAccount(f"no account of {one.file.name} has the id {account!r}. Nothing was written.")


def _kept(path: Path) -> "pl.DataFrame":
    """The judgements in the file, none where it is not there yet."""
    from mutuals.matching.judgements import JUDGEMENT_ROWS, read_judgements

    return read_judgements(path) if path.exists() else JUDGEMENT_ROWS.empty()


def _with(
    kept: "pl.DataFrame", pair: tuple[str, str], verdict: Verdict, said: Mapping[str, str | None]
) -> "pl.DataFrame":
    """`kept` with the verdict on the pair in place of an earlier one."""
    import polars as pl

    from mutuals.matching.judgements import JUDGEMENT_ROWS

    ours, theirs = pair
    others = kept.filter(~((pl.col("account_id") == ours) & (pl.col("partner_account_id") == theirs)))
    if verdict is Verdict.FORGET:
        return others
    row = {"account_id": ours, "partner_account_id": theirs, "judgement": _KEPT[verdict], **said}
    return pl.concat([others, JUDGEMENT_ROWS.conform(pl.DataFrame([row]))], how="diagonal")
