"""A partner that breaks the rules: refused with a sentence that says what was wrong, and no payload disclosed."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.errors import BadInput
from mutuals.psi import (
    BadList,
    BadOpening,
    BadRecord,
    BadTags,
    InvalidPoint,
    Malformed,
    Mode,
    OtherRun,
    OtherVersion,
    OutOfOrder,
    Party,
    PartyIsOver,
    Role,
    Stop,
    Stopped,
    TermsDiffer,
    records,
)
from mutuals.psi.encoding import Message
from mutuals.psi.group import random_points
from mutuals.psi.lists import sorted_rows
from mutuals.psi.messages import Blinded, Hello, Opening, Proceed, Records, Tags, type_of
from mutuals.psi.records import open_records
from mutuals.psi.run import Run as State
from tests.psi import vectors
from tests.psi.test_overlaps import learned
from tests.psi.two import Run, expected_links, go_on, parties, side, terms

OURS = [{"domain": [f"{number}.example"]} for number in range(6)]
THEIRS = [{"domain": [f"{number}.example"]} for number in range(3, 9)]
Change = Callable[[Message], Message]


def run_of() -> Run:
    return parties(terms(), side(Role.INVITER, OURS), side(Role.JOINER, THEIRS))


def tampered(kind: type[Message], change: Callable[..., Message], who: Role = Role.JOINER) -> Run:
    """A run in which this side's message of this type is changed before it is sent."""
    run = run_of()

    def swap(role: Role, encoded: bytes) -> bytes:
        return change(kind.decode(encoded)).encode() if role is who and type_of(encoded) is kind else encoded

    run.go(swap)
    return run


def points(*encoded: str) -> np.ndarray:
    return np.frombuffer(bytes.fromhex("".join(encoded)), dtype=np.uint8).reshape(-1, 32)


def with_points(message: Blinded, rows: np.ndarray) -> Blinded:
    return replace(message, lists=(rows,))


# Round 1: other terms.


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("partnership", bytes(16), "partner's partnership is 0000"),
        ("epoch", 2, "epoch is 2, ours is 1"),
        ("recipe", 9, "key recipe is 9"),
        ("mode", 1, "mode is 1"),
        ("learner", 2, "learner is 2"),
        ("inviter_cap", 5, "cap on the inviter's lists is 5"),
        ("joiner_cap", 5, "cap on the joiner's lists is 5"),
        ("kinds", ("phone",), "list of key kinds"),
        ("suite", "P256-SHA256", "suite is P256"),
        ("base", bytes(32), "earlier run that this one continues"),
        ("role", 1, "both sides say that they are the inviter"),
        ("sizes", np.array([64, 64], np.uint32), "announces 2 lists for 1"),
        ("sizes", np.array([65], np.uint32), "must be a bucket"),
        ("sizes", np.array([16384], np.uint32), "must be a bucket of at most 10240"),
    ],
)
def test_other_terms_are_refused_by_name(field: str, value: object, says: str) -> None:
    with pytest.raises(TermsDiffer, match=says):
        tampered(Hello, lambda hello: replace(hello, **{field: value}))


def test_another_version_is_refused() -> None:
    run = run_of()
    hello = run.inviter.step(None)
    with pytest.raises(OtherVersion, match="version 2"):
        run.joiner.step(hello[:1] + b"\2" + hello[2:])


# Round 2: lists.


@pytest.mark.parametrize("encoded", [*vectors.INVALID[:8:3], vectors.MULTIPLES[0]])
def test_what_is_no_point_is_refused(encoded: str) -> None:
    def change(message: Blinded) -> Blinded:
        return with_points(message, sorted_rows(np.concatenate([message.lists[0][1:], points(encoded)])))

    with pytest.raises(InvalidPoint):
        tampered(Blinded, change)


def test_a_duplicate_is_refused() -> None:
    with pytest.raises(BadList, match=r"without duplicates|share items"):
        tampered(Blinded, lambda it: with_points(it, np.concatenate([it.lists[0][:1], it.lists[0][:-1]])))


def test_a_list_out_of_order_is_refused() -> None:
    with pytest.raises(BadList, match="ascending"):
        tampered(Blinded, lambda it: with_points(it, it.lists[0][::-1]))


@pytest.mark.parametrize("length", [0, 63])
def test_a_list_shorter_than_announced_is_refused(length: int) -> None:
    with pytest.raises(BadList, match=f"{length} items of a list that it announced as 64"):
        tampered(Blinded, lambda it: with_points(it, it.lists[0][:length]))


def test_a_list_longer_than_announced_is_refused_before_it_is_read() -> None:
    more = sorted_rows(random_points(1000, bytes(32)))
    with pytest.raises(OutOfOrder, match="longer than it can be"):
        tampered(Blinded, lambda it: with_points(it, more))


def test_another_number_of_lists_is_refused() -> None:
    with pytest.raises(BadList, match="sent 0 lists"):
        tampered(Blinded, lambda it: replace(it, lists=(), removed=()))


def test_our_own_items_sent_back_are_refused() -> None:
    run = run_of()
    ours: list[np.ndarray] = []

    def reflect(role: Role, encoded: bytes) -> bytes:
        if type_of(encoded) is not Blinded:
            return encoded
        message = Blinded.decode(encoded)
        ours.append(message.lists[0])
        half = np.concatenate([ours[0][:32], message.lists[0][:32]])
        return encoded if role is Role.INVITER else with_points(message, sorted_rows(half)).encode()

    with pytest.raises(BadList, match="our own list"):
        run.go(reflect)


def test_removing_what_was_never_there_is_refused() -> None:
    with pytest.raises(BadList, match="removes items"):
        tampered(Blinded, lambda it: replace(it, removed=(np.array([0], np.uint32),)), Role.INVITER)


# Rounds 3 and 4: tags.


@pytest.mark.parametrize(
    "change",
    [
        lambda it: replace(it, nonce=bytes(32)),
        lambda it: replace(it, lists=(it.lists[0][::-1],)),
        lambda it: replace(it, lists=(np.zeros_like(it.lists[0]),)),
    ],
)
def test_tags_other_than_those_committed_to_are_refused(change: Change) -> None:
    for who in Role:
        with pytest.raises(BadTags, match="committed"):
            tampered(Tags, change, who)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda tags: tags[:-1], "64 tags in ascending order"),
        (lambda tags: tags[::-1], "64 tags in ascending order"),
        (lambda tags: np.concatenate([tags[:1], tags[:-1]]), "64 tags in ascending order"),
    ],
)
def test_tags_that_break_the_rules_are_refused_although_committed_to(
    change: Callable[[np.ndarray], np.ndarray], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_of()
    honest = run.joiner._side._our_tags
    monkeypatch.setattr(run.joiner._side, "_our_tags", lambda: replace(honest(), lists=(change(honest().lists[0]),)))
    with pytest.raises(BadTags, match=says):
        run.go()


def test_two_sides_that_saw_different_lists_do_not_go_on() -> None:
    other = sorted_rows(random_points(64, bytes(32)))
    with pytest.raises(BadTags, match="other lists than we sent"):
        tampered(Blinded, lambda it: with_points(it, other))


# Round 5: the gate.


@pytest.mark.parametrize("stopper", list(Role))
def test_a_policy_ends_the_run_after_counting(stopper: Role) -> None:
    def stop(_: object) -> Stop:
        return Stop("only 3 in common")

    gates = (stop, go_on) if stopper is Role.INVITER else (go_on, stop)
    run = parties(terms(), side(Role.INVITER, OURS), side(Role.JOINER, THEIRS), gates=gates).go()
    for party in (run.inviter, run.joiner):
        assert isinstance(party.result, Stopped)
        assert (party.result.by, party.result.reason) == (stopper, "only 3 in common")
        assert party.result.tally.common.tolist() == [3]
    assert not {Opening, Records} & {type_of(message) for _, message in run.said}


# Round 6: the order.


def opened(change: Callable[[np.ndarray], list[int]]) -> Change:
    return lambda it: replace(it, positions=(np.array(change(it.positions[0]), np.uint32),))


@pytest.mark.parametrize("who", list(Role))
def test_an_order_that_cannot_be_is_refused(who: Role) -> None:
    honest = run_of().go()
    keys = (honest.joiner if who is Role.INVITER else honest.inviter)._run.own[0].keys.to_list()
    padding = next(place for place, key in enumerate(keys) if key is None)
    for change, says in (
        (lambda at: at[:-1], "2 places for 3"),
        (lambda at: [at[0], at[0], at[1]], "same place"),
        (lambda at: [at[0], at[1], 64], "place 64 of our list of 64"),
        (lambda at: [at[0], at[1], padding], "holds no key"),
    ):
        with pytest.raises(BadOpening, match=says):
            tampered(Opening, opened(change), who)


def test_a_permuted_order_opens_no_record() -> None:
    for who in Role:
        with pytest.raises(BadRecord, match="does not hold the keys"):
            tampered(Opening, opened(lambda at: [at[1], at[2], at[0]]), who)


@pytest.mark.parametrize("who", list(Role))
def test_a_key_said_to_be_common_that_the_partner_does_not_hold_discloses_nothing(who: Role) -> None:
    """A side claims an account that is not on its list. No key that it holds, in its place, opens what it gets."""
    honest, run = run_of().go(), run_of()
    victim = honest.joiner if who is Role.INVITER else honest.inviter
    wanted = b"8.example" if who is Role.INVITER else b"0.example"
    place = victim._run.own[0].keys.to_list().index(wanted)

    def lie(role: Role, encoded: bytes) -> bytes:
        if role is not who or type_of(encoded) is not Opening:
            return encoded
        return opened(lambda at: [at[0], at[1], place])(Opening.decode(encoded)).encode()

    with pytest.raises(BadRecord, match="does not hold the keys"):
        run.go(lie)
    got = [
        Records.decode(message).sealed for role, message in run.said if type_of(message) is Records and role is not who
    ]
    if who is Role.INVITER:
        assert not got
        return
    # The joiner gets the inviter's records. It had to settle on its keys before; no guess opens them afterwards, not
    # even with the very key that it lacks.
    keys = [*(f"{number}.example".encode() for number in range(3, 6)), wanted]
    assert not any(can_open(run.joiner._run, order, got[0]) for order in permutations(keys, 3))


def test_the_guesses_of_these_tests_are_tried_rightly() -> None:
    """With what an honest joiner settled on, the same function opens the records."""
    run = run_of().go()
    got = next(Records.decode(message).sealed for _, message in run.said if type_of(message) is Records)
    keys = tuple(run.joiner._run.own[0].keys.gather(run.joiner._run.matches[0].ours).to_list())
    assert [can_open(run.joiner._run, order, got) for order in (keys, keys[::-1])] == [True, False]


def can_open(state: State, order: tuple[bytes, ...], sealed: bytes) -> bool:
    """Whether the joiner, in this state, could open the inviter's records if its matched keys were these."""
    own = state.own[0]
    keys = pl.Series("key", list(order), dtype=pl.Binary)
    guessed = replace(state, own=[replace(own, keys=keys)], matches=[replace(state.matches[0], ours=np.arange(3))])
    records.settle(guessed)
    try:
        open_records(guessed, Role.JOINER, sealed)
    except BadRecord:
        return False
    return True


# Round 7: records.


@pytest.mark.parametrize("share", [b"", bytes(31), bytes(32), bytes.fromhex(vectors.INVALID[6])])
def test_a_share_that_is_none_is_refused(share: bytes) -> None:
    for kind, who in ((Opening, Role.JOINER), (Records, Role.INVITER)):
        with pytest.raises(BadInput, match=r"no share|no point|identity"):
            tampered(kind, lambda it, share=share: replace(it, share=share), who)
    with pytest.raises(BadRecord, match="not due"):
        tampered(Opening, lambda it: replace(it, share=bytes(32)), Role.INVITER)


def test_records_changed_on_the_way_are_refused() -> None:
    for change in (lambda sealed: sealed[:-1], lambda sealed: sealed + b"?", lambda _: b"", lambda it: it[::-1]):
        for who in Role:
            with pytest.raises(BadRecord, match="do not open"):
                tampered(Records, lambda it, change=change: replace(it, sealed=change(it.sealed)), who)


def rows(*values: int) -> tuple[np.ndarray, ...]:
    return (np.array(values, np.uint32),)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda it: replace(it, edge_match=rows(0, 1)), "not in order, or lack"),
        (lambda it: replace(it, edge_match=rows(1, 0, 2)), "not in order"),
        (lambda it: replace(it, edge_match=rows(0, 1, 3)), "there is not"),
        (lambda it: replace(it, edge_account=rows(0, 1, 3)), "there is not"),
        (lambda it: replace(it, edge_match=rows(0, 1, 1)), "no record for a key"),
        (lambda it: replace(it, edge_account=rows(0, 1, 1)), "have no common key"),
        (lambda it: replace(it, lengths=it.lengths[:2]), "lengths"),
        (lambda it: replace(it, lengths=it.lengths + np.uint32(1)), "lengths"),
        (lambda it: replace(it, payloads=it.payloads[:-1]), "lengths"),
        (lambda it: replace(it, lengths=np.array([65_537, 0, 0], np.uint32), payloads=bytes(65_537)), "lengths"),
        (lambda it: replace(it, handles=np.zeros((3, 8), np.uint8)), "of one account"),
        (lambda it: replace(it, gone_match=rows(0)), "never common"),
        (lambda it: replace(it, gone_match=rows(9), gone_handle=(np.zeros((1, 8), np.uint8),)), "never common"),
        (lambda it: replace(it, gone_match=rows(0), gone_handle=(np.zeros((1, 8), np.uint8),)), "never sent"),
        (lambda it: replace(it, edge_account=()), "as many lists"),
    ],
)
def test_records_that_do_not_fit_are_refused(change: Change, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealed as they must be, and yet wrong."""
    honest = records.disclose
    monkeypatch.setattr(records, "disclose", lambda *given: change(honest(*given)))
    with pytest.raises(BadRecord, match=says):
        run_of().go()


def test_sealed_noise_is_no_disclosure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "disclose", lambda *_: Proceed(run=bytes(16)))
    with pytest.raises(BadRecord, match="no disclosure"):
        run_of().go()


# Order, length, whose run.


def test_a_message_twice_or_too_early_is_refused() -> None:
    said = [message for role, message in run_of().go().said if role is Role.INVITER]
    for taken in range(1, len(said)):
        for wrong in {0, taken - 1, *range(taken + 1, len(said))}:
            joiner = run_of().joiner
            for message in said[:taken]:
                joiner.step(message)
            with pytest.raises(OutOfOrder, match="is due"):
                joiner.step(said[wrong])
            with pytest.raises(PartyIsOver):
                joiner.step(said[taken])


def test_the_inviter_speaks_first_and_once() -> None:
    run = run_of()
    with pytest.raises(OutOfOrder, match="only the inviter begins"):
        run.joiner.step(None)
    run = run_of()
    hello = run.inviter.step(None)
    with pytest.raises(OutOfOrder, match="only once"):
        run.inviter.step(None)
    late = run_of()
    with pytest.raises(OutOfOrder, match="inviter speaks first"):
        late.inviter.step(hello)


def test_nothing_comes_after_the_end() -> None:
    run = run_of().go()
    for party in (run.inviter, run.joiner):
        with pytest.raises(PartyIsOver):
            party.step(run.said[-1][1])
        assert party.next_most_bytes == 0
        assert party.due is None


def test_messages_of_another_run_are_refused() -> None:
    before = parties(terms(), side(Role.INVITER, OURS), side(Role.JOINER, THEIRS[:4])).go()
    earlier = [message for role, message in before.said if role is Role.JOINER]
    for kind in (Blinded, Tags, Proceed, Opening, Records):
        replayed = next(message for message in earlier if type_of(message) is kind)
        run = parties(terms(), side(Role.INVITER, OURS), side(Role.JOINER, THEIRS))
        run.joiner._run.seed = bytes([3]) * 32
        with pytest.raises(OtherRun, match=kind.__name__):
            run.go(
                lambda role, encoded, kind=kind, replayed=replayed: (
                    replayed if role is Role.JOINER and type_of(encoded) is kind else encoded
                )
            )


def test_a_run_is_of_one_mode() -> None:
    counting = Party(Role.JOINER, terms(mode=Mode.COUNTS), side(Role.JOINER, THEIRS), go_on)
    with pytest.raises(TermsDiffer, match="mode"):
        counting.step(run_of().inviter.step(None))


def test_bytes_that_are_no_message_are_refused() -> None:
    for noise in (b"", b"\x00", b"\xff\x01", b"GET / HTTP/1.1"):
        with pytest.raises(BadInput):
            run_of().joiner.step(noise)
    hello = run_of().inviter.step(None)
    for cut in (hello[:-1], hello + b"\0"):
        with pytest.raises(Malformed):
            run_of().joiner.step(cut)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_one_changed_byte_is_noticed_or_harmless(data: st.DataObject) -> None:
    """Whatever is changed on the way: a side ends with what is true, or with an error that speaks, or stopped."""
    turn, flip = data.draw(st.integers(0, 13)), data.draw(st.integers(1, 255))
    count = 0

    def change(_: Role, encoded: bytes) -> bytes:
        nonlocal count
        count += 1
        if count - 1 != turn:
            return encoded
        place = data.draw(st.integers(0, len(encoded) - 1))
        return encoded[:place] + bytes([encoded[place] ^ flip]) + encoded[place + 1 :]

    run = run_of()
    with contextlib.suppress(BadInput):
        run.go(change)
    for role, party, mine, others in (
        (Role.INVITER, run.inviter, OURS, THEIRS),
        (Role.JOINER, run.joiner, THEIRS, OURS),
    ):
        if party.done and not isinstance(party.result, Stopped):
            assert learned(run, role) == expected_links(mine, others, ["domain"])


def test_the_tests_can_forge_at_all() -> None:
    """The tools of these tests do what an honest party does, unless told otherwise."""
    assert learned(tampered(Records, lambda it: it), Role.INVITER) == expected_links(OURS, THEIRS, ["domain"])
