"""The disclosure ledger: who learned what, when and under which policy. Append-only, each entry chained to the last.

A file of JSON lines. `started` is on the disk before anything leaves the node and `ended` after the last message, so
that a kill in between is visible as a run that has no end. The chain shows any change of an entry; that the last
entries were cut off shows only to whoever kept the newest hash elsewhere (`verify` prints it).
"""

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from mutuals.accounts import Column, Table
from mutuals.accounts.spreadsheet import without_formulas
from mutuals.errors import BadInput
from mutuals.exchange.durable import CannotKeep, append_at, private_folder, replace_file
from mutuals.exchange.ledger_entry import BEGINNING, REPAIRED, STARTED, Entry, digest, from_line, to_line
from mutuals.exchange.locking import locked

RESERVE = 64 * 1024
"""Bytes kept free for the ledger, so that a full disk does not keep a run's end out of it."""

LEDGER = Table(
    "LEDGER",
    "One row is one entry of the disclosure ledger.",
    (
        Column("sequence", pl.UInt32, "Number of the entry, counted from 1."),
        Column("time", pl.String, "When, ISO 8601."),
        Column("event", pl.String, "started, resumed, alarm, ended or repaired."),
        Column("outcome", pl.String, "Of an end: completed, refused or aborted."),
        Column("partner", pl.String, "With whom."),
        Column("partnership", pl.String, "The partnership, hexadecimal."),
        Column("run", pl.String, "The run, hexadecimal."),
        Column("role", pl.String, "inviter or joiner: which side this node was."),
        Column("mode", pl.String, "counts or overlaps."),
        Column("epoch", pl.UInt32, "The epoch of the partnership's secrets."),
        Column("policy", pl.String, "SHA-256 of the sharing policy."),
        Column("our_size", pl.UInt32, "Size of our list as the partner learned it, rounded up to its bucket."),
        Column("their_size", pl.UInt32, "Size of the partner's list as we learned it, rounded up to its bucket."),
        Column("counts", pl.String, "Counts as JSON: name to number, null where it may not be shown."),
        Column("reached", pl.String, "The last stage whose messages may have left."),
        Column("learned", pl.String, "What we learned as JSON: by population, how many accounts and which fields."),
        Column("disclosed", pl.String, "What the partner may have learned of ours, likewise."),
        Column("detail", pl.String, "The sentence on it."),
        Column("previous", pl.String, "Hash of the entry before."),
        Column("hash", pl.String, "SHA-256 of this entry with `previous` in it."),
    ),
)


class LedgerBroken(BadInput):
    """An entry of the ledger was changed or lost. Nothing is sent until a person has looked at the entry named."""


@dataclass(frozen=True)
class Verification:
    """What checking the whole chain found: how many entries are good, the newest hash, and the first broken entry.

    `broken` is empty where the chain holds; `torn` counts the bytes of an entry that a crash cut short.
    """

    entries: int
    head: str
    broken: str = ""
    torn: int = 0


class Ledger:
    """The disclosure ledger in one file."""

    def __init__(self, path: Path) -> None:
        """`path` need not exist yet."""
        self.path = path

    def append(self, entry: Entry) -> Entry:
        """Put `entry` behind the others and on the disk; returns it with its number and hashes.

        A line that a crash cut short is set aside in `<ledger>.torn` first, and an entry says so. Raises `LedgerBroken`
        where the newest entry does not stand, `CannotKeep` where there is no room for a line.
        """
        private_folder(self.path.parent)
        with locked(self.path):
            self._mend(entry.time)
            return self._append(entry)

    def entries(self) -> Iterator[Entry]:
        """Every entry, oldest first, without checking. Raises `LedgerBroken` at a line that is no entry."""
        for number, line in enumerate(self._lines()[0], start=1):
            try:
                yield from_line(line)
            except (ValueError, TypeError, KeyError) as error:
                raise LedgerBroken(f"{self.path}, entry {number} cannot be read: {error}.") from None

    def verify(self) -> Verification:
        """Check numbers, hashes and links of every entry; names the first that does not hold."""
        lines, tail = self._lines()
        head = BEGINNING
        for number, line in enumerate(lines, start=1):
            broken = _broken(line, number, head)
            if broken:
                return Verification(number - 1, head, f"entry {number}: {broken}", len(tail))
            head = from_line(line).hash
        return Verification(len(lines), head, "", len(tail))

    def frame(self) -> pl.DataFrame:
        """Every entry as a row of LEDGER, oldest first. Raises `LedgerBroken`."""
        rows = [{key: _cell(value) for key, value in asdict(entry).items()} for entry in self.entries()]
        return pl.DataFrame(rows, schema=LEDGER.schema, infer_schema_length=None) if rows else LEDGER.empty()

    def export(self, path: Path) -> int:
        """Write every entry to `path`, CSV or JSON by its ending; returns how many. Raises `BadInput`, `CannotKeep`."""
        if path.suffix.lower() == ".csv":
            content = without_formulas(self.frame()).write_csv().encode()
        elif path.suffix.lower() == ".json":
            said = [asdict(entry) for entry in self.entries()]
            content = (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
        else:
            raise BadInput(f"{path}: the ledger is exported as .csv or .json; nothing was written.")
        replace_file(path, content)
        return len(self._lines()[0])

    def _append(self, entry: Entry) -> Entry:
        lines, _ = self._lines()
        last = self._last(lines)
        chained = replace(entry, sequence=len(lines) + 1, previous=last.hash if last else BEGINNING, hash="")
        chained = replace(chained, hash=digest(chained))
        self._put(sum(map(len, lines)), to_line(chained))
        return chained

    def _last(self, lines: list[bytes]) -> Entry | None:
        """The newest entry, which must stand by itself: `verify` looks at them all."""
        if not lines:
            return None
        try:
            last = from_line(lines[-1])
        except (ValueError, TypeError, KeyError):
            last = None
        if last is None or digest(last) != last.hash or last.sequence != len(lines):
            raise LedgerBroken(
                f"{self.path}, entry {len(lines)} was changed since it was written. Nothing was sent; keep the file, "
                "look at it with `mutuals private ledger verify`, and begin a new one once it is explained."
            )
        return last

    def _put(self, offset: int, line: bytes) -> None:
        """Write `line` at `offset`; where the disk is full, out of the reserve."""
        reserve = self.path.with_name(f"{self.path.name}.reserve")
        try:
            append_at(self.path, offset, line)
        except CannotKeep:
            if not reserve.exists():
                raise
            reserve.unlink()
            append_at(self.path, offset, line)
            return
        if not reserve.exists():
            with contextlib.suppress(CannotKeep):  # no room for a reserve: the line itself is written, which counts
                replace_file(reserve, bytes(RESERVE))

    def _mend(self, time: str) -> None:
        """Set a torn last line aside; one that lacks nothing but its end gets it."""
        lines, tail = self._lines()
        if not tail:
            return
        offset = sum(map(len, lines))
        head = from_line(lines[-1]).hash if lines and not _broken_alone(lines[-1]) else BEGINNING
        if not _broken(tail, len(lines) + 1, head):
            append_at(self.path, offset, tail + b"\n")
            return
        torn = self.path.with_name(f"{self.path.name}.torn")
        append_at(torn, torn.stat().st_size if torn.exists() else 0, tail + b"\n")
        append_at(self.path, offset, b"")
        self._append(
            Entry(
                time, REPAIRED, "", detail=f"{len(tail)} bytes of an entry that was never finished are in {torn.name}."
            )
        )

    def _lines(self) -> tuple[list[bytes], bytes]:
        """The whole lines with their ends, and what a crash left behind the last one."""
        content = self.path.read_bytes() if self.path.exists() else b""
        lines = content.splitlines(keepends=True)
        tail = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        return lines, tail


def runs_since(entries: Iterable[Entry], *, partner: str, since: datetime) -> int:
    """How many runs with the partner, under whichever invitation, were started at `since` or after it."""
    started = (one for one in entries if one.event == STARTED and one.partner == partner)
    return sum(datetime.fromisoformat(one.time) >= since for one in started)


def _broken(line: bytes, number: int, head: str) -> str:
    """What is wrong with the line that should be entry `number` behind the hash `head`; empty where nothing is."""
    alone = _broken_alone(line)
    if alone:
        return alone
    entry = from_line(line)
    if entry.sequence != number:
        return f"it is numbered {entry.sequence}: entries were removed, added or moved"
    return "" if entry.previous == head else "it does not follow the entry before it"


def _broken_alone(line: bytes) -> str:
    """What is wrong with a line whatever stands before it."""
    try:
        entry = from_line(line)
    except (ValueError, TypeError, KeyError):
        return "it cannot be read"
    return "" if digest(entry) == entry.hash else "its text does not fit its hash: it was changed"


def _cell(value: object) -> object:
    return value if isinstance(value, int | str | None) else json.dumps(value, ensure_ascii=False)
