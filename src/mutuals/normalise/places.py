"""Cities and regions as typed → keys that are equal for the same place; beside postal codes and streets."""

from functools import cache

import polars as pl

from mutuals.normalise.cells import distinct_cells, on_every_row, rows_of
from mutuals.normalise.folding import fold, words
from mutuals.normalise.postal import postal_areas, postal_codes
from mutuals.normalise.streets import streets
from mutuals.normalise.territories import territory_names

__all__ = ["cities", "postal_areas", "postal_codes", "regions", "streets"]

_NOT_GIVEN = (
    r"^(?:n ?a|n ?d|none|null|nil|nan|unknown|unbekannt|not available|not applicable|tbd|tba|x+|test|various"
    r"|diverse)$"
)
_CITY_BEFORE = (
    r"^(?:\d+ |(?:the )?(?:city|town|municipality|village|borough) of |ville de |stadt |ciudad de |cidade de "
    r"|comune di |gemeente |gemeinde |commune de |municipio de |hansestadt |landeshauptstadt |kreisfreie )*"
)
_CITY_AFTER = (
    r"(?: cedex(?: \d+)?| \d{1,3}(?:e|er|eme|th|st|nd|rd)?(?: arrondissement)?| [a-z]{1,2}\d{1,2}[a-z]?"
    r"| (?:city|town|municipality|stadt|shi|ku|si|gu))+$"
)
_CITY_RIVER = r"^(frankfurt) (?:am |a )?(?:main|m)$|^(halle) (?:an der |a d |a )?(?:saale|s)$"
_CITY_WORDS = {
    "saint": "st", "sainte": "st", "ste": "st", "sankt": "st", "sint": "st", "fort": "ft", "mount": "mt", "north": "n",
    "south": "s", "east": "e", "west": "w", "nyc": "new york", "ny": "new york", "hts": "heights", "spgs": "springs",
    "spg": "springs", "bch": "beach", "jct": "junction", "ctr": "center", "centre": "center", "upon": "on",
}  # fmt: skip
"""Words of city names and the one spelling of each."""

_REGION_BEFORE = (
    r"^(?:(?:state|province|region|county|land|bundesland|canton|kanton|departement|provincia|provincie)"
    r" (?:of |de |di |du |d )?)*"
)
_REGION_AFTER = r"(?: (?:state|province|region|county|prefecture|oblast|ken|sheng|voivodeship))+$"


def cities(city: pl.Series) -> pl.Series:
    """Each city folded to ASCII words without what comes and goes: "City of", district and cedex numbers, the region
    after a comma, a note in brackets; Saint is st, North is n, and ae, oe, ue are a, o, u (Düsseldorf, Duesseldorf).
    Null where nothing is said.

    Names of one city in two languages (The Hague, Den Haag) stay apart: no package we rest on gives them.
    """
    rows = rows_of(city)
    cells = distinct_cells(rows)
    cells = cells.filter(~words(cells["text"]).str.contains(_NOT_GIVEN))  # before N/A is cut at its slash
    head = fold(cells["text"]).str.replace(r"^\s*[a-z]{1,3}-(\d)", "$1").str.replace_all(r"\([^)]*\)?", " ")
    head = head.str.replace(r"^[^,;/|]*\bdistrict\s*,", "").str.replace_all(r"['`]", "")
    head = head.str.replace(r"^([^,;/|]*[a-z][^,;/|]*)[,;/|].*$", "$1")
    head = head.str.replace(r"^\s*([a-z])\.\s?([a-z])\.?\s*$", "$1$2")
    key = words(head).str.replace(_CITY_BEFORE, "").str.replace(_CITY_AFTER, "").str.replace(_CITY_RIVER, "$1$2")
    padded = " " + key.str.replace_all(" ", "  ", literal=True) + " "
    spelled = padded.str.replace_many({f" {word} ": f" {short} " for word, short in _CITY_WORDS.items()})
    key = spelled.str.replace_all(r" +", " ").str.strip_chars(" ").str.replace_all("([aou])e+", "$1")
    key = key.set(~key.str.contains("[a-z]") | key.str.contains(_NOT_GIVEN), None)
    return on_every_row(rows, cells.with_columns(city=key))["city"]


def regions(region: pl.Series, country: pl.Series | None = None) -> pl.Series:
    """Each region as its short code where it has one (California → CA, Bayern and Bavaria → BY), else folded words.

    Codes stay as they are, in capitals. With `country` (ISO 3166 alpha-2, a row a region) names are looked up there
    alone; without it, in the United States and Canada first, then wherever one country only has the name. Codes of a
    letter and a digit (such as the US Securities and Exchange Commission's) are null: no other list uses them.
    """
    rows = rows_of(region, country=country)
    cells = distinct_cells(rows)
    key = words(cells["text"].str.replace_all(".", "", literal=True))
    key = key.str.replace(_REGION_BEFORE, "").str.replace(_REGION_AFTER, "")
    key = key.set(key.str.contains(_NOT_GIVEN), None)
    cells = cells.with_columns(key=key).join(
        _region_names(), on=["key", "country"], how="left", maintain_order="left", nulls_equal=True
    )
    code = (
        pl.when(pl.col("key").str.contains(r"^(?:[a-z]\d|\d[a-z])$"))
        .then(None)
        .when(pl.col("code").is_not_null())
        .then("code")
        .when(pl.col("key").str.len_bytes() <= 3)
        .then(pl.col("key").str.to_uppercase())
        .otherwise("key")
    )
    return on_every_row(rows, cells.select("text", "country", region=code))["region"]


@cache
def _region_names() -> pl.DataFrame:
    """Folded name `key` and `country` → short `code`; rows without country are for cells without one."""
    names = territory_names().filter(pl.col("region").is_not_null() & pl.col("rank").is_between(3, 4))
    names = names.select("key", code="region", country="iso").unique(maintain_order=True)
    names = names.filter(pl.len().over("key", "country") == 1)
    home = pl.col("country").is_in(["US", "CA"])
    anywhere = names.filter(home | (~home.any().over("key") & (pl.col("country").n_unique().over("key") == 1)))
    anywhere = anywhere.unique("key", keep="first", maintain_order=True)
    return pl.concat([names, anywhere.with_columns(country=pl.lit(None, dtype=pl.String))])
