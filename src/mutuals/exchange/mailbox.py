"""The reachable side of the line: what the partner's requests find here, and what the driver waits for.

The web server's threads and the driver meet in this one object, under one lock.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutuals.exchange.driving import PartnerAway, PartnerEnded, PartnerRefused
from mutuals.exchange.durable import CannotKeep
from mutuals.exchange.ledger_entry import COMPLETED, REFUSED
from mutuals.exchange.saved_run import SavedRun
from mutuals.exchange.transfer import BadChunk, Chunk, Incoming, Outgoing

MOST_WORDS = 400
"""Characters of a sentence of the partner's that are shown and kept."""


def partner_error(partner: str, outcome: str, detail: str) -> PartnerEnded | PartnerRefused:
    """The error for a run that the partner ended; its words are cut to what may be shown."""
    kind = PartnerRefused if outcome == REFUSED else PartnerEnded
    return kind(f"{partner} ended the run: {shown(detail) or 'it gave no reason'}")


def shown(words: object) -> str:
    """A sentence of the partner's as it may be printed: no control characters, and not endless."""
    return "".join(c for c in str(words) if c.isprintable())[:MOST_WORDS]


@dataclass(frozen=True)
class Ended:
    """How one side ended a run."""

    outcome: str
    detail: str = ""


class Superseded(PartnerEnded):
    """The partner began another run and has given this one up. The caller begins anew with it."""


class Mailbox:
    """Messages of the current run in both directions, on the side that is asked."""

    def __init__(self, saved: SavedRun, *, partner: str, patience: float) -> None:
        """`patience` is how many seconds of silence are waited for."""
        self.saved, self._partner, self._patience, self._most = saved, partner, patience, 0
        self._condition = threading.Condition()
        self._incoming: Incoming | None = None
        self._outgoing: tuple[int, Outgoing] | None = None
        self._requested = ""
        self._share = 0.0
        self._heard = 0
        self._told = self._opened = False
        self._failed: CannotKeep | None = None
        self.ours: Ended | None = None
        self.theirs: Ended | None = None

    # What the partner's requests find.

    def request_run(self, run: str) -> None:
        """The partner wants to run, or go on with, the run of this id."""
        with self._condition:
            if run != self._requested:
                self._requested, self.theirs, self._opened = run, None, False
            self._hear()

    def status(self) -> dict[str, Any]:
        """Where this side stands, for the partner."""
        with self._condition:
            self._hear()
            at = self.saved.standing
            begun = self._opened and at is not None and at.run == self._requested
            self._told |= self.ours is not None
            return {
                "begun": begun,
                "in": at.received if begun and at else 0,
                "received": self._due().received if begun else 0,
                "out": at.sent if begun and at else 0,
                "whole": self._due().whole if begun else False,
                "done": bool(begun and at and at.done),
                "share": round(self._share, 4),
                "ended": {"outcome": self.ours.outcome, "detail": self.ours.detail} if self.ours else None,
            }

    def accept(self, number: int, chunk: Chunk) -> None:
        """Take a piece of the partner's message. Raises `BadChunk` or `CannotKeep`."""
        with self._condition:
            self._hear()
            if not self._opened or number != self.saved.at.received:
                raise BadChunk("another message is due")
            try:
                self._due().accept(chunk)
            except CannotKeep as error:
                self._failed = error
                raise

    def offer(self, number: int, offset: int) -> Chunk:
        """A piece of our message. Raises `BadChunk` where there is none."""
        with self._condition:
            self._hear()
            if not self._opened or number != self.saved.at.sent - 1:
                raise BadChunk("there is no such message")
            if self._outgoing is None or self._outgoing[0] != number:
                self._outgoing = (number, Outgoing(self.saved.outgoing(number)))
            return self._outgoing[1].chunk(offset)

    def partner_ended(self, run: str, ended: Ended) -> None:
        """The partner says that it has ended the run."""
        with self._condition:
            self._hear()
            if run != self._requested:
                return
            self.theirs = ended
            if self._opened and ended.outcome == COMPLETED and self.saved.at.done:
                self.saved.mark_delivered()  # before the answer: the partner will not say it twice

    # What the driver does: a `Line`.

    def wait_for_run(self) -> str:
        """The id of the run that the partner asks for. Raises `PartnerAway`."""
        self._wait(lambda: bool(self._requested), watch=False)
        return self._requested

    def open(self) -> None:
        """Let messages in: the run has begun."""
        with self._condition:
            self.ours = self._incoming = self._outgoing = self._failed = None
            self._told, self._opened = False, True

    def shut(self) -> None:
        """Let nothing in or out any more: the run's files are about to go."""
        with self._condition:
            self._opened = False

    def tell_share(self, share: float) -> None:
        """What share of our present step is done, for the partner's progress."""
        self._share = share

    def expect(self, most: int) -> None:
        """The partner's next message has at most so many bytes."""
        with self._condition:
            self._most, self._incoming = most, None  # one made before, for a partner that asked early, knew no bound

    def send(self, number: int, message: Path) -> None:
        """Nothing to do: the partner fetches message `number`, whose file is where `SavedRun` keeps it."""
        with self._condition:
            self._outgoing = (number, Outgoing(message))

    def receive(self, number: int, into: Path) -> bytes:
        """Wait for the partner's message. Raises `PartnerAway`, `PartnerEnded`, `PartnerRefused`, `CannotKeep`."""
        del number
        self._wait(lambda: self._due().whole)
        return into.read_bytes()

    def finish(self) -> bool:
        """Wait until the partner has ended, too; false where it is away, has ended badly, or wants to begin anew."""
        try:
            self._wait(lambda: self.theirs is not None and self.theirs.outcome == COMPLETED)
        except (PartnerAway, PartnerEnded, PartnerRefused):
            return False
        return True

    def tell_end(self, outcome: str, detail: str) -> None:
        """Let the partner see how we ended, and give it a moment to look."""
        with self._condition:
            self.ours = Ended(outcome, detail)
            self._condition.wait_for(lambda: self._told or self.theirs is not None, timeout=min(self._patience, 10.0))

    def _due(self) -> Incoming:
        """The partner's message that is due, as far as it is here."""
        path = self.saved.incoming(self.saved.at.received)
        if self._incoming is None or self._incoming.path != path:
            self._incoming = Incoming(path, most=self._most)
        return self._incoming

    def _hear(self) -> None:
        self._heard += 1
        self._condition.notify_all()

    def _wait(self, ready: Callable[[], bool], *, watch: bool = True) -> None:
        """Wait until `ready`, as long as anything is heard of the partner."""
        with self._condition:
            while not ready():
                if watch:
                    self._watch()
                heard = self._heard
                if not self._condition.wait(self._patience) and heard == self._heard:
                    raise PartnerAway(
                        f"Nothing was heard of {self._partner} for {self._patience:,.0f} seconds. The run is kept; the "
                        "same command goes on where it stopped."
                    )

    def _watch(self) -> None:
        """Raise what the waiting cannot go on with."""
        if self._failed is not None:
            failed, self._failed = self._failed, None
            raise failed
        if self._requested != self.saved.at.run:
            raise Superseded(f"{self._partner} gave this run up and began another.")
        if self.theirs is not None and self.theirs.outcome != COMPLETED:
            raise partner_error(self._partner, self.theirs.outcome, self.theirs.detail)
