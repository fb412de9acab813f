"""No text of somebody's data runs as a formula; numbers and telephone numbers stay readable."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.accounts.spreadsheet import without_formulas


def cell(text: str) -> str:
    return str(without_formulas(pl.DataFrame({"c": [text]})).item())


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "-cmd|' /C calc'!A0",
        "@SUM(A1)",
        '=HYPERLINK("http://evil.example","x")',
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u200b=1",
        "\ufeff=1",
        "＝1+1",
        "＋1",
        "－1+1",
        "＠SUM",
        "+49-30-1234",
        "-",
        "|calc",
    ],
)
def test_what_would_run_gets_an_apostrophe(text: str) -> None:
    assert cell(text).startswith("'")
    assert cell(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", ["a;=1+1", "a;+cmd|x", "a\t=1", "a\n@SUM", "a; =1"])
def test_what_would_run_where_a_spreadsheet_splits_the_cell_is_stopped_there(text: str) -> None:
    assert "'=" in cell(text) or "'+" in cell(text) or "'@" in cell(text)


@pytest.mark.parametrize(
    "text",
    [
        "Acme GmbH", "-5", "+5", "-1.234,50 %", "1,234.5", "+49 30 1234", "+1 (650) 667-4085", "+49301234",
        "2024-01-01", "a-b", "Acme; Globex", "3M", "", "a=b", "O'Neill", "x@acme.example",
    ],
)  # fmt: skip
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


def test_headers_are_made_inert_too_and_stay_unique() -> None:
    frame = pl.DataFrame({"=x": ["a"], "'=x": ["b"], "n": [1]})
    safe = without_formulas(frame)
    assert safe.columns[0] == "'=x"
    assert len(set(safe.columns)) == 3
    assert frame.columns[0] == "=x"


def test_numbers_nulls_and_order_are_untouched() -> None:
    frame = pl.DataFrame(
        {"n": [-1, 2], "f": [-1.5, None], "t": [None, "x"], "c": pl.Series(["=1", "b"]).cast(pl.Categorical)}
    )
    safe = without_formulas(frame)
    assert safe.select("n", "f", "t").equals(frame.select("n", "f", "t"))
    assert safe["c"].to_list() == ["'=1", "b"]


@settings(deadline=None)
@given(st.text(max_size=12))
def test_nothing_is_left_that_starts_a_formula_and_twice_is_once(text: str) -> None:
    safe = cell(text)
    assert cell(safe) == safe
    bare = safe.lstrip(' \t\r\n\u200b\ufeff"')
    if bare[:1] in set("=@＝＠"):
        raise AssertionError(f"{text!r} → {safe!r}")
    assert safe.replace("'", "") == text.replace("'", "")
