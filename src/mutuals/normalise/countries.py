"""Countries as typed → ISO 3166 alpha-2, and the country that a domain suffix stands for."""

from functools import cache

import polars as pl

from mutuals.normalise.cells import distinct_cells, on_every_row, rows_of
from mutuals.normalise.folding import words
from mutuals.normalise.public_suffixes import suffix_countries
from mutuals.normalise.territories import country_names, territories

GENERIC_SUFFIXES = """
    ac ad ag ai am as bz cc cd cf cm co cx dj fm ga gd gg gl gq gs im io la lc li ly me ml ms mu nr nu pw re sc sh so st
    tc tk tm to tv vc vg ws
"""
"""Country-code suffixes sold to everybody (.io, .co, .ai, .tv, .me): they say nothing about where the owner is.

Names under their national second levels (com.co, net.ai) still do."""

_SPELLINGS = {
    "uk": "GB", "ksa": "SA", "roi": "IE", "prc": "CN", "rok": "KR", "rsa": "ZA", "ee uu": "US", "eeuu": "US",
    "eua": "US", "brd": "DE", "vae": "AE",
}  # fmt: skip
"""Everyday abbreviations that the package does not list."""

_NOT_AVAILABLE = r"(?i)^\s*n\s*[./\\]\s*a\.?\s*$"
"""N/A and n.a. are not Namibia; a bare NA is its code."""

_OFFICIAL = (
    r"^(?:the )?(?:(?:islamic |federal |democratic |peoples? |federative |plurinational )*"
    r"(?:republic|kingdom|state|states|commonwealth|principality|grand duchy|sultanate|union) of (?:the )?)?"
)
"""Official styles that stand before a country's everyday name."""


def countries(country: pl.Series) -> pl.Series:
    """ISO 3166 alpha-2 code (upper case) of each country, row by row; null where it is not known.

    Understands codes of two and three letters, names in any common language and script, official styles, a region with
    its country ("British Columbia, Canada"), a capital, and one mistyped letter in a name of six letters or more.
    Territories with a code of their own (HK, TW, PR) keep it; England and its neighbours are GB.
    """
    rows = rows_of(country)
    cells = distinct_cells(rows)
    cells = cells.filter(~pl.col("text").str.contains(_NOT_AVAILABLE))
    cells = cells.with_columns(key=words(cells["text"]))
    cells = cells.with_columns(iso=_by_name(cells["key"]))
    for resolve in (_by_style, _by_parts, _by_one_letter):
        rest = cells["iso"].is_null().arg_true()
        if len(rest):
            cells = cells.with_columns(iso=cells["iso"].clone().scatter(rest, resolve(cells[rest])))
    return on_every_row(rows, cells.select("text", country="iso"))["country"]


def country_of_suffix(suffix: pl.Series) -> pl.Series:
    """ISO 3166 alpha-2 code of the country that a public suffix stands for (de, co.uk → GB); null for generic suffixes
    and for country codes that are used as if they were generic (`GENERIC_SUFFIXES`)."""
    rows = rows_of(suffix)
    cells = distinct_cells(rows)
    last = pl.col("text").str.extract(r"([^.]+)$")
    country = last.replace_strict(suffix_countries(), default=None, return_dtype=pl.String)
    generic = pl.col("text").is_in(GENERIC_SUFFIXES.split())
    return on_every_row(rows, cells.with_columns(country=pl.when(~generic).then(country)))["country"]


def _by_name(key: pl.Series) -> pl.Series:
    """Country of each folded name or code, as it is or without its spaces (u s a, hongkong)."""
    whole, squashed = _names()
    found = key.replace_strict(whole["key"], whole["iso"], default=None)
    bare = key.str.replace_all(" ", "", literal=True)
    return found.fill_null(bare.replace_strict(squashed["key"], squashed["iso"], default=None))


def _by_style(cells: pl.DataFrame) -> pl.Series:
    return _by_name(cells["key"].str.replace(_OFFICIAL, ""))


def _by_parts(cells: pl.DataFrame) -> pl.Series:
    """A cell of several parts: the last known one, unless an earlier one is a territory of it (Hong Kong, China)."""
    split = pl.col("text").str.replace_all(r"[,;()/|\[\]:]| [-–—] ", "\n").str.split("\n")
    parts = cells.select(row=pl.int_range(pl.len()), part=split).explode("part")
    parts = parts.with_columns(iso=_by_name(words(parts["part"]))).drop_nulls("iso")
    last = parts.with_columns(whole=pl.col("iso").last().over("row"))
    above = last["iso"].replace_strict(_sovereigns(), default=None, return_dtype=pl.String)
    inner = last.filter((above == last["whole"]).fill_null(value=False))
    best = pl.concat([inner, last.filter(pl.col("iso") == pl.col("whole"))]).unique(
        "row", keep="first", maintain_order=True
    )
    return cells.select(row=pl.int_range(pl.len())).join(best, on="row", how="left", maintain_order="left")["iso"]


def _by_one_letter(cells: pl.DataFrame) -> pl.Series:
    """A name of six letters or more that one letter (wrong, missing, doubled, swapped) keeps from one country only."""
    keys = cells.select(row=pl.int_range(pl.len()), key=pl.col("key").str.replace_all(" ", "", literal=True))
    near = _deletions(keys).join(_misspellings(), on="form").group_by("row").agg(pl.col("iso").unique())
    only = near.filter(pl.col("iso").list.len() == 1).with_columns(pl.col("iso").list.first())
    return keys.join(only, on="row", how="left", maintain_order="left")["iso"]


def _deletions(keys: pl.DataFrame) -> pl.DataFrame:
    """Each key of 6 to 40 letters as it is and with each single letter left out, as `form`."""
    length = pl.col("key").str.len_bytes()
    long = keys.filter(length.is_between(6, 40)).with_columns(at=pl.int_ranges(0, length + 1)).explode("at")
    return long.with_columns(
        form=pl.col("key").str.slice(0, pl.col("at")) + pl.col("key").str.slice(pl.col("at") + 1)
    ).drop("at", "key")


@cache
def _names() -> tuple[pl.DataFrame, pl.DataFrame]:
    """`key` → `iso`: names as they are, and without spaces where that leaves two letters or more and one country."""
    spellings = pl.DataFrame({"key": list(_SPELLINGS), "iso": list(_SPELLINGS.values())})
    names = pl.concat([spellings, country_names().select("key", "iso")]).unique(
        "key", keep="first", maintain_order=True
    )
    squashed = names.select(pl.col("key").str.replace_all(" ", "", literal=True), "iso").unique(maintain_order=True)
    return names, squashed.filter((pl.len().over("key") == 1) & (pl.col("key").str.len_bytes() > 1))


@cache
def _misspellings() -> pl.DataFrame:
    names = country_names().filter("common")
    keys = names.select("iso", key=pl.col("key").str.replace_all(" ", "", literal=True))
    return _deletions(keys).unique(maintain_order=True)


@cache
def _sovereigns() -> dict[str, str]:
    """Territories with an ISO code of their own → ISO code of the country they belong to."""
    inner = territories().filter(pl.col("parent").is_not_null() & (pl.col("code").str.len_chars() == 2))
    return dict(zip(inner["code"].str.to_uppercase(), inner["parent"].str.to_uppercase(), strict=True))
