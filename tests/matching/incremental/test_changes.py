"""Maps that are carried along are those that a full map with the same weights and frequencies gives."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mutuals.accounts import ACCOUNTS
from mutuals.matching import match_accounts
from mutuals.matching.incremental import (
    PairState,
    SideState,
    change_side,
    differences,
    match_changes,
    match_sides,
    side_state,
    unchanged,
)
from mutuals.matching.schema import JUDGEMENTS, MATCHES
from tests.matching.cases import account_lists, load_cases
from tests.matching.incremental.changing import Lists, Step, example, put, step
from tests.matching.incremental.reference import full_map

ROOT = Path(__file__).parents[3]
CASES = load_cases()
IDS = ["account_id", "partner_account_id"]
of_lists = settings(max_examples=10, deadline=None, derandomize=True)


def _states(lists: Lists, **options: object) -> tuple[SideState, SideState, PairState]:
    ours, theirs = (side_state(accounts) for accounts in lists)
    return ours, theirs, match_sides(ours, theirs, **options)  # type: ignore[arg-type]


def _carried(states: tuple[SideState, SideState, PairState], steps: tuple[Step, Step], **options: object):
    ours, theirs, pair = states
    changes = [change_side(side, one.changed, one.deleted) for side, one in zip((ours, theirs), steps, strict=True)]
    return changes, match_changes(pair, *changes, **options)  # type: ignore[arg-type]


def _judgements(lists: Lists, seed: int) -> pl.DataFrame:
    """A person's verdicts on pairs drawn from two lists."""
    rng = np.random.default_rng(seed)
    size = min(12, lists[0].height, lists[1].height)
    ids = [side["account_id"].gather(rng.permutation(side.height)[:size]) for side in lists]
    verdicts = np.array(["confirmed", "rejected", "alias"])[rng.integers(0, 3, size)]
    frame = pl.DataFrame({IDS[0]: ids[0], IDS[1]: ids[1], "judgement": verdicts})
    return frame.with_columns(pl.col("judgement").cast(JUDGEMENTS))


def _assert_same_state(carried: PairState, anew: PairState) -> None:
    for name in ("ours", "theirs", "levels", "log_odds", "grouped"):
        np.testing.assert_array_equal(getattr(carried, name), getattr(anew, name), err_msg=name)
    assert_frame_equal(carried.links, anew.links, check_exact=True)
    assert carried.sides == anew.sides


# The law


ROWS = st.lists(st.integers(0, 23), max_size=6)
edits = st.lists(st.tuples(ROWS, ROWS, ROWS, ROWS), min_size=1, max_size=3)
"""Steps: accounts of ours deleted, of ours put (edited where they are there, else added), and the same of theirs."""


@of_lists
@given(cases=st.lists(st.sampled_from(CASES), min_size=1, max_size=24, unique_by=lambda case: case.id), edits=edits)
def test_after_any_changes_links_are_those_of_a_full_map_with_the_same_statistics(cases, edits) -> None:  # type: ignore[no-untyped-def]
    world = account_lists(cases + CASES[: 24 - len(cases)])
    first = tuple(side.head(len(cases)) for side in world)
    ours, theirs, pair = _states(first, all_candidates=True)
    now = first
    for number, (our_gone, our_put, their_gone, their_put) in enumerate(edits):
        steps = tuple(
            put(accounts, _shifted(every, rows, number), pl.Series("account_id", [f"{letter}{n}" for n in gone]))
            for accounts, every, rows, gone, letter in zip(
                now, world, (our_put, their_put), (our_gone, their_gone), "OP", strict=True
            )
        )
        changes, after = _carried((ours, theirs, pair), steps)
        ours, theirs, pair = changes[0].after, changes[1].after, after.pair
        now = tuple(one.after for one in steps)
        expected = full_map(first, now, pair.learned)
        assert_frame_equal(_by_ids(pair.matches), _by_ids(expected), abs_tol=1e-9)


def _shifted(every: pl.DataFrame, rows: list[int], number: int) -> pl.DataFrame:
    """Accounts at `rows` with the cells of those some places on: an edit that changes everything."""
    rows = sorted(set(rows))
    cells = every[[(row + number) % every.height for row in rows]].drop("account_id")
    return every[rows].select("account_id").hstack(cells).select(ACCOUNTS.names)


def _by_ids(links: pl.DataFrame) -> pl.DataFrame:
    return MATCHES.check(links).sort(IDS)


def test_a_list_that_changes_for_a_while_is_mapped_like_anew_each_time() -> None:
    first = now = example(1500, 400)
    ours, theirs, pair = _states(now, all_candidates=True)
    statistics, judgements = (ours.statistics, theirs.statistics), None
    for seed in range(6):
        shares = (0.05, 0.3)[seed % 2], (0.3, 0.02)[seed % 2]
        steps = tuple(
            step(side, other, share, 10 * seed + n)
            for n, (side, other, share) in enumerate(zip(now, now[::-1], shares, strict=True))
        )
        now = tuple(one.after for one in steps)
        judgements = _judgements(now, seed) if seed % 3 else judgements
        before = pair
        changes, told = _carried((ours, theirs, pair), steps, judgements=judgements)
        ours, theirs, pair = changes[0].after, changes[1].after, told.pair
        anew = tuple(replace(side_state(one), statistics=kept) for one, kept in zip(now, statistics, strict=True))
        _assert_same_state(pair, match_sides(*anew, judgements=judgements, learned=pair.learned, all_candidates=True))
        _assert_told(before.matches, told.added, told.changed, told.removed, pair.matches)
    expected = full_map(first, now, pair.learned, judgements)
    assert_frame_equal(_by_ids(pair.matches), _by_ids(expected), abs_tol=1e-9)


def _assert_told(
    before: pl.DataFrame, added: pl.DataFrame, changed: pl.DataFrame, removed: pl.DataFrame, after: pl.DataFrame
) -> None:
    """Whoever holds the links before and is told what became of them holds the links after."""
    assert added.height
    assert changed.height
    assert removed.height
    kept = before.join(removed, on=IDS, how="anti").join(changed, on=IDS, how="anti")
    assert_frame_equal(_by_ids(pl.concat([kept, changed, added])), _by_ids(after), check_exact=True)
    assert_frame_equal(_by_ids(removed), _by_ids(before.join(removed, on=IDS, how="semi")), check_exact=True)


# What little happens when little does


def test_where_nothing_changed_nothing_is_done() -> None:
    lists = example(300, 200)
    ours, theirs, pair = _states(lists)
    same = change_side(ours, lists[0].sample(fraction=1, shuffle=True, seed=1), ["nobody"])
    assert same.nothing
    assert same.after is ours
    told = match_changes(pair, same, unchanged(theirs))
    assert told.pair is pair
    assert not any(frame.height for frame in (told.added, told.changed, told.removed))


def test_cells_that_matching_does_not_look_at_are_no_change() -> None:
    ours = side_state(example(300, 200)[0])
    renamed = example(300, 200)[0].with_columns(owner_name=pl.lit("Jo Globex"), status=pl.lit("Customer"))
    assert change_side(ours, renamed).nothing


def test_the_difference_of_a_list_is_what_changed_in_it() -> None:
    accounts, others = example(300, 200)
    one = step(accounts, others, 0.1, 3)
    changed, gone = differences(side_state(accounts), one.after.sample(fraction=1, shuffle=True, seed=1))
    assert set(gone) == set(one.deleted)
    assert set(changed["account_id"]) <= set(one.changed["account_id"])
    assert change_side(side_state(accounts), changed, gone).after.mark == side_state(one.after).mark


# The ends


def test_lists_that_are_emptied_and_filled_again() -> None:
    lists = example(300, 200)
    ours, theirs, pair = states = _states(lists)
    nothing = tuple(Step(side.clear(), side["account_id"], side.clear()) for side in lists)
    changes, told = _carried(states, nothing)
    assert told.pair.matches.is_empty()
    assert _by_ids(told.removed).equals(_by_ids(pair.matches))
    empty = changes[0].after, changes[1].after, told.pair
    everything = tuple(Step(side, pl.Series([], dtype=pl.String), side) for side in lists)
    _, back = _carried(empty, everything)
    assert_frame_equal(back.pair.matches, pair.matches, check_exact=True)
    assert (ours.height, theirs.height) == (300, 200)


def test_lists_that_begin_empty() -> None:
    lists = example(60, 50)
    states = _states(tuple(side.clear() for side in lists))
    everything = tuple(Step(side, pl.Series([], dtype=pl.String), side) for side in lists)
    changes, told = _carried(states, everything)
    _assert_same_state(told.pair, match_sides(changes[0].after, changes[1].after, learned=told.pair.learned))


def test_one_side_alone_may_change() -> None:
    ours, theirs, pair = _states(example(300, 200))
    one = step(*example(300, 200), 0.1, 3)
    change = change_side(ours, one.changed, one.deleted)
    told = match_changes(pair, change, unchanged(theirs))
    _assert_same_state(told.pair, match_sides(change.after, theirs, learned=pair.learned))


# Order, threads, and the first map


def test_the_order_of_changes_changes_nothing() -> None:
    lists = example(300, 200)
    states = _states(lists)
    one, two = step(lists[0], lists[1], 0.1, 3), step(lists[1], lists[0], 0.1, 4)
    _, told = _carried(states, (one, two))
    shuffled = replace(one, changed=one.changed.sample(fraction=1, shuffle=True, seed=2), deleted=one.deleted.reverse())
    _, other = _carried(states, (shuffled, two))
    _assert_same_state(other.pair, told.pair)


def test_changes_one_by_one_are_changes_at_once() -> None:
    lists = example(300, 200)
    ours, theirs, pair = _states(lists)
    one, two = step(lists[0], lists[1], 0.1, 3), step(lists[1], lists[0], 0.1, 4)
    _, at_once = _carried((ours, theirs, pair), (one, two))
    for row in range(one.changed.height):
        change = change_side(ours, one.changed[row])
        ours, pair = change.after, match_changes(pair, change, unchanged(theirs)).pair
    change = change_side(ours, deleted=one.deleted)
    pair = match_changes(pair, change, unchanged(theirs)).pair
    pair = match_changes(pair, unchanged(change.after), change_side(theirs, two.changed, two.deleted)).pair
    _assert_same_state(pair, at_once.pair)


@pytest.mark.slow
def test_the_number_of_threads_changes_nothing() -> None:
    script = (
        "import hashlib, sys; from tests.matching.incremental.changing import *;"
        "from mutuals.matching.incremental import *; n = int(sys.argv[1]); lists = example(1500, 400);"
        "sides = [side_state(each) for each in lists]; pair = match_sides(*sides, threads=n);"
        "steps = [step(lists[0], lists[1], .05, 1), step(lists[1], lists[0], .05, 2)];"
        "changes = [change_side(s, c.changed, c.deleted) for s, c in zip(sides, steps)];"
        "links = match_changes(pair, *changes, threads=n).pair.matches;"
        "print(hashlib.sha256(links.write_csv(float_precision=17).encode()).hexdigest(), links.height)"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script, threads],
            cwd=ROOT,
            env={**os.environ, "POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2", "4")
    }
    assert len(answers) == 1
    assert not answers.pop().strip().endswith(" 0")


def test_the_first_map_is_that_of_two_lists_but_for_candidates_of_equal_scores() -> None:
    lists = example(1500, 400)
    pair = _states(lists)[2]
    both = match_accounts(*lists).join(pair.matches, on=IDS, suffix="_other")
    assert both.height > 0.97 * max(match_accounts(*lists).height, pair.matches.height)
    near = (both["probability"] - both["probability_other"]).abs() < 0.02
    assert near.mean() > 0.97
