"""`mutuals check`: the data-quality report of one list."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

from tests.cli.running import ACME, GLOBEX, mutuals, write_csv
from tests.cli.test_map import UNUSABLE

ROWS = (
    "Account ID,Account Name,Website,LEI,Type,Colour",
    "1,Brackenmoor Bikes Ltd,www.brackenmoorbikes.co.uk,,Customer,red",
    "2,Brackenmoor Bikes,brackenmoorbikes.co.uk,,Customer,red",
    "3,Zonnewijk Bakkerij,baker@gmail.com,ZZZZ00ABCDEF12345600,Lead,",
    "4,Tuckerfield Toys,,,Something else,",
    "4,Tuckerfield Toys again,,,,",
    "5,,,,,",
)


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "dirty.csv", *ROWS)


def test_findings_have_rows_and_a_fix_and_are_no_failure(dirty: Path) -> None:
    outcome = mutuals("check", dirty, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    found = {one["kind"]: one for one in outcome.json["findings"]}
    assert found["Website is a free-mail domain"]["rows"] == [4]
    assert found["LEI invalid"]["rows"] == [4]
    assert found["Website missing"]["rows"] == [5]
    assert found["Account id used twice"]["rows"] == [6]
    assert found["Rows refused"]["rows"] == [7]
    assert found["Duplicate: same domain, similar name"]["rows"] == [2, 3]
    assert all(one["fix"] and one["count"] == len(one["rows"]) for one in found.values())


def test_the_mapping_and_the_populations_are_told(dirty: Path) -> None:
    told = mutuals("check", dirty, "--json").json
    assert (told["accounts"], told["refused"]) == (4, 2)
    assert told["mapping"]["name"] == "Account Name"
    assert told["unmapped"] == ["Colour"]
    assert {one["column"]: one["filled"] for one in told["columns"]}["website"] == 0.75
    assert {one["name"]: one["accounts"] for one in told["populations"]} == {"Customers": 2, "Prospects": 1, "Other": 1}


@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_the_terminal_tells_the_same(dirty: Path, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    outcome = mutuals("check", dirty)
    words = ("4 accounts", "2 rows refused", "Account Name", "Colour", "Customers", "free-mail", "Next")
    assert not [word for word in words if word not in outcome.out]
    assert not [line for line in outcome.out.splitlines() if len(line) > int(width) and "mutuals " not in line]


def test_every_row_to_mend_can_be_written(tmp_path: Path) -> None:
    evil = write_csv(tmp_path / "evil.csv", "id,name,website", "1,=1+1,me@gmail.com", "2,Zonnewijk Bakkerij,=2+2")
    rows = tmp_path / "rows.csv"
    assert mutuals("check", evil, "--rows", rows).code == 0
    written = pl.read_csv(rows, infer_schema_length=0)
    assert {"2", "3"} == set(written["source_row"])
    assert not [cell for row in written.iter_rows() for cell in row if cell and cell[0] in "=+-@"]


def test_what_was_understood_can_be_saved_changed_and_used(dirty: Path, tmp_path: Path) -> None:
    mapping, populations = tmp_path / "mapping.toml", tmp_path / "populations.toml"
    mutuals("check", dirty, "--save-mapping", mapping, "--save-populations", populations)
    assert tomllib.loads(mapping.read_text(encoding="utf-8"))["columns"]["status"] == "Type"
    text = populations.read_text(encoding="utf-8")
    assert tomllib.loads(text)["status"] == {"Customer": "Customers", "Lead": "Prospects", "Something else": "Other"}
    populations.write_text(text.replace('"Something else" = "Other"', '"Something else" = "Customers"'))
    told = mutuals("check", dirty, "--json", "--mapping", mapping, "--populations", populations).json
    assert told["populations"][0] | {"reason": ""} == {
        "name": "Customers", "kind": "Customers", "accounts": 3, "reason": "",
    }  # fmt: skip


def test_a_clean_list_has_nothing_to_mend() -> None:
    assert (
        "Nothing to mend." in mutuals("check", GLOBEX, "--column", "website=").out or mutuals("check", ACME).code == 0
    )


@pytest.mark.parametrize("content", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_file_that_cannot_be_used(content: bytes | None, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    if content is not None:
        bad.write_bytes(content)
    outcome = mutuals("check", bad)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
