"""Folding of letters, and work done on some rows or once a cell."""

import polars as pl
import pytest
from anyascii import anyascii
from hypothesis import given
from hypothesis import strategies as st

from mutuals.normalise.cells import distinct_cells, on_every_row, rows_of
from mutuals.normalise.folding import change_where, fold, put_where, words

FOLDED = {
    "Müller & Söhne": "muller & sohne", "ACME": "acme", "Straße": "strasse", "Łódź": "lodz", "Ærø": "aero",
    "ＡＣＭＥ": "acme", "Москва": "moskva", "İstanbul": "istanbul", "e\u0301": "e", "": "",
}  # fmt: skip


@pytest.mark.parametrize(("cell", "folded"), FOLDED.items())
def test_fold(cell: str, folded: str) -> None:
    assert fold(pl.Series([cell])).item() == folded


@given(st.lists(st.one_of(st.none(), st.text(max_size=20))))
def test_fold_is_anyascii_in_lower_case(cells: list[str | None]) -> None:
    found = fold(pl.Series(cells, dtype=pl.String))
    assert found.to_list() == [cell if cell is None else anyascii(cell.lower()).lower() for cell in cells]
    assert fold(found).equals(found)


def test_words_are_letters_and_digits() -> None:
    assert words(pl.Series([" A.C.M.E.  (Ünit 5)", "---", None, ""])).to_list() == ["a c m e unit 5", None, None, None]


def test_some_rows_change() -> None:
    text = pl.Series(["a", "b", None, "d"])
    rows = pl.Series([True, False, None, True])
    assert change_where(text, rows, lambda cells: cells.str.to_uppercase()).to_list() == ["A", "b", None, "D"]
    assert put_where(text, rows, pl.Series(["x", "y"])).to_list() == ["x", "b", None, "y"]
    assert text.to_list() == ["a", "b", None, "d"]


def test_cells_are_worked_on_once_and_put_back() -> None:
    rows = rows_of(pl.Series(["a", "b", None, "a"]), country=pl.Series(["X", None, "X", "X"]))
    cells = distinct_cells(rows)
    assert cells.rows() == [("a", "X"), ("b", None)]
    found = on_every_row(rows, cells.with_columns(long=pl.col("text") + "!"))
    assert found.to_dict(as_series=False) == {"long": ["a!", "b!", None, "a!"]}
