"""`mutuals example`: two lists, our opportunities and the truth, the same bytes for the same seed."""

from pathlib import Path

import polars as pl
import pytest

from tests.cli.running import mutuals

FILES = {"acme.csv", "globex.csv", "acme-opportunities.csv", "truth.csv"}


def test_what_is_written(tmp_path: Path) -> None:
    outcome = mutuals("example", tmp_path, "--accounts", 120, "--overlap", 0.25, "--seed", 3)
    assert outcome.code == 0
    assert {path.name for path in tmp_path.iterdir()} == FILES
    assert pl.read_csv(tmp_path / "acme.csv", infer_schema_length=0).height == 120
    assert f"mutuals map {tmp_path / 'acme.csv'}" in outcome.out


def test_the_same_seed_gives_the_same_bytes_and_another_others(tmp_path: Path) -> None:
    for folder, seed in (("a", 5), ("b", 5), ("c", 6)):
        assert mutuals("example", tmp_path / folder, "--accounts", 50, "--seed", seed, "--quiet").out == ""
    first, again, other = ((tmp_path / folder / "acme.csv").read_bytes() for folder in "abc")
    assert first == again != other


@pytest.mark.parametrize("wrong", [("--accounts", 0), ("--overlap", 1.5), ("--accounts", -3)])
def test_sizes_that_cannot_be(wrong: tuple[object, ...], tmp_path: Path) -> None:
    outcome = mutuals("example", tmp_path / "out", *wrong)
    assert outcome.code == 2
    assert not (tmp_path / "out").exists()
