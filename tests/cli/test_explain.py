"""`mutuals explain`: the waterfall adds up to the probability of the map, and the absence of a link has reasons."""

import math
from pathlib import Path

import polars as pl
import pytest

from tests.cli.running import ACME, GLOBEX, mutuals


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explained")
    assert mutuals("map", ACME, GLOBEX, "--quiet", "--all-candidates", "--out", folder).code == 0
    return folder


def _bits(probability: float) -> float:
    return math.log2(probability / (1 - probability))


def test_the_steps_add_up_to_the_probability_of_the_map(folder: Path) -> None:
    for ours, theirs, probability in (
        pl.read_parquet(folder / "matches.parquet")
        .select("account_id", "partner_account_id", "probability")
        .head(3)
        .iter_rows()
    ):
        told = mutuals("explain", ours, theirs, "--out", folder, "--json").json
        assert told["probability"] == pytest.approx(probability, abs=1e-9)
        assert sum(step["bits"] for step in told["steps"]) == pytest.approx(
            _bits(probability), abs=0.05
        )  # steps of less than 0.02 bits are left out


@pytest.mark.parametrize("width", ["80", "120"])
def test_the_waterfall_fits_the_terminal(folder: Path, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    text = mutuals("explain", "A4", "G4", "--out", folder).out
    words = ("Müllerbach Maschinenbau GmbH", "A4 × G4", "Prior", "Website", "Deutschland", "█", "Sum", "to 1 for it")
    assert not [word for word in words if word not in text]
    assert max(len(line) for line in text.splitlines()) <= int(width)


def test_without_their_id_the_surest_link_is_explained(folder: Path) -> None:
    assert mutuals("explain", "A3", "--out", folder, "--json").json["their_id"] == "G3"


def test_two_that_share_nothing_are_compared_all_the_same(folder: Path) -> None:
    outcome = mutuals("explain", "A8", "G8", "--out", folder)
    assert "unlikely" in outcome.out
    assert "share no key" in " ".join(outcome.out.split())


def test_why_an_account_is_missing(folder: Path) -> None:
    told = mutuals("explain", "A8", "--missing", "--out", folder, "--json").json
    assert told["sentence"]
    assert "hoshikaze" in {row["key"] for row in told["keys"]}
    text = mutuals("explain", "A8", "--missing", "--out", folder).out
    assert "Hoshikaze Robotics K.K." in text
    assert "Keys that it can be found by" in text


def test_the_nearest_candidates_and_what_spoke_against_them(folder: Path) -> None:
    text = " ".join(mutuals("explain", "A7", "--missing", "--out", folder).out.split())
    assert "Pebblecrest School × Pebblecrest Shoes" in text
    assert "−" in text.split("Pebblecrest Shoes")[-1]
    assert "mutuals judge A7 G7 confirm" in text


def test_a_verdict_is_told_beside_the_evidence(tmp_path: Path) -> None:
    mutuals("map", ACME, GLOBEX, "--quiet", "--out", tmp_path)
    mutuals("judge", "A1", "G1", "reject", "--out", tmp_path)
    assert "A person rejected this link" in mutuals("explain", "A1", "G1", "--out", tmp_path).out


@pytest.mark.parametrize("arguments", [("A99",), ("A1", "G99"), ("A99", "--missing")])
def test_ids_that_are_on_no_list(folder: Path, arguments: tuple[str, ...]) -> None:
    outcome = mutuals("explain", *arguments, "--out", folder)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1


def test_without_a_map_there_is_nothing_to_explain(tmp_path: Path) -> None:
    assert mutuals("explain", "A1", "G1", "--out", tmp_path).code == 2


def test_a_map_whose_list_has_gone(tmp_path: Path) -> None:
    ours = tmp_path / "ours.csv"
    ours.write_bytes(ACME.read_bytes())
    mutuals("map", ours, GLOBEX, "--quiet", "--out", tmp_path / "out")
    ours.unlink()
    outcome = mutuals("explain", "A1", "G1", "--out", tmp_path / "out")
    assert outcome.code == 2
    assert str(ours) in outcome.err
