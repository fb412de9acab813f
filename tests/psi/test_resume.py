"""A process may die between any two rounds: the run goes on with the very same messages."""

import pytest

from mutuals.psi import (
    EpochSecrets,
    Gate,
    Learner,
    Mode,
    OurSide,
    Party,
    PartyIsOver,
    Role,
    Stop,
    Terms,
    UnusableState,
    WrongSecrets,
)
from tests.psi.two import PARTNERSHIP, Run, go_on, parties, secrets, side, terms

OURS = [{"domain": [f"{number}.example"], "phone": ["1", str(number)]} for number in range(5)]
THEIRS = [{"domain": [f"{number}.example"], "phone": [str(number)]} for number in range(2, 7)]
SINGLE_OURS = [{"domain": each["domain"]} for each in OURS]
SINGLE_THEIRS = [{"domain": each["domain"]} for each in THEIRS]


def stop(_: object) -> Stop:
    return Stop("no")


def saved_and_loaded(run: Run, agreed: Terms, sides: tuple[OurSide, OurSide], gates: tuple[Gate, Gate]) -> None:
    """Drive the parties, each loaded anew before and after every message, which must come out the same twice."""

    def again(party: Party, message: bytes | None, number: int) -> tuple[Party, bytes | None]:
        saved = party.save()
        role = list(Role)[number]
        first, second = (Party.load(saved, role, agreed, sides[number], gates[number]) for _ in range(2))
        reply = first.step(message)
        assert second.step(message) == reply
        assert second.save() == first.save()
        return Party.load(first.save(), role, agreed, sides[number], gates[number]), reply

    run.inviter, message = again(run.inviter, None, 0)
    while message is not None:
        run.said.append((Role.INVITER, message))
        run.joiner, message = again(run.joiner, message, 1)
        if message is not None:
            run.said.append((Role.JOINER, message))
            run.inviter, message = again(run.inviter, message, 0)


@pytest.mark.parametrize(
    ("agreed", "gates"),
    [
        (terms("domain", "phone"), (go_on, go_on)),
        (terms("domain", "phone", learner=Learner.INVITER), (go_on, go_on)),
        (terms("domain", "phone", learner=Learner.JOINER), (go_on, go_on)),
        (terms("domain", mode=Mode.COUNTS), (go_on, go_on)),
        (terms("domain", "phone"), (go_on, stop)),
        (terms("domain", "phone"), (stop, go_on)),
    ],
)
def test_a_run_goes_on_after_every_round(agreed: Terms, gates: tuple[Gate, Gate]) -> None:
    counts = agreed.mode is Mode.COUNTS
    ours, theirs = (SINGLE_OURS, SINGLE_THEIRS) if counts else (OURS, THEIRS)
    sides = (side(Role.INVITER, ours), side(Role.JOINER, theirs))
    whole, broken = parties(agreed, *sides, gates=gates), parties(agreed, *sides, gates=gates)
    whole.go()
    saved_and_loaded(broken, agreed, sides, gates)
    assert broken.said == whole.said
    for one, other in ((whole.inviter, broken.inviter), (whole.joiner, broken.joiner)):
        assert other.done
        assert repr(one.result) == repr(other.result)
        assert other.last_sent == one.last_sent


def test_what_was_said_last_can_be_said_again() -> None:
    run = parties(terms("domain", "phone"), side(Role.INVITER, OURS), side(Role.JOINER, THEIRS))
    assert run.inviter.last_sent is None
    hello = run.inviter.step(None)
    assert run.inviter.last_sent == hello
    reply = run.joiner.step(hello)
    assert (run.joiner.last_sent, len(run.joiner.last_received or b"")) == (reply, 32)


def test_a_saved_run_goes_on_with_what_it_began_with_alone() -> None:
    agreed = terms("domain", "phone")
    run = parties(agreed, side(Role.INVITER, OURS), side(Role.JOINER, THEIRS))
    run.inviter.step(None)
    saved = run.inviter.save()
    with pytest.raises(UnusableState, match="other keys"):
        Party.load(saved, Role.INVITER, agreed, side(Role.INVITER, OURS[1:]), go_on)
    with pytest.raises(UnusableState, match="other role"):
        Party.load(saved, Role.JOINER, agreed, side(Role.INVITER, OURS), go_on)
    with pytest.raises(UnusableState, match="other terms"):
        Party.load(
            saved, Role.INVITER, terms("domain", "phone", learner=Learner.JOINER), side(Role.INVITER, OURS), go_on
        )
    with pytest.raises(UnusableState, match="not whole"):
        Party.load(saved[:-1], Role.INVITER, agreed, side(Role.INVITER, OURS), go_on)


def test_a_party_that_failed_is_not_saved() -> None:
    run = parties(terms("domain", "phone"), side(Role.INVITER, OURS), side(Role.JOINER, THEIRS))
    refusal = run.joiner.refusal("closing for the night")
    with pytest.raises(PartyIsOver):
        run.joiner.save()
    run.inviter.step(None)
    assert run.inviter.step(refusal) is None
    assert run.inviter.result.reason == "closing for the night"
    assert run.inviter.result.by is Role.JOINER
    assert run.inviter.result.tally is None


def test_secrets_of_an_epoch_can_be_kept() -> None:
    made = EpochSecrets.fresh(PARTNERSHIP, 7)
    assert EpochSecrets.from_bytes(made.to_bytes()) == made
    assert made.exponent("domain") != made.exponent("phone") != secrets(Role.INVITER).exponent("phone")
    assert made.exponent("domain") != EpochSecrets(PARTNERSHIP, 8, made.seed).exponent("domain")
    with pytest.raises(WrongSecrets, match="52 bytes"):
        EpochSecrets.from_bytes(b"x")
    with pytest.raises(WrongSecrets, match="epoch 1"):
        parties(terms("domain", "phone", epoch=2), side(Role.INVITER, OURS), side(Role.JOINER, THEIRS))
