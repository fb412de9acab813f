"""The two tiny lists that open the README give the overlap that a child finds by hand."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.docs import terminal

COMMAND = """
    mutuals map examples/acme.csv examples/globex.csv --opportunities examples/acme-opportunities.csv --out map --quiet
"""


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the map of the two example lists."""
    folder = tmp_path_factory.mktemp("examples")
    terminal.prepare(folder)
    outcome = terminal.run(COMMAND.strip(), folder=folder)
    assert outcome.exit_code == 0, outcome.printed
    assert not outcome.printed
    return folder / "map"


def test_exactly_the_expected_overlaps_are_found(mapped: Path) -> None:
    pair = ["account_id", "partner_account_id"]
    expected = pl.read_csv(mapped.parent / "examples" / "expected-overlap.csv").select(pair)
    found = pl.read_parquet(mapped / "matches.parquet").filter(pl.col("band").is_in(["certain", "likely"]))
    assert found.select(pair).sort(pair).rows() == expected.sort(pair).rows()


def test_every_output_is_there_and_nothing_else(mapped: Path) -> None:
    names = {path.name for path in mapped.iterdir()}
    promised = {"matches.parquet", "overlaps.csv", "overlaps.xlsx", "report.html", "summary.json", "rules-used.toml"}
    assert names == promised


def test_the_summary_is_json_that_a_script_can_read(mapped: Path) -> None:
    assert json.loads((mapped / "summary.json").read_text(encoding="utf-8"))
