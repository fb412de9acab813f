"""Cities and regions: one key a place."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.normalise.places import cities, regions

CITIES = {
    "dublin": ("Dublin", "DUBLIN", "Dublin 2", "DUBLIN 24", "dublin,", "City of Dublin", " Dublin "),
    "paris": (
        "Paris",
        "PARIS",
        "Paris 8e",
        "Paris 8eme",
        "PARIS CEDEX 08",
        "Paris Cedex",
        "75008 Paris",
        "Paris, France",
    ),
    "london": ("London", "LONDON", "City of London", "London W1", "London EC2A", "London, UK", "London (City)"),
    "new york": ("New York", "NEW YORK", "New York, NY", "New York City", "NYC", "N.Y.", "New York / NY"),
    "st louis": ("St. Louis", "Saint Louis", "St Louis", "SAINT-LOUIS", "St.Louis, MO"),
    "st gallen": ("St. Gallen", "Sankt Gallen", "St.Gallen"),
    "dusseldorf": ("Düsseldorf", "Duesseldorf", "DÜSSELDORF", "Dusseldorf", "40213 Düsseldorf", "D-40213 Düsseldorf"),
    "koln": ("Köln", "Koeln", "KÖLN", "Stadt Köln"),
    "munchen": ("München", "Muenchen", "Landeshauptstadt München"),
    "frankfurt": (
        "Frankfurt",
        "Frankfurt am Main",
        "Frankfurt a. M.",
        "Frankfurt/Main",
        "Frankfurt (Main)",
        "FRANKFURT/M.",
    ),
    "luxembourg": ("Luxembourg", "L-2411 Luxembourg", "Ville de Luxembourg"),
    "zurich": ("Zürich", "ZURICH", "8001 Zürich", "CH-8001 Zürich", "Zuerich"),
    "sao paulo": ("São Paulo", "Sao Paulo", "SÃO PAULO", "São Paulo, SP"),
    "san jose": ("San José", "San Jose", "San Jose, CA"),
    "winston salem": ("Winston-Salem", "Winston Salem"),
    "lodz": ("Łódź", "Lodz", "LODZ"),
    "reykjavik": ("Reykjavík", "Reykjavik"),
    "osaka": ("Osaka", "Osaka-shi", "ŌSAKA"),
    "chiyoda": ("Chiyoda", "Chiyoda-ku"),
    "beijing": ("Beijing", "北京", "Chaoyang District, Beijing"),
    "moskva": ("Moskva", "Москва"),
    "athina": ("Athína", "Αθήνα"),
    "n york": ("North York", "N. York", "NORTH YORK"),
    "ft worth": ("Fort Worth", "Ft. Worth", "Ft Worth, TX"),
    "kings lynn": ("King's Lynn", "Kings Lynn", "King’s Lynn"),
}
CITY_CELLS = [(key, cell) for key, cells in CITIES.items() for cell in cells]


@pytest.fixture(scope="module")
def found() -> dict[str, str | None]:
    """The city in each cell, all of them in one column."""
    cells = [cell for _, cell in CITY_CELLS]
    return dict(zip(cells, cities(pl.Series(cells)), strict=True))


@pytest.mark.parametrize(("key", "cell"), CITY_CELLS, ids=[cell for _, cell in CITY_CELLS])
def test_city_of_a_cell(found, key: str, cell: str) -> None:
    assert found[cell] == key


@pytest.mark.parametrize(
    "cell", [None, "", " ", "-", "N/A", "n.a.", "NA", "none", "unknown", "12345", "xxx", "?", "TBD"]
)
def test_no_city(cell: str | None) -> None:
    assert cities(pl.Series([cell], dtype=pl.String)).item() is None


def test_different_cities_differ() -> None:
    cells = ["Newport", "Newport News", "Portland", "Port Arthur", "Salem", "Winston-Salem", "San Jose", "San Juan"]
    assert cities(pl.Series(cells)).n_unique() == len(cells)


REGIONS = {
    "CA": ("CA", "ca", "California", "CALIFORNIA", "State of California", "Kalifornien"),
    "NY": ("NY", "New York", "N.Y.", "New York State"),
    "GA": ("GA", "Georgia"),
    "ON": ("ON", "Ontario"),
    "QC": ("QC", "Québec", "Quebec", "Province of Quebec"),
    "BC": ("BC", "British Columbia", "B.C."),
    "NSW": ("NSW", "New South Wales"),
    "VIC": ("VIC", "Victoria"),
    "BY": ("BY", "Bayern", "Bavaria"),
    "HE": ("HE", "Hessen", "Hesse", "Land Hessen"),
    "SP": ("SP", "São Paulo", "Sao Paulo"),
    "ZH": ("ZH", "Zürich", "Kanton Zürich", "Canton of Zurich"),
    "ile de france": ("Île-de-France", "ILE DE FRANCE", "Ile de France"),
    "kent": ("Kent", "KENT", "County of Kent", "Kent County"),
}
REGION_CELLS = [(key, cell) for key, cells in REGIONS.items() for cell in cells]


@pytest.mark.parametrize(("key", "cell"), REGION_CELLS, ids=[cell for _, cell in REGION_CELLS])
def test_region_of_a_cell(key: str, cell: str) -> None:
    assert regions(pl.Series([cell])).item() == key


def test_region_names_are_those_of_the_country() -> None:
    cells = pl.Series(["Western Australia", "Washington", "Limburg", "Punjab", "Georgia"])
    assert regions(cells, pl.Series(["AU", "US", "NL", "IN", "US"])).to_list() == ["WA", "WA", "limburg", "PB", "GA"]


@pytest.mark.parametrize("cell", [None, "", "-", "N/A", "none", "A1", "2M", "x"])
def test_no_region(cell: str | None) -> None:
    assert regions(pl.Series([cell], dtype=pl.String)).item() is None


SAID = [cell for _, cell in CITY_CELLS + REGION_CELLS]


@pytest.mark.parametrize("read", [cities, regions])
@settings(deadline=None, max_examples=30)
@given(cells=st.lists(st.one_of(st.none(), st.text(max_size=30), st.sampled_from(SAID)), max_size=20))
def test_any_text_is_read_row_by_row(read, cells: list[str | None]) -> None:
    column = pl.Series(cells, dtype=pl.String)
    found = read(column)
    assert len(found) == len(cells)
    assert read(column.reverse()).reverse().equals(found)
    assert read(found).equals(found)
    assert not (found == "").any()
