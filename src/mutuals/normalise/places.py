"""Cities and regions as typed → keys that are equal for the same place."""

from functools import cache

import polars as pl

from mutuals.normalise.folding import fold, words
from mutuals.normalise.postal import postal_areas, postal_codes
from mutuals.normalise.streets import streets
from mutuals.normalise.territories import territory_names

__all__ = ["cities", "postal_areas", "postal_codes", "regions", "streets"]

NOT_GIVEN = (
    r"^(?:n a|na|none|null|nil|nan|unknown|unbekannt|not available|not applicable|tbd|tba|x+|test|various|diverse)$"
)
"""Folded cells that say there is nothing."""

_CITY_BEFORE = (
    r"^(?:\d[\d ]* )?(?:(?:the )?(?:city|town|municipality|village|borough) of |ville de |stadt |ciudad de |cidade de "
    r"|comune di |gemeente |gemeinde |commune de |municipio de |hansestadt |landeshauptstadt )?"
)
_CITY_AFTER = (
    r"(?: cedex(?: \d+)?| \d{1,3}(?:e|er|eme|th|st|nd|rd)?(?: arrondissement)?| [a-z]{1,2}\d{1,2}[a-z]?"
    r"| (?:city|town|municipality|stadt|shi|ku|si|gu))+$"
)
_CITY_WORDS = {
    "saint": "st", "sainte": "st", "ste": "st", "sankt": "st", "sint": "st", "santa": "sta", "santo": "sto",
    "fort": "ft", "mount": "mt", "north": "n", "south": "s", "east": "e", "west": "w", "nyc": "new york",
    "ny": "new york", "la": "la", "d c": "dc", "am main": "", "a m": "", "main": "", "hts": "heights", "spgs": "springs",
    "spg": "springs", "bch": "beach", "pk": "park", "jct": "junction", "ctr": "center", "centre": "center",
}  # fmt: skip


def cities(city: pl.Series) -> pl.Series:
    """Each city folded to ASCII words without what comes and goes: "City of", district and cedex numbers, the region
    after a comma, a note in brackets; Saint is st, and ae, oe, ue are a, o, u (Düsseldorf, Duesseldorf). Null where
    nothing is said.

    Names of one city in two languages (The Hague, Den Haag) stay apart: no package we rest on gives them.
    """
    cells = _distinct(city)
    head = fold(cells["text"]).str.replace(r"^\s*[a-z]{1,3}-(\d)", "$1").str.replace_all(r"\([^)]*\)", " ")
    head = head.str.replace(r"^([^,;/|]*[a-z][^,;/|]*)[,;/|].*$", "$1").str.replace_all(r"['`’.]", "")
    key = words(head)
    key = _placeless(key).str.replace(_CITY_BEFORE, "").str.replace(_CITY_AFTER, "")
    padded = pl.Series(" " + key.str.replace_all(" ", "  ", literal=True) + " ")
    known = [f" {word} " for word in _CITY_WORDS]
    key = padded.str.replace_many(known, [f" {word} " for word in _CITY_WORDS.values()])
    key = key.str.replace_all(r" +", " ").str.strip_chars(" ").str.replace_many(["ae", "oe", "ue"], ["a", "o", "u"])
    key = key.set(~key.str.contains("[a-z]"), None)
    return _spread(city, cells, key).alias("city")


def regions(region: pl.Series, country: pl.Series | None = None) -> pl.Series:
    """Each region as its short code where it has one (California, Calif. → CA; Bayern → BY), else folded words.

    Codes stay as they are in upper case. With `country` (ISO 3166 alpha-2, a row a region) names are looked up there
    alone; without it, in the United States and Canada first, then wherever one country only has the name. Codes of a
    letter and a digit (such as the US Securities and Exchange Commission's) are null: no other list uses them.
    """
    where = pl.Series([None], dtype=pl.String).new_from_index(0, len(region)) if country is None else country
    frame = pl.DataFrame({"text": region.cast(pl.String), "country": where.cast(pl.String)})
    cells = frame.unique(maintain_order=True).filter(pl.col("text").is_not_null())
    cells = cells.with_columns(key=_placeless(words(cells["text"].str.replace_all(".", "", literal=True))))
    cells = cells.with_columns(key=pl.col("key").str.replace(_REGION_BEFORE, "").str.replace(_REGION_AFTER, ""))
    found = cells.join(_region_names(), on=["key", "country"], how="left", maintain_order="left", nulls_equal=True)
    short = pl.col("key").str.to_uppercase()
    code = pl.when(pl.col("region").is_not_null()).then("region")
    private = pl.col("key").str.contains(r"^(?:[a-z]\d|\d[a-z])$")
    found = found.with_columns(code=code.when(pl.col("key").str.len_bytes() <= 3).then(short).otherwise("key"))
    found = found.with_columns(code=pl.when(~private).then("code"))
    joined = frame.join(found, on=["text", "country"], how="left", maintain_order="left", nulls_equal=True)
    return joined["code"].alias("region")


_REGION_BEFORE = r"^(?:state|province|region|county|land|bundesland|canton|kanton|departement|provincia|provincie) (?:of |de |di |du |d )?"
_REGION_AFTER = r" (?:state|province|region|county|prefecture|oblast|ken|sheng|voivodeship)$"


@cache
def _region_names() -> pl.DataFrame:
    """`key`, `country` → `region`; `country` is null for the look-up without one."""
    names = territory_names().filter(pl.col("region").is_not_null() & pl.col("rank").is_between(3, 4))
    names = names.select("key", "region", country="iso").unique(maintain_order=True)
    names = names.filter(pl.len().over("key", "country") == 1)
    home = pl.col("country").is_in(["US", "CA"])
    anywhere = names.filter(home | (pl.col("country").n_unique().over("key") == 1))
    anywhere = anywhere.filter(home | ~home.any().over("key")).unique("key", keep="first", maintain_order=True)
    return pl.concat([names, anywhere.with_columns(country=pl.lit(None, dtype=pl.String))])


def _placeless(key: pl.Series) -> pl.Series:
    return key.set(key.str.contains(NOT_GIVEN), None)


def _distinct(text: pl.Series) -> pl.DataFrame:
    return text.cast(pl.String).alias("text").unique(maintain_order=True).drop_nulls().to_frame()


def _spread(text: pl.Series, cells: pl.DataFrame, key: pl.Series) -> pl.Series:
    """`key` of each distinct cell back on every row."""
    table = cells.with_columns(key.alias("key"))
    return (
        text.cast(pl.String).alias("text").to_frame().join(table, on="text", how="left", maintain_order="left")["key"]
    )
