"""What every output of one map shows, put in one place: the overlaps in order of work, the figures, the rules used."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from mutuals import __version__
from mutuals.accounts import Column, Table
from mutuals.cosell import PLAYED, with_plays
from mutuals.cosell.plays import play_frame
from mutuals.overlap import OVERLAPS, AccountMap, at_levels

REFUSED = Table(
    "REFUSED",
    "One row is one row of an input file that was refused.",
    (
        Column("list", pl.String, "The list it came from."),
        Column("source_row", pl.UInt32, "Where the row begins in the file, the first line being 1."),
        Column("reason", pl.String, "Why it was refused and what to do."),
        Column("text", pl.String, "The row as it stood."),
    ),
)

RULES_USED = Table(
    "RULES_USED",
    "One row is one rule or setting that the map was made with.",
    (
        Column("group", pl.String, "What it belongs to: bands, weights, vetoes, …"),
        Column("rule", pl.String, "Its name in the rules file."),
        Column("value", pl.String, "Its value."),
        Column("sentence", pl.String, "What it does."),
    ),
)


@dataclass(frozen=True)
class MapReport:
    """One map, ready to be shown.

    `overlaps` has every level in the counted bands, with the columns of PLAYED, in order of work; `refused` has the
    shape REFUSED and `rules` the shape RULES_USED. `made_on` is the day in words that a person reads; `notes` are
    sentences on the input; `settings` are what the command was given.
    """

    account_map: AccountMap
    overlaps: pl.DataFrame
    refused: pl.DataFrame
    rules: pl.DataFrame
    notes: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    made_on: str = ""
    version: str = __version__

    @property
    def counted(self) -> pl.DataFrame:
        """The overlaps that count at the levels of the map."""
        return at_levels(self.overlaps, self.account_map.levels)

    @property
    def ours(self) -> str:
        """Name of our side."""
        return self.account_map.ours.label

    @property
    def theirs(self) -> str:
        """Name of the partner's side."""
        return self.account_map.theirs.label


def map_report(
    account_map: AccountMap,
    *,
    refused: pl.DataFrame | None = None,
    rules: pl.DataFrame | None = None,
    notes: tuple[str, ...] = (),
    settings: Mapping[str, str] | None = None,
    made_on: str = "",
) -> MapReport:
    """Put together what the outputs of `account_map` show; what is not given is shown as absent."""
    played = with_plays(
        account_map.overlaps,
        our_populations=account_map.ours.axis,
        partner_populations=account_map.theirs.axis,
    )
    return MapReport(
        account_map=account_map,
        overlaps=in_order_of_work(played),
        refused=REFUSED.empty() if refused is None else REFUSED.conform(refused),
        rules=RULES_USED.empty() if rules is None else RULES_USED.conform(rules),
        notes=notes,
        settings=dict(settings or {}),
        made_on=made_on,
    )


def in_order_of_work(overlaps: pl.DataFrame) -> pl.DataFrame:
    """The overlaps with the strongest play first, then the most money at stake, then the surest link, then by ids.

    Money is compared in the currency that most accounts have, since amounts in two currencies cannot be.
    """
    strength = play_frame().select("play", "strength")
    main = main_currency(overlaps)
    in_main = pl.element().struct.field("currency").eq_missing(pl.lit(main, pl.String))
    keyed = overlaps.with_columns(
        pl.col("open_amounts")
        .list.eval(pl.element().filter(in_main).struct.field("amount"))
        .list.first()
        .alias("stake")
    ).join(strength, on="play", how="left", maintain_order="left")
    return keyed.sort(
        "strength",
        "stake",
        "probability",
        "account_id",
        "partner_account_id",
        descending=[False, True, True, False, False],
        nulls_last=True,
    ).select([*OVERLAPS.names, *PLAYED.names])


def currencies(overlaps: pl.DataFrame) -> list[str | None]:
    """The currencies of the overlaps' open amounts, the one with most accounts first; None where none was named."""
    found = (
        overlaps.select("account_id", "open_amounts")
        .filter(pl.col("open_amounts").is_not_null())
        .unique("account_id")
        .explode("open_amounts")
        .select(pl.col("open_amounts").struct.field("currency"))
        .group_by("currency")
        .len()
        .sort("len", "currency", descending=[True, False], nulls_last=True)
    )
    return found["currency"].to_list()


def main_currency(overlaps: pl.DataFrame) -> str | None:
    """The currency that most accounts have open amounts in."""
    named = currencies(overlaps)
    return named[0] if named else None
