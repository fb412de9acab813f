"""A partner with every right to be here that sends something else than it should: the run ends, nothing goes out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mutuals.errors import BadInput
from mutuals.exchange import conduct
from mutuals.exchange.driving import PartnerEnded
from mutuals.psi.party import Party
from mutuals.psi.records import BadRecord
from mutuals.psi.terms import Role
from tests.exchange.nodes import ACME, GLOBEX, pair, plan_of

ACME_PLAN, GLOBEX_PLAN = plan_of(ACME, "Globex"), plan_of(GLOBEX, "Acme")


def _flipped(message: bytes) -> bytes:
    return message[:-1] + bytes([message[-1] ^ 1])


def _cut(message: bytes) -> bytes:
    return message[: len(message) // 2]


def _hello_again(message: bytes) -> bytes:
    return b"\x01" + message[1:]


@pytest.mark.parametrize("turn", [2, 3, 4, 6])
@pytest.mark.parametrize("change", [_flipped, _cut, _hello_again])
@pytest.mark.parametrize("liar", [Role.JOINER, Role.INVITER])
@pytest.mark.slow
def test_a_message_that_is_not_what_it_should_be_ends_the_run(
    tmp_path: Path,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    liar: Role,
    change: Callable[[bytes], bytes],
    turn: int,
) -> None:
    class Liar(Party):
        def __init__(self, role: Role, *rest: Any, **options: Any) -> None:
            super().__init__(role, *rest, **options)
            self.lies, self.steps = role is liar, 0

        def step(self, message: bytes | None) -> bytes | None:
            answer = super().step(message)
            self.steps += 1
            return change(answer) if answer and self.lies and self.steps == turn else answer

    monkeypatch.setattr(conduct, "Party", Liar)
    nodes = pair(tmp_path, port, ACME_PLAN)
    left, right = nodes.run(ACME_PLAN, GLOBEX_PLAN)
    honest, other = (left, right) if liar is Role.JOINER else (right, left)
    node = nodes.acme if liar is Role.JOINER else nodes.globex
    last = list(node.ledger.entries())[-1]
    assert (last.event, last.outcome) == ("ended", "aborted")
    assert node.ledger.verify().broken == ""
    assert not list(node.folder.glob("partnerships/*/run/*"))
    if isinstance(honest.error, PartnerEnded):
        # The flipped byte named a position that could have been true: the liar was sent records that it cannot open.
        assert (change, turn) == (_flipped, 6)
        assert isinstance(other.error, BadRecord), other
        return
    assert isinstance(honest.error, BadInput), honest
    assert isinstance(other.error, PartnerEnded), other
    assert last.reached != "fields"
    assert "found a fault in what it received" in str(other.error)
