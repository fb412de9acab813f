"""`mutuals judge`: a verdict is kept, wins over the model, survives every re-map, and can be taken back."""

from pathlib import Path

import polars as pl
import pytest

from tests.cli.running import ACME, GLOBEX, Outcome, mutuals, write_csv


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _map(tmp_path / "map")
    return tmp_path / "map"


def _map(folder: Path, *more: object) -> Outcome:
    return mutuals("map", ACME, GLOBEX, "--quiet", "--out", folder, *more)


def _link(folder: Path, ours: str, theirs: str) -> dict[str, object] | None:
    links = pl.read_parquet(folder / "matches.parquet")
    found = links.filter((pl.col("account_id") == ours) & (pl.col("partner_account_id") == theirs))
    return found.row(0, named=True) if found.height else None


def _overlaps(folder: Path) -> set[tuple[str, str]]:
    return set(pl.read_csv(folder / "overlaps.csv").select("account_id", "partner_account_id").iter_rows())


def test_a_verdict_wins_and_survives(folder: Path) -> None:
    assert ("A1", "G1") in _overlaps(folder)
    assert mutuals("judge", "A1", "G1", "reject", "--note", "sold, in May", "--by", "Ann", "--out", folder).code == 0
    assert mutuals("judge", "A8", "G8", "alias", "--out", folder).code == 0
    for _ in range(2):
        assert _map(folder).code == 0
        assert ("A1", "G1") not in _overlaps(folder)
        assert ("A8", "G8") in _overlaps(folder)
    rejected, alias = _link(folder, "A1", "G1"), _link(folder, "A8", "G8")
    assert rejected
    assert alias
    assert (rejected["judgement"], rejected["probability"], rejected["band"]) == ("rejected", 0.0, "unlikely")
    assert (alias["judgement"], alias["probability"], alias["band"]) == ("alias", 1.0, "certain")


def test_what_is_kept_is_a_table_that_people_can_read(folder: Path) -> None:
    mutuals("judge", "A1", "G1", "confirm", "--note", "sold, in May", "--by", "Ann", "--out", folder)
    row = pl.read_csv(folder / "judgements.csv").row(0, named=True)
    assert row.pop("on")
    assert row == {
        "account_id": "A1",
        "partner_account_id": "G1",
        "judgement": "confirmed",
        "by": "Ann",
        "note": "sold, in May",
    }


def test_the_last_verdict_counts_and_can_be_forgotten(folder: Path) -> None:
    before = _overlaps(folder)
    for verdict in ("reject", "confirm", "reject"):
        assert mutuals("judge", "A1", "G1", verdict, "--out", folder).code == 0
    assert pl.read_csv(folder / "judgements.csv")["judgement"].to_list() == ["rejected"]
    mutuals("judge", "A1", "G1", "forget", "--out", folder)
    _map(folder)
    assert _overlaps(folder) == before


def test_a_file_of_judgements_serves_several_maps(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "judgements" / "mine.csv"
    assert mutuals("judge", "A1", "G1", "reject", "--file", file, "--out", folder).code == 0
    assert not (folder / "judgements.csv").exists()
    _map(tmp_path / "other", "--judgements", file)
    assert ("A1", "G1") not in _overlaps(tmp_path / "other")
    mutuals("judge", "A3", "G3", "reject", "--out", tmp_path / "other")
    assert pl.read_csv(file).height == 2  # the map was made with it, so its judgements go there


def test_ids_that_are_on_no_list_are_slips_of_the_finger(folder: Path) -> None:
    for pair in (("A99", "G1"), ("A1", "G99"), ("G1", "A1")):
        outcome = mutuals("judge", *pair, "confirm", "--out", folder)
        assert outcome.code == 2
        assert outcome.err.count("\n") == 1
    assert not (folder / "judgements.csv").exists()


def test_without_a_map_there_is_nothing_to_judge(tmp_path: Path) -> None:
    outcome = mutuals("judge", "A1", "G1", "confirm", "--out", tmp_path / "nix")
    assert outcome.code == 2
    assert "mutuals map" in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_a_judgements_file_that_is_broken_is_left_as_it_is(folder: Path) -> None:
    broken = write_csv(folder / "judgements.csv", "who,what", "x,y")
    assert mutuals("judge", "A1", "G1", "confirm", "--out", folder).code == 2
    assert broken.read_text(encoding="utf-8") == "who,what\nx,y\n"
    assert _map(folder).code == 2
