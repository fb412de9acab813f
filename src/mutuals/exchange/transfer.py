"""Messages moved in chunks: each carries the hash of everything up to its end, so that a cut costs one chunk at most.

A message lies in a file on both sides; neither holds more than a chunk of it in memory while it moves.
"""

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path

from mutuals.errors import BadInput
from mutuals.exchange.durable import append_at, sync_folder

CHUNK = 1024 * 1024
"""Bytes of a chunk: small beside a list, large beside the cost of a request."""


class BadChunk(BadInput):
    """A chunk does not belong where it says, or the bytes so far are not the partner's. The transfer goes on from the
    place that the error names, or starts again."""


@dataclass(frozen=True)
class Chunk:
    """A piece of a message: its place, the whole message's length, and the SHA-256 of all bytes up to its end."""

    offset: int
    total: int
    running: bytes
    content: bytes


class Outgoing:
    """A message to be sent, read from its file piece by piece."""

    def __init__(self, path: Path) -> None:
        """`path` holds the whole message and does not change."""
        self.path = path
        self.total = path.stat().st_size
        self._hashed = 0
        self._hash = hashlib.sha256()

    def chunk(self, offset: int, most: int = CHUNK) -> Chunk:
        """The piece that begins at byte `offset`. Raises `BadChunk` where there is none."""
        if not 0 <= offset <= self.total:
            raise BadChunk(f"there is no byte {offset} in a message of {self.total}")
        self._hash_up_to(offset)
        with self.path.open("rb") as file:
            file.seek(offset)
            content = file.read(most)
        self._hash.update(content)
        self._hashed = offset + len(content)
        return Chunk(offset, self.total, self._hash.digest(), content)

    def _hash_up_to(self, offset: int) -> None:
        if self._hashed > offset:
            self._hash, self._hashed = hashlib.sha256(), 0
        with self.path.open("rb") as file:
            file.seek(self._hashed)
            while self._hashed < offset:
                block = file.read(min(CHUNK, offset - self._hashed))
                self._hash.update(block)
                self._hashed += len(block)


class Incoming:
    """A message being received into `path`; goes on where an earlier process stopped.

    `received` are the bytes that are here. What is not whole lies in `<path>.part`; a whole message takes its name.
    """

    def __init__(self, path: Path, *, most: int) -> None:
        """`most` is the longest message that is taken, in bytes."""
        self.path, self._most = path, most
        self._part = path.with_name(f"{path.name}.part")
        self.whole = path.exists()
        here = path if self.whole else self._part
        self.received = here.stat().st_size if here.exists() else 0
        self._hash = hashlib.sha256()
        if self.received and not self.whole:
            with here.open("rb") as file:
                while block := file.read(CHUNK):
                    self._hash.update(block)

    def accept(self, chunk: Chunk) -> bool:
        """Take one piece; true when the message is whole. Raises `BadChunk` or `CannotKeep`, the piece not taken.

        A piece that is here already is passed over. Where the bytes so far turn out to be others than the partner's,
        all of them are dropped, and the transfer starts again.
        """
        if self.whole:
            return True
        if chunk.total > self._most:
            raise BadChunk(f"a message of {chunk.total:,} bytes is longer than the {self._most:,} that may come here")
        end = chunk.offset + len(chunk.content)
        if end > chunk.total or not chunk.content:
            raise BadChunk("the chunk does not fit into its message")
        if chunk.offset != self.received:
            if end <= self.received:
                return False
            raise BadChunk(f"the next byte is {self.received}, not {chunk.offset}")
        hashed = self._hash.copy()
        hashed.update(chunk.content)
        if not hmac.compare_digest(hashed.digest(), chunk.running):
            self._drop()
            raise BadChunk("the bytes received so far are not the partner's; they were dropped")
        append_at(self._part, chunk.offset, chunk.content)
        self._hash, self.received = hashed, end
        if end == chunk.total:
            self._part.replace(self.path)
            sync_folder(self.path.parent)
            self.whole = True
        return self.whole

    def _drop(self) -> None:
        append_at(self._part, 0, b"")
        self._hash, self.received = hashlib.sha256(), 0
