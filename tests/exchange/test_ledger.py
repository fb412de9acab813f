"""The disclosure ledger: chained, durable, and true about what broke."""

import errno
import json
import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.errors import BadInput
from mutuals.exchange import durable
from mutuals.exchange.durable import CannotKeep
from mutuals.exchange.ledger import LEDGER, Ledger, LedgerBroken
from mutuals.exchange.ledger_entry import BEGINNING, Disclosure, Entry, from_line, to_line


def _filled(folder: Path, entries: int = 3) -> Ledger:
    ledger = Ledger(folder / "ledger.jsonl")
    for number in range(entries):
        shown = (Disclosure("Customers", 12, ("name", "website")),)
        ledger.append(Entry(f"2027-01-1{number}T10:00:00+00:00", "started", "Globex", learned=shown, our_size=1024))
    return ledger


def test_entries_are_chained_and_verified(tmp_path: Path) -> None:
    ledger = _filled(tmp_path)
    entries = list(ledger.entries())
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries] == [BEGINNING, entries[0].hash, entries[1].hash]
    found = ledger.verify()
    assert (found.entries, found.head, found.broken, found.torn) == (3, entries[2].hash, "", 0)


def test_a_line_gives_its_entry_back(tmp_path: Path) -> None:
    first = next(_filled(tmp_path).entries())
    assert from_line(to_line(first)) == first


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2), st.data())
def test_any_changed_byte_is_found_and_the_first_broken_entry_named(
    tmp_path_factory: pytest.TempPathFactory, number: int, data: st.DataObject
) -> None:
    ledger = _filled(tmp_path_factory.mktemp("ledger"))
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    line = bytearray(lines[number])
    place = data.draw(st.integers(0, len(line) - 2))
    line[place] ^= data.draw(st.sampled_from([1, 2, 4, 8, 16]))
    ledger.path.write_bytes(b"".join([*lines[:number], bytes(line), *lines[number + 1 :]]))
    found = ledger.verify()
    assert found.broken.startswith(f"entry {number + 1}: ")
    assert found.entries == number


@pytest.mark.parametrize("cut", ["first", "middle", "swapped"])
def test_removed_or_moved_entries_are_found(tmp_path: Path, cut: str) -> None:
    ledger = _filled(tmp_path)
    one, two, three = ledger.path.read_bytes().splitlines(keepends=True)
    left = {"first": [two, three], "middle": [one, three], "swapped": [one, three, two]}[cut]
    ledger.path.write_bytes(b"".join(left))
    assert ledger.verify().broken


def test_nothing_is_appended_to_a_changed_entry(tmp_path: Path) -> None:
    ledger = _filled(tmp_path)
    ledger.path.write_bytes(ledger.path.read_bytes().replace(b"Globex", b"Globey"))
    with pytest.raises(LedgerBroken, match="entry 3 was changed"):
        ledger.append(Entry("2027-01-20T10:00:00+00:00", "started", "Globex"))


def test_a_torn_last_line_is_set_aside_wherever_the_crash_came(tmp_path: Path) -> None:
    whole = _filled(tmp_path).path.read_bytes()
    kept = whole.splitlines(keepends=True)
    for length in range(len(kept[0]) + len(kept[1]) + 1, len(whole), 37):
        folder = tmp_path / str(length)
        folder.mkdir()
        ledger = Ledger(folder / "ledger.jsonl")
        ledger.path.write_bytes(whole[:length])
        assert ledger.verify().torn
        ledger.append(Entry("2027-01-20T10:00:00+00:00", "started", "Globex"))
        events = [entry.event for entry in ledger.entries()]
        assert events == ["started", "started", "repaired", "started"]
        assert ledger.verify().broken == ""
        assert (folder / "ledger.jsonl.torn").read_bytes().rstrip() == whole[sum(map(len, kept[:2])) : length]


def test_an_entry_that_lacks_only_its_line_end_is_kept(tmp_path: Path) -> None:
    ledger = _filled(tmp_path)
    ledger.path.write_bytes(ledger.path.read_bytes()[:-1])
    ledger.append(Entry("2027-01-20T10:00:00+00:00", "ended", "Globex"))
    assert [entry.event for entry in ledger.entries()] == ["started"] * 3 + ["ended"]


def test_a_full_disk_leaves_no_half_line_and_the_reserve_lets_the_end_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = _filled(tmp_path)
    reserve = tmp_path / "ledger.jsonl.reserve"
    assert reserve.stat().st_size > 0
    real = durable.write_all

    def full(descriptor: int, content: bytes | memoryview) -> None:
        if reserve.exists():
            real(descriptor, memoryview(content)[:20])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor, content)

    monkeypatch.setattr(durable, "write_all", full)
    ledger.append(Entry("2027-01-20T10:00:00+00:00", "ended", "Globex", outcome="aborted"))
    assert ledger.verify().entries == 4
    monkeypatch.setattr(durable, "write_all", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(CannotKeep, match="disk is full"):
        ledger.append(Entry("2027-01-21T10:00:00+00:00", "started", "Globex"))
    assert ledger.verify().entries == 4


def test_export_and_frame(tmp_path: Path) -> None:
    ledger = _filled(tmp_path)
    assert LEDGER.check(ledger.frame()).height == 3
    assert ledger.export(tmp_path / "out.csv") == 3
    assert pl.read_csv(tmp_path / "out.csv")["hash"].to_list() == [entry.hash for entry in ledger.entries()]
    ledger.export(tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_text())[0]["learned"][0]["fields"] == ["name", "website"]
    with pytest.raises(BadInput, match=r"exported as \.csv or \.json"):
        ledger.export(tmp_path / "out.xml")
    assert Ledger(tmp_path / "none.jsonl").frame().is_empty()
