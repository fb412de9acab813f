"""Phone numbers: one key a line, however it is written, and nothing for what is no number."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.normalise.phones import phones

SAME_LINE = (
    ("US", "506674085", ("+1 (650) 667-4085", "650.667.4085", "650-667-4085", "(650) 667 4085", "6506674085")),
    ("US", "506674085", ("1-650-667-4085", "16506674085", "+16506674085", "001 650 667 4085", "650/667-4085")),
    ("US", "506674085", ("650-667-4085 x22", "650-667-4085 ext. 22", "650-667-4085 Extension 22", "650-667-4085 #22")),
    (
        "US",
        "506674085",
        ("Tel: 650-667-4085", "6506674085.0", "650 667 4085; 650 111 2222", "650 667 4085 or 650 111 2222"),
    ),
    (
        "US",
        "506674085",
        ("650 667 4085 / 650 111 2222", "６５０-667-4085", "+1.650.667.4085", "+1 650 667 4085 (office)"),
    ),
    ("US", "003569377", ("1-800-FLOWERS", "1-800-356-9377", "(800) FLO-WERS")),
    ("DE", "3012345", ("030/12345", "+49 30 12345", "0049 30 12345", "+49 (0)30 12345", "(030) 12345", "030 - 12345")),
    ("DE", "301234567", ("030 1234567", "49301234567", "011 49 30 1234567", "+49-30-1234567", "(+49) 30 1234567")),
    ("GB", "079460958", ("020 7946 0958", "+44 20 7946 0958", "+44 (0)20 7946 0958", "442079460958", "00442079460958")),
    (
        "FR",
        "142685300",
        ("01 42 68 53 00", "+33 1 42 68 53 00", "01.42.68.53.00", "0033142685300", "+33 (0)1 42685300"),
    ),
    ("IT", "612345679", ("06 12345679", "+39 06 12345679", "0039 0612345679")),
    ("RU", "951234567", ("8 (495) 123-45-67", "+7 495 123 45 67", "74951234567")),
    ("HU", "12345670", ("06 1 234 5670", "+36 1 234 5670")),
    ("CH", "442123456", ("044 212 34 56", "+41 44 212 34 56", "0041442123456")),
    ("DK", "33121314", ("33 12 13 14", "+45 33 12 13 14", "4533121314")),
    ("NO", "22123456", ("22 12 34 56", "+47 22123456")),
    ("ES", "912345679", ("912 345 679", "+34 912 345 679", "34912345679")),
    ("JP", "312345670", ("03-1234-5670", "+81 3 1234 5670")),
    ("AU", "298765430", ("(02) 9876 5430", "+61 2 9876 5430")),
    ("BR", "132345670", ("(11) 3234-5670", "+55 11 3234-5670")),
    ("IN", "233445566", ("022 33445566", "+91 22 3344 5566")),
    ("CN", "087654329", ("010 8765 4329", "+86 10 8765 4329", "011-86-10-8765-4329", "86 10 87654329-8601")),
    ("SA", "112345679", ("٠١١٢٣٤٥٦٧٩", "+966 11 234 5679")),
)
LINES = [(country, key, cell) for country, key, cells in SAME_LINE for cell in cells]


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str], str | None]:
    """The key of each line, all of them in one column."""
    country, _, cell = zip(*LINES, strict=True)
    return dict(zip(zip(country, cell, strict=True), phones(pl.Series(cell), pl.Series(country)), strict=True))


@pytest.mark.parametrize(("country", "key", "cell"), LINES, ids=[line[2] for line in LINES])
def test_one_key_for_a_line(found, country: str, key: str, cell: str) -> None:
    assert found[country, cell] == key


UNKNOWN_COUNTRY = ("+49 30 12345678", "0049 30 12345678", "030 12345678", "(030) 1234 5678", "+49 (0) 30 12345678")


@pytest.mark.parametrize("cell", UNKNOWN_COUNTRY)
def test_national_and_international_agree_without_a_country(cell: str) -> None:
    assert phones(pl.Series([cell])).item() == "012345678"


NO_NUMBER = (
    None, "", "-", "n/a", "none", "tbd", "+", "0", "123", "123456", "x22", "call me", "000-000-0000", "111 111 1111",
    "9999999999", "1234567890", "123-456-7890", "0123456789", "123456789", "4.93012E+11", "6.50667e9",
)  # fmt: skip


@pytest.mark.parametrize("cell", NO_NUMBER)
def test_no_number(cell: str | None) -> None:
    assert phones(pl.Series([cell], dtype=pl.String)).item() is None


def test_different_lines_differ() -> None:
    cells = ["+49 30 1234567", "+49 30 1234568", "+49 40 1234567", "+1 650 667 4085", "+1 650 667 4086"]
    assert phones(pl.Series(cells)).n_unique() == len(cells)


def test_unknown_countries_are_no_obstacle() -> None:
    cells = pl.Series(["030 1234567", "030 1234567", "030 1234567"])
    assert phones(cells, pl.Series(["DE", None, "XX"])).to_list() == ["301234567"] * 3


SEPARATORS = st.text(alphabet=" -./()", max_size=2)


@settings(deadline=None, max_examples=30)
@given(st.text(alphabet="23456789", min_size=10, max_size=10), st.lists(SEPARATORS, min_size=10, max_size=10))
def test_separators_do_not_matter(digits: str, separators: list[str]) -> None:
    written = "".join(digit + separator for digit, separator in zip(digits, separators, strict=True))
    plain, spread = phones(pl.Series([digits, written]), pl.Series(["US", "US"]))
    assert plain == spread


@settings(deadline=None, max_examples=30)
@given(st.lists(st.one_of(st.none(), st.text(max_size=30), st.text(alphabet="+0123456789 ()-/.x", max_size=25))))
def test_any_text_is_read_row_by_row(cells: list[str | None]) -> None:
    column = pl.Series(cells, dtype=pl.String)
    country = pl.Series((["DE", None, "US", "RU"] * len(cells))[: len(cells)], dtype=pl.String)
    found = phones(column, country)
    assert len(found) == len(cells)
    assert phones(column.reverse(), country.reverse()).reverse().equals(found)
    assert found.drop_nulls().str.contains(r"^\d{6,9}$").all()
