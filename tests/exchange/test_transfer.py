"""Chunks: whatever the cuts, the message arrives whole, or the bytes that are not the partner's are dropped."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.exchange.transfer import BadChunk, Incoming, Outgoing

MESSAGE = bytes(range(256)) * 40


def _sent(folder: Path, message: bytes = MESSAGE) -> Outgoing:
    path = folder / "out"
    path.write_bytes(message)
    return Outgoing(path)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3000), st.booleans(), st.booleans()), min_size=1, max_size=60), st.data())
def test_it_arrives_whatever_the_cuts(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, bool, bool]], data: st.DataObject
) -> None:
    """Pieces of any size, some repeated, either side started anew in between."""
    folder = tmp_path_factory.mktemp("transfer")
    outgoing, incoming = _sent(folder), Incoming(folder / "in", most=len(MESSAGE))
    for size, repeat, restart in [*moves, *([(3000, False, False)] * 4)]:
        chunk = outgoing.chunk(incoming.received, size)
        if not chunk.content:
            break
        incoming.accept(chunk)
        if repeat and not incoming.whole:
            incoming.accept(chunk)
        if restart:
            outgoing, incoming = Outgoing(folder / "out"), Incoming(folder / "in", most=len(MESSAGE))
            if data.draw(st.booleans()):
                outgoing.chunk(data.draw(st.integers(0, len(MESSAGE))))
    while not incoming.whole:
        incoming.accept(outgoing.chunk(incoming.received))
    assert (folder / "in").read_bytes() == MESSAGE
    assert sorted(path.name for path in folder.iterdir()) == ["in", "out"]


def test_bytes_that_were_changed_are_dropped_and_it_starts_again(tmp_path: Path) -> None:
    outgoing, incoming = _sent(tmp_path), Incoming(tmp_path / "in", most=len(MESSAGE))
    incoming.accept(outgoing.chunk(0, 1000))
    chunk = outgoing.chunk(1000, 1000)
    with pytest.raises(BadChunk, match="dropped"):
        incoming.accept(replace(chunk, content=b"x" + chunk.content[1:]))
    assert incoming.received == 0
    incoming.accept(outgoing.chunk(0, len(MESSAGE)))
    assert (tmp_path / "in").read_bytes() == MESSAGE


def test_a_broken_file_of_an_earlier_process_is_found(tmp_path: Path) -> None:
    outgoing = _sent(tmp_path)
    (tmp_path / "in.part").write_bytes(b"?" * 500)
    incoming = Incoming(tmp_path / "in", most=len(MESSAGE))
    assert incoming.received == 500
    with pytest.raises(BadChunk, match="dropped"):
        incoming.accept(outgoing.chunk(500, 100))
    assert Incoming(tmp_path / "in", most=len(MESSAGE)).received == 0


def test_what_does_not_fit_is_refused_and_nothing_is_kept_of_it(tmp_path: Path) -> None:
    outgoing = _sent(tmp_path)
    incoming = Incoming(tmp_path / "in", most=1000)
    with pytest.raises(BadChunk, match="longer than the 1,000"):
        incoming.accept(outgoing.chunk(0, 100))
    incoming = Incoming(tmp_path / "in", most=len(MESSAGE))
    with pytest.raises(BadChunk, match="the next byte is 0, not 200"):
        incoming.accept(outgoing.chunk(200, 100))
    with pytest.raises(BadChunk, match="does not fit"):
        incoming.accept(replace(outgoing.chunk(0, 100), total=50))
    with pytest.raises(BadChunk, match="does not fit"):
        incoming.accept(replace(outgoing.chunk(0, 100), content=b""))
    with pytest.raises(BadChunk, match="no byte"):
        outgoing.chunk(len(MESSAGE) + 1)
    assert not (tmp_path / "in.part").exists()
