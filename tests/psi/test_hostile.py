"""A partner that breaks the rules: refused with a sentence that says what was wrong, and no payload disclosed."""

import contextlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
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
    oprf,
    seal,
)
from mutuals.psi.encoding import Message
from mutuals.psi.group import hash_to_group, random_points
from mutuals.psi.lists import sorted_rows
from mutuals.psi.messages import Blinded, Hello, Opening, Proceed, Records, Tags, type_of
from mutuals.psi.records import _pads
from mutuals.psi.sealing import unseal
from tests.psi import vectors
from tests.psi.test_overlaps import learned
from tests.psi.two import Run, expected_links, go_on, parties, secrets, side, terms

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
    keys = (honest.joiner if who is Role.INVITER else honest.inviter)._run.own[0].keys
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


def test_a_key_said_to_be_common_that_the_partner_does_not_hold_stays_sealed() -> None:
    """The joiner claims our account 0, which is not on its list. It gets a record, and cannot open it with any key."""
    run, caught = run_of(), []

    def lie(role: Role, encoded: bytes) -> bytes:
        if role is Role.JOINER and type_of(encoded) is Opening:
            place = next(n for n, key in enumerate(run.inviter._run.own[0].keys) if key == b"0.example")
            message = Opening.decode(encoded)
            return opened(lambda at: [at[0], at[1], place])(message).encode()
        if role is Role.INVITER and type_of(encoded) is Records:
            caught.append(Records.decode(encoded))
        return encoded

    with pytest.raises(BadRecord):
        run.go(lie)
    message, state = caught[0], run.joiner._run
    assert len(message.evaluated[0]) == len(message.lengths) == 3
    exponent = secrets(Role.JOINER).exponent("domain")
    readable = set()
    for guess in range(9):
        item = state.context + b"\0" + f"{guess}.example".encode()
        for place in range(3):
            output = oprf.finalize([item], exponent, message.evaluated[0][place : place + 1])[0]
            readable |= opened_with(output, message, state.context)
    assert b"inviter 0" not in readable
    assert len(readable) == 2


def opened_with(output: bytes, message: Records, context: bytes) -> set[bytes]:
    """Payloads that an output of the OPRF opens, trying it on every edge."""
    found, ends = set(), np.cumsum(message.lengths).tolist()
    for edge in message.edges[0]:
        plain = (edge ^ _pads([output], np.zeros(1, np.int64), np.zeros(1, np.int64))[0]).tobytes()
        for end, length in zip(ends, message.lengths.tolist(), strict=True):
            try:
                found.add(unseal(message.sealed[end - length : end], plain[4:], associated=context)[8:])
            except BadInput:
                continue
    return found


# Round 7: records.


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda it: replace(it, evaluated=(random_points(3, bytes(32)),)), "do not lead to its records"),
        (lambda it: replace(it, evaluated=(it.evaluated[0][:2],)), "evaluated 2 keys for 3"),
        (lambda it: replace(it, evaluated=(np.tile(it.evaluated[0], (2, 1)),)), "evaluated 6 keys for 3"),
        (lambda it: replace(it, evaluated=(np.zeros((3, 32), np.uint8),)), "identity"),
        (lambda it: replace(it, edges=(it.edges[0] ^ 1,)), "do not lead to its records"),
        (lambda it: replace(it, edges=(it.edges[0] ^ np.uint8([0] * 35 + [1]),)), "does not open"),
        (lambda it: replace(it, edges=(it.edges[0][:2],)), "not one a match"),
        (lambda it: replace(it, edge_match=(np.array([1, 0, 2], np.uint32),)), "not in order"),
        (lambda it: replace(it, edge_match=(np.array([0, 1, 3], np.uint32),)), "names match 3 of 3"),
        (
            lambda it: replace(
                it, edge_match=(it.edge_match[0][:2],), edges=(it.edges[0][:2],), evaluated=(it.evaluated[0][:2],)
            ),
            "no record for a key",
        ),
        (lambda it: replace(it, lengths=it.lengths[:2], sealed=it.sealed[: int(it.lengths[:2].sum())]), "do not lead"),
        (lambda it: replace(it, lengths=it.lengths + np.uint32(1)), "lengths"),
        (lambda it: replace(it, lengths=np.append(it.lengths, np.uint32(40)), sealed=it.sealed + bytes(40)), "do not"),
        (lambda it: replace(it, sealed=it.sealed[:-1] + b"?"), "does not open"),
        (lambda it: replace(it, gone_match=(np.array([0], np.uint32),)), "never common"),
        (
            lambda it: replace(it, gone_match=(np.array([0], np.uint32),), gone_handle=(np.zeros((1, 8), np.uint8),)),
            "never sent",
        ),
        (lambda it: replace(it, edges=()), "as many lists"),
    ],
)
def test_forged_records_are_refused(change: Change, says: str) -> None:
    for who in Role:
        with pytest.raises(BadInput, match=says):
            tampered(Records, change, who)


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
    assert hash_to_group([b"x"], b"y").shape == (1, 32)
    assert len(seal(b"", bytes(32))) == 16
