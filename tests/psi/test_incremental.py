"""Later runs of an epoch send what changed, and end with what a full run would."""

import time
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.psi import Learner, Mode, OurSide, Party, Role, Stop, Stopped, Terms, TermsDiffer, UnusableState
from mutuals.psi.messages import Blinded, Records, type_of
from tests.psi.test_overlaps import learned
from tests.psi.two import PARTNERSHIP, Accounts, Run, expected_links, go_on, parties, secrets, side, terms

KINDS = ("domain", "phone")
AGREED = terms(*KINDS)
KEY = st.sampled_from("abcdef")
ACCOUNTS = st.lists(st.dictionaries(st.sampled_from(KINDS), st.lists(KEY, max_size=2), max_size=2), max_size=6)


def next_run(ours: Accounts, theirs: Accounts, before: Run | None) -> Run:
    kept = (None, None) if before is None else (before.inviter.keep(), before.joiner.keep())
    sides = side(Role.INVITER, ours, kept=kept[0]), side(Role.JOINER, theirs, kept=kept[1])
    return parties(AGREED, *sides).go()


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(ACCOUNTS, ACCOUNTS), min_size=2, max_size=4))
def test_every_run_ends_as_a_full_one_would(states: list[tuple[Accounts, Accounts]]) -> None:
    run = None
    for ours, theirs in states:
        run = next_run(ours, theirs, run)
        assert learned(run, Role.INVITER) == expected_links(ours, theirs, KINDS)
        assert learned(run, Role.JOINER) == expected_links(theirs, ours, KINDS)


def test_what_changed_is_sent_and_nothing_else() -> None:
    many = [{"domain": [f"{number}.example"]} for number in range(300)]
    first = next_run(many, many[100:], None)
    second = next_run([*many[:299], {"domain": ["new.example"]}], [*many[100:], {"domain": ["new.example"]}], first)
    for message in (message for _, message in second.said if type_of(message) is Blinded):
        assert [len(each) for each in Blinded.decode(message).lists] == [64, 64]
    lengths = [[len(message) for _, message in run.said if type_of(message) is Records] for run in (first, second)]
    assert max(lengths[1]) < 200
    assert min(lengths[0]) > 4_000
    tally = second.inviter.result.tally
    assert (tally.common.tolist(), tally.new.tolist()) == ([200, 0], [1, 0])
    third = next_run([*many[:299], {"domain": ["new.example"]}], [*many[100:], {"domain": ["new.example"]}], second)
    assert third.inviter.result.tally.new.tolist() == [0, 0]
    assert third.inviter.result.links.equals(second.inviter.result.links)


def test_handles_stay_the_same_within_an_epoch() -> None:
    some = [{"domain": ["a"]}, {"domain": ["b"]}]
    first = next_run(some, some, None)
    second = next_run([*some, {"domain": ["c"]}], [*some, {"domain": ["c"]}], first)
    before, after = (run.inviter.result.links["handle"].to_list() for run in (first, second))
    assert before == after[:2]


def test_an_account_that_joins_a_known_key_is_told_and_one_that_leaves_is_too() -> None:
    run = next_run([{"domain": ["a"]}], [{"domain": ["a"]}], None)
    run = next_run([{"domain": ["a"]}, {"domain": ["a"]}], [{"domain": ["a"]}], run)
    assert learned(run, Role.JOINER) == {(0, 0): ["domain"], (0, 1): ["domain"]}
    run = next_run([{}, {"domain": ["a"]}], [{"domain": ["a"]}], run)
    assert learned(run, Role.JOINER) == {(0, 1): ["domain"]}


def test_both_continue_the_same_run() -> None:
    some = [{"domain": ["a"]}]
    first = next_run(some, some, None)
    second = next_run(some, some, first)
    for kept in (None, first.joiner.keep()):
        sides = side(Role.INVITER, some, kept=second.inviter.keep()), side(Role.JOINER, some, kept=kept)
        with pytest.raises(TermsDiffer, match="earlier run"):
            parties(AGREED, *sides).go()


def test_only_a_finished_run_of_the_same_terms_is_continued() -> None:
    some = [{"domain": ["a"]}]
    run = next_run(some, some, None)
    kept = run.inviter.keep()
    with pytest.raises(UnusableState, match="other terms"):
        Party(Role.INVITER, terms("domain", "name"), side(Role.INVITER, some, kept=kept), go_on)
    with pytest.raises(UnusableState, match="other role"):
        Party(Role.JOINER, AGREED, side(Role.JOINER, some, kept=kept), go_on)
    with pytest.raises(UnusableState, match="only counts"):
        Party(Role.INVITER, terms("domain", mode=Mode.COUNTS), side(Role.INVITER, some, kept=kept), go_on)
    one = parties(terms("domain", learner=Learner.JOINER), side(Role.INVITER, some), side(Role.JOINER, some)).go()
    for party in (one.joiner, one.inviter, parties(AGREED, side(Role.INVITER, some), side(Role.JOINER, some)).inviter):
        with pytest.raises(UnusableState, match="only a finished run"):
            party.keep()


def test_an_incremental_run_survives_a_crash() -> None:
    some = [{"domain": ["a"]}, {"domain": ["b"]}]
    first = next_run(some, some, None)
    sides = [
        side(role, [*some[1:], {"domain": ["c"]}], kept=kept)
        for role, kept in ((Role.INVITER, first.inviter.keep()), (Role.JOINER, first.joiner.keep()))
    ]
    whole, broken = parties(AGREED, *sides).go(), parties(AGREED, *sides)
    message = broken.inviter.step(None)
    while message is not None:
        broken.said.append((Role.INVITER, message))
        broken.joiner = Party.load(broken.joiner.save(), Role.JOINER, AGREED, sides[1], go_on)
        reply = broken.joiner.step(message)
        if reply is None:
            break
        broken.said.append((Role.JOINER, reply))
        broken.inviter = Party.load(broken.inviter.save(), Role.INVITER, AGREED, sides[0], go_on)
        message = broken.inviter.step(reply)
    assert broken.said == whole.said
    assert broken.inviter.result.links.equals(whole.inviter.result.links)


def listed(role: Role, numbers: range | list[int], kept: bytes | None) -> OurSide:
    accounts = np.array(numbers, dtype=np.uint32)
    frame = pl.DataFrame({"kind": "domain", "account": accounts, "key": [f"{number}.example" for number in numbers]})
    return OurSide(frame, secrets(role), kept=kept)


@pytest.mark.slow
def test_a_small_change_to_twenty_thousand_keys_is_quick() -> None:
    """200 adds and 100 removals: 0.1 s of CPU for both sides on a quiet machine; the test allows for a busy one."""
    agreed = Terms(PARTNERSHIP, 1, 1, Mode.OVERLAPS, Learner.BOTH, ("domain",))
    theirs = range(15_000, 35_000)
    first = parties(agreed, listed(Role.INVITER, range(20_000), None), listed(Role.JOINER, theirs, None)).go()
    ours = [*range(100, 20_000), *range(34_900, 35_100)]
    kept = first.inviter.keep(), first.joiner.keep()
    start = time.process_time()
    second = parties(agreed, listed(Role.INVITER, ours, kept[0]), listed(Role.JOINER, theirs, kept[1])).go()
    taken = time.process_time() - start
    assert second.inviter.result.links.height == 5_100
    assert taken < 0.4, taken


def test_an_account_of_which_other_things_are_said_is_told_again_alone() -> None:
    some = [{"domain": [f"{number}.example"]} for number in range(50)]
    first = next_run(some, some, None)
    ours = side(Role.INVITER, some, kept=first.inviter.keep())
    ours.payloads[7] = b"now a customer"
    second = parties(AGREED, ours, side(Role.JOINER, some, kept=first.joiner.keep())).go()
    told = dict(second.joiner.result.links.select("account", "payload").iter_rows())
    assert told[7] == b"now a customer"
    assert told[8] == b"inviter 8"
    records = [len(message) for _, message in second.said if type_of(message) is Records]
    assert max(records) < 250
    third = parties(
        AGREED,
        replace(ours, kept=second.inviter.keep()),
        side(Role.JOINER, some, kept=second.joiner.keep()),
    ).go()
    assert dict(third.joiner.result.links.select("account", "payload").iter_rows()) == told


def test_a_side_that_watches_ends_the_run_before_its_records_leave() -> None:
    some = [{"domain": [f"{number}.example"]} for number in range(9)]
    for role in Role:
        seen = []

        def stop(accounts: pl.Series, seen: list[pl.Series] = seen) -> Stop:
            seen.append(accounts)
            return Stop("no")

        sides = [side(one, some[: 5 + 4 * (one is role)]) for one in Role]
        sides = [
            replace(one, watch=stop) if number == (role is Role.JOINER) else one for number, one in enumerate(sides)
        ]
        run = parties(AGREED, *sides).go()
        assert seen[0].to_list() == list(range(5))
        assert all(isinstance(party.result, Stopped) and party.result.opened for party in (run.inviter, run.joiner))
        assert not any(who is role and type_of(message) is Records for who, message in run.said)
        again = Party.load(
            (run.inviter if role is Role.INVITER else run.joiner).save(),
            role,
            AGREED,
            sides[role is Role.JOINER],
            go_on,
        )
        assert again.result.opened
