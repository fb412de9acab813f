"""Plays: what to do about an overlap, from the kind of population the account is in on each side.

To change a play, edit its entry in `PLAYS`; to add one, add an entry. Its place in the table is its strength: where an
overlap falls into several cells of the matrix, the play nearest the top leads and the others are kept behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from mutuals.accounts import Column, Population, PopulationKind, Table

CUSTOMERS, OPEN, PROSPECTS = (
    PopulationKind.CUSTOMERS,
    PopulationKind.OPEN_OPPORTUNITIES,
    PopulationKind.PROSPECTS,
)


@dataclass(frozen=True)
class Play:
    """The recommended motion for one cell of the account mapping matrix.

    `ours` and `theirs` are the kinds of population that meet; `title` names the play in a word or two, `motion` says in
    a sentence what to do; a `hot` play is worth a seller's time today.
    """

    key: str
    ours: PopulationKind
    theirs: PopulationKind
    title: str
    motion: str
    hot: bool = False

    @property
    def eql(self) -> bool:
        """Whether it yields an ecosystem-qualified lead: our prospect, the partner's customer or open opportunity."""
        return self.ours == PROSPECTS and self.theirs in (CUSTOMERS, OPEN)


PLAYS: tuple[Play, ...] = (
    Play(
        "act_now",
        OPEN,
        CUSTOMERS,
        "Act now",
        "Ask the partner for intelligence, an introduction to the buyer, or a reference while your deal is open.",
        hot=True,
    ),
    Play(
        "warm_introduction",
        PROSPECTS,
        CUSTOMERS,
        "Warm introduction",
        "Ask the partner, who already serves this account, to introduce you: an ecosystem-qualified lead.",
        hot=True,
    ),
    Play(
        "co_sell",
        OPEN,
        OPEN,
        "Co-sell",
        "Bring both account teams together and agree the next step of the two open deals.",
    ),
    Play(
        "time_the_outreach",
        PROSPECTS,
        OPEN,
        "Time the outreach",
        "The account is buying from the partner now: take it as a buying signal and time your outreach to it.",
    ),
    Play(
        "joint_pitch",
        OPEN,
        PROSPECTS,
        "Joint pitch",
        "Share what each side has learned about the account and offer to pitch together.",
    ),
    Play(
        "cross_sell",
        CUSTOMERS,
        CUSTOMERS,
        "Cross-sell",
        "Look for cross-sell, protect the renewal together, and publish a joint success story.",
    ),
    Play(
        "joint_marketing",
        PROSPECTS,
        PROSPECTS,
        "Joint marketing",
        "Put the account on the list of a joint campaign or invite it to a joint event.",
    ),
    Play(
        "vouch",
        CUSTOMERS,
        OPEN,
        "Vouch",
        "Give back: offer the partner a reference, or vouch for them in their open deal.",
    ),
    Play(
        "introduce_partner",
        CUSTOMERS,
        PROSPECTS,
        "Introduce the partner",
        "Give: introduce the partner warmly to your customer.",
    ),
)
"""Every play, the strongest first: hot ones, then open deals on either side, then growth together, then giving back."""

PLAYS_BY_KEY: dict[str, Play] = {play.key: play for play in PLAYS}

PLAYED = Table(
    "PLAYED",
    "What `with_plays` adds to each overlap.",
    (
        Column("play", pl.String, "Key of the leading play, or null where no cell of the overlap has one."),
        Column("plays", pl.List(pl.String), "Keys of every play of the overlap's cells, the strongest first."),
        Column("hot", pl.Boolean, "Whether the leading play is hot."),
        Column("eql", pl.Boolean, "Whether any cell of it makes it an ecosystem-qualified lead."),
    ),
)


def play_for(ours: PopulationKind, theirs: PopulationKind) -> Play | None:
    """The play of one cell, or None: populations of kind Other have no play until they are given another kind."""
    return next((play for play in PLAYS if (play.ours, play.theirs) == (ours, theirs)), None)


def play_frame() -> pl.DataFrame:
    """`PLAYS` as a frame to join on: our_kind, partner_kind, play, hot, eql, strength (0 is the strongest)."""
    return pl.DataFrame(
        [(play.ours.value, play.theirs.value, play.key, play.hot, play.eql) for play in PLAYS],
        schema={
            "our_kind": pl.String,
            "partner_kind": pl.String,
            "play": pl.String,
            "hot": pl.Boolean,
            "eql": pl.Boolean,
        },
        orient="row",
    ).with_row_index("strength")


def with_plays(
    overlaps: pl.DataFrame, *, our_populations: Sequence[Population], partner_populations: Sequence[Population]
) -> pl.DataFrame:
    """`overlaps` with the columns of `PLAYED`, rows in the order given.

    `overlaps` needs the columns our_populations and partner_populations (lists of names). Each distinct pair of lists
    is worked out once; an overlap lies in every cell that one of its populations on our side makes with one of theirs.
    """
    lists = ["our_populations", "partner_populations"]
    sets = overlaps.select(lists).unique(maintain_order=True).with_row_index("set")
    found = (
        sets.explode("our_populations")
        .explode("partner_populations")
        .join(_kinds(our_populations, "our"), on="our_populations")
        .join(_kinds(partner_populations, "partner"), on="partner_populations")
        .join(play_frame(), on=["our_kind", "partner_kind"])
        .sort("set", "strength")
        .unique(["set", "play"], keep="first", maintain_order=True)
        .group_by("set", maintain_order=True)
        .agg(
            pl.col("play").first(),
            pl.col("play").alias("plays"),
            pl.col("hot").first(),
            pl.col("eql").any(),
        )
    )
    by_set = sets.join(found, on="set", how="left", maintain_order="left").select(
        *lists,
        "play",
        pl.col("plays").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        pl.col("hot").fill_null(False),
        pl.col("eql").fill_null(False),
    )
    return overlaps.join(by_set, on=lists, how="left", nulls_equal=True, maintain_order="left")


def _kinds(populations: Sequence[Population], side: str) -> pl.DataFrame:
    """Name and kind of each population of one side, to join on the name."""
    return pl.DataFrame(
        [(population.name, population.kind.value) for population in populations],
        schema={f"{side}_populations": pl.String, f"{side}_kind": pl.String},
        orient="row",
    )
