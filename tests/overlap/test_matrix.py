"""The matrix against a plain count, over any lists, links, deals and levels."""

from collections import defaultdict
from decimal import Decimal
from itertools import product
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.overlap import ALL_LEVELS, CELLS, NO_POPULATION, POTENTIAL, OverlapMatrix, map_overlaps
from tests.overlap.builders import account_list, matches, opportunities

IDS = range(6)
members = st.fixed_dictionaries({place: st.sets(st.sampled_from("CDP")) for place in IDS})
link = st.tuples(
    st.sampled_from(IDS),
    st.sampled_from(IDS),
    st.just(0.9),
    st.sampled_from(["certain", "likely", "possible"]),
    st.sampled_from(ALL_LEVELS),
    st.sampled_from([None, None, None, "confirmed", "rejected", "alias"]),
)
deal = st.tuples(st.sampled_from(IDS), st.integers(1, 100), st.sampled_from(["EUR", "USD", None]))
NAMES = {"C": "Customers", "D": "Deals", "P": "Prospects"}


def counted(links: list[tuple[Any, ...]], levels: set[str]) -> list[tuple[int, int]]:
    """The pairs that count, by the plain reading of the rules."""
    return [
        (ours, theirs)
        for ours, theirs, _, band, level, judgement in links
        if judgement in ("confirmed", "alias")
        or (judgement is None and band in ("certain", "likely") and level in levels)
    ]


def populations(inside: set[str]) -> set[str]:
    return {NAMES[letter] for letter in inside} or {NO_POPULATION.name}


def check(
    matrix: OverlapMatrix,
    pairs: list[tuple[int, int]],
    ours: dict[int, set[str]],
    theirs: dict[int, set[str]],
    deals: list[tuple[int, int, str | None]],
) -> None:
    cells = {(row, column): counts for row, column, *counts in matrix.cells.iter_rows()}
    money: dict[Any, dict[str | None, Decimal]] = defaultdict(dict)
    for row, column, currency, amount, _ in matrix.potential.iter_rows():
        money[row, column][currency] = amount
    for row, column in product([*(p.name for p in matrix.rows), None], [*(p.name for p in matrix.columns), None]):
        inside = [
            (our, their)
            for our, their in pairs
            if (row is None or row in populations(ours[our]))
            and (column is None or column in populations(theirs[their]))
        ]
        mine = {our for our, _ in inside}
        assert cells[row, column] == [len(mine), len({their for _, their in inside}), len(inside)]
        sums: dict[str | None, Decimal] = defaultdict(Decimal)
        for our, amount, currency in deals:
            if our in mine:
                sums[currency] += amount
        assert money[row, column] == sums


@settings(max_examples=40, deadline=None)
@given(
    members, members, st.lists(link, max_size=12, unique_by=lambda one: one[:2]), st.lists(deal, max_size=6),
    st.sets(st.sampled_from(ALL_LEVELS)),
)  # fmt: skip
def test_the_matrix_counts_as_a_person_would(
    ours: dict[int, set[str]],
    theirs: dict[int, set[str]],
    links: list[tuple[Any, ...]],
    deals: list[tuple[int, int, str | None]],
    levels: set[str],
) -> None:
    named = [(str(our), str(their), *rest) for our, their, *rest in links]
    whole = map_overlaps(
        matches(*named),
        ours=account_list("Acme", {str(place): sorted(inside) for place, inside in ours.items()}),
        theirs=account_list("Globex", {str(place): sorted(inside) for place, inside in theirs.items()}),
        opportunities=opportunities(*((str(our), amount, currency) for our, amount, currency in deals)),
        levels=levels,
    )
    CELLS.check(whole.matrix.cells)
    POTENTIAL.check(whole.matrix.potential)
    check(whole.matrix, counted(links, levels), ours, theirs, deals)
    alone = set(IDS) - {our for our, _ in counted(links, levels)}
    assert whole.greenfield.accounts["account_id"].to_list() == [str(place) for place in ours if place in alone]
    totals = whole.greenfield.counts.filter(pl.col("side") == "ours", pl.col("population").is_null())
    assert totals.select("accounts", "overlapping", "greenfield").row(0) == (6, 6 - len(alone), len(alone))


def test_every_cell_stands_in_the_order_of_the_populations() -> None:
    whole = map_overlaps(
        matches(("1", "1")), ours=account_list("Acme", {"1": "C", "2": ""}), theirs=account_list("Globex", {"1": "P"})
    )
    assert [population.name for population in whole.matrix.rows] == [*NAMES.values(), NO_POPULATION.name]
    assert [population.name for population in whole.matrix.columns] == list(NAMES.values())
    assert whole.matrix.cells.height == 4 * 3 + 4 + 3 + 1
    assert whole.matrix.cells.row(0)[:2] == ("Customers", "Customers")
    assert whole.matrix.cells.row(-1)[:2] == (None, None)


def test_the_order_of_rows_changes_nothing() -> None:
    ours = account_list("Acme", {str(place): "CD"[place % 2 :] for place in range(30)})
    theirs = account_list("Globex", {str(place): "PC"[place % 3 :] for place in range(30)})
    links = matches(*((str(place), str(place * 7 % 30), 0.9, "likely") for place in range(30)), ("3", "4"), ("3", "5"))
    one = map_overlaps(links, ours=ours, theirs=theirs)
    other = map_overlaps(links.reverse(), ours=ours, theirs=theirs)
    assert one.matrix.cells.equals(other.matrix.cells)
    assert one.why_counts_differ() == other.why_counts_differ()
    assert one.level_choices() == other.level_choices()
