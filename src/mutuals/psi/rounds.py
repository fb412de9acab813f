"""What one side says in each round, and what it takes from the partner: the steps between which `Party` keeps order."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from mutuals.psi import records
from mutuals.psi.encoding import Message
from mutuals.psi.group import WIDTH, Progress
from mutuals.psi.keys import OurSide
from mutuals.psi.lists import (
    BadList,
    BadOpening,
    BadTags,
    Blinding,
    OwnList,
    as_text,
    changes,
    check_block,
    check_removed,
    check_tags,
    empty_peer,
    grow_own,
    grow_peer,
    match,
    no_matches,
    open_matches,
    sorted_rows,
    take_tags,
)
from mutuals.psi.messages import (
    MOST_LISTS,
    Blinded,
    Commitment,
    Hello,
    Opening,
    Proceed,
    Records,
    Refuse,
    Tags,
)
from mutuals.psi.records import BadRecord
from mutuals.psi.results import Gate, Stop, Tally
from mutuals.psi.run import Run
from mutuals.psi.terms import Learner, Mode, Role, Terms, bucket, context

Told = Callable[[str, int, int], None]
"""Told of progress: what is being done, items done, items in all."""


@dataclass
class Side:
    """One side of a run: what it was given, its state, and its part in each round.

    `lists` are our keys (columns key, account), `added` what this run adds to each.
    """

    role: Role
    terms: Terms
    ours: OurSide
    gate: Gate
    run: Run
    lists: list[pl.DataFrame]
    threads: int = 1
    progress: Told | None = None
    added: list[list[bytes]] = field(default_factory=list)

    def plan(self) -> None:
        """Find what this run adds to our lists and removes from them."""
        planned = [changes(own, keys) for own, keys in zip(self.run.own, self.lists, strict=True)]
        self.added = [added for added, _ in planned]
        self.run.own_removed = [removed for _, removed in planned]

    def kind(self, number: int) -> int:
        """Which key kind a list is of: each its own, or all the same where the run only counts."""
        return number if self.terms.mode is Mode.OVERLAPS else 0

    @cached_property
    def _counts(self) -> tuple[int, ...]:
        return tuple(each["key"].n_unique() for each in self.lists)

    @property
    def tally(self) -> Tally:
        """What can be counted after the tags were exchanged."""
        counts = self.terms.mode is Mode.COUNTS
        return Tally(
            mode=self.terms.mode,
            lists=tuple(map(str, range(len(self.lists)))) if counts else self.terms.kinds,
            ours=self._counts,
            theirs=tuple(int(peer.alive.sum()) for peer in self.run.peer),
            arrived=tuple(self.run.sizes.tolist()),
            common=self.run.common,
            new=self.run.common_new,
        )

    @cached_property
    def own_edges(self) -> list[pl.DataFrame]:
        """Which of our accounts have which common keys, a frame a list: for once the partner has opened its order."""
        return [records.own_edges(self.run, number, keys) for number, keys in enumerate(self.lists)]

    def make(self, kind: type[Message]) -> Message:
        """Our message of this type."""
        return _MAKE[kind](self)

    def take(self, message: Message, encoded: bytes) -> None:
        """Take the partner's message; `encoded` is what it came as. Raises a `BadInput` that says what is wrong."""
        _TAKE[type(message)](self, message, encoded)

    def bind(self) -> None:
        """Fix the context once both opening messages are known."""
        run = self.run
        if run.our_hello and run.their_hello and not run.context:
            pair = (run.our_hello, run.their_hello)
            run.context = context(*(pair if self.role is Role.INVITER else reversed(pair)))
            run.list_context = run.list_context or run.context

    def _blinding(self, number: int) -> Blinding:
        kind = self.kind(number)
        exponent = self.ours.secrets.exponent(self.terms.kinds[kind])
        return Blinding(exponent, self.run.list_context, kind, self.threads)

    def _told(self, doing: str, total: int) -> Progress:
        """Who is told how many more items are done, and adds them up for the caller."""
        done = 0

        def tell(more: int) -> None:
            nonlocal done
            done += more
            if self.progress is not None:
                self.progress(doing, done, total)

        return tell

    def _compared(self, number: int) -> OwnList:
        """All of ours that a list of the partner must not repeat: our own list of this kind."""
        if self.terms.mode is Mode.OVERLAPS:
            return self.run.own[number]
        own = self.run.own
        return OwnList(
            pl.concat([each.keys for each in own]),
            np.concatenate([each.points for each in own]),
            np.concatenate([each.alive for each in own]),
            own[0].tags,
        )

    def _make_hello(self) -> Message:
        sizes = tuple(bucket(len(added)) for added in self.added)
        return self.terms.hello(self.role, base=self.run.base, nonce=self.run.secret("hello"), sizes=sizes)

    def _take_hello(self, message: Hello, encoded: bytes) -> None:
        run = self.run
        sizes = tuple(bucket(len(added)) for added in self.added)
        self.terms.check(self.terms.hello(self.role, base=run.base, nonce=bytes(32), sizes=sizes), message)
        run.their_hello, run.sizes = encoded, message.sizes
        if not run.peer:
            run.peer = [empty_peer()] * len(message.sizes)
            run.matches = [no_matches()] * len(self.lists)
        self.bind()

    def _make_blinded(self) -> Message:
        run, told = self.run, self._told("blinding", sum(map(len, self.added)))
        blocks = [
            self._blinding(number).block(added, run.secret(f"padding {number}"), told)
            for number, added in enumerate(self.added)
        ]
        grown = zip(run.own, blocks, run.own_removed, strict=True)
        run.blinded = True
        run.own = [grow_own(own, block, removed) for own, block, removed in grown]
        self.added = []  # a million keys as objects of their own; the list has them now
        lists = tuple(points for _, points in blocks)
        message = Blinded(run=run.name, lists=lists, removed=tuple(run.own_removed))
        run.our_lists = hashlib.sha256(message.encode()).digest()
        return message

    def _take_blinded(self, message: Blinded, encoded: bytes) -> None:
        run = self.run
        run.their_lists = hashlib.sha256(encoded).digest()
        if {len(message.lists), len(message.removed)} != {len(run.peer)}:
            raise BadList(f"the partner sent {len(message.lists)} lists and announced {len(run.peer)}.")
        told = self._told("re-blinding", sum(map(len, message.lists)))
        if self.terms.mode is Mode.COUNTS:
            seen = np.sort(as_text(np.concatenate(message.lists)))
            if (seen[1:] == seen[:-1]).any():
                raise BadList("two lists of the partner share items.")
        for number, points in enumerate(message.lists):
            peer, removed = run.peer[number], message.removed[number]
            check_removed(removed, peer)
            check_block(points, announced=int(run.sizes[number]), own=self._compared(number), peer=peer)
            tags = self._blinding(number).tags(points, told)
            run.peer[number] = grow_peer(peer, points, tags, removed)
        run.peer_removed = list(message.removed)

    def _make_commitment(self) -> Message:
        tags = self._our_tags()
        return Commitment(run=self.run.name, digest=_commitment(self, self.role, tags))

    def _take_commitment(self, message: Commitment, _: bytes) -> None:
        self.run.committed = message.digest

    def _make_tags(self) -> Message:
        return self._our_tags()

    def _our_tags(self) -> Tags:
        """What we say of the partner's lists: the tags of its new items and of those that it removed, sorted."""
        run = self.run
        new = [peer.tags[len(peer.tags) - size :] for peer, size in zip(run.peer, run.sizes.tolist(), strict=True)]
        gone = [peer.tags[removed] for peer, removed in zip(run.peer, run.peer_removed, strict=True)]
        return Tags(
            run=run.name,
            nonce=run.secret("commitment"),
            lists=tuple(map(sorted_rows, new)),
            withdrawn=tuple(map(sorted_rows, gone)),
        )

    def _take_tags(self, message: Tags, _: bytes) -> None:
        run = self.run
        if _commitment(self, self.role.other, message) != run.committed:
            raise BadTags("the partner's tags are not those that it committed to, or it saw other lists than we sent.")
        if {len(message.lists), len(message.withdrawn)} != {len(run.own)}:
            raise BadTags(f"the partner sent tags for {len(message.lists)} lists, we have {len(run.own)}.")
        sizes = Hello.decode(run.our_hello).sizes.tolist()
        for number, (tags, withdrawn) in enumerate(zip(message.lists, message.withdrawn, strict=True)):
            check_tags(tags, sizes[number])
            check_tags(withdrawn, len(run.own_removed[number]))
            run.own[number] = take_tags(run.own[number], tags, withdrawn)
        self._count()

    def _count(self) -> None:
        run = self.run
        if self.terms.mode is Mode.COUNTS:
            pairs = [[match(own, peer, no_matches())[0] for peer in run.peer] for own in run.own]
            run.common = run.common_new = np.array([[len(pair.tags) for pair in row] for row in pairs])
            return
        found = [match(*each) for each in zip(run.own, run.peer, run.matches, strict=True)]
        run.matches, run.new = [matches for matches, _ in found], [new for _, new in found]
        run.common = np.array([len(matches.tags) for matches in run.matches])
        run.common_new = np.array([len(new) for new in run.new])

    def _make_proceed(self) -> Message:
        answer = self.gate(self.tally)
        return Proceed(run=self.run.name) if answer is None else self._refusal(answer)

    def _refusal(self, answer: Stop) -> Message:
        self.run.refusal, self.run.refused_by = cut(answer.reason) or "no reason given", self.role.value
        return Refuse(run=self.run.name, reason=self.run.refusal)

    def _take_proceed(self, message: Proceed, _: bytes) -> None:
        pass

    def _make_opening(self) -> Message:
        run, learns = self.run, self.terms.learner.learns(self.role.other)
        places = [matches.theirs[new] for matches, new in zip(run.matches, run.new, strict=True)]
        opened = tuple((each if learns else each[:0]).astype(np.uint32) for each in places)
        share = b""
        if self.role is Role.JOINER and self.terms.learner is Learner.BOTH:
            records.settle(run)
            share = run.our_share
        return Opening(run=run.name, share=share, positions=opened)

    def _take_opening(self, message: Opening, _: bytes) -> None:
        run = self.run
        if len(message.positions) != len(run.matches):
            raise BadOpening(f"the partner opened {len(message.positions)} lists of {len(run.matches)}.")
        self._take_share(message.share, Role.JOINER)
        if not self.terms.learner.learns(self.role):
            if any(map(len, message.positions)):
                raise BadOpening("the partner opened an order that we are not to learn.")
            return
        for number, positions in enumerate(message.positions):
            opened = open_matches(run.matches[number], run.new[number], positions, run.own[number])
            run.matches[number] = opened

    def _take_share(self, share: bytes, of: Role) -> None:
        """Take the partner's share of the key of the records, if it is due. Raises `BadRecord`."""
        due = self.role.other is of and self.terms.learner is Learner.BOTH
        if len(share) != (WIDTH if due else 0):
            raise BadRecord("the partner sent no share of the key of the records, or one that is not due.")
        self.run.their_share = share or self.run.their_share

    def _make_records(self) -> Message:
        run, handle_key, share = self.run, self.ours.secrets.handle_key(), b""
        watch = self.ours.watch
        answer = None if watch is None else watch(records.common_accounts(self.own_edges))
        if answer is not None:
            return self._refusal(answer)
        if self.role is Role.INVITER:
            records.settle(run)
            share = run.our_share
        disclosure = records.disclose(run, self.own_edges, self.ours.payloads, handle_key)
        return Records(run=run.name, share=share, sealed=records.seal_records(run, self.role, disclosure))

    def _take_records(self, message: Records, _: bytes) -> None:
        self._take_share(message.share, Role.INVITER)
        records.take(self.run, records.open_records(self.run, self.role, message.sealed))


def cut(reason: str) -> str:
    """As much of a reason as a message holds: 500 bytes of UTF-8."""
    return reason.encode()[:500].decode(errors="ignore")


def _commitment(side: Side, role: Role, tags: Tags) -> bytes:
    """What the party of this role says in round 3 about what it will say in round 4, and about the lists of round 2."""
    pair = (side.run.our_lists, side.run.their_lists)
    lists = b"".join(pair if side.role is Role.INVITER else reversed(pair))
    prefix = b"Mutuals-PSI-v1 commitment" + side.run.context + lists + role.value.encode()
    return hashlib.sha256(prefix + tags.encode()).digest()


def most_bytes(side: Side, kind: type[Message]) -> int:
    """The most bytes that the partner's message of this type can have here."""
    run, sizes = side.run, int(side.run.sizes.sum())
    variable = {
        Hello: 16_384,
        Blinded: 32 * sizes + 4 * sum(len(peer.alive) for peer in run.peer),
        Tags: 16 * sum(len(own.alive) for own in run.own),
        Opening: 4 * int(run.common_new.sum()),
        Records: MOST_RECORDS,
    }
    # What does not grow with the lists: names, numbers of rows, a reason to refuse.
    return variable.get(kind, 0) + 1_024 + 16 * MOST_LISTS


MOST_RECORDS = 2**31
"""Bytes of the longest message of records. A caller that knows how much a record may hold reads less."""


_MAKE: dict[type[Message], Callable[[Side], Message]] = {
    Hello: Side._make_hello,
    Blinded: Side._make_blinded,
    Commitment: Side._make_commitment,
    Tags: Side._make_tags,
    Proceed: Side._make_proceed,
    Opening: Side._make_opening,
    Records: Side._make_records,
}
_TAKE: dict[type[Message], Callable[[Side, Any, bytes], None]] = {
    Hello: Side._take_hello,
    Blinded: Side._take_blinded,
    Commitment: Side._take_commitment,
    Tags: Side._take_tags,
    Proceed: Side._take_proceed,
    Opening: Side._take_opening,
    Records: Side._take_records,
}
