"""Plays: the table of PRODUCT's nine cells, and the strongest play of an overlap in several."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.accounts import Population, PopulationKind
from mutuals.cosell import PLAYED, PLAYS, PLAYS_BY_KEY, play_for, with_plays

KINDS = [PopulationKind.CUSTOMERS, PopulationKind.OPEN_OPPORTUNITIES, PopulationKind.PROSPECTS]
POPULATIONS = tuple(Population(f"our {kind.value}", kind) for kind in PopulationKind)
NAMES = [population.name for population in POPULATIONS]
KIND_OF = {population.name: population.kind for population in POPULATIONS}


def played(*rows: tuple[list[str], list[str]]) -> pl.DataFrame:
    frame = pl.DataFrame(
        rows,
        schema={"our_populations": pl.List(pl.String), "partner_populations": pl.List(pl.String)},
        orient="row",
    )
    return with_plays(frame, our_populations=POPULATIONS, partner_populations=POPULATIONS)


def test_every_cell_of_the_three_kinds_has_one_play() -> None:
    cells = [(play.ours, play.theirs) for play in PLAYS]
    assert sorted(cells) == sorted((ours, theirs) for ours in KINDS for theirs in KINDS)
    assert len(PLAYS_BY_KEY) == len(PLAYS)


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.key)
def test_a_play_says_what_to_do_in_one_sentence(play: object) -> None:
    assert play.motion.endswith(".")  # type: ignore[attr-defined]
    assert play.title[0].isupper()  # type: ignore[attr-defined]


def test_populations_of_another_kind_have_no_play() -> None:
    assert all(play_for(PopulationKind.OTHER, kind) is None for kind in PopulationKind)
    assert all(play_for(kind, PopulationKind.OTHER) is None for kind in PopulationKind)


def test_the_two_hot_plays_lead_the_table() -> None:
    assert (
        [play.key for play in PLAYS if play.hot] == [play.key for play in PLAYS[:2]] == ["act_now", "warm_introduction"]
    )


def test_an_eql_is_our_prospect_that_the_partner_sells_to() -> None:
    assert {play.key for play in PLAYS if play.eql} == {"warm_introduction", "time_the_outreach"}


def test_the_strongest_play_leads_and_the_others_are_kept() -> None:
    ours = ["our Customers", "our Open opportunities"]
    frame = played((ours, ["our Customers", "our Prospects"]))
    assert frame["play"].item() == "act_now"
    assert frame["plays"].to_list() == [["act_now", "joint_pitch", "cross_sell", "introduce_partner"]]
    assert frame["hot"].item()
    assert not frame["eql"].item()


def test_without_a_population_there_is_no_play() -> None:
    frame = played(([], ["our Customers"]), (["our Other"], ["our Customers"]), (["our Customers"], []))
    assert frame["play"].to_list() == [None, None, None]
    assert frame["plays"].to_list() == [[], [], []]
    assert frame["hot"].to_list() == [False, False, False]


def test_no_overlaps_have_no_plays() -> None:
    frame = played()
    assert frame.is_empty()
    assert [frame.schema[column.name] for column in PLAYED.columns] == [column.dtype for column in PLAYED.columns]


sides = st.lists(st.sampled_from(NAMES), unique=True, max_size=4)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(sides, sides), max_size=12))
def test_the_plays_of_an_overlap_are_those_of_its_cells(rows: list[tuple[list[str], list[str]]]) -> None:
    frame = played(*rows)
    for (ours, theirs), plays, play in zip(rows, frame["plays"].to_list(), frame["play"].to_list(), strict=True):
        cells = {play_for(KIND_OF[our], KIND_OF[their]) for our in ours for their in theirs} - {None}
        expected = [play.key for play in PLAYS if play in cells]
        assert plays == expected
        assert play == (expected[0] if expected else None)
