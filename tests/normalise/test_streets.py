"""Street addresses: one number and one wording a door."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.normalise.places import streets

DOORS = (
    (
        "8701",
        "e 116th st",
        ("8701 E. 116TH STREET", "8701 East 116th St", "8701 E 116th St.", "8701 E. 116th Street, Suite 5"),
    ),
    (
        "350",
        "5th av",
        ("350 Fifth Avenue", "350 5th Ave.", "350 5TH AVE", "350 Fifth Ave, 21st Floor", "350 5th Av #21"),
    ),
    ("1", "globex way", ("One Globex Way", "1 Globex Way", "ONE GLOBEX WAY", "No. 1 Globex Way")),
    ("14", "acme dr", ("14 ACME DRIVE, 3RD FLOOR", "14 Acme Dr", "14 Acme Dr., 3/F", "14 Acme Drive Level 3")),
    (
        "12",
        "main st",
        (
            "12 Main Street",
            "12 Main St.",
            "12 MAIN ST",
            "12 Main Street, Suite 300",
            "Suite 300, 12 Main St",
            "12 Main St #400",
            "#400 - 12 Main St",
            "12 Main Street Unit 4B",
            "12 Main St., Apt. 7",
            "12 Main St, Ste. 200",
            "12 Main St Floor 2",
            "c/o Globex Inc, 12 Main St",
            "Attn: Jane Doe, 12 Main Street",
            "12-14 Main Street",
            "12a Main St",
            "Main Street 12",
            "Ground Floor, 12 Main Street",
            "12 Main St, 2nd Fl",
            "12 Main St, Room 5",
        ),
    ),
    (
        "12",
        "haupt st",
        (
            "Hauptstraße 12",
            "Hauptstr. 12",
            "Hauptstrasse 12",
            "HAUPTSTR 12",
            "Haupt Straße 12",
            "Haupt-Str. 12a",
            "Hauptstr. 12-14",
            "Hauptstraße 12 b",
            "Hauptstr.12",
            "12 Hauptstraße",
            "Hauptstr. 12, 3. OG",
            "Hauptstraße 12 / 14",
        ),
    ),
    (
        "12",
        "st paix",
        ("12 rue de la Paix", "12, rue de la Paix", "12 RUE DE LA PAIX", "12 Rue de la paix, 3eme etage"),
    ),
    ("5", "av globex", ("5 avenue Globex", "5, av. Globex", "5 Ave Globex")),
    ("12", "st roma", ("Via Roma 12", "Via Roma, 12", "VIA ROMA N. 12", "12 via Roma")),
    ("5", "c mayor", ("Calle Mayor 5", "C/ Mayor 5", "C/ Mayor, 5, 2º B", "C. Mayor 5", "Calle Mayor nº 5")),
    ("1000", "av paulista", ("Av. Paulista, 1000", "Avenida Paulista 1000", "AV PAULISTA, 1000 - 10º andar")),
    ("7", "kerk st", ("Kerkstraat 7", "Kerkstr. 7", "Kerkstraat 7a")),
    (
        "1030",
        "w globex st",
        (
            "1030 West Globex Street",
            "717, 1030 WEST GLOBEX STREET",
            "1030 W. Globex St., Suite 717",
            "SUITE 717 - 1030 West Globex St",
        ),
    ),
    ("25", "smith st", ("25 Smith Street", "10/25 Smith St", "Unit 10, 25 Smith Street", "Level 10, 25 Smith St")),
    ("5", "konigsallee", ("Königsallee 5", "Koenigsallee 5", "KÖNIGSALLEE 5")),
    ("123", "pobox", ("PO Box 123", "P.O. Box 123", "P O BOX 123", "Postfach 123")),
    ("3499", "rte9 n", ("3499 ROUTE 9 N, SUITE 3-C", "3499 Rt. 9 North", "3499 Rte 9 N")),
    ("12", "quns rd", ("12 Queen's Road", "12 Queens Rd", "5/F, 12 Queen&#39;s Road", "12 Queen’s Road")),
    ("3", "blvd acme", ("3 boulevard Acme", "3 bd Acme", "3, Blvd. Acme")),
    ("6", "acme sq", ("6 Acme Square", "6 Acme Sq.", "6 Acme Plaza", "6 Acme Pl")),
    (None, "acme house", ("Acme House", "ACME HOUSE", "Acme House, Ground Floor")),
    ("1", None, ("One", "1")),
    ("1", "marunouchi", ("1-2-3 Marunouchi", "1-2-3, Marunouchi")),
    ("5", "cafe acme st", ("5 Caf&eacute; Acme Street", "5 Café Acme St")),
)
CELLS = [(*case[:2], cell) for case in DOORS for cell in case[2]]


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, str | None]]:
    """Number and street of each cell, all of them in one column."""
    cells = [case[2] for case in CELLS]
    return dict(zip(cells, streets(pl.Series(cells)).to_dicts(), strict=True))


@pytest.mark.parametrize(("number", "street", "cell"), CELLS, ids=[case[2] for case in CELLS])
def test_door_of_a_cell(found, number: str | None, street: str | None, cell: str) -> None:
    assert found[cell] == {"number": number, "street": street}


@pytest.mark.parametrize("cell", [None, "", "-", "N/A", "none", "unknown", "12th Floor", "Suite 300"])
def test_no_street(cell: str | None) -> None:
    assert streets(pl.Series([cell], dtype=pl.String)).row(0) == (None, None)


def test_different_doors_differ() -> None:
    cells = [
        "12 Main Street",
        "13 Main Street",
        "12 Main Road",
        "12 North Main Street",
        "12 Maine Street",
        "12 1st Street",
    ]
    assert streets(pl.Series(cells)).n_unique() == len(cells)


SAID = [case[2] for case in CELLS]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.one_of(st.none(), st.text(max_size=40), st.sampled_from(SAID)), max_size=20))
def test_any_text_is_read_row_by_row(cells: list[str | None]) -> None:
    column = pl.Series(cells, dtype=pl.String)
    found = streets(column)
    assert found.height == len(cells)
    assert streets(column.reverse()).reverse().equals(found)
    assert found["number"].drop_nulls().str.contains(r"^\d+$").all()
    assert found.filter(column.is_null()).null_count().row(0) == (column.null_count(), column.null_count())
