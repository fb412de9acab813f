"""Workbooks, Parquet, JSON lines and gzip give the same table as text would."""

import datetime
import gzip
import io
import json
from pathlib import Path

import polars as pl
import pytest
import xlwt

from mutuals.intake.readers.read import read_table
from mutuals.intake.source import EmptyFile, NotATable
from tests.intake.files import ods, ods_cell, ods_row, parquet, workbook, workbook_of_cells, write

HEADER = ("id", "name", "postal", "since")
ROWS = [("1", "Acme", "01234", "2024-03-05"), ("2", "Globex", None, None)]


def as_text(sign: str = ",") -> bytes:
    return "\n".join(sign.join(cell or "" for cell in row) for row in (HEADER, *ROWS)).encode() + b"\n"


def as_workbook() -> bytes:
    return workbook(
        ("Accounts", [HEADER, [1, "Acme", "01234", datetime.datetime(2024, 3, 5)], [2, "Globex", None, None]])
    )


def as_ods() -> bytes:
    return ods(
        *(ods_row(*(ods_cell(cell) if cell else "<table:table-cell/>" for cell in row)) for row in (HEADER, *ROWS))
    )


def as_parquet() -> bytes:
    columns = {
        "id": [1, 2],
        "name": ["Acme", "Globex"],
        "postal": ["01234", None],
        "since": [datetime.date(2024, 3, 5), None],
    }
    return parquet(pl.DataFrame(columns))


def as_json_lines() -> bytes:
    return "".join(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in ROWS).encode()


def as_old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Accounts")
    for r, row in enumerate([HEADER, *ROWS]):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


FORMATS = {
    "xls": as_old_workbook,
    "csv": as_text,
    "tsv": lambda: as_text("\t"),
    "xlsx": as_workbook,
    "ods": as_ods,
    "parquet": as_parquet,
    "jsonl": as_json_lines,
}


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("packed", [False, True])
def test_every_format_gives_the_same_table_plain_and_packed(tmp_path: Path, ending: str, *, packed: bool) -> None:
    data = FORMATS[ending]()
    path = write(tmp_path, "any.dat", gzip.compress(data) if packed else data)
    table = read_table(path)
    assert table.frame.columns == list(HEADER)
    assert table.frame.rows() == ROWS
    assert table.rows.to_list() == ([1, 2] if ending == "jsonl" else [2, 3])


def test_several_gzip_members_are_one_file(tmp_path: Path) -> None:
    data = as_text()
    path = write(tmp_path, "a.csv.gz", gzip.compress(data[:10]) + gzip.compress(data[10:]))
    assert read_table(path).frame.rows() == ROWS


def test_a_workbook_is_read_from_its_header_down_in_the_sheet_that_has_one(tmp_path: Path) -> None:
    sheets = (
        ("Cover", [["Our accounts"], ["Made by Acme"]]),
        (
            "Data",
            [
                [None],
                ["Account report"],
                [None],
                [None, *HEADER],
                [None, 1, "Acme", "01234", None],
                [None],
                [None, 2, "Globex"],
            ],
        ),
    )
    table = read_table(write(tmp_path, "a.xlsx", workbook(*sheets)))
    assert table.frame.columns == list(HEADER)
    assert table.frame["name"].to_list() == ["Acme", "Globex"]
    assert table.rows.to_list() == [5, 7]
    assert any("'Data'" in note for note in table.notes)


def test_whole_numbers_in_a_workbook_are_text_without_a_fraction(tmp_path: Path) -> None:
    cells = [(0, 0, "id"), (0, 1, "name"), (0, 2, "postal"), (1, 0, 1.0), (1, 1, "Acme"), (1, 2, 75001)]
    table = read_table(write(tmp_path, "a.xlsx", workbook_of_cells(cells)))
    assert table.frame.rows() == [("1", "Acme", "75001")]


def test_formatted_cells_far_below_the_table_do_no_harm(tmp_path: Path) -> None:
    cells = [(0, 0, "id"), (0, 1, "name"), (1, 0, "1"), (1, 1, "Acme")]
    data = workbook_of_cells(cells, formatted=(1_048_575, 16_383))
    assert read_table(write(tmp_path, "a.xlsx", data)).frame.rows() == [("1", "Acme")]


def test_a_blank_end_of_an_ods_sheet_does_no_harm(tmp_path: Path) -> None:
    blank = ods_row(
        '<table:table-cell table:number-columns-repeated="16384"/>', attributes=' table:number-rows-repeated="1048000"'
    )
    data = ods(ods_row(ods_cell("id"), ods_cell("name")), ods_row(ods_cell("1"), ods_cell("Acme")), blank)
    assert read_table(write(tmp_path, "a.ods", data)).frame.rows() == [("1", "Acme")]


def test_columns_of_any_type_in_parquet_become_text(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "float": [75001.0, None],
            "half": [0.5, 1.0],
            "yes": [True, False],
            "moment": [datetime.datetime(2024, 3, 5), datetime.datetime(2024, 3, 5, 10, 15)],
            "list": [["a", "b"], []],
            "nested": [{"city": "Berlin"}, None],
            "category": pl.Series(["x", "y"], dtype=pl.Categorical),
            "bytes": [b"x", b"y"],
        }
    )
    table = read_table(write(tmp_path, "a.parquet", parquet(frame)))
    assert table.frame["float"].to_list() == ["75001", None]
    assert table.frame["half"].to_list() == ["0.5", "1"]
    assert table.frame["yes"].to_list() == ["true", "false"]
    assert table.frame["moment"].to_list() == ["2024-03-05", "2024-03-05 10:15:00"]
    assert table.frame["list"].to_list() == ["a; b", None]
    assert table.frame["nested"][0] == '{"city":"Berlin"}'
    assert table.frame["category"].to_list() == ["x", "y"]
    assert "bytes" not in table.frame.columns
    assert "bytes" in table.notes[0]


def test_json_lines_with_nesting_lists_and_bad_lines(tmp_path: Path) -> None:
    text = (
        '{"id": 1, "name": "Acme", "address": {"city": "Köln"}, "tags": ["a", "b"]}\n'
        "\n"
        "[1, 2]\n"
        "{broken\n"
        '"text"\n'
        '{"id": 2.0, "name": null, "extra": [{"x": 1}], "yes": true}\n'
    )
    table = read_table(write(tmp_path, "a.jsonl", text))
    assert table.frame.columns == ["id", "name", "address.city", "tags", "extra", "yes"]
    assert table.frame.rows() == [
        ("1", "Acme", "Köln", "a; b", None, None),
        ("2", None, None, None, '[{"x": 1}]', "true"),
    ]
    assert table.rows.to_list() == [1, 6]
    assert table.rejected["source_row"].to_list() == [3, 4, 5]
    assert "no object" in table.rejected["reason"][0]
    assert "not JSON" in table.rejected["reason"][1]


def test_json_lines_deep_as_a_well_are_refused(tmp_path: Path) -> None:
    deep = '{"a":' * 100_000 + "1" + "}" * 100_000
    table = read_table(write(tmp_path, "a.jsonl", f'{{"id": 1}}\n{deep}\n'))
    assert table.rejected["source_row"].to_list() == [2]


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (workbook(("Empty", [])), EmptyFile, "no sheet with anything"),
        (workbook(("Accounts", [HEADER])), EmptyFile, "header and no rows"),
        (parquet(pl.DataFrame(schema={"id": pl.String})), EmptyFile, "columns and no rows"),
        (parquet(pl.DataFrame({"id": range(1000)}))[:-40], NotATable, "damaged or cut short"),
        (parquet(pl.DataFrame({"id": range(1000)}))[:300], NotATable, "damaged or cut short"),
        (b"PAR1" + b"x" * 100 + b"PAR1", NotATable, "damaged or cut short"),
        (b"{}\n{}\n", EmptyFile, "only empty objects"),
        (b"{nothing\n", NotATable, "no JSON object"),
        ("".join(f'{{"k{i}": 1}}\n' for i in range(2_500)).encode(), NotATable, "different keys"),
    ],
)
def test_what_holds_no_table_is_said(tmp_path: Path, data: bytes, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        read_table(write(tmp_path, "a.dat", data))
