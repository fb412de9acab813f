"""Lists of blinded keys on both sides, their tags, and what the two have in common.

A list grows by a block a run: the first run sends everything, a later one inside the epoch only what is new, so that
positions of earlier items never change. Items that no longer count stay, marked as not alive.
"""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.errors import BadInput
from mutuals.psi import oprf
from mutuals.psi.group import CHUNK, WIDTH, Points, Progress, random_points, shared
from mutuals.psi.messages import TAG
from mutuals.psi.terms import bucket


class BadList(BadInput):
    """The partner's list breaks a rule: length, order, duplicates, our own items. The caller ends the run."""


class BadTags(BadInput):
    """The partner's tags break a rule, or are not those it committed to. The caller ends the run."""


class BadOpening(BadInput):
    """The order that the partner opened cannot be that of our list. The caller ends the run."""


@dataclass(frozen=True)
class OwnList:
    """Our keys of one list, by position as sent: null for padding; `tags` are the partner's for those alive, sorted."""

    keys: pl.Series
    points: Points
    alive: NDArray[np.bool_]
    tags: NDArray[np.uint8]


@dataclass(frozen=True)
class PeerList:
    """The partner's blinded keys of one list, by position as received, and the tags that we gave them."""

    points: Points
    alive: NDArray[np.bool_]
    tags: NDArray[np.uint8]


@dataclass(frozen=True)
class Matches:
    """Tags in common, sorted; their positions in the partner's list, and in ours (-1: not opened to us)."""

    tags: NDArray[np.uint8]
    theirs: NDArray[np.int64]
    ours: NDArray[np.int64]


@dataclass(frozen=True)
class Blinding:
    """What blinds and tags the keys of one kind: our exponent and the context, with the number of the kind."""

    exponent: bytes
    context: bytes
    kind: int
    threads: int = 1

    @property
    def domain(self) -> bytes:
        """Domain separation tag of this kind's hash to the group."""
        return b"Mutuals-PSI-v1 hash" + self.context + bytes([self.kind])

    def block(self, keys: list[bytes], seed: bytes, progress: Progress) -> tuple[pl.Series, Points]:
        """The keys blinded, padded to their bucket and sorted by bytes: what each place holds, and the points."""
        blinded = oprf.blind(keys, self.exponent, dst=self.domain, threads=self.threads, progress=progress)
        points = np.concatenate([blinded, random_points(bucket(len(keys)) - len(keys), seed)])
        order = np.argsort(as_text(points), kind="stable")
        held = pl.Series("key", keys, dtype=pl.Binary).extend_constant(None, len(points) - len(keys))
        return held.gather(order), points[order]

    def tags(self, points: Points, progress: Progress) -> NDArray[np.uint8]:
        """Tags (n, 16) of the partner's points: under our exponent too, then hashed. Raises `InvalidPoint`."""
        both = shared(points, self.exponent, threads=self.threads, progress=progress)
        prefix = b"Mutuals-PSI-v1 tag" + self.context + bytes([self.kind])
        tags = np.empty((len(both), TAG), np.uint8)
        # In chunks, as each digest is for a while an object of its own.
        for start in range(0, len(both), CHUNK):
            tags[start : start + CHUNK] = _hashed(prefix, both[start : start + CHUNK].tobytes())[:, :TAG]
        return tags


def _hashed(prefix: bytes, values: bytes) -> NDArray[np.uint8]:
    """SHA-256 of the prefix and each 32 bytes of `values`, shape (n, 32)."""
    sha256 = hashlib.sha256
    digests = [sha256(prefix + values[at : at + WIDTH]).digest() for at in range(0, len(values), WIDTH)]
    return np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, 32)


def empty_own() -> OwnList:
    """A list of ours before the first run of an epoch."""
    return OwnList(pl.Series("key", [], dtype=pl.Binary), np.empty((0, 32), np.uint8), np.empty(0, np.bool_), no_tags())


def empty_peer() -> PeerList:
    """A list of the partner's before the first run of an epoch."""
    return PeerList(np.empty((0, 32), np.uint8), np.empty(0, np.bool_), no_tags())


def no_matches() -> Matches:
    """Nothing in common."""
    return Matches(no_tags(), np.empty(0, np.int64), np.empty(0, np.int64))


def no_tags() -> NDArray[np.uint8]:
    """No tag at all."""
    return np.empty((0, TAG), np.uint8)


def as_text(rows: NDArray[np.uint8]) -> NDArray[np.bytes_]:
    """Rows of bytes as one value each, in the order of bytes.

    NumPy leaves zeros at the end of such a value out; as all have one width, order and equality are those of the rows.
    """
    return np.ascontiguousarray(rows).view(f"S{rows.shape[1]}").ravel()


def changes(own: OwnList, keys: pl.DataFrame) -> tuple[list[bytes], NDArray[np.uint32]]:
    """Keys that the list does not have yet, and the positions of those that `keys` (column key) no longer has."""
    now = keys.select(pl.col("key").unique(maintain_order=True))
    if not len(own.keys):
        return now["key"].to_list(), np.empty(0, np.uint32)
    kept = held(own, np.flatnonzero(own.alive))
    added = now.join(kept, on="key", how="anti", maintain_order="left")["key"].to_list()
    return added, kept.join(now, on="key", how="anti")["position"].sort().to_numpy()


def held(own: OwnList, positions: NDArray[np.int64]) -> pl.DataFrame:
    """Position and key of those of `positions` that hold a key."""
    found = pl.DataFrame({"position": positions.astype(np.uint32), "key": own.keys.gather(positions)})
    return found.drop_nulls()


def grow_own(own: OwnList, block: tuple[pl.Series, Points], removed: NDArray[np.uint32]) -> OwnList:
    """Our list after this run's block was appended and what is gone marked."""
    keys, points = block
    alive = np.concatenate([own.alive, np.ones(len(keys), np.bool_)])
    alive[removed] = False
    return OwnList(pl.concat([own.keys, keys]), np.concatenate([own.points, points]), alive, own.tags)


def check_block(points: Points, *, announced: int, own: OwnList, peer: PeerList) -> None:
    """Raises `BadList` unless a block from the partner has its length, is sorted, new, and not made of our items."""
    if len(points) != announced:
        raise BadList(f"the partner sent {len(points)} items of a list that it announced as {announced}.")
    values = as_text(points)
    if not (values[:-1] < values[1:]).all():
        raise BadList("the partner's list is not in ascending order without duplicates.")
    if within(values, as_text(own.points)).any():
        raise BadList("the partner sent items of our own list back to us.")
    if within(values, as_text(peer.points))[peer.alive].any():
        raise BadList("the partner's list repeats items of its earlier ones.")


def check_removed(positions: NDArray[np.uint32], peer: PeerList) -> None:
    """Raises `BadList` unless these are positions of the partner's list that still count, ascending."""
    wrong = len(positions) and (int(positions[-1]) >= len(peer.alive) or not (positions[:-1] < positions[1:]).all())
    if wrong or not peer.alive[positions].all():
        raise BadList("the partner removes items that its list does not have.")


def grow_peer(peer: PeerList, points: Points, tags: NDArray[np.uint8], removed: NDArray[np.uint32]) -> PeerList:
    """The partner's list after this run's block was appended and what is gone marked."""
    alive = np.concatenate([peer.alive, np.ones(len(points), np.bool_)])
    alive[removed] = False
    return PeerList(np.concatenate([peer.points, points]), alive, np.concatenate([peer.tags, tags]))


def check_tags(tags: NDArray[np.uint8], count: int) -> None:
    """Raises `BadTags` unless there are `count` tags in ascending order without duplicates."""
    values = as_text(tags)
    if len(values) != count or not (values[:-1] < values[1:]).all():
        raise BadTags(f"the partner must send {count} tags in ascending order without duplicates.")


def take_tags(own: OwnList, tags: NDArray[np.uint8], withdrawn: NDArray[np.uint8]) -> OwnList:
    """Our list with the tags of its new items, and without those of removed ones. Raises `BadTags`."""
    gone, staying = as_text(withdrawn), np.ones(len(own.tags), np.bool_)
    if not within(as_text(own.tags), gone).all():
        raise BadTags("the partner withdraws tags that it never gave.")
    staying[np.searchsorted(as_text(own.tags), gone)] = False
    known = own.tags[staying]
    if within(as_text(known), as_text(tags)).any():
        raise BadTags("the partner's tags repeat earlier ones.")
    return replace(own, tags=sorted_rows(np.concatenate([known, tags])))


def within(sought: NDArray[np.bytes_], values: NDArray[np.bytes_]) -> NDArray[np.bool_]:
    """For each of `values` whether it is among `sought`, which is sorted; both hold 8 bytes or more each."""
    found = np.zeros(len(values), np.bool_)
    if len(sought):
        # Whole numbers compare quicker than bytes do: those that begin alike are few, and are then compared in full.
        likely = np.flatnonzero(_among(_beginnings(sought), _beginnings(values)))
        found[likely] = _among(sought, values[likely])
    return found


def _beginnings(values: NDArray[np.bytes_]) -> NDArray[np.uint64]:
    """The first 8 bytes of each as a number, in the same order."""
    return values.view(">u8").reshape(len(values), values.itemsize // 8)[:, 0].astype(np.uint64)


def _among(sought: NDArray[Any], values: NDArray[Any]) -> NDArray[np.bool_]:
    """For each of `values` whether it is among `sought`, which is sorted and not empty."""
    same: NDArray[np.bool_] = sought[np.minimum(np.searchsorted(sought, values), len(sought) - 1)] == values
    return same


def sorted_rows(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The rows in ascending order of bytes."""
    return rows[np.argsort(as_text(rows), kind="stable")]


def match(own: OwnList, peer: PeerList, before: Matches) -> tuple[Matches, NDArray[np.int64]]:
    """What the lists have in common now, and which of it (indices) is new since `before`."""
    places = np.flatnonzero(peer.alive)
    # Nearly in order, as what is in order is found quicker.
    places = places[np.argsort(_beginnings(as_text(peer.tags[places])))]
    common = places[within(as_text(own.tags), as_text(peer.tags[places]))]
    theirs = common[np.argsort(as_text(peer.tags[common]), kind="stable")]
    values = as_text(peer.tags[theirs])
    known = as_text(before.tags)
    old = within(known, values)
    ours = np.full(len(values), -1, np.int64)
    ours[old] = before.ours[np.searchsorted(known, values[old])]
    return Matches(peer.tags[theirs], theirs, ours), np.flatnonzero(~old)


def open_matches(matches: Matches, new: NDArray[np.int64], positions: NDArray[np.uint32], own: OwnList) -> Matches:
    """The matches with our positions of the new ones as the partner opened them. Raises `BadOpening`."""
    if len(positions) != len(new):
        raise BadOpening(f"the partner opened {len(positions)} places for {len(new)} new matches.")
    if len(positions) and int(positions.max()) >= len(own.keys):
        raise BadOpening(f"the partner opened place {positions.max()} of our list of {len(own.keys)}.")
    ours = matches.ours.copy()
    ours[new] = positions
    if (np.diff(np.sort(ours)) == 0).any():
        raise BadOpening("the partner opened the same place for two matches.")
    if not own.alive[ours].all() or own.keys.gather(ours).null_count():
        raise BadOpening("the partner opened a place of our list that holds no key.")
    return replace(matches, ours=ours)
