"""Street addresses as typed → house number and street words that are equal for the same door."""

import html
from functools import cache

import polars as pl

from mutuals.normalise.cells import distinct_cells, on_every_row, rows_of
from mutuals.normalise.folding import change_where, fold, put_where

_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th",
    "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th",
}  # fmt: skip

_CARE_OF = r"\b(?:c/o|care of|attn\b:?|att:|z\.?\s?hd\.)\s*[^,;\n\d]*[,;\n]?"
_CARE_OF_SIGNS = ["c/o", "care of", "attn", "att:", "hd."]

_UNIT = (
    r"(?:suites?|ste|unit|apt|apartment|appt|room|rm|flat|office|oficina|piso|level|lvl|floors?|flr?|etage|stock|og|andar"
    r"|bureau|dept|mail ?stop)\b[.:]?\s*(?:no\.?|nr\.?|#)?\s*(?:\d+[a-z]?|[a-z]\d+|[a-z]\b)"
    r"(?:(?:[-/]|\s*&\s*)(?:\d+[a-z]?|[a-z]\b))?"
)
_STOREY = (
    r"(?:\d+(?:st|nd|rd|th|er|eme|e|o|a|\.)?|ground|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|top"
    r"|lower|upper|entire|whole)\s*(?:floor|flr?|level|stock|og|etage|piso|andar|suite|floors)\b\.?"
)
_UNITS = rf"\b(?:{_UNIT}|{_STOREY}|\d+/f\b)|#\s*[a-z0-9-]+"
_UNIT_SIGNS = (
    "suite ste unit apt apartment appt room rm flat office oficina piso level lvl floor fl etage stock og andar bureau"
    " dept mail stop /f #"
)

_SPANISH_STOREY = r",?\s*-?\s*\b\d{1,2}\s*[ºª°]\s*(?:piso|andar|planta|\p{L})?\b"
"""Storey and door of an Iberian address (Calle Mayor 5, 2º B)."""

_ROADS = {
    r"\b(?:route|rte|rt)\b\.?\s*(?:no\.?)?\s*(\d+)": "rte$1",
    r"\b(?:highway|hwy)\b\.?\s*(?:no\.?)?\s*(\d+)": "hwy$1",
}
"""Numbers that are part of a road's name, and the word they are welded to."""

_LEADING = r"^\W*(?:(?:no|nr|number|num)\b[.:]?\s*)?0*(\d+)[a-z]?\b"
_SECOND = r"^\W*\d+[a-z]?\s*(?:,|/)\s*0*(\d+)[a-z]?\s+[a-z]"
_TRAILING = r"[a-z.,]\s*(?:no|nr)?[.:]?\s*0*(\d+)\s?[a-z]?(?:\s*[-/+&]\s*\d*\s?[a-z]?)*\s*$"
_ANYWHERE = r"\b0*(\d+)[a-z]?\b"

_NUMBER = r" (?:n[or]?  )?0*\d+[a-z]? "
_LAST_NUMBER = r" (?:n[or]?  )?0*\d+[a-z]?  [a-z] $"
"""A number among padded words (" via  roma  n  12 "), and one at the end with its letter apart."""

_NOT_GIVEN = r"^(?:n a|na|none|null|unknown|unbekannt|tbd|x+|no|test)$"


def streets(street: pl.Series) -> pl.DataFrame:
    """House `number` (digits) and folded `street` words of each address, both null where they are not said.

    Abbreviations are unified in the languages of the rigour package's address words (St., Street, Str., Straße, rue),
    a compound ending in -straße is taken apart, ordinals are digits (Fifth → 5th), a number in words that opens the
    address is its number (One Analog Way → 1). Of two numbers at the start (unit, number) the second is the house's.
    Floor, suite, room, "c/o" and HTML entities are taken out. Lost on purpose: the letter of a house number and the
    end of a range (12 a, 12-14 → 12).
    """
    rows = rows_of(street)
    cells = distinct_cells(rows)
    text = _unescaped(cells["text"])
    text = change_where(text, text.str.contains("[ºª°]"), lambda rows: rows.str.replace_all(_SPANISH_STOREY, " "))
    text = fold(text).str.replace_all("'", "", literal=True)
    text = change_where(text, text.str.contains_any(_CARE_OF_SIGNS), lambda rows: rows.str.replace_all(_CARE_OF, " "))
    text = change_where(
        text, text.str.contains_any(_UNIT_SIGNS.split()), lambda rows: rows.str.replace_all(_UNITS, " ")
    )
    for pattern, welded in _ROADS.items():
        text = text.str.replace_all(pattern, welded)
    return on_every_row(rows, cells.with_columns(number=_numbers(text), street=_street_words(text)))


def _numbers(text: pl.Series) -> pl.Series:
    """The house number: at the start, else at the end, else the first anywhere, else in words at the start."""
    number = text.str.extract(_LEADING)
    two = text.str.contains(r"^\W*\d+[a-z]?\s*[,/]")
    number = put_where(number, two, text.filter(two).str.extract(_SECOND)).fill_null(number)
    for pattern in (_TRAILING, _ANYWHERE):
        rest = number.is_null()
        number = put_where(number, rest, text.filter(rest).str.extract(pattern))
    spelled = text.str.extract(r"^\W*(" + _CARDINALS.replace(" ", "|") + r")\b")
    digits = {word: str(position) for position, word in enumerate(_CARDINALS.split(), start=1)}
    return number.fill_null(spelled.replace_strict(digits, default=None, return_dtype=pl.String))


def _street_words(text: pl.Series) -> pl.Series:
    """The words of each address, without its numbers."""
    plain = text.str.replace_all(r"([a-z]{3})(?:strasse|strase|straat|str)\b", "$1 st")
    plain = plain.str.replace(r"^\W*(?:" + _CARDINALS.replace(" ", "|") + r")\b", " ")
    plain = " " + plain.str.replace_all(r"[^a-z0-9]+", "  ") + " "
    forms = _address_words()
    plain = plain.str.replace(_LAST_NUMBER, " ").str.replace_all(_NUMBER, " ").str.replace_many(forms)
    plain = plain.str.replace_all(r" +", " ").str.strip_chars(" ").str.replace_all("([aou])e+", "$1")
    return plain.set((plain == "") | plain.str.contains(_NOT_GIVEN), None)


def _unescaped(text: pl.Series) -> pl.Series:
    """HTML entities as characters; each distinct entity once."""
    entities = text.filter(text.str.contains("&", literal=True)).str.extract_all(r"&#?\w{1,31};").explode()
    known = entities.drop_nulls().unique().sort().to_list()
    return text.str.replace_many(known, [html.unescape(entity) for entity in known]) if known else text


@cache
def _address_words() -> dict[str, str]:
    """Padded address word → padded short form: those of the rigour package, and what it lacks."""
    from rigour.data.addresses.data import FORMS

    table = {form: short for short, forms in FORMS.items() for form in (short, *forms) if short not in _NOT_WORDS}
    forms = fold(pl.Series(list(table))).str.replace_all(r"[^a-z0-9]+", "  ").str.strip_chars(" ")
    pairs = dict(zip(forms, table.values(), strict=True)) | _MORE_WORDS | _ORDINALS
    return {f" {form} ": f" {short} " for form, short in sorted(pairs.items()) if form and form != short}


_NOT_WORDS = {
    "c",
    "d",
    "k",
    "kv",
    "int",
    "nat",
    "fed",
    "rep",
    "b",
    "pom",
    "lit",
    "of",
    "co",
    "zip",
    "ir",
    "ae",
    "auton",
}
"""Short forms of the package that are too short, or mean too much, to be words of a street."""

_MORE_WORDS = {
    "pl": "sq", "plz": "sq", "plza": "sq", "bd": "blvd", "boul": "blvd", "avd": "av", "gdns": "gd", "gdn": "gd",
    "crescent": "cres", "cr": "cres", "close": "cl", "trail": "trl", "calle": "c", "rua": "st", "r": "st", "ste": "st",
    "sainte": "st", "sankt": "st", "sint": "st",
    "streets": "st", "roads": "rd", "drv": "dr", "driv": "dr", "cent": "ctr", "cntr": "ctr", "no": "", "nr": "",
    "and": "", "und": "", "et": "", "y": "", "the": "", "of": "", "de": "", "la": "", "du": "", "des": "", "del": "",
    "der": "", "den": "", "do": "", "da": "", "di": "",
}  # fmt: skip
"""Address words that the package does not list, and grammar that comes and goes."""
