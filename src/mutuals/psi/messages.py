"""One message type a round; docs/protocol.md has them byte by byte."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from mutuals.psi.encoding import (
    Blob,
    Malformed,
    Message,
    Number,
    Numbers,
    Octets,
    Rows,
    Several,
    Text,
    wire,
)

MOST_LISTS = 256
"""Lists a side may send in one round: one a key kind, or one a population class."""

MOST_KEYS = 2**25
"""Keys of one list, padding included; an array of points then has 1 GiB."""

MOST_KINDS = 64
"""Key kinds of one run."""

MOST_PAYLOAD = 65_536
"""Bytes that an account may carry to the other side."""

TAG, HANDLE, RUN = 16, 8, 16
"""Bytes of a tag, of an account's handle, and of what names the run in a message."""

_U32 = 2**32 - 1
_RUN = Octets(RUN)


@dataclass(frozen=True, eq=False)
class Hello(Message):
    """Round 1: the terms as this side holds them, and how long its lists are, by bucket."""

    TYPE: ClassVar[int] = 1
    role: int = wire(Number(1, most=2, least=1))
    suite: str = wire(Text(64))
    partnership: bytes = wire(Octets(16))
    epoch: int = wire(Number(4, _U32))
    recipe: int = wire(Number(4, _U32))
    mode: int = wire(Number(1, most=2, least=1))
    learner: int = wire(Number(1, most=3, least=1))
    inviter_cap: int = wire(Number(4, MOST_KEYS))
    joiner_cap: int = wire(Number(4, MOST_KEYS))
    kinds: tuple[str, ...] = wire(Several(Text(32), MOST_KINDS))
    base: bytes = wire(Blob(32))
    nonce: bytes = wire(Octets(32))
    sizes: NDArray[np.uint32] = wire(Numbers(MOST_LISTS))  # noqa: RUF009


@dataclass(frozen=True, eq=False)
class Blinded(Message):
    """Round 2: each list blinded, padded and sorted; and which items of earlier lists no longer count."""

    TYPE: ClassVar[int] = 2
    run: bytes = wire(_RUN)
    lists: tuple[NDArray[np.uint8], ...] = wire(Several(Rows(32, MOST_KEYS), MOST_LISTS))
    removed: tuple[NDArray[np.uint32], ...] = wire(Several(Numbers(MOST_KEYS), MOST_LISTS))


@dataclass(frozen=True, eq=False)
class Commitment(Message):
    """Round 3: a hash of the tags that this side will send, so that it cannot make them to measure."""

    TYPE: ClassVar[int] = 3
    run: bytes = wire(_RUN)
    digest: bytes = wire(Octets(32))


@dataclass(frozen=True, eq=False)
class Tags(Message):
    """Round 4: the tags of the other side's lists, sorted; both can now count, and nothing else."""

    TYPE: ClassVar[int] = 4
    run: bytes = wire(_RUN)
    nonce: bytes = wire(Octets(32))
    lists: tuple[NDArray[np.uint8], ...] = wire(Several(Rows(TAG, MOST_KEYS), MOST_LISTS))
    withdrawn: tuple[NDArray[np.uint8], ...] = wire(Several(Rows(TAG, MOST_KEYS), MOST_LISTS))


@dataclass(frozen=True, eq=False)
class Proceed(Message):
    """Round 5: this side's policy lets the run go on."""

    TYPE: ClassVar[int] = 5
    run: bytes = wire(_RUN)


@dataclass(frozen=True, eq=False)
class Opening(Message):
    """Round 6: for each tag newly in common, in order of tag, where in the other side's list it came from.

    `share` is the joiner's part of agreeing on the key of round 7, empty where there is none.
    """

    TYPE: ClassVar[int] = 6
    run: bytes = wire(_RUN)
    share: bytes = wire(Blob(32))
    positions: tuple[NDArray[np.uint32], ...] = wire(Several(Numbers(MOST_KEYS), MOST_LISTS))


@dataclass(frozen=True, eq=False)
class Records(Message):
    """Round 7: a `Disclosure`, sealed under a key that only two sides with the same common keys arrive at.

    `share` is the inviter's part of agreeing on it; the joiner's was in its `Opening`.
    """

    TYPE: ClassVar[int] = 7
    run: bytes = wire(_RUN)
    share: bytes = wire(Blob(32))
    sealed: bytes = wire(Blob(2**31))


@dataclass(frozen=True, eq=False)
class Refuse(Message):
    """In place of any message: this side ends the run, and says why."""

    TYPE: ClassVar[int] = 8
    run: bytes = wire(_RUN)
    reason: str = wire(Text(500))


@dataclass(frozen=True, eq=False)
class Disclosure(Message):
    """What `Records` seals: accounts that have a common key, and which.

    Account n has `handles[n]`, and `lengths[n]` bytes of `payloads`. For each list an edge says that the match
    `edge_match` is a key of the account `edge_account`; `gone_*` take back edges of earlier runs.
    """

    TYPE: ClassVar[int] = 9
    edge_match: tuple[NDArray[np.uint32], ...] = wire(Several(Numbers(MOST_KEYS), MOST_LISTS))
    edge_account: tuple[NDArray[np.uint32], ...] = wire(Several(Numbers(MOST_KEYS), MOST_LISTS))
    gone_match: tuple[NDArray[np.uint32], ...] = wire(Several(Numbers(MOST_KEYS), MOST_LISTS))
    gone_handle: tuple[NDArray[np.uint8], ...] = wire(Several(Rows(HANDLE, MOST_KEYS), MOST_LISTS))
    handles: NDArray[np.uint8] = wire(Rows(HANDLE, MOST_KEYS))  # noqa: RUF009
    lengths: NDArray[np.uint32] = wire(Numbers(MOST_KEYS))  # noqa: RUF009
    payloads: bytes = wire(Blob(2**31))


MESSAGES: dict[int, type[Message]] = {
    kind.TYPE: kind for kind in (Hello, Blinded, Commitment, Tags, Proceed, Opening, Records, Refuse)
}
"""Every message by its type byte."""


def type_of(data: bytes) -> type[Message]:
    """The type of an encoded message, from its first byte. Raises `Malformed` for none."""
    if not data or data[0] not in MESSAGES:
        raise Malformed("the bytes are no message of this protocol: they begin with no known type.")
    return MESSAGES[data[0]]
