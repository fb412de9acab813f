"""Numbers, dates and yes/no read from text: the cases, and what must hold for any column."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.accounts.values import read_booleans, read_dates, read_numbers


def numbers(*texts: str | None) -> list[float | None]:
    values = read_numbers(pl.Series("n", texts, dtype=pl.String)).values
    return [None if value is None else float(value) for value in values]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        ("-5", -5),
        ("−7", -7),
        ("(500)", -500),
        ("1.234,56 €", 1234.56),
        ("€ 1.234,56", 1234.56),
        ("$1,234.56", 1234.56),
        ("-$1,234.56", -1234.56),
        ("US$ 5,000.00", 5000),
        ("EUR 5", 5),
        ("5 EUR", 5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1'234.50", 1234.5),
        ("1,234,567.89", 1234567.89),
        ("1.234.567", 1234567),
        ("12,34,567", 1234567),
        ("0.125", 0.125),
        ("12k", 12_000),
        ("$12K", 12_000),
        ("1.5M", 1_500_000),
        ("3 Mio", 3_000_000),
        ("€ 12,5 Mio.", 12_500_000),
        ("2bn", 2_000_000_000),
        ("1e5", 100_000),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, number: float) -> None:
    assert numbers(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "1,000-5,000",
        "51-200",
        "> 500",
        "~500",
        "10+",
        "1.5 mil",
        "12 employees",
        "1..2",
        "1,2,3",
        "ref A-5",
        "-",
    ],
)
def test_what_is_not_one_plain_number_is_not_guessed(text: str) -> None:
    reading = read_numbers(pl.Series("n", [text]))
    assert reading.values.to_list() == [None]
    assert reading.unread.to_list() == [True]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["1,234", "2,500"], [1234, 2500]),
        (["1.234", "2.500"], [1234, 2500]),
        (["1.234", "2.5"], [1.234, 2.5]),
        (["1,234", "2,5"], [1.234, 2.5]),
        (["1,234", "2.5"], [1234, 2.5]),
        (["1.234", "1.234,5"], [1234, 1234.5]),
    ],
)
def test_the_column_decides_what_a_lone_sign_before_three_digits_is(column: list[str], expected: list[float]) -> None:
    assert numbers(*column) == expected


def test_an_undecided_column_says_so() -> None:
    assert "thousands" in read_numbers(pl.Series("n", ["1,234"])).note
    assert read_numbers(pl.Series("n", ["1,234", "1,234.5"])).note == ""


def test_money_keeps_its_cents() -> None:
    values = read_numbers(pl.Series("n", ["9007199254740993.35", "0,10 €"])).values
    assert values.to_list() == [Decimal("9007199254740993.350000"), Decimal("0.100000")]


def dates(*texts: str | None, day_first: bool | None = None) -> list[str | None]:
    values = read_dates(pl.Series("d", texts, dtype=pl.String), day_first=day_first).values
    return [None if value is None else value.isoformat() for value in values]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024-3-5",
        "2024/03/05",
        "2024.03.05",
        "2024-03-05T10:00:00.000Z",
        "2024-03-05T10:00:00.000+0000",
        "2024-03-05 00:00:00",
        "2024-03-05 10:15 PM",
        "05.03.2024",
        "5.3.24",
        "20240305",
        "45356",
        "1709596800000",
        "5 March 2024",
        "5th March 2024",
        "March 5, 2024",
        "Mar 5, 2024",
        "5-Mar-2024",
        "5. März 2024",
        "5 mars 2024",
        "5 de marzo de 2024",
        "5 de março de 2024",
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    assert dates(text) == ["2024-03-05"]


@pytest.mark.parametrize("text", ["2024-02-31", "2024-13-01", "31/31/2024", "soon", "99", "2024", "5 Foo 2024"])
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert dates(text) == [None]


def test_the_column_decides_whether_day_or_month_comes_first() -> None:
    assert dates("03/04/2024", "25/06/2024") == ["2024-04-03", "2024-06-25"]
    assert dates("03/04/2024", "06/25/2024") == ["2024-03-04", "2024-06-25"]
    assert dates("03.04.2024", "06/25/2024") == ["2024-04-03", "2024-06-25"]
    assert dates("03-04-2024", "25-06-2024") == ["2024-04-03", "2024-06-25"]


def test_an_undecided_column_of_dates_follows_the_caller_and_says_so() -> None:
    assert dates("03/04/2024") == ["2024-03-04"]
    assert dates("03/04/2024", day_first=True) == ["2024-04-03"]
    assert "nothing in the column" in read_dates(pl.Series("d", ["03/04/2024"])).note


def test_the_majority_wins_and_the_note_counts_the_rest() -> None:
    reading = read_dates(pl.Series("d", ["13/04/2024", "14/04/2024", "04/13/2024"]))
    assert reading.values.to_list() == [date(2024, 4, 13), date(2024, 4, 14), None]
    assert "1 can only be the other way" in reading.note


def test_yes_and_no_in_five_languages() -> None:
    yes = ["true", "Yes", "Y", "1", "ja", "WAHR", "oui", "vrai", "sí", "si", "verdadero", "sim", "verdadeiro", "x"]
    no = ["false", "No", "n", "0", "nein", "FALSCH", "non", "faux", "falso", "não", "nao"]
    assert read_booleans(pl.Series(yes)).values.all()
    assert not read_booleans(pl.Series(no)).values.any()
    assert read_booleans(pl.Series(["maybe", None, " "])).unread.to_list() == [True, False, False]


@settings(deadline=None)
@given(st.lists(st.none() | st.text(max_size=20), max_size=20))
def test_any_text_is_read_or_flagged_never_an_error(texts: list[str | None]) -> None:
    column = pl.Series("c", texts, dtype=pl.String)
    for read in (read_numbers, read_dates, read_booleans):
        reading = read(column)
        given_cells = column.str.strip_chars().fill_null("") != ""
        assert len(reading.values) == len(texts)
        assert (reading.unread == (given_cells & reading.values.is_null())).all()


@settings(deadline=None)
@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20))
def test_whole_numbers_come_back(values: list[int]) -> None:
    assert numbers(*map(str, values)) == values
    assert numbers(*(f"{value:,}.00" for value in values)) == values


@settings(deadline=None)
@given(st.lists(st.dates(date(1970, 1, 1), date(2068, 12, 31)), min_size=1, max_size=20))
def test_dates_come_back(days: list[date]) -> None:
    expected = [day.isoformat() for day in days]
    assert dates(*expected) == expected
    assert dates(*(day.strftime("%d.%m.%Y") for day in days)) == expected
    assert dates(*(day.strftime("%d/%m/%Y") for day in days), "31/12/1999")[:-1] == expected
