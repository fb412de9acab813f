"""The words that invented companies are made of, read from `data/*.toml` into arrays to draw whole columns from."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl
from anyascii import anyascii

from mutuals.example.dice import Bools, Dice, Ints

INDUSTRIES = {
    "it": ("Information Technology", 13),
    "build": ("Construction", 9),
    "food": ("Food & Beverage", 7),
    "health": ("Health Care", 8),
    "pharma": ("Biotechnology", 4),
    "bank": ("Banking", 4),
    "invest": ("Financial Services", 8),
    "insure": ("Insurance", 3),
    "energy": ("Energy & Utilities", 5),
    "transport": ("Transportation & Logistics", 6),
    "retail": ("Retail", 8),
    "property": ("Real Estate", 5),
    "legal": ("Law", 2),
    "consult": ("Consulting", 7),
    "media": ("Media", 6),
    "school": ("Education", 4),
    "make": ("Manufacturing", 15),
    "chem": ("Chemicals", 3),
    "auto": ("Automotive", 3),
    "telecom": ("Telecommunications", 2),
    "hotel": ("Hospitality", 4),
    "farm": ("Agriculture", 3),
    "mine": ("Mining", 3),
    "textile": ("Apparel & Textiles", 3),
    "public": ("Government", 1),
    "staff": ("Business Services", 5),
    "charity": ("Non-profit", 2),
}
"""Industry key in the data files -> (label that a CRM shows, weight)."""

SPELLINGS = ("native", "latin", "english")
"""The three parallel spellings of every word."""

UNSPACED = ("zh", "ja")
"""Languages written without spaces between words."""

_CLOSE = re.compile(r"^[㐀-鿿㈜㈱]|^\((?:株|주)\)")


@dataclass(frozen=True)
class Shelf:
    """Words under keys 0, 1, 2, …: three parallel spellings, of which key k owns `size[k]` from `start[k]` on."""

    native: pl.Series
    latin: pl.Series
    english: pl.Series
    start: Ints
    size: Ints

    @staticmethod
    def of(rows: list[list[tuple[str, str, str]]]) -> "Shelf":
        """The shelf whose key k holds the entries `rows[k]`, each (native, Latin, English)."""
        size = np.array([len(row) for row in rows], dtype=np.int64)
        flat = [entry for row in rows for entry in row] or [("", "", "")]
        native, latin, english = (pl.Series([entry[i] for entry in flat], dtype=pl.String) for i in range(3))
        return Shelf(native, latin, english, np.cumsum(size) - size, size)

    def draw(self, keys: Ints, dice: Dice, *, skew: float = 1.0) -> Ints:
        """A position for each of `keys`; above 1, `skew` favours the words that come first."""
        return self.start[keys] + (self.size[keys] * dice.uniform(len(keys)) ** skew).astype(np.int64)


@dataclass(frozen=True)
class Vocabulary:
    """Everything that is read from the data files, once.

    `countries` is one row a country (code, name, dial, postal, vat, reg, weight); shelves are keyed by country, by
    language, by language and industry (`trades`: language * number of industries + industry), or by legal form.
    """

    languages: list[str]
    countries: pl.DataFrame
    words: dict[str, Shelf]
    trades: Shelf
    country_languages: Shelf
    cities: Shelf
    city_names: Shelf
    spellings: Shelf
    nicknames: Shelf
    suffixes: Shelf
    forms: Shelf
    form_spellings: Shelf
    form_spellings_native: Shelf

    other_script: Ints
    unspaced: Bools

    @property
    def industries(self) -> int:
        """How many industries there are: the step from one language to the next on the shelf of trades."""
        return len(INDUSTRIES)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("mutuals.example") / "data" / name).read_text(encoding="utf-8"))


@cache
def _entry(text: str) -> tuple[str, str, str]:
    """Native, Latin and English spelling of `native[=Latin[=English]]`; a missing one is romanised or repeated."""
    native, *others = text.replace("{}", "{s}").split("=")
    latin = others[0] if others else native if _is_latin(native) else _romanised(native)
    return native, latin, others[1] if len(others) > 1 else latin


def _romanised(text: str) -> str:
    latin = anyascii(text).replace("'", "")
    return latin.lower() if any("가" <= c <= "힣" for c in text) else latin


def _is_latin(text: str) -> bool:
    return not any(0x370 <= ord(c) < 0x1E00 or ord(c) >= 0x2E80 for c in text)


def _split(key: str, text: str) -> list[str]:
    """The entries of one line: syllables end at spaces, words at commas, streets at semicolons."""
    if key == "streets":
        return text.split("; ")
    if key in _SYLLABLES and ", " not in text:
        # Vietnamese syllables of a root are words of their own: of a doubled space one is kept.
        return [" " + part if wide else part for wide, part in re.findall(r"(^ |(?<= ) )?(\S+)", text)]
    return text.split(", ")


def _weighted(texts: list[str]) -> list[str]:
    """`text*weight` repeated so that a flat draw follows the weights."""
    pairs = [text.split("*") for text in texts]
    return [text for text, weight in pairs for _ in range(int(weight))]


def _templates(text: str) -> list[tuple[str, str, str]]:
    """`shape|share[|industry]` repeated `share` times; the industry rides along as the English spelling."""
    rows = []
    for part in _split("lineage", text):
        shape, share, *industry = part.split("|")
        native, latin, _ = _entry(shape)
        rows += [(native, latin, industry[0] if industry else "")] * int(share)
    return rows


_SYLLABLES = ("start", "mid", "end", "town_end", "prefixes", "suffixes")
_WORDS = ("surnames", "given", "words", "family", "qualifiers", "adjectives", "streets")


def _tells_siblings_apart(shape: str) -> bool:
    """Whether a shape shows the head of the family and more than an ending such as .com besides."""
    return "{h}" in shape and "{h}." not in shape and not shape.startswith("{h} A")


def _shelves(tables: dict[str, Any]) -> dict[str, Shelf]:
    english = tables["en"]

    def entries(table: dict[str, Any], key: str) -> list[tuple[str, str, str]]:
        return [_entry(part) for part in _split(key, table.get(key, english[key]))] or [("", "", "")]

    shelves = {key: Shelf.of([entries(t, key) for t in tables.values()]) for key in _SYLLABLES + _WORDS}
    lineage = [_templates(table.get("lineage", english["lineage"])) for table in tables.values()]
    shelves["lineage"] = Shelf.of(lineage)
    shelves["lineage_of_head"] = Shelf.of(
        [[entry for entry in row if _tells_siblings_apart(entry[1])] for row in lineage]
    )
    institutions = [_templates(table.get("institutions", english["institutions"])) for table in tables.values()]
    shelves["institutions"] = Shelf.of(institutions)
    return shelves


def _forms(tables: dict[str, Any]) -> tuple[Shelf, Shelf, Shelf]:
    """Legal forms by country, then their spellings by form, Latin and native; a spelling is `before|after` the name."""
    by_country: list[list[tuple[str, str, str]]] = []
    latin: list[list[tuple[str, str, str]]] = []
    native: list[list[tuple[str, str, str]]] = []
    for table in tables.values():
        row: list[tuple[str, str, str]] = []
        for text in table["forms"]:
            weight, form = text.split("*", 1)
            west, _, own = form.partition("=")
            row += [(str(len(latin)),) * 3] * int(weight)
            latin.append([(around, around, around) for around in map(_around, west.split("~"))])
            native.append([(around, around, around) for around in map(_around, (own or west).split("~"))])
        by_country.append(row)
    return Shelf.of(by_country), Shelf.of(latin), Shelf.of(native)


def _around(form: str) -> str:
    """`before|after`: what stands before and after a name that carries `form`."""
    before, after = "", form
    if form.startswith("<"):
        before, _, after = form[1:].partition("|")
    gap_before = "" if not before or _CLOSE.match(before) else " "
    gap_after = "" if not after or after.startswith(",") or _CLOSE.match(after) else " "
    return f"{before.strip()}{gap_before}|{gap_after}{after.strip()}"


def _cities(tables: dict[str, Any]) -> tuple[Shelf, Shelf]:
    """Cities by country (own name, region, prefix of the postal code), then the names of each city."""
    rows = [[text.split("|") for text in table["cities"]] for table in tables.values()]
    names = []
    for text, _, _ in (city for row in rows for city in row):
        west, _, own = text.partition("=")
        names.append([(own or part, part, part) for part in west.split("/")])
    own_names = iter(names)
    cities = [[(next(own_names)[0][0], region, prefix) for _, region, prefix in row] for row in rows]
    return Shelf.of(cities), Shelf.of(names)


def _plain(rows: list[list[str]]) -> Shelf:
    """A shelf of texts that are spelled in one way."""
    return Shelf.of([[(text, text, text) for text in row] for row in rows])


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    scripts, countries = _toml("scripts.toml"), _toml("countries.toml")
    tables = _toml("english.toml") | _toml("western.toml") | _toml("eastern.toml") | scripts
    languages, english = list(tables), tables["en"]["trades"]
    trades = [
        [_entry(part) for part in _split("trades", table.get("trades", {}).get(industry) or english[industry])]
        for table in tables.values()
        for industry in INDUSTRIES
    ]
    forms, form_spellings, form_spellings_native = _forms(countries)
    cities, city_names = _cities(countries)
    of_country = countries.values()
    return Vocabulary(
        languages=languages,
        countries=pl.DataFrame(
            {
                "code": list(countries),
                **{key: [t.get(key, "") for t in of_country] for key in ("name", "dial", "postal", "vat", "reg")},
                "weight": [float(t["weight"]) for t in of_country],
            }
        ),
        words=_shelves(tables),
        trades=Shelf.of(trades),
        country_languages=_plain([[str(languages.index(n)) for n in _weighted(t["languages"])] for t in of_country]),
        cities=cities,
        city_names=city_names,
        spellings=_plain([t["spellings"] for t in of_country]),
        nicknames=_plain([t.get("short", [t["name"]]) for t in of_country]),
        suffixes=_plain([_weighted(t["suffixes"]) for t in of_country]),
        forms=forms,
        form_spellings=form_spellings,
        form_spellings_native=form_spellings_native,
        other_script=np.array([int(name in scripts) for name in languages]),
        unspaced=np.isin(languages, UNSPACED),
    )
