"""A run on the disk: a fault at any moment of a step leaves it where it stood before."""

import errno
import os
from pathlib import Path

import pytest

from mutuals.exchange import durable
from mutuals.exchange.durable import CannotKeep
from mutuals.exchange.saved_run import SavedRun, UnusableRun


def _begun(folder: Path) -> SavedRun:
    saved = SavedRun(folder / "run")
    saved.begin("ab" * 16, {"run": "ab" * 16})
    saved.advance(b"party 1", b"\x01hello", answered=False, done=False)
    return saved


@pytest.mark.parametrize("writes", [0, 1, 2])
def test_a_full_disk_leaves_the_step_untaken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    saved = _begun(tmp_path)
    before, real, left = saved.at, durable.write_all, [writes]

    def full(descriptor: int, content: bytes | memoryview) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.write(descriptor, memoryview(content)[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor, content)

    monkeypatch.setattr(durable, "write_all", full)
    with pytest.raises(CannotKeep, match="the disk is full"):
        saved.advance(b"party 2", b"\x02blinded", answered=True, done=False)
    again = SavedRun(saved.folder)
    assert again.at == saved.at == before
    assert again.party() == b"party 1"
    assert again.outgoing(0).read_bytes() == b"\x01hello"


def test_a_step_taken_keeps_what_a_restart_needs_and_no_more(tmp_path: Path) -> None:
    saved = _begun(tmp_path)
    saved.incoming(0).write_bytes(b"theirs")
    saved.advance(b"party 2", b"\x02blinded", answered=True, done=False)
    again = SavedRun(saved.folder)
    assert (again.at.turn, again.at.received, again.at.sent, again.at.last) == (2, 1, 2, 2)
    assert again.party() == b"party 2"
    assert sorted(path.name for path in saved.folder.iterdir()) == ["out-1", "party-2", "state.json"]


def test_files_are_the_owners_alone(tmp_path: Path) -> None:
    saved = _begun(tmp_path)
    assert saved.folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in saved.folder.iterdir())


def test_discarded_it_leaves_nothing(tmp_path: Path) -> None:
    saved = _begun(tmp_path)
    saved.discard()
    assert not saved.folder.exists()
    assert SavedRun(saved.folder).standing is None
    with pytest.raises(UnusableRun, match="there is no run"):
        _ = saved.at


def test_a_state_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    saved = _begun(tmp_path)
    (saved.folder / "state.json").write_text("{")
    with pytest.raises(UnusableRun, match="cannot be read"):
        SavedRun(saved.folder)
