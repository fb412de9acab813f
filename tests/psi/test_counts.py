"""Counts by pair of population classes, and not one bit of which."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.psi import IntersectionSize, Mode, OurSide, Party, Role, UnusableKeys
from tests.psi.two import go_on, parties, secrets, side, table, terms

KEYS = [f"{number}.example" for number in range(20)]
ACCOUNTS = st.lists(st.tuples(st.sampled_from(KEYS), st.integers(0, 3)), max_size=12)
COUNTING = terms("domain", mode=Mode.COUNTS)


def first_class(accounts: list[tuple[str, int]]) -> dict[str, int]:
    """The class that a key counts for: that of the first account that has it."""
    return dict(reversed(accounts))


@settings(max_examples=15, deadline=None)
@given(ACCOUNTS, ACCOUNTS)
def test_counts_are_those_of_plain_intersection(ours: list[tuple[str, int]], theirs: list[tuple[str, int]]) -> None:
    sides = [
        side(role, [{"domain": [key]} for key, _ in accounts], classes=[number for _, number in accounts])
        for role, accounts in ((Role.INVITER, ours), (Role.JOINER, theirs))
    ]
    run = parties(COUNTING, *sides).go()
    left, right = first_class(ours), first_class(theirs)
    heights = [max((number for _, number in accounts), default=0) + 1 for accounts in (ours, theirs)]
    expected = np.zeros(heights, dtype=np.int64)
    for key in set(left) & set(right):
        expected[left[key], right[key]] += 1
    for party, counts in ((run.inviter, expected), (run.joiner, expected.T)):
        assert isinstance(party.result, IntersectionSize)
        assert np.array_equal(party.result.tally.common, counts)
    assert len(run.said) == 10


def test_one_key_an_account() -> None:
    with pytest.raises(UnusableKeys, match="one key an account"):
        parties(COUNTING, side(Role.INVITER, [{"domain": ["a", "b"]}]), side(Role.JOINER, []))


def test_every_account_has_a_class() -> None:
    with pytest.raises(UnusableKeys, match="has no class"):
        parties(COUNTING, side(Role.INVITER, [{"domain": ["a"]}] * 2, classes=[0]), side(Role.JOINER, []))


def test_without_classes_there_is_one() -> None:
    ours = OurSide(table([{"domain": ["a"]}, {"domain": ["b"]}]), secrets(Role.INVITER))
    party = Party(Role.INVITER, COUNTING, ours, go_on)
    assert party.due == "Hello"
    run = parties(COUNTING, ours, OurSide(table([{"domain": ["b"]}]), secrets(Role.JOINER))).go()
    assert run.joiner.result.tally.common.tolist() == [[1]]
