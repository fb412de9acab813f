"""Filters: every operator, AND and OR, columns found by any of their names, and sentences for what cannot be."""

from datetime import date

import polars as pl
import pytest

from mutuals.accounts.filters import OPERATORS, WrongFilter, parse_filter, passing

NOW = date(2026, 6, 15)
ACCOUNTS = pl.DataFrame(
    {
        "account_id": ["A1", "A2", "A3", "A4"],
        "name": ["Acme GmbH", "Globex Inc", "Initech Ltd", None],
        "status": ["Customer", "Prospect", "customer", None],
        "employees": [1500, 40, None, 1000],
        "Renewal": ["2026-06-01", "2026-07-01", "2025-01-01", ""],
        "Score": ["1.234,5", "12", "7,5", None],
        "Active?": ["Ja", "nein", "ja", None],
    }
)


def rows(conditions: dict[str, object]) -> list[str]:
    found = passing(
        ACCOUNTS, parse_filter(conditions, where="test"), now=NOW, where="test", aliases={"Company Type": "status"}
    )
    return ACCOUNTS.filter(found)["account_id"].to_list()


def one(column: str, operator: str, value: object) -> list[str]:
    return rows({"all": [{"column": column, operator: value}]})


@pytest.mark.parametrize(
    ("column", "operator", "value", "expected"),
    [
        ("status", "is", "customer", ["A1", "A3"]),
        ("status", "is_not", "Customer", ["A2", "A4"]),
        ("status", "in", ["Customer", "Prospect"], ["A1", "A2", "A3"]),
        ("status", "not_in", ["Customer"], ["A2", "A4"]),
        ("name", "contains", "inc", ["A2"]),
        ("name", "contains", ["gmbh", "ltd"], ["A1", "A3"]),
        ("name", "contains_none", ["gmbh", "ltd"], ["A2", "A4"]),
        ("name", "starts_with", "ACME", ["A1"]),
        ("name", "ends_with", "ltd", ["A3"]),
        ("name", "is_empty", True, ["A4"]),
        ("name", "is_empty", False, ["A1", "A2", "A3"]),
        ("employees", "at_least", 1000, ["A1", "A4"]),
        ("employees", "at_most", 1000, ["A2", "A4"]),
        ("employees", "more_than", 1000, ["A1"]),
        ("employees", "less_than", 1000, ["A2"]),
        ("employees", "between", [40, 1000], ["A2", "A4"]),
        ("employees", "is", 40, ["A2"]),
        ("Score", "at_least", 12, ["A1", "A2"]),
        ("Renewal", "before", date(2026, 1, 1), ["A3"]),
        ("Renewal", "before", "2026-01-01", ["A3"]),
        ("Renewal", "after", date(2026, 6, 15), ["A2"]),
        ("Renewal", "on", date(2026, 6, 1), ["A1"]),
        ("Renewal", "between", [date(2026, 6, 1), date(2026, 7, 1)], ["A1", "A2"]),
        ("Renewal", "within_days", 30, ["A1"]),
        ("Renewal", "within_next_days", 30, ["A2"]),
        ("Active?", "is", True, ["A1", "A3"]),
        ("Active?", "is", False, ["A2"]),
    ],
)
def test_each_operator(column: str, operator: str, value: object, expected: list[str]) -> None:
    assert one(column, operator, value) == expected


def test_every_operator_has_a_case_above() -> None:
    tried = {case[1] for case in test_each_operator.pytestmark[0].args[1]}
    assert tried == {operator.name for operator in OPERATORS}


def test_and_within_a_group_or_between_groups() -> None:
    customer, large = {"column": "status", "is": "customer"}, {"column": "employees", "at_least": 1000}
    assert rows({"all": [customer, large]}) == ["A1"]
    assert rows({"any": [customer, large]}) == ["A1", "A3", "A4"]
    assert rows({"any": [{"all": [customer, large]}, {"all": [{"column": "name", "is_empty": True}]}]}) == ["A1", "A4"]


def test_a_column_is_found_by_its_header_in_the_file_and_in_any_case() -> None:
    assert one("Company Type", "is", "customer") == ["A1", "A3"]
    assert one("STATUS", "is", "customer") == ["A1", "A3"]
    assert one("renewal", "on", date(2026, 6, 1)) == ["A1"]


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ({"all": [{"column": "statuz", "is": "x"}]}, "did you mean 'status'"),
        ({"all": [{"column": "status", "equals": "x"}]}, "not an operator"),
        ({"all": [{"column": "status"}]}, "exactly one operator"),
        ({"all": [{"column": "status", "is": "x", "in": ["y"]}]}, "exactly one operator"),
        ({"all": [{"column": "name", "at_least": 3}]}, "possible for text"),
        ({"all": [{"column": "employees", "at_least": "many"}]}, "takes a number"),
        ({"all": [{"column": "Renewal", "before": 3}]}, "takes a date"),
        ({"all": [{"column": "name", "starts_with": ["a"]}]}, "takes a text"),
        ({"all": [{"column": "name", "in": "a"}]}, "takes a list of texts"),
        ({"all": [{"column": "employees", "between": [1]}]}, "takes a list of two"),
        ({"all": [{"column": "name", "is_empty": "yes"}]}, "takes true or false"),
        ({"all": []}, "give 'all' or 'any'"),
        ({}, "give 'all' or 'any'"),
        ({"all": ["status"]}, "is not a condition"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_that_names_the_place(conditions: dict[str, object], said: str) -> None:
    with pytest.raises(WrongFilter, match=said) as raised:
        rows(conditions)
    assert str(raised.value).startswith("test")


def test_a_filter_reads_as_a_sentence() -> None:
    conditions = parse_filter({"any": [{"all": [{"column": "status", "is": "Customer"}]}]}, where="test")
    assert str(conditions) == "status is 'Customer'"
