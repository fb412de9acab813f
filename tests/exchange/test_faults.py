"""Two processes over TLS: killed in every round, cut off, slowed down, out of disk. It goes on, or ends cleanly."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.processes import Stage, Wire, found, history, killed, output, stage

A, G = [f"A{n}" for n in range(20, 30)], [f"G{n}" for n in range(20, 30)]


@pytest.fixture
def two(tmp_path: Path, port: int) -> Iterator[Stage]:
    made = stage(tmp_path, port)
    yield made
    made.close()


def test_two_processes_find_their_overlap(two: Stage) -> None:
    acme, globex = two.start("acme"), two.start("globex")
    assert found(globex) == G
    assert found(acme) == A
    assert history(two.nodes.acme) == history(two.nodes.globex) == ["started", "ended"]


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("victim", ["acme", "globex"])
def test_killed_in_any_round_and_started_again_it_goes_on(two: Stage, victim: str, turn: int, moment: str) -> None:
    other = "globex" if victim == "acme" else "acme"
    if victim == "globex" and turn == 8:
        pytest.skip("the joiner takes seven steps")
    survivor, dying = two.start(other), two.start(victim, f"{moment}:{turn}")
    assert killed(dying)
    node = two.nodes.acme if victim == "acme" else two.nodes.globex
    assert history(node) == ["started"]
    again = two.start(victim)
    results = {victim: found(again), other: found(survivor)}
    assert results == {"acme": A, "globex": G}
    assert history(node) == ["started", "resumed", "ended"]
    assert history(two.nodes.globex if victim == "acme" else two.nodes.acme) == ["started", "ended"]


@pytest.mark.slow
def test_both_killed_and_started_again(two: Stage) -> None:
    acme, globex = two.start("acme"), two.start("globex", "before:3")
    assert killed(globex)
    acme.kill()
    assert killed(acme)
    globex, acme = two.start("globex"), two.start("acme")
    assert found(globex) == G
    assert found(acme) == A


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["acme", "globex"])
@pytest.mark.parametrize("turn", [1, 4, 7])
def test_a_full_disk_ends_the_run_on_both_sides_and_the_next_one_is_whole(two: Stage, victim: str, turn: int) -> None:
    other = "globex" if victim == "acme" else "acme"
    survivor, filling = two.start(other), two.start(victim, f"full:{turn}")
    assert "the disk is full" in output(filling)
    assert "disk is full or cannot be written" in output(survivor)
    for node in (two.nodes.acme, two.nodes.globex):
        assert history(node) == ["started", "ended"]
        last = list(node.ledger.entries())[-1]
        assert last.outcome == "aborted"
        if turn < 4:
            assert last.reached in {"nothing", "sizes"}
        assert not list(node.folder.glob("partnerships/*/run/*"))
    acme, globex = two.start("acme"), two.start("globex")
    assert found(globex) == G
    assert found(acme) == A


@pytest.mark.slow
def test_a_line_that_is_cut_again_and_again(tmp_path: Path, port: int) -> None:
    wire = Wire(port, cut_after=60_000, most_cuts=15)
    made = stage(tmp_path, port, size=3000, through=wire.port)
    try:
        acme, globex = made.start("acme"), made.start("globex")
        assert len(found(globex, 120)) == 1500
        assert len(found(acme)) == 1500
    finally:
        made.close()
        wire.close()
    assert wire.cuts == 15
    assert history(made.nodes.acme) == history(made.nodes.globex) == ["started", "ended"]


@pytest.mark.slow
def test_a_slow_line(tmp_path: Path, port: int) -> None:
    wire = Wire(port, bytes_a_second=200_000)
    made = stage(tmp_path, port, size=1000, through=wire.port)
    try:
        acme, globex = made.start("acme"), made.start("globex")
        assert len(found(globex, 120)) == 500
        assert len(found(acme)) == 500
    finally:
        made.close()
        wire.close()


@pytest.mark.slow
def test_a_partner_that_never_comes_back_leaves_the_run_open_and_true(two: Stage) -> None:
    two.patience = 3.0
    acme, globex = two.start("acme"), two.start("globex", "before:3")
    assert killed(globex)
    assert "Nothing was heard of Globex for 3 seconds" in output(acme)
    assert history(two.nodes.acme) == ["started"]
    two.patience = 30.0
    acme, globex = two.start("acme"), two.start("globex")
    assert found(globex) == G
    assert found(acme) == A
    assert history(two.nodes.acme) == ["started", "resumed", "ended"]
