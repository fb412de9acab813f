"""Countries in many languages, and the countries of domain suffixes."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.normalise.countries import GENERIC_SUFFIXES, countries, country_of_suffix
from mutuals.normalise.territories import country_names, territories

WRITTEN = {
    "US": (
        "US", "us", "USA", "U.S.", "U.S.A.", "u.s.a", "United States", "United States of America",
        "the United States", "Estados Unidos", "EE. UU.", "Etats-Unis", "États-Unis", "Vereinigte Staaten",
        "Stati Uniti", "America", "United States (USA)", "USA - United States", "California, USA", "Delaware",
        "Georgia, USA", "Untied States", "Verenigde Staten", "США", "美国", "アメリカ合衆国",
    ),
    "GB": (
        "GB", "GBR", "UK", "U.K.", "England", "Scotland", "Wales", "Great Britain", "United Kingdom",
        "Northern Ireland", "England & Wales", "Großbritannien", "Vereinigtes Königreich", "Royaume-Uni",
        "Reino Unido", "Regno Unito", "UK - England", "London, England",
    ),
    "DE": (
        "DE", "de", "DEU", "Germany", "GERMANY", "Deutschland", "Allemagne", "Alemania", "Alemanha", "Germania",
        "Duitsland", "Niemcy", "Германия", "ドイツ", "德国", "Federal Republic of Germany", "Germany (DE)",
        "DE - Germany", "Germnay", "Bavaria, Germany",
    ),
    "FR": ("FR", "FRA", "France", "Frankreich", "Francia", "França", "Frankrijk", "Франция",),
    "ES": ("ES", "España", "Spain", "Spanien", "Espagne", "Espanha", "Spagna",),
    "IT": ("IT", "Italia", "Italy", "Italien", "Italie",),
    "PT": ("PT", "Portugal",),
    "NL": (
        "NL", "Netherlands", "Holland", "Niederlande", "Pays-Bas", "Nederland", "The Netherlands",
        "Países Bajos",
    ),
    "BE": ("BE", "Belgium", "Belgique", "België", "Belgien",),
    "CH": ("CH", "Switzerland", "Schweiz", "Suisse", "Svizzera", "Suiza",),
    "AT": ("AT", "Austria", "Österreich", "Autriche",),
    "AU": ("AU", "Australia", "Australien", "Commonwealth of Australia", "New South Wales, Australia",),
    "SE": ("SE", "Sweden", "Sverige", "Schweden",),
    "NO": ("NO", "Norway", "Norge",),
    "DK": ("DK", "Denmark", "Danmark", "Dänemark",),
    "FI": ("FI", "Finland", "Suomi",),
    "PL": ("PL", "Poland", "Polska", "Polen",),
    "CZ": ("CZ", "Czechia", "Tschechien", "Czech Republic", "República Checa",),
    "GR": ("GR", "EL", "Greece", "Griechenland", "Ελλάδα",),
    "TR": ("TR", "Turkey", "Türkiye", "Turkiye", "Türkei",),
    "RU": ("RU", "Russia", "Russland", "Россия", "Russian Federation",),
    "CN": ("CN", "China", "中国", "中华人民共和国", "People's Republic of China", "P.R. China", "PRC", "P R China",),
    "TW": ("TW", "Taiwan", "台灣", "臺灣", "Taiwan, Province of China", "Taiwan R.O.C.",),
    "HK": ("HK", "Hongkong", "香港", "Hong Kong", "Hong Kong SAR", "Hong Kong, China",),
    "MO": ("MO", "Macau", "Macao",),
    "JP": ("JP", "JPN", "Japan", "日本", "Japon", "Japón",),
    "KR": (
        "KR", "Korea", "대한민국", "South Korea", "Korea, Republic of", "Republic of Korea", "Südkorea",
        "Corea del Sur",
    ),
    "KP": ("KP", "North Korea",),
    "IN": ("IN", "India", "Indien",),
    "BR": ("BR", "Brazil", "Brasil", "Brésil",),
    "MX": ("MX", "Mexico", "México", "Mexiko",),
    "CA": ("CA", "Canada", "Kanada", "Canadá", "British Columbia, Canada", "Canada (Federal Level)", "Ontario",),
    "PR": ("PR", "Puerto Rico", "Puerto Rico, USA",),
    "JE": ("JE", "Jersey", "Jersey, Channel Islands",),
    "GG": ("GG", "Guernsey",),
    "IM": ("IM", "Isle of Man",),
    "KY": ("KY", "Cayman Islands",),
    "VG": ("VG", "British Virgin Islands",),
    "IE": ("IE", "Ireland", "Irland", "Éire", "Republic of Ireland",),
    "CI": ("CI", "Ivory Coast", "Côte d'Ivoire", "Cote dIvoire",),
    "AE": ("AE", "UAE", "United Arab Emirates", "Vereinigte Arabische Emirate", "Emirats arabes unis", "Dubai",),
    "SA": ("SA", "KSA", "Saudi Arabia", "Kingdom of Saudi Arabia",),
    "IR": ("IR", "Iran", "Iran, Islamic Republic of",),
    "IQ": ("IQ", "Iraq",),
    "NE": ("NE", "Niger",),
    "NG": ("NG", "Nigeria",),
    "GE": ("GE", "Georgia",),
    "VN": ("VN", "Vietnam", "Viet Nam", "Viet-Nam",),
    "MK": ("MK", "North Macedonia",),
    "XK": ("XK", "Kosovo",),
    "NA": ("NA", "Namibia",),
    "ZA": ("ZA", "South Africa", "Südafrika", "Afrique du Sud",),
}  # fmt: skip
CASES = [(code, cell) for code, cells in WRITTEN.items() for cell in cells]


@pytest.fixture(scope="module")
def found() -> dict[str, str | None]:
    """The country of each cell, all of them in one column."""
    cells = [cell for _, cell in CASES]
    return dict(zip(cells, countries(pl.Series(cells)), strict=True))


@pytest.mark.parametrize(("code", "cell"), CASES, ids=[cell for _, cell in CASES])
def test_country_of_a_cell(found, code: str, cell: str) -> None:
    assert found[cell] == code


UNKNOWN = (
    None, "", " ", "-", "n/a", "N/A", "n.a.", "unknown", "EU", "Europe", "foo", "123", "+49", "Austrlia", "Worldwide",
    "Soviet Union",
)  # fmt: skip


@pytest.mark.parametrize("cell", UNKNOWN)
def test_unknown_countries(cell: str | None) -> None:
    """Austrlia is one letter from two countries, so it is neither."""
    assert countries(pl.Series([cell], dtype=pl.String)).item() is None


def test_every_code_and_english_name_is_known() -> None:
    named = territories().filter(pl.col("region").is_null() & (pl.col("code").str.to_uppercase() == pl.col("iso")))
    assert named.height > 240
    for column in ("code", "name"):
        assert countries(named[column]).equals(named["iso"].alias("country"))


def test_the_package_gives_tens_of_thousands_of_names() -> None:
    """Fails when the package moves its data."""
    assert country_names().height > 20_000
    assert country_names()["iso"].n_unique() > 245


SUFFIXES = {
    "de": "DE", "co.uk": "GB", "uk": "GB", "com.au": "AU", "co.jp": "JP", "com.br": "BR", "fr": "FR", "us": "US",
    "in": "IN", "xn--p1ai": "RU", "xn--fiqs8s": "CN", "xn--wgbh1c": "EG", "com.co": "CO", "gov.uk": "GB",
    "nsw.edu.au": "AU", "com": None, "org": None, "technology": None, "eu": None, "su": None, "io": None, "co": None,
    "ai": None, "tv": None, "me": None, "uk.com": None, "": None,
}  # fmt: skip


@pytest.mark.parametrize(("suffix", "code"), SUFFIXES.items())
def test_country_of_a_suffix(suffix: str, code: str | None) -> None:
    assert country_of_suffix(pl.Series([suffix])).item() == code


def test_generic_suffixes_are_country_codes() -> None:
    codes = pl.Series(GENERIC_SUFFIXES.split())
    assert countries(codes.filter(codes != "ac")).null_count() == 0


@settings(deadline=None, max_examples=30)
@given(st.lists(st.one_of(st.none(), st.text(max_size=30), st.sampled_from([cell for _, cell in CASES])), max_size=20))
def test_any_text_is_read_row_by_row(cells: list[str | None]) -> None:
    column = pl.Series(cells, dtype=pl.String)
    found = countries(column)
    assert len(found) == len(cells)
    assert countries(column.reverse()).reverse().equals(found)
    assert countries(found).equals(found)
