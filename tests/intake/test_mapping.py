"""Field mapping: every export understood with no option; overrides, contents, and the file it is kept in."""

import itertools
from pathlib import Path

import polars as pl
import pytest

from mutuals.accounts import ACCOUNTS, OPPORTUNITIES
from mutuals.intake import UnknownColumn, WrongSettings, load_mapping, read_accounts, save_mapping
from mutuals.intake.account_fields import ACCOUNT_FIELDS
from mutuals.intake.contents import CONTENT_TESTS, STRICT, TELLING
from mutuals.intake.fields import Field, header_index, header_key
from mutuals.intake.mapping import FieldMapping, suggest_mapping
from mutuals.intake.opportunity_fields import OPPORTUNITY_FIELDS
from tests.intake.exports import EXPORTS, Export
from tests.intake.files import write


def suggest(cells: dict[str, list[str | None]], **settings: object) -> FieldMapping:
    return suggest_mapping(pl.DataFrame(cells, strict=False), ACCOUNT_FIELDS, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
@pytest.mark.parametrize("backwards", [False, True])
def test_every_export_is_understood_whatever_the_order(tmp_path: Path, export: Export, *, backwards: bool) -> None:
    columns = list(export.columns.items())[:: -1 if backwards else 1]
    lines = [[header for header, _ in columns], *zip(*(cells for _, (_, cells) in columns), strict=True)]
    text = "\n".join("\t".join(line) for line in lines if any(cell.strip() for cell in line)) + "\n"
    intake = read_accounts(write(tmp_path, "export.tsv", text))
    found = intake.mapping.columns
    if any(header.strip() for header, _ in columns):
        assert found == {field: header for header, (field, _) in columns if field}
    else:
        names = {field: f"Column {i}" for i, (_, (field, _)) in enumerate(columns, start=1)}
        assert found == names
    assert intake.account_list.accounts.height == 3


def test_every_field_of_the_tables_can_be_mapped_and_has_a_test_of_contents() -> None:
    taken = {field.name for field in ACCOUNT_FIELDS}
    assert taken == set(ACCOUNTS.names) - {"source_row"}
    assert {field.name for field in OPPORTUNITY_FIELDS} >= set(OPPORTUNITIES.names) - {"source_row"}
    for field in itertools.chain(ACCOUNT_FIELDS, OPPORTUNITY_FIELDS):
        assert field.content in {*CONTENT_TESTS, "text"}, field.name
    assert set(CONTENT_TESTS) >= STRICT | set(TELLING)


@pytest.mark.parametrize("fields", [ACCOUNT_FIELDS, OPPORTUNITY_FIELDS])
def test_no_header_surely_means_two_fields(fields: tuple[Field, ...]) -> None:
    for key, meant in header_index(fields).items():
        sure = [name for name, strength in meant if strength == 1.0]
        assert len(sure) <= 1 or {"stage", "outcome"} >= set(sure), (key, sure)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Billing City", "BillingCity"),
        ("Billing City", "billing_city"),
        ("D-U-N-S Number", "duns number"),
        ("Straße", "STRASSE"),
        ("Número de cliente", "numero de cliente"),
        ("VAT ID", "VAT_ID__c"),
        ("USt-IdNr.", "Ust idnr"),
    ],
)
def test_headers_are_one_but_for_case_accents_and_punctuation(one: str, other: str) -> None:
    assert header_key(one) == header_key(other)


def test_of_two_that_fit_the_fuller_is_taken_and_the_other_named() -> None:
    web = ["a.example", "b.example", "c.example"]
    mapping = suggest({"Name": ["A", "B", "C"], "Website": ["a.example", None, None], "Domain": web})
    line = next(line for line in mapping.fields if line.field == "website")
    assert line.header == "Domain"
    assert "'Website' (filled 33%)" in line.reason


def test_a_shipping_address_serves_where_there_is_no_billing_address() -> None:
    countries = ["Germany", "France", "Spain"]
    assert suggest({"Name": ["A", "B", "C"], "Shipping Country": countries}).columns["country"] == "Shipping Country"


def test_the_status_is_the_column_whose_words_are_understood() -> None:
    columns = {
        "Name": ["A", "B", "C"],
        "Type": ["Gold", "Silver", "Gold"],
        "Lifecycle Stage": ["lead", "customer", "lead"],
    }
    assert suggest(columns).columns["status"] == "Lifecycle Stage"


def test_a_column_that_contradicts_its_header_is_left_out_and_said() -> None:
    mapping = suggest({"Name": ["A", "B", "C"], "Website": ["yes", "no", "yes"]})
    assert "website" not in mapping.columns
    assert mapping.unmapped == ("Website",)
    assert "'Website' is not read as website" in mapping.notes[0]


def test_what_a_person_says_wins() -> None:
    columns = {"Name": ["A", "B"], "Firma": ["C", "D"], "Website": ["x", "y"]}
    mapping = suggest(columns, columns={"name": "firma", "website": "Website", "city": "Name"})
    assert mapping.columns == {"name": "Firma", "website": "Website", "city": "Name"}
    assert {line.reason for line in mapping.fields} == {"chosen by you"}


def test_an_empty_header_leaves_the_field_empty() -> None:
    assert "website" not in suggest({"Name": ["A"], "Website": ["a.example"]}, columns={"website": ""}).columns


def test_unknown_fields_and_columns_are_said_with_the_nearest() -> None:
    with pytest.raises(UnknownColumn, match="did you mean 'website'"):
        suggest({"Name": ["A"]}, columns={"websit": "Name"})
    with pytest.raises(UnknownColumn, match="did you mean 'Name'"):
        suggest({"Name": ["A"]}, columns={"name": "Nam"})


def test_a_mapping_is_saved_loaded_and_wins_over_suggestions(tmp_path: Path) -> None:
    columns = {'Odd "header" = x': ["A", "B"], "Website": ["a.example", "b.example"], "Name": ["x", "y"]}
    first = suggest(columns, columns={"name": 'Odd "header" = x'})
    path = tmp_path / "mapping.toml"
    save_mapping(first, path)
    assert list(tmp_path.iterdir()) == [path]
    again = suggest(columns, mapping=load_mapping(path))
    assert again.columns == first.columns
    assert "# chosen by you" in path.read_text()
    changed = suggest(columns, mapping=load_mapping(path), columns={"name": "Name"})
    assert changed.columns["name"] == "Name"


def test_a_saved_column_that_is_gone_is_suggested_anew_and_said(tmp_path: Path) -> None:
    save_mapping(suggest({"Firma": ["A"], "Ort": ["Köln"]}), tmp_path / "m.toml")
    mapping = suggest({"Company": ["A"], "Ort": ["Köln"]}, mapping=load_mapping(tmp_path / "m.toml"), name="new.csv")
    assert mapping.columns == {"name": "Company", "city": "Ort"}
    assert "reads name from 'Firma', which new.csv lacks" in mapping.notes[0]


@pytest.mark.parametrize("text", ["", "name = 1", "[columns]\nname = 1\n", "[columns", "\xff"])
def test_a_broken_mapping_file_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongSettings, match=r"m\.toml"):
        load_mapping(write(tmp_path, "m.toml", text.encode("latin-1")))
    with pytest.raises(WrongSettings, match="there is no file"):
        load_mapping(tmp_path / "none.toml")


def test_a_mapping_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="cannot be written"):
        save_mapping(suggest({"Name": ["A"]}), tmp_path / "missing" / "m.toml")


def test_a_mapping_shows_as_a_table() -> None:
    shown = suggest({"Name": ["A"], "Other": ["x"]}).frame()
    assert shown.columns == ["field", "header", "filled", "reason"]
    assert shown.height == 1
