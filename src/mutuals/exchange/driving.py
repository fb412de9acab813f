"""Drives one run on one side: step, keep, send, receive, until both are done. The same on both sides of the line."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from mutuals.errors import NotAllowed, TryAgain
from mutuals.exchange.saved_run import SavedRun
from mutuals.psi.results import Stopped

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of it done, 0 to 1."""


class PartnerEnded(TryAgain):
    """The partner's node ended the run before it was done. Its sentence says why; nothing more was sent."""


class PartnerRefused(NotAllowed):
    """The partner's policy, or a person there, refused the run. The two people talk; nothing more was sent."""


class PartnerAway(TryAgain):
    """Nothing was heard of the partner for long. The run is kept; the same command goes on where it stopped."""


class Party(Protocol):
    """A side of the protocol, as `mutuals.psi` makes it: a message in, the next one out."""

    @property
    def done(self) -> bool:
        """Whether no further step is needed."""
        ...

    @property
    def result(self) -> Any:
        """What was learned, once done."""
        ...

    @property
    def next_most_bytes(self) -> int:
        """The longest message that may come next."""
        ...

    def step(self, message: bytes | None) -> bytes | None:
        """Take the partner's message (None: speak first) and give ours, or None."""
        ...

    def save(self) -> bytes:
        """Everything that a later process needs to go on."""
        ...


class Line(Protocol):
    """The way to the partner's node. Every call may be repeated after a restart."""

    def expect(self, most: int) -> None:
        """The next message has at most so many bytes."""
        ...

    def tell_share(self, share: float) -> None:
        """What share of the run is done here, for the partner's progress."""
        ...

    def send(self, number: int, message: Path) -> None:
        """Make our message `number` reach the partner, or lie ready for it."""
        ...

    def receive(self, number: int, into: Path) -> bytes:
        """The partner's message `number`, whole; received into the file `into`."""
        ...

    def finish(self) -> bool:
        """Both sides are done, or wait until they are; false where that cannot be learned any more."""
        ...

    def tell_end(self, outcome: str, detail: str) -> None:
        """Tell the partner, as far as it can be reached, that we ended the run and why."""
        ...


AnyParty = TypeVar("AnyParty", bound=Party)


@dataclass(frozen=True)
class Maker(Generic[AnyParty]):
    """Makes the party of this side: anew, or from what `save` gave."""

    make: Callable[[], AnyParty]
    load: Callable[[bytes], AnyParty]


def drive(
    saved: SavedRun,
    maker: Maker[AnyParty],
    line: Line,
    *,
    speaks_first: bool,
    kept: Callable[[int], None] = lambda _messages: None,
) -> AnyParty:
    """Take the run from where it stands to its end, and return the party, which is done.

    `kept` is told how many messages of ours are made, whenever that is on the disk. Raises what the party, the line and
    the disk raise; the run then stands where it stood, and may be driven again.
    """
    before = saved.party()
    party = maker.make() if before is None else maker.load(before)
    if not saved.at.done:
        line.expect(party.next_most_bytes)
    while True:
        at = saved.at
        kept(at.sent)
        if at.sent and not at.delivered:
            line.send(at.sent - 1, saved.outgoing(at.sent - 1))
        if at.done:
            break
        first = speaks_first and at.turn == 0
        message = None if first else line.receive(at.received, saved.incoming(at.received))
        answer = party.step(message)
        if not party.done:
            line.expect(party.next_most_bytes)
        stopped = party.result.reason if party.done and isinstance(party.result, Stopped) else ""
        saved.advance(party.save(), answer, answered=not first, done=party.done, stopped=stopped)
    if not saved.at.delivered and line.finish():
        saved.mark_delivered()
    return party
