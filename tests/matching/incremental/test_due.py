"""When a full map is due, and the reason that is given."""

from dataclasses import replace

import pytest

from mutuals.matching.incremental import (
    FullMapNeeded,
    change_side,
    full_map_due,
    match_changes,
    match_sides,
    recounted,
    side_state,
    unchanged,
)
from mutuals.matching.rules import shipped_rules
from tests.matching.incremental.changing import example, step

LISTS = example(300, 200)
OURS, THEIRS = (side_state(accounts) for accounts in LISTS)
PAIR = match_sides(OURS, THEIRS)


def test_a_few_changes_need_none() -> None:
    one = step(LISTS[0], LISTS[1], 0.1, 3)
    assert full_map_due(PAIR, change_side(OURS, one.changed, one.deleted), unchanged(THEIRS)) is None


def test_changes_add_up_over_maps_until_one_is_due() -> None:
    side, pair, shares = THEIRS, PAIR, []
    for seed in range(4):
        one = step(LISTS[1], LISTS[0], 0.1, seed)
        change = change_side(side, one.changed, one.deleted)
        reason = full_map_due(pair, unchanged(OURS), change)
        shares.append(reason)
        side, pair = change.after, match_changes(pair, unchanged(OURS), change).pair
    assert shares[0] is None
    assert shares[-1] is not None
    assert "of 200 accounts on the partner's list changed since the weights were learned, more than 10%" in shares[-1]
    again = match_sides(OURS, recounted(side))
    assert full_map_due(again, unchanged(OURS), unchanged(recounted(side))) is None


def test_an_edited_account_counts_once() -> None:
    accounts = LISTS[0].head(10).with_columns(name=LISTS[0]["name"].reverse()[:10])
    after = change_side(OURS, accounts, ["nobody", LISTS[0]["account_id"][20]]).after
    assert after.changes == 11


def test_learning_anew_begins_to_count_anew_on_both_sides() -> None:
    one = step(LISTS[0], LISTS[1], 0.5, 3)
    change = change_side(OURS, one.changed, one.deleted)
    assert full_map_due(PAIR, change, unchanged(THEIRS))
    pair = match_sides(change.after, THEIRS)
    assert full_map_due(pair, unchanged(change.after), unchanged(THEIRS)) is None


def test_other_rules_need_one() -> None:
    rules = replace(shipped_rules(), prior=-1.0)
    with pytest.raises(FullMapNeeded, match="match rules"):
        match_changes(PAIR, unchanged(OURS), unchanged(THEIRS), rules=rules)
    assert full_map_due(PAIR, unchanged(OURS), unchanged(THEIRS), rules=rules)


def test_a_side_that_was_counted_anew_needs_one() -> None:
    one = step(LISTS[0], LISTS[1], 0.1, 3)
    after = change_side(OURS, one.changed, one.deleted)
    pair = match_changes(PAIR, after, unchanged(THEIRS)).pair
    with pytest.raises(FullMapNeeded, match="Our list was counted anew"):
        match_changes(pair, unchanged(recounted(after.after)), unchanged(THEIRS))


def test_changes_that_are_missing_in_between_are_noticed() -> None:
    one = step(LISTS[1], LISTS[0], 0.1, 3)
    later = change_side(THEIRS, one.changed, one.deleted).after
    with pytest.raises(FullMapNeeded, match="The partner's list is not that of the last map"):
        match_changes(PAIR, unchanged(OURS), unchanged(later))
