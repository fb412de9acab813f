"""The files of a map: CSV, workbook, summary; whole or not at all, and never with a live formula."""

import json
import re
import zipfile
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from mutuals.report import (
    CannotWrite,
    figures,
    whole_file,
    whole_folder,
    write_greenfield_csv,
    write_overlaps_csv,
    write_summary,
    write_workbook,
)
from tests.report.builders import DIRTY, dirty_report, empty_report, many_overlaps, small_report

STARTS_A_FORMULA = re.compile(r"^[\s]*[=+@\t\r]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def sheet(path: Path, name: str) -> pl.DataFrame:
    return pl.DataFrame(fastexcel.read_excel(path).load_sheet(name, dtypes="string"))


def test_csv_holds_the_overlaps_in_order_of_work(folder: Path) -> None:
    write_overlaps_csv(small_report(), folder / "overlaps.csv")
    rows = pl.read_csv(folder / "overlaps.csv")
    assert rows["play"].to_list() == ["Act now", "Act now", "Warm introduction", "Joint pitch"]
    assert rows["account_id"].to_list() == ["a1", "a2", "a3", "a2"]
    assert rows["open_amount_EUR"].to_list() == [1000.0, 250.0, None, 250.0]
    assert rows["open_amount_USD"].to_list() == [None, 40.0, None, 40.0]
    assert rows["our_populations"][0] == "Customers; Deals"
    assert rows["plays"][0] == "Act now; Cross-sell"


def test_csv_of_nothing_has_its_header(folder: Path) -> None:
    write_overlaps_csv(empty_report(), folder / "overlaps.csv")
    assert (folder / "overlaps.csv").read_text().startswith("account_id,name,partner_account_id,")


def test_greenfield_lists_our_own_accounts_alone(folder: Path) -> None:
    write_greenfield_csv(small_report(), folder / "greenfield.csv")
    text = (folder / "greenfield.csv").read_text()
    assert [line.split(",")[0] for line in text.splitlines()] == ["account_id", "a4", "a5"]
    assert "Globex" not in text


@pytest.mark.parametrize("name", ["overlaps.csv", "overlaps.xlsx"])
def test_no_export_carries_a_formula(folder: Path, name: str) -> None:
    path = folder / name
    if name.endswith("csv"):
        write_overlaps_csv(dirty_report(), path)
        cells = pl.read_csv(path, infer_schema=False)
    else:
        write_workbook(dirty_report(), path)
        cells = sheet(path, "Overlaps")
        with zipfile.ZipFile(path) as archive:
            assert all(b"<f>" not in archive.read(entry) for entry in archive.namelist())
    texts = [text for column in cells for text in column if isinstance(text, str)]
    assert any("HYPERLINK" in text for text in texts)
    assert not [text for text in texts if STARTS_A_FORMULA.match(text)]


def test_the_workbook_has_its_four_sheets(folder: Path) -> None:
    write_workbook(small_report(), folder / "overlaps.xlsx")
    assert fastexcel.read_excel(folder / "overlaps.xlsx").sheet_names == [
        "Matrix",
        "Overlaps",
        "Refused rows",
        "Rules used",
    ]
    overlaps = sheet(folder / "overlaps.xlsx", "Overlaps")
    assert overlaps["Our account"].to_list() == ["Acme a1", "Acme a2", "Acme a3", "Acme a2"]
    assert overlaps["Probability"].to_list() == ["0.99", "0.8", "0.97", "0.96"]
    assert overlaps["Open amount EUR"].to_list() == ["1000", "250", None, "250"]
    assert overlaps["Next close date"][0].startswith("2027-01-01")
    assert sheet(folder / "overlaps.xlsx", "Refused rows")["Text"].to_list() == ['\'=cmd|"/c calc"!A0']
    assert sheet(folder / "overlaps.xlsx", "Rules used")["Rule"].to_list() == ["certain"]


def test_the_matrix_sheet_holds_every_measure_and_why(folder: Path) -> None:
    report = small_report()
    write_workbook(report, folder / "overlaps.xlsx")
    frame = fastexcel.read_excel(folder / "overlaps.xlsx").load_sheet("Matrix", header_row=None, dtypes="string")
    first = pl.DataFrame(frame).to_series(0).drop_nulls().to_list()
    for title in ("Accounts of Acme", "Accounts of Globex", "Pairs", "Potential revenue of Acme (EUR)", "Play"):
        assert title in first
    assert all(sentence in first for sentence in report.account_map.why_counts_differ())


def test_lists_are_frozen_and_filtered(folder: Path) -> None:
    write_workbook(small_report(), folder / "overlaps.xlsx")
    with zipfile.ZipFile(folder / "overlaps.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet2.xml").decode()
    assert 'state="frozen"' in xml
    assert '<autoFilter ref="A1:AA5"/>' in xml
    assert '<dimension ref="A1:AA5"/>' in xml


def test_dirty_names_survive_the_workbook(folder: Path) -> None:
    write_workbook(dirty_report(), folder / "overlaps.xlsx")
    names = set(sheet(folder / "overlaps.xlsx", "Overlaps")["Our account"].to_list())
    assert {name for name in DIRTY if name[0] not in "=[\x1b"} <= names
    assert "'[31mred[0m and _x0041_" in names


def test_long_lists_are_cut_where_the_sheet_says_so(folder: Path) -> None:
    write_workbook(many_overlaps(30), folder / "overlaps.xlsx", list_rows=10)
    assert sheet(folder / "overlaps.xlsx", "Overlaps").height == 10
    frame = fastexcel.read_excel(folder / "overlaps.xlsx").load_sheet("Matrix", header_row=None, dtypes="string")
    assert any("first 10 of 30 rows" in text for text in pl.DataFrame(frame).to_series(0).drop_nulls())


def test_rows_beyond_one_slice_are_all_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mutuals.report.sheet_rows._ROWS_A_SLICE", 7)
    write_workbook(many_overlaps(30), folder / "overlaps.xlsx")
    assert sheet(folder / "overlaps.xlsx", "Overlaps")["Our account id"].n_unique() == 30


def test_equal_maps_give_equal_workbooks(folder: Path) -> None:
    write_workbook(small_report(), folder / "one.xlsx")
    write_workbook(small_report(), folder / "two.xlsx")
    assert (folder / "one.xlsx").read_bytes() == (folder / "two.xlsx").read_bytes()


def test_an_empty_map_makes_a_workbook(folder: Path) -> None:
    write_workbook(empty_report(), folder / "overlaps.xlsx")
    assert sheet(folder / "overlaps.xlsx", "Overlaps").height == 0


def test_the_summary_is_json_with_everything(folder: Path) -> None:
    write_summary(
        small_report(),
        folder / "summary.json",
        files={"report": "report.html"},
        timings={"matching": 1.5},
        versions={"polars": "2"},
    )
    told = json.loads((folder / "summary.json").read_text())
    assert told["figures"]["overlaps"] == {"mine": 3, "theirs": 4, "pairs": 4}
    assert told["figures"]["potential_revenue"][0] == {"currency": "EUR", "amount": 1250.0, "opportunities": 2}
    assert told["files"] == {"report": "report.html"}
    assert told["seconds"] == {"matching": 1.5}
    assert told["settings"] == {"ours": "acme.csv"}
    assert len(told["matrix"]) == 4 * 3 + 4 + 3 + 1


def test_figures_agree_with_the_map() -> None:
    told = figures(small_report())
    assert told["accounts"] == {"ours": 5, "theirs": 5}
    assert told["greenfield"] == {"ours": 2, "theirs": 1}
    assert told["share"] == {"ours": 0.6, "theirs": 0.8}
    assert told["hot_accounts"] == 3
    assert told["eql_accounts"] == 1
    assert told["to_review"] == 1
    assert told["pairs_by_band"] == {"certain": 3, "likely": 1}
    assert told["pairs_by_level"] == {"entity": 3, "subsidiary": 1, "group": 1}
    assert {one["play"]: one["accounts"] for one in told["plays"] if one["accounts"]} == {
        "act_now": 2, "warm_introduction": 1, "joint_pitch": 1,
    }  # fmt: skip
    assert told["refused_rows"] == {"Acme": 1}
    assert told["opportunities_without_account"] == 1


def write_half(draft: Path) -> None:
    draft.write_text("half")
    raise ZeroDivisionError


def test_a_failed_write_leaves_the_last_good_file(folder: Path) -> None:
    path = folder / "out" / "report.html"
    with whole_file(path) as draft:
        draft.write_text("good")
    with pytest.raises(ZeroDivisionError), whole_file(path) as draft:
        write_half(draft)
    assert path.read_text() == "good"
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]


def test_a_failed_run_leaves_no_folder_behind(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), whole_folder(folder / "out") as draft:
        write_half(draft / "a")
    assert not (folder / "out").exists()


def test_a_folder_keeps_its_other_files(folder: Path) -> None:
    (folder / "mine.txt").write_text("mine")
    (folder / "summary.json").write_text("old")
    with whole_folder(folder) as draft:
        (draft / "summary.json").write_text("new")
        (draft / "report.html").write_text("page")
    told = {file.name: file.read_text() for file in folder.iterdir()}
    assert told == {"mine.txt": "mine", "summary.json": "new", "report.html": "page"}


def test_a_file_is_no_folder_to_write_to(folder: Path) -> None:
    (folder / "taken").write_text("a file")
    with pytest.raises(CannotWrite, match="taken"), whole_folder(folder / "taken"):
        pytest.fail("must not begin")
