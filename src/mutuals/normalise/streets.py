"""Street addresses as typed → house number and street words that are equal for the same door."""

import html
from functools import cache

import polars as pl

from mutuals.normalise.folding import fold

_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty"
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_CARE_OF = r"\b(?:c/o|care of|attn:?|att:|z\.?\s?hd\.?)\s*[^,;\n\d]*[,;\n]?"
_UNITS = (
    r"(?:\b(?:suites?|ste|unit|apt|apartment|appt|room|rm|flat|office|oficina|of|piso|level|lvl|floors?|flr?|etage|stock|og"
    r"|bureau|dept|mail ?stop|ms)\b\.?\s*(?:no\.?|nr\.?|#)?\s*(?:\d+[a-z]?|[a-z]\d+|[a-z])(?:\s*[-&/]\s*(?:\d+[a-z]?|[a-z]))?\b)"
    r"|(?:\b(?:\d+(?:st|nd|rd|th|er|e|eme|\.)?|ground|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|top"
    r"|lower|upper|entire|whole)\s*(?:floor|flr?|level|stock|og|etage|piso|suite)\b\.?)"
    r"|(?:\b\d+/f\b)|(?:#\s*[a-z0-9-]+)"
)
_LEADING = r"^\W*(?:(?:no|nr|number|num|n)\b[.:°º]?\s*)?0*(\d+)\s?[a-z]?\b"
_SECOND = r"^\W*\d+[a-z]?\s*(?:,|/)\s*0*(\d+)[a-z]?\s+[a-z]"
_TRAILING = r"[a-z.,]\s*(?:no|nr|n)?[.:°º]?\s*0*(\d+)\s?[a-z]?(?:\s*[-/+&]\s*\d*\s?[a-z]?)*\s*$"
_ANYWHERE = r"\b0*(\d+)[a-z]?\b"


def streets(street: pl.Series) -> pl.DataFrame:
    """House `number` (digits) and folded `street` words of each address, both null where they are not said.

    Abbreviations are unified in the languages of the rigour package's address words (St., Street, Str., Straße, rue),
    a compound ending in -straße is split off, ordinals are digits (Fifth → 5th), a number in words that opens the
    address is its number (One Analog Way → 1). Floor, suite, room, "c/o" and HTML entities are taken out. Lost on
    purpose: the letter of a house number and the end of a range (12 a, 12-14 → 12).
    """
    text = _unescaped(street.cast(pl.String))
    text = _where(fold(text), r"c/o|care of|att|hd", lambda rows: rows.str.replace_all(_CARE_OF, " "))
    text = _numbered(text)
    text = text.str.replace_all(_UNITS, " ")
    frame = text.to_frame("text").with_columns(
        number=pl.coalesce(pl.col("text").str.extract(pattern) for pattern in (_SECOND, _LEADING, _TRAILING, _ANYWHERE))
    )
    bare = frame.select(
        pl.when(pl.col("number").is_null())
        .then("text")
        .otherwise(pl.col("text").str.replace_all(r"\b\d+\s?[a-z]?\b(?:\s*[-/]\s*\d*[a-z]?\b)?", " "))
    ).to_series()
    return pl.DataFrame({"number": frame["number"], "street": _street_words(bare)})


def _street_words(text: pl.Series) -> pl.Series:
    plain = text.str.replace_all(r"([a-z]{3,})(?:strasse|strase|straat|str)\b", "$1 st")
    plain = " " + plain.str.replace_all(r"[^a-z0-9]+", "  ") + " "
    forms = _address_words()
    plain = plain.str.replace_many(list(forms), list(forms.values()))
    plain = plain.str.replace_all(r" +", " ").str.strip_chars(" ").str.replace_many(["ae", "oe", "ue"], ["a", "o", "u"])
    return plain.set((plain == "") | plain.str.contains(r"^(?:n a|na|none|null|unknown|tbd|x+|no)$"), None).alias(
        "street"
    )


def _numbered(text: pl.Series) -> pl.Series:
    """Ordinals as digits, and a number in words at the start as digits."""
    for position, word in enumerate(_ORDINALS.split(), start=1):
        text = text.str.replace_all(rf"\b{word}\b", f"{position}th")
    text = text.str.replace_all(r"\b(\d+)\s?(?:st|nd|rd|th)\b", "${1}th")
    for position, word in enumerate(_NUMBERS.split(), start=1):
        text = text.str.replace(rf"^\W*{word}\b", f"{position}")
    return text


def _unescaped(text: pl.Series) -> pl.Series:
    entities = (
        text.filter(text.str.contains(r"&#?\w{1,31};")).str.extract_all(r"&#?\w{1,31};").explode().unique().sort()
    )
    if entities.is_empty():
        return text
    return text.str.replace_many(entities.to_list(), [html.unescape(entity) for entity in entities])


def _where(text: pl.Series, pattern: str, change) -> pl.Series:
    rows = text.str.contains(pattern).fill_null(value=False).arg_true()
    return text if rows.is_empty() else text.clone().scatter(rows, change(text.gather(rows)))


@cache
def _address_words() -> dict[str, str]:
    """Padded address word → padded short form, from the rigour package (one word each), and what it lacks."""
    from rigour.data.addresses.data import FORMS

    table = {form: short for short, forms in FORMS.items() for form in (short, *forms) if short not in _NOT_WORDS}
    forms = fold(pl.Series("form", list(table))).str.replace_all(r"[^a-z0-9]+", "  ").str.strip_chars(" ")
    pairs = dict(zip(forms, table.values(), strict=True)) | _MORE_WORDS
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
"""Short forms of the package that are too short or mean too much to be words of a street."""

_MORE_WORDS = {
    "pl": "sq", "plz": "sq", "bd": "blvd", "boul": "blvd", "av": "av", "avd": "av", "hwy": "hwy", "pkwy": "pky",
    "ctr": "ctr", "gdns": "gd", "gdn": "gd", "bldg": "bldg", "sainte": "st", "sankt": "st", "crescent": "cres",
    "cr": "cres", "close": "cl", "trail": "trl", "plaza": "sq", "calle": "c", "cl": "cl", "rua": "st", "r": "st",
    "avenue": "av", "northern": "n", "southern": "s", "and": "", "und": "", "et": "", "y": "", "the": "", "of": "",
    "de": "", "la": "", "du": "", "des": "", "del": "", "der": "", "den": "",
}  # fmt: skip
