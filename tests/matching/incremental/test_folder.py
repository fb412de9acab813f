"""States in folders: read as they were written, whole or not at all, and refused when they cannot be trusted."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from mutuals.errors import BadInput
from mutuals.matching.incremental import (
    FullMapNeeded,
    UnusableState,
    change_side,
    match_changes,
    match_sides,
    read_pair,
    read_side,
    side_state,
    write_pair,
    write_side,
)
from mutuals.matching.incremental.folder import write_state
from mutuals.matching.incremental.pair import mark_of
from mutuals.matching.rules import read_rules, shipped_rules
from tests.matching.incremental.changing import example, step


def _kept(folder: Path) -> tuple[Path, Path, Path]:
    """The states of two lists and of their matching, in folders."""
    lists = example(300, 200)
    ours, theirs = (side_state(accounts) for accounts in lists)
    judged = pl.DataFrame({"account_id": ours.account_ids[:1], "partner_account_id": theirs.account_ids[:1]})
    write_side(folder / "ours", ours)
    write_side(folder / "theirs", theirs)
    judged = judged.with_columns(judgement=pl.lit("alias"))
    write_pair(folder / "pair", match_sides(ours, theirs, judgements=judged))
    return folder / "ours", folder / "theirs", folder / "pair"


def test_states_that_were_read_go_on_like_those_in_memory(tmp_path: Path) -> None:
    lists = example(300, 200)
    steps = step(lists[0], lists[1], 0.1, 3), step(lists[1], lists[0], 0.1, 4)
    sides = [side_state(accounts) for accounts in lists]
    pair = match_sides(*sides)
    folders = [tmp_path / "ours", tmp_path / "theirs"]
    for round_number in range(2):
        for folder, side in zip(folders, sides, strict=True):
            write_side(folder, side)
        write_pair(tmp_path / "pair", pair)
        changes = [change_side(side, each.changed, each.deleted) for side, each in zip(sides, steps, strict=True)]
        read = [change_side(read_side(f), e.changed, e.deleted) for f, e in zip(folders, steps, strict=True)]
        told, again = match_changes(pair, *changes), match_changes(read_pair(tmp_path / "pair"), *read)
        assert again.pair.links.equals(told.pair.links)
        assert [one.after.mark for one in read] == [one.after.mark for one in changes]
        assert not told.added.is_empty() or round_number
        sides, pair = [one.after for one in read], again.pair


def test_a_state_takes_the_place_of_the_one_before_and_leaves_nothing_of_it(tmp_path: Path) -> None:
    one, other = (side_state(accounts) for accounts in example(300, 200))
    write_side(tmp_path / "side", one)
    (tmp_path / "side" / "notes.txt").write_text("not ours to delete")
    write_side(tmp_path / "side", other)
    assert read_side(tmp_path / "side").mark == other.mark
    write_side(tmp_path / "fresh", other)
    names = {path.name for path in (tmp_path / "side").iterdir()}
    assert names == {path.name for path in (tmp_path / "fresh").iterdir()} | {"notes.txt"}


def test_a_write_that_fails_leaves_the_state_before(tmp_path: Path) -> None:
    ours, _, _ = _kept(tmp_path)
    before = read_side(ours).mark
    unwritable = {"fields": pl.DataFrame({"a": [1]}), "keys": pl.DataFrame({"a": [object()]})}
    with pytest.raises(Exception, match=r"Object|object"):
        write_state(ours, "side", {}, unwritable)  # type: ignore[arg-type]
    assert read_side(ours).mark == before


@pytest.mark.parametrize("verify", [True, False])
def test_a_file_that_lost_its_end_is_noticed(tmp_path: Path, verify: bool) -> None:
    ours, _, _ = _kept(tmp_path)
    path = next(ours.glob("keys-*.npy"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(UnusableState, match="keys is damaged"):
        read_side(ours, verify=verify)


@pytest.mark.parametrize("place", [200, -1])
def test_a_byte_that_turned_over_is_noticed(tmp_path: Path, place: int) -> None:
    ours, _, _ = _kept(tmp_path)
    path = next(ours.glob("fields-*.arrow"))
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(UnusableState, match="fields is damaged"):
        read_side(ours)


def test_what_is_no_state_says_so(tmp_path: Path) -> None:
    ours, theirs, pair = _kept(tmp_path)
    with pytest.raises(UnusableState, match="no state of a matching is kept here"):
        read_side(tmp_path / "nowhere")
    with pytest.raises(UnusableState, match="state of a pair, not of a side"):
        read_side(pair)
    next(theirs.glob("words-*.arrow")).unlink()
    with pytest.raises(UnusableState, match="words cannot be read"):
        read_side(theirs)
    (ours / "state.json").write_text("{")
    with pytest.raises(UnusableState, match=r"state\.json cannot be read"):
        read_side(ours)


@pytest.mark.parametrize("what", ["format", "mutuals", "polars", "hashes", "keys"])
def test_a_state_of_another_version_is_not_read(tmp_path: Path, what: str) -> None:
    ours, _, _ = _kept(tmp_path)
    said = json.loads((ours / "state.json").read_text())
    said["made_by"][what] = None
    (ours / "state.json").write_text(json.dumps(said))
    with pytest.raises(FullMapNeeded, match="kept by another version"):
        read_side(ours)


def test_whoever_catches_bad_input_catches_it_all() -> None:
    assert issubclass(UnusableState, FullMapNeeded)
    assert issubclass(FullMapNeeded, BadInput)


def test_arrays_are_read_where_they_lie(tmp_path: Path) -> None:
    ours, _, pair = _kept(tmp_path)
    side, read = read_side(ours), read_pair(pair)
    assert all(not array.flags.owndata for array in (side.postings.keys, read.levels, read.forth.score))
    assert isinstance(np.asarray(side.postings.keys).base, np.memmap)


def test_the_mark_of_rules_tells_rules_apart(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    marks = set()
    for text in ("", "stop_words = ['acme']\n", "[bands]\ncertain = 0.97\n", "[prior]\ngroup_cap = 8.0\n"):
        path.write_text(text)
        marks.add(mark_of(read_rules(path)))
    assert len(marks) == 4
    assert mark_of(shipped_rules()) in marks
