"""One side of a private run: a state machine that takes the partner's message of a round and gives the next of its own.

The rounds, for the inviter (who speaks first) and the joiner alike:

1. `Hello`: terms, roles, the lengths of the lists. Everything later is bound to both opening messages.
2. `Blinded`: our keys, hashed to the group and multiplied by a secret; padded and sorted.
3. `Commitment`: a hash of the tags that we gave the partner's items, after multiplying them by our secret too.
4. `Tags`: these tags, sorted. Both sides can count what is common, and nothing else.
5. `Proceed`: the gate, a policy of each side, has seen the counts and lets the run go on; or `Refuse`.
6. `Opening`: where the common tags came from. A side that learns now knows which of its keys are common.
7. `Records`: what each side says of its common accounts, readable only to who holds a common key; or `Refuse`.

A party does no input or output. Drive two of them like this:

    message = inviter.step(None)
    while message is not None:
        reply = joiner.step(message)
        message = None if reply is None else inviter.step(reply)
"""

import hashlib
from typing import Self

from mutuals.errors import BadInput
from mutuals.psi import run as states
from mutuals.psi.encoding import Message
from mutuals.psi.group import fresh_seed
from mutuals.psi.keys import OurSide, digest, key_lists
from mutuals.psi.linking import links
from mutuals.psi.lists import empty_own
from mutuals.psi.messages import (
    RUN,
    Blinded,
    Commitment,
    Hello,
    Opening,
    Proceed,
    Records,
    Refuse,
    Tags,
    type_of,
)
from mutuals.psi.results import Gate, Intersection, IntersectionSize, Stopped
from mutuals.psi.rounds import Side, Told, cut, most_bytes
from mutuals.psi.run import Run, UnusableState
from mutuals.psi.terms import Mode, Role, Terms

Result = Intersection | IntersectionSize | Stopped
"""How a run can end well, or by a policy."""

ROUNDS: tuple[type[Message], ...] = (Hello, Blinded, Commitment, Tags, Proceed, Opening, Records)
"""The message of each round; a run that only counts ends after the fifth, one where one side learns after the sixth."""


class OutOfOrder(BadInput):
    """A message came that is not due: replayed, skipped, or after the end. The caller ends the run."""


class OtherRun(BadInput):
    """A message belongs to another run. The caller ends this one."""


class PartyIsOver(BadInput):
    """The party has ended, well or with an error, and takes no more messages. The caller starts a new run."""


class Party:
    """One side of a run; see the module for the rounds, `docs/protocol.md` for the bytes."""

    def __init__(
        self,
        role: Role,
        terms: Terms,
        ours: OurSide,
        gate: Gate,
        *,
        seed: bytes | None = None,
        threads: int = 1,
        progress: Told | None = None,
    ) -> None:
        """A party before its first round.

        `seed` (32 bytes, fresh for every run: the default is best) is where all of its random choices come from.
        Raises `UnusableKeys`, `WrongSecrets`, and `UnusableState` where `ours.kept` is of other terms.
        """
        lists = key_lists(ours, terms, role)
        run = Run(seed=seed or fresh_seed(), digest=digest(lists), own=[empty_own()] * len(lists))
        side = Side(role, terms, ours, gate, run, lists, threads, progress)
        if ours.kept is not None:
            _continue(side, ours.kept)
        side.plan()
        self._take_up(side)

    def _take_up(self, side: Side) -> None:
        self._side, self._run = side, side.run
        self._error: Exception | None = None
        self.result: Result | None = None

    # What a caller may ask.

    @property
    def done(self) -> bool:
        """Whether the run has ended, well or by a policy; `result` then says with what."""
        return self.result is not None

    @property
    def due(self) -> str | None:
        """The name of the message that must come next from the partner, None at the end."""
        return None if self.done else self._rounds[self._run.round].__name__

    @property
    def last_sent(self) -> bytes | None:
        """The last message that `step` gave: what a caller sends again if it got lost on the way."""
        return self._run.last_sent or None

    @property
    def last_received(self) -> bytes | None:
        """SHA-256 of the last message that `step` took: a caller answers a repetition of it with `last_sent`."""
        return self._run.last_received or None

    @property
    def next_most_bytes(self) -> int:
        """The most bytes that the partner's next message may have: what a caller reads at most. 0 at the end."""
        return 0 if self.done else most_bytes(self._side, self._rounds[self._run.round])

    def refusal(self, reason: str) -> bytes:
        """A message that tells the partner that we end the run; this party is then over."""
        self._error = PartyIsOver("we ended the run.")
        return Refuse(run=self._run.name or bytes(RUN), reason=cut(reason)).encode()

    def save(self) -> bytes:
        """The state between two rounds, to be kept like a private key. Raises `PartyIsOver` after an error."""
        if self._error is not None:
            raise PartyIsOver("the run ended with an error; there is nothing to go on with.") from self._error
        return states.save(self._run)

    @classmethod
    def load(
        cls,
        saved: bytes,
        role: Role,
        terms: Terms,
        ours: OurSide,
        gate: Gate,
        *,
        threads: int = 1,
        progress: Told | None = None,
    ) -> Self:
        """A party as it was saved, given again what it was made with. It goes on with the very same messages.

        Raises `UnusableState` if the state was changed, or is of other terms, another role or other keys.
        """
        lists, run = key_lists(ours, terms, role), states.load(saved)
        if run.digest != digest(lists):
            raise UnusableState("the saved run was begun with other keys.")
        side = Side(role, terms, ours, gate, run, lists, threads, progress)
        if run.our_hello:
            _same(side, run.our_hello, "the saved run was begun with other terms, or in the other role.")
        if not run.blinded:
            side.plan()
        party = cls.__new__(cls)
        party._take_up(side)
        if run.refusal or run.round >= len(party._rounds):
            party._finish()
        return party

    def keep(self) -> bytes:
        """What a later run of the epoch continues, to be kept like a private key.

        Raises `UnusableState` before the end, and for a run other than of overlaps that both learn.
        """
        if not isinstance(self.result, Intersection) or self._rounds[-1] is not Records:
            raise UnusableState("only a finished run in which both sides learn their overlaps can be continued.")
        return states.keep(self._run)

    def step(self, message: bytes | None) -> bytes | None:
        """Take the partner's message and give ours; None to begin as the inviter, and None if nothing is left to say.

        Raises a `BadInput` that says what was wrong; the party is then over, and nothing it learned may be used.
        """
        if self._error is not None or self.done:
            raise PartyIsOver("the run has ended; this message is not part of it.") from self._error
        try:
            return self._begin() if message is None else self._next(message)
        except Exception as error:
            self._error = error
            raise

    # The order of things.

    @property
    def _rounds(self) -> tuple[type[Message], ...]:
        terms = self._side.terms
        if terms.mode is Mode.COUNTS:
            return ROUNDS[: ROUNDS.index(Opening)]
        both = all(terms.learner.learns(role) for role in Role)
        return ROUNDS if both else ROUNDS[: ROUNDS.index(Records)]

    def _begin(self) -> bytes:
        if self._side.role is not Role.INVITER or self._run.last_sent:
            raise OutOfOrder("only the inviter begins, and only once.")
        return self._sent()

    def _next(self, encoded: bytes) -> bytes | None:
        """Take a message; the joiner answers in the same round, the inviter opens the next."""
        run, joins = self._run, self._side.role is Role.JOINER
        message = self._due(encoded)
        if isinstance(message, Refuse):
            run.refusal, run.refused_by = message.reason, self._side.role.other.value
            self._finish()
            return None
        self._side.take(message, encoded)
        run.last_received = hashlib.sha256(encoded).digest()
        reply = self._sent() if joins else None
        if self.done:
            return reply
        run.round += 1
        if run.round == len(self._rounds):
            self._finish()
            return reply
        return reply if joins else self._sent()

    def _due(self, encoded: bytes) -> Message:
        """The message of this round, or a refusal. Raises `OutOfOrder`, `OtherRun`, `Malformed`."""
        run, kind, due = self._run, type_of(encoded), self._rounds[self._run.round]
        if self._side.role is Role.INVITER and not run.last_sent:
            raise OutOfOrder("a message came before we began; the inviter speaks first.")
        if kind is not due and kind is not Refuse:
            raise OutOfOrder(f"a {kind.__name__} came where a {due.__name__} is due.")
        if len(encoded) > self.next_most_bytes:
            raise OutOfOrder(f"a {kind.__name__} of {len(encoded)} bytes is longer than it can be here.")
        message = kind.decode(encoded)
        if kind is not Hello and vars(message)["run"] != (run.name or bytes(RUN)):
            raise OtherRun(f"the {kind.__name__} belongs to another run.")
        return message

    def _sent(self) -> bytes:
        """Our message of this round, encoded and remembered."""
        run, message = self._run, self._side.make(self._rounds[self._run.round])
        run.last_sent = message.encode()
        if isinstance(message, Hello):
            run.our_hello = run.last_sent
            self._side.bind()
        if isinstance(message, Refuse):
            self._finish()
        return run.last_sent

    def _finish(self) -> None:
        """The result, from a run that is over."""
        run, side = self._run, self._side
        if run.refusal:
            tally, opened = side.tally if run.common.size else None, run.round > ROUNDS.index(Opening)
            self.result = Stopped(Role(run.refused_by), run.refusal, tally, opened)
        elif side.terms.mode is Mode.COUNTS or not side.terms.learner.learns(side.role):
            self.result = IntersectionSize(side.tally)
        else:
            self.result = Intersection(links(run, side.own_edges, side.terms), side.tally)


def _continue(side: Side, kept: bytes) -> None:
    """Continue the lists of an earlier run. Raises `UnusableState` where its terms were others."""
    if side.terms.mode is not Mode.OVERLAPS:
        raise UnusableState("a run that only counts cannot continue an earlier one.")
    _same(side, states.resume(side.run, kept), "what was kept is of a run with other terms, or in the other role.")


def _same(side: Side, encoded: bytes, otherwise: str) -> None:
    """Raises `UnusableState` unless this opening message of ours was made with the terms and role of `side`."""
    hello = Hello.decode(encoded)
    sizes = tuple(hello.sizes.tolist())
    if side.terms.hello(side.role, base=hello.base, nonce=hello.nonce, sizes=sizes) != hello:
        raise UnusableState(otherwise)
