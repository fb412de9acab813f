"""What a side receives is what docs/protocol.md lists, to the byte, and no key of the other side is in it."""

import pytest

from mutuals.psi import Learner, Mode, Role, bucket
from mutuals.psi.group import valid
from mutuals.psi.messages import (
    Blinded,
    Commitment,
    Disclosure,
    Hello,
    Opening,
    Proceed,
    Records,
    Refuse,
    Tags,
    type_of,
)
from mutuals.psi.records import open_records
from tests.psi.two import parties, side, terms

OURS = [{"domain": [f"ours-{number}.example"], "phone": [f"+1 555 {number}"]} for number in range(100)]
THEIRS = [*OURS[:30], *({"domain": [f"theirs-{number}.example"]} for number in range(50))]
KINDS = ("domain", "phone")
HEADER, COUNT, LENGTH = 2 + 16, 2, 4


def expected(kind: type, role: Role) -> int:
    """Bytes of each message, from the sizes that it may tell: buckets and matches."""
    mine = [bucket(100), bucket(100)] if role is Role.INVITER else [bucket(80), bucket(30)]
    others = [bucket(80), bucket(30)] if role is Role.INVITER else [bucket(100), bucket(100)]
    matches = [30, 30]
    words = 2 + len("ristretto255-SHA512") + COUNT + sum(2 + len(kind) for kind in KINDS)
    return {
        Hello: 2 + 1 + 16 + 4 + 4 + 1 + 1 + 4 + 4 + words + LENGTH + 32 + LENGTH + 4 * len(mine),
        Blinded: HEADER + 2 * COUNT + sum(LENGTH + 32 * each for each in mine) + 2 * LENGTH,
        Commitment: HEADER + 32,
        Tags: HEADER + 32 + 2 * COUNT + sum(LENGTH + 16 * each for each in others) + 2 * LENGTH,
        Proceed: HEADER,
        Opening: HEADER + LENGTH + (32 if role is Role.JOINER else 0) + COUNT + sum(LENGTH + 4 * m for m in matches),
    }[kind]


def test_every_message_has_the_length_that_its_sizes_give() -> None:
    run = parties(terms(*KINDS), side(Role.INVITER, OURS), side(Role.JOINER, THEIRS)).go()
    order = [Hello, Blinded, Commitment, Tags, Proceed, Opening, Records]
    assert [type_of(message) for _, message in run.said] == [kind for kind in order for _ in Role]
    for role, message in run.said[:-2]:
        assert len(message) == expected(type_of(message), role), (type_of(message), role)


def test_lists_are_points_and_tags_are_noise() -> None:
    run = parties(terms(*KINDS), side(Role.INVITER, OURS), side(Role.JOINER, THEIRS)).go()
    lists = [each for _, message in run.said if type_of(message) is Blinded for each in Blinded.decode(message).lists]
    tags = [each for _, message in run.said if type_of(message) is Tags for each in Tags.decode(message).lists]
    assert all(valid(each).all() for each in lists)
    assert len({bytes(row) for each in (*lists, *tags) for row in each}) == sum(map(len, (*lists, *tags))) - 2 * 30


def test_no_key_is_on_the_wire_and_a_record_holds_what_the_caller_gave() -> None:
    run = parties(terms(*KINDS), side(Role.INVITER, OURS), side(Role.JOINER, THEIRS)).go()
    for _, message in run.said:
        assert b".example" not in message
        assert b"+1 555" not in message
        assert b"inviter 0" not in message
    for role, party in ((Role.INVITER, run.joiner), (Role.JOINER, run.inviter)):
        sealed = next(message for who, message in run.said if who is role and type_of(message) is Records)
        body = open_records(party._run, role.other, Records.decode(sealed).sealed)
        assert isinstance(body, Disclosure)
        numbers = range(30)
        assert sorted(body.payloads.decode().replace(role.value, "").split(), key=int) == [str(n) for n in numbers]
        assert len(body.handles) == 30
        assert [sorted(each.tolist()) for each in body.edge_match] == [list(numbers)] * 2


def test_a_side_that_is_not_to_learn_receives_no_order_and_no_record() -> None:
    for learner in (Learner.INVITER, Learner.JOINER):
        agreed = terms(*KINDS, learner=learner)
        run = parties(agreed, side(Role.INVITER, OURS), side(Role.JOINER, THEIRS)).go()
        openings = {role: Opening.decode(message) for role, message in run.said if type_of(message) is Opening}
        for role, message in openings.items():
            assert [len(each) for each in message.positions] == ([30, 30] if learner.learns(role.other) else [0, 0])
            assert message.share == b""
        assert Records not in {type_of(message) for _, message in run.said}


def test_a_run_that_only_counts_ends_with_the_tags() -> None:
    single = [[{"domain": each["domain"]} for each in accounts] for accounts in (OURS, THEIRS)]
    agreed = terms("domain", mode=Mode.COUNTS)
    run = parties(agreed, side(Role.INVITER, single[0]), side(Role.JOINER, single[1])).go()
    assert {type_of(message) for _, message in run.said} == {Hello, Blinded, Commitment, Tags, Proceed}


def test_padding_hides_the_number_inside_the_bucket() -> None:
    lengths = set()
    for count in (65, 80):
        accounts = [{"domain": [f"{number}.example"]} for number in range(count)]
        run = parties(terms(), side(Role.INVITER, accounts), side(Role.JOINER, [])).go()
        lengths.add(tuple(len(message) for _, message in run.said))
    assert len(lengths) == 1


@pytest.mark.parametrize(
    ("count", "length"),
    [
        *((0, 64), (1, 64), (64, 64), (65, 80), (81, 96), (97, 112), (113, 128), (129, 160)),
        *((57_344, 57_344), (57_345, 65_536), (65_536, 65_536), (65_537, 73_728), (100_000, 106_496)),
        *((131_073, 147_456), (1_000_000, 1_048_576)),
    ],
)
def test_buckets(count: int, length: int) -> None:
    assert bucket(count) == bucket(length) == length


def test_a_key_takes_less_than_a_hundred_bytes() -> None:
    """3,584 keys a side fill their bucket; an eighth is common, with a record of 16 bytes of payload."""
    accounts = [{"domain": [f"{number}.example"]} for number in range(3_584)]
    sides = [side(role, accounts) for role in Role]
    sides[1] = side(Role.JOINER, [{"domain": [f"{number + 3_136}.example"]} for number in range(3_584)])
    run = parties(terms(), *sides).go()
    total = sum(len(message) for _, message in run.said)
    assert run.inviter.result.tally.common.tolist() == [448]
    assert total / (2 * 3_584) < 60
    # Even if the bytes of both directions are put down to the keys of one side.
    assert total / 3_584 < 115


def test_a_refusal_says_why_and_nothing_else() -> None:
    run = parties(terms(*KINDS), side(Role.INVITER, OURS), side(Role.JOINER, THEIRS))
    refusal = Refuse.decode(run.joiner.refusal("é" * 300))
    assert refusal.reason == "é" * 250
    assert refusal.run == bytes(16)
    assert refusal.encode()[:2] == b"\x08\x01"
