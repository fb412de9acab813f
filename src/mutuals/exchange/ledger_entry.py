"""One entry of the disclosure ledger, its hash, and the line that it is kept as."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

STARTED, RESUMED, ALARM, ENDED, REPAIRED = "started", "resumed", "alarm", "ended", "repaired"
"""Events: something may leave from now on; it goes on after a stop; a guard raised an alarm, and no field leaves;
nothing leaves any more; a torn line was cut."""

COMPLETED, REFUSED, ABORTED = "completed", "refused", "aborted"
"""Outcomes: as agreed; a policy or guard of either side said no; it broke off."""

BEGINNING = "0" * 64
"""The previous hash of the first entry."""


@dataclass(frozen=True)
class Disclosure:
    """What became known of one population: how many accounts (None: a count that may not be shown) and which fields."""

    population: str
    accounts: int | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One thing that happened in a run with a partner.

    `time` is ISO 8601 as the caller gave it; `policy` the SHA-256 of the sharing policy; sizes are those that went over
    the line, rounded up to their bucket; `reached` the last stage whose messages may have left. `learned` is what
    this node learned, `disclosed` what the partner may have learned of ours. `previous` and `hash` chain the entries.
    """

    time: str
    event: str
    partner: str
    partnership: str = ""
    run: str = ""
    role: str = ""
    mode: str = ""
    epoch: int = 0
    policy: str = ""
    our_size: int | None = None
    their_size: int | None = None
    counts: Mapping[str, int | None] = field(default_factory=dict)
    reached: str = ""
    learned: tuple[Disclosure, ...] = ()
    disclosed: tuple[Disclosure, ...] = ()
    outcome: str = ""
    detail: str = ""
    sequence: int = 0
    previous: str = BEGINNING
    hash: str = ""


def digest(entry: Entry) -> str:
    """SHA-256 of everything in `entry` but its own hash, as canonical JSON: sorted keys, no spaces, UTF-8."""
    said = {key: value for key, value in asdict(entry).items() if key != "hash"}
    return hashlib.sha256(_canonical(said).encode()).hexdigest()


def to_line(entry: Entry) -> bytes:
    """`entry` as a line of the file, its end included."""
    return _canonical(asdict(entry)).encode() + b"\n"


def from_line(line: bytes) -> Entry:
    """The entry of a line. Raises `ValueError` where it is none."""
    said: Any = json.loads(line.decode("utf-8"))
    known = {one.name for one in fields(Entry)}
    if not isinstance(said, dict) or set(said) != known:
        raise ValueError("the line does not have the fields of an entry")
    for name in ("learned", "disclosed"):
        said[name] = tuple(Disclosure(one["population"], one["accounts"], tuple(one["fields"])) for one in said[name])
    return Entry(**said)


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
