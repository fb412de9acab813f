"""One list in several files: one account for one id, in all of its populations."""

from pathlib import Path

import polars as pl

from mutuals.intake import Intake, read_accounts
from mutuals.intake.several import together


def _read(folder: Path, name: str, population: str, *rows: str) -> tuple[str, Intake]:
    path = folder / f"{name}.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path.name, read_accounts(path, population=population)


def test_an_account_in_two_files_is_one_account_in_two_populations(tmp_path: Path) -> None:
    customers = _read(tmp_path, "customers", "Customers", "id,name,city", "1,Brackenmoor Bikes,Leeds")
    targets = _read(tmp_path, "targets", "Prospects", "id,name,colour", "1,Brackenmoor,A", "2,Zonnewijk,B", "3,,C")
    one = together([customers, targets])
    accounts = one.account_list.accounts.sort("account_id")
    assert accounts.select("account_id", "name", "city", "colour").rows() == [
        ("1", "Brackenmoor Bikes", "Leeds", None),
        ("2", "Zonnewijk", None, "B"),
    ]
    members = one.account_list.members.sort("account_id", "population")
    assert members.rows() == [("1", "Customers"), ("1", "Prospects"), ("2", "Prospects")]
    assert [population.name for population in one.account_list.populations] == ["Customers", "Prospects"]
    assert one.account_list.label == "customers"
    assert one.rejected["reason"].to_list() == ["targets.csv: has no name"]


def test_files_without_ids_do_not_mix_their_rows_up(tmp_path: Path) -> None:
    one = together(
        [
            _read(tmp_path, "a", "Customers", "name,city", "Brackenmoor Bikes,Leeds"),
            _read(tmp_path, "b", "Prospects", "name,city", "Zonnewijk Bakkerij,Utrecht"),
        ]
    )
    assert one.account_list.accounts["account_id"].to_list() == ["a.csv:row-2", "b.csv:row-2"]
    members = one.account_list.members.sort("account_id")
    assert members.rows() == [("a.csv:row-2", "Customers"), ("b.csv:row-2", "Prospects")]


def test_one_file_is_left_as_it_is(tmp_path: Path) -> None:
    name, intake = _read(tmp_path, "a", "Customers", "name", "Brackenmoor Bikes")
    assert together([(name, intake)]) is intake


def test_the_shape_is_that_of_a_single_file(tmp_path: Path) -> None:
    parts = [
        _read(tmp_path, n, n, "id,name,employees", f"{n},Brackenmoor,{e}") for n, e in (("a", "12"), ("b", "many"))
    ]
    assert together(parts).account_list.accounts.schema["employees"] == pl.Int64
