"""Postal codes: one spelling a code, and the area it lies in."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.normalise.places import postal_areas, postal_codes

CODES = (
    ("US", "17059", "170", ("17059", "17059-0066", "17059 0066", "170590066", "17059.0", " 17059 ")),
    ("US", "02139", "021", ("02139", "2139", "2139.0", "02139-1234", "2139-1234", "021391234")),
    ("US", "00926", "009", ("00926", "926")),
    ("GB", "SW1A1AA", "SW1A", ("SW1A 1AA", "sw1a1aa", "SW1A-1AA", "SW1A  1AA")),
    ("GB", "M11AE", "M1", ("M1 1AE", "m1 1ae")),
    ("GB", "EC2A", "EC2A", ("EC2A", "ec2a")),
    ("CA", "V6E2Y3", "V6E", ("V6E 2Y3", "v6e2y3", "V6E-2Y3")),
    ("IE", "D02X285", "D02", ("D02 X285", "d02x285")),
    ("DE", "10115", "10", ("10115", "D-10115", "DE-10115", "10115.0")),
    ("DE", "01067", "01", ("01067", "1067", "D-01067")),
    ("CH", "8001", "80", ("8001", "CH-8001", "CH 8001")),
    ("AT", "1010", "10", ("1010", "A-1010", "AT-1010")),
    ("LU", "2411", "2", ("2411", "L-2411", "L - 2411", "LU 2411")),
    ("FR", "75008", "75", ("75008", "F-75008", "FR-75008")),
    ("FR", "06000", "06", ("06000", "6000")),
    ("IT", "00128", "00", ("00128", "128", "I-00128")),
    ("NL", "1012AB", "10", ("1012 AB", "1012AB", "NL-1012 AB", "1012ab")),
    ("BE", "1000", "10", ("1000", "B-1000", "BE-1000")),
    ("SE", "11122", "11", ("111 22", "11122", "SE-111 22", "S-111 22")),
    ("PL", "00950", "00", ("00-950", "00950")),
    ("PT", "1000001", "10", ("1000-001", "1000 001")),
    ("BR", "04551060", "04", ("04551-060", "04551060", "4551060")),
    ("JP", "1000005", "100", ("100-0005", "1000005", "〒100-0005", "１００-０００５")),
    ("CN", "100020", "10", ("100020",)),
    ("IN", "400020", "400", ("400020", "400 020")),
    ("SG", "049315", "04", ("049315", "49315")),
    ("AU", "0800", "08", ("0800", "800")),
    ("LV", "1010", "10", ("LV-1010", "1010")),
    ("KY", "11104", "11", ("KY1-1104", "KY1 1104")),
    (None, "12345", "12", ("12345", "12345-6789")),
    (None, "SW1A1AA", "SW1A", ("SW1A 1AA",)),
)
CELLS = [(*case[:3], cell) for case in CODES for cell in case[3]]


@pytest.fixture(scope="module")
def found() -> dict[tuple[str | None, str], tuple[str | None, str | None]]:
    """Code and area of each cell, all of them in one column."""
    cells = pl.DataFrame(CELLS, schema=["country", "code", "area", "cell"], orient="row")
    codes = postal_codes(cells["cell"], cells["country"])
    areas = postal_areas(codes, cells["country"])
    return dict(zip(cells.select("country", "cell").rows(), zip(codes, areas, strict=True), strict=True))


@pytest.mark.parametrize(("country", "code", "area", "cell"), CELLS, ids=[f"{case[0]}:{case[3]}" for case in CELLS])
def test_code_and_area(found, country: str | None, code: str, area: str, cell: str) -> None:
    assert found[country, cell] == (code, area)


@pytest.mark.parametrize("cell", [None, "", "-", "N/A", "none", "0", "00000", "unknown", "xxxxx"])
def test_no_code(cell: str | None) -> None:
    found = postal_codes(pl.Series([cell], dtype=pl.String), pl.Series(["US"]))
    assert found.item() is None
    assert postal_areas(found, pl.Series(["US"])).item() is None


WHERE = pl.Series(["US", "GB", None, "DE", "KY", "JP", "XX"] * 4)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.one_of(st.none(), st.text(max_size=14), st.text("0123456789AB -.", max_size=12)), max_size=20))
def test_any_text_is_read_row_by_row(cells: list[str | None]) -> None:
    column, where = pl.Series(cells, dtype=pl.String), WHERE.head(len(cells))
    found = postal_codes(column, where)
    assert len(found) == len(cells)
    assert postal_codes(column.reverse(), where.reverse()).reverse().equals(found)
    assert postal_codes(found, where).equals(found)
    assert found.drop_nulls().str.contains(r"^[A-Z0-9]{1,10}$").all()
    assert postal_areas(found, where).is_null().equals(found.is_null())
