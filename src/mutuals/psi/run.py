"""Everything a party knows in the middle of a run, and the same as bytes: to go on after a crash, or in a later run."""

import hashlib
import io
import json
import math
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.errors import BadInput
from mutuals.psi.lists import Matches, OwnList, PeerList
from mutuals.psi.sealing import derive

SENT = {"list": pl.UInt32, "position": pl.UInt32, "account": pl.UInt32}
"""An edge that we sent: in which list, at which of our positions, for which account of ours."""

TOLD = {"account": pl.UInt32, "digest": pl.UInt64}
"""What the partner was told of an account of ours, as a digest: it is told again when that changes. The digest is a
checksum of this machine alone; where a release of Polars makes it otherwise, everything is told once more."""

RECEIVED = {"list": pl.UInt32, "position": pl.UInt32, "handle": pl.Binary}
"""An edge that the partner sent: in which list, at which of our positions, for which account of theirs."""

PAYLOADS = {"handle": pl.Binary, "payload": pl.Binary}
"""What the partner sent of an account."""


class UnusableState(BadInput):
    """A saved run, or what was kept of one, was changed or is not of this run. The caller starts a run anew."""


@dataclass
class Run:
    """The state of one party in one run.

    `context` is this run's; `list_context` that of the epoch's first run, whose lists this one continues. `digest` is
    that of our keys, `our_lists` and `their_lists` those of the messages of round 2. Every random choice comes from
    `seed`, so that a run goes on after a crash with the same messages.
    """

    seed: bytes
    digest: bytes
    round: int = 0
    base: bytes = b""
    our_hello: bytes = b""
    their_hello: bytes = b""
    context: bytes = b""
    list_context: bytes = b""
    our_lists: bytes = b""
    their_lists: bytes = b""
    committed: bytes = b""
    our_share: bytes = b""
    their_share: bytes = b""
    refusal: str = ""
    refused_by: str = ""
    blinded: bool = False
    last_sent: bytes = b""
    last_received: bytes = b""
    own: list[OwnList] = field(default_factory=list)
    peer: list[PeerList] = field(default_factory=list)
    matches: list[Matches] = field(default_factory=list)
    new: list[NDArray[np.int64]] = field(default_factory=list)
    own_removed: list[NDArray[np.uint32]] = field(default_factory=list)
    peer_removed: list[NDArray[np.uint32]] = field(default_factory=list)
    sizes: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))
    common: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    common_new: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    sent: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SENT))
    told: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TOLD))
    received: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RECEIVED))
    payloads: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PAYLOADS))

    def secret(self, purpose: str) -> bytes:
        """32 bytes that only this run's seed determines, for one purpose."""
        return derive(self.seed, b"Mutuals-PSI-v1 run " + purpose.encode(), salt=self.base)

    @property
    def name(self) -> bytes:
        """16 bytes that name the run in its messages."""
        return self.context[:16]


_WORDS = (
    *("seed", "digest", "base", "our_hello", "their_hello", "context", "list_context", "committed"),
    *("our_lists", "their_lists", "our_share", "their_share"),
    *("last_sent", "last_received"),
)
_TEXTS = ("refusal", "refused_by")
_ARRAYS = ("sizes", "common", "common_new")
_FRAMES = ("sent", "told", "received", "payloads")
_LISTS = {"new", "own_removed", "peer_removed"}


def save(run: Run) -> bytes:
    """The run as bytes, to be kept like a private key."""
    parts: dict[str, NDArray[np.generic]] = {name: _octets(getattr(run, name)) for name in _WORDS}
    parts |= {name: getattr(run, name) for name in _ARRAYS} | _long(run)
    parts["numbers"] = np.array([run.round, run.blinded])
    parts |= {name: _octets(getattr(run, name).encode()) for name in _TEXTS}
    for name in _LISTS:
        parts |= {f"{name}.{number}": each for number, each in enumerate(getattr(run, name))}
    return _sealed(parts)


def load(content: bytes) -> Run:
    """What `save` wrote. Raises `UnusableState`."""
    parts = _unsealed(content)
    run = Run(parts["seed"].tobytes(), parts["digest"].tobytes())
    for name in _WORDS:
        setattr(run, name, parts[name].tobytes())
    for name in _ARRAYS:
        setattr(run, name, parts[name])
    for name in _TEXTS:
        setattr(run, name, parts[name].tobytes().decode())
    run.round, run.blinded = int(parts["numbers"][0]), bool(parts["numbers"][1])
    _take_long(run, parts)
    for name in _LISTS:
        setattr(run, name, _several(parts, name))
    return run


def keep(run: Run) -> bytes:
    """What a later run of the epoch needs: lists, matches and records of both sides."""
    # Both sides name what they continue by all that came before it.
    base = hashlib.sha256(b"Mutuals-PSI-v1 base" + run.base + run.context).digest()
    context = {"base": _octets(base), "list_context": _octets(run.list_context)}
    return _sealed(context | {"hello": _octets(run.our_hello)} | _long(run))


def resume(run: Run, kept: bytes) -> bytes:
    """Take what `keep` wrote into a run that has not begun; our opening message of that run. Raises `UnusableState`."""
    parts = _unsealed(kept)
    run.base, run.list_context = parts["base"].tobytes(), parts["list_context"].tobytes()
    _take_long(run, parts)
    return parts["hello"].tobytes()


def _long(run: Run) -> dict[str, NDArray[np.generic]]:
    """What a run and what is kept of it both have."""
    parts: dict[str, NDArray[np.generic]] = {}
    for number, own in enumerate(run.own):
        parts |= {f"own.{name}.{number}": getattr(own, name) for name in ("points", "alive", "tags")}
        parts[f"own.keys.{number}"] = _frame(own.keys.to_frame("key"))
    for number, peer in enumerate(run.peer):
        parts |= {f"peer.{name}.{number}": getattr(peer, name) for name in ("points", "alive", "tags")}
    for number, matches in enumerate(run.matches):
        parts |= {f"match.{name}.{number}": getattr(matches, name) for name in ("tags", "theirs", "ours")}
    for name in _FRAMES:
        parts[name] = _frame(getattr(run, name))
    return parts


def _take_long(run: Run, parts: dict[str, NDArray[np.generic]]) -> None:
    own = zip(*(_several(parts, f"own.{name}") for name in ("keys", "points", "alive", "tags")), strict=True)
    run.own = [OwnList(_read(keys)["key"], *rest) for keys, *rest in own]
    peer = zip(*(_several(parts, f"peer.{name}") for name in ("points", "alive", "tags")), strict=True)
    run.peer = [PeerList(*each) for each in peer]
    found = zip(*(_several(parts, f"match.{name}") for name in ("tags", "theirs", "ours")), strict=True)
    run.matches = [Matches(*each) for each in found]
    for name in _FRAMES:
        setattr(run, name, _read(parts[name]))


def _frame(frame: pl.DataFrame) -> NDArray[np.uint8]:
    out = io.BytesIO()
    frame.write_ipc_stream(out)
    return _octets(out.getvalue())


def _read(content: NDArray[np.generic]) -> pl.DataFrame:
    return pl.read_ipc_stream(io.BytesIO(content.tobytes()))


def _several(parts: dict[str, NDArray[np.generic]], name: str) -> list[NDArray[np.generic]]:
    """The arrays `name`.0, `name`.1 and so on."""
    count = sum(key.rsplit(".", 1)[0] == name for key in parts)
    return [parts[f"{name}.{number}"] for number in range(count)]


def _octets(content: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(content, dtype=np.uint8)


def _sealed(parts: dict[str, NDArray[np.generic]]) -> bytes:
    """A checksum, the length of a table of contents, the table, and the arrays one after another."""
    table = [(name, str(part.dtype), part.shape) for name, part in parts.items()]
    head = json.dumps(table).encode()
    content = b"".join([len(head).to_bytes(4, "big"), head, *(part.tobytes() for part in parts.values())])
    return hashlib.sha256(content).digest() + content


def _unsealed(content: bytes) -> dict[str, NDArray[np.generic]]:
    view = memoryview(content)[32:]
    if hashlib.sha256(view).digest() != content[:32]:
        raise UnusableState("the saved run is not whole: its checksum differs.")
    start = 4 + int.from_bytes(view[:4], "big")
    parts = {}
    for name, dtype, shape in json.loads(bytes(view[4:start])):
        count = math.prod(shape)
        parts[name] = np.frombuffer(view, dtype=dtype, count=count, offset=start).reshape(shape)
        start += parts[name].nbytes
    return parts
