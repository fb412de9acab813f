"""Match keys: texts that are equal on two lists when, nearly always, the company is the same.

Private matching knows of two lists only which keys they share, and opens a record for every shared key. So these kinds
are few and strict: each finds by itself a company and hardly ever two. A kind is one documented function, here or among
the candidate keys where it is the same, and one line in `MATCH_KEY_KINDS`. Both sides must make keys alike: whoever
changes a kind raises `RECIPE`.
"""

from collections.abc import Callable

import polars as pl

from mutuals.accounts import Column, Table
from mutuals.normalise.fields import NormalisedList
from mutuals.normalise.keys import (
    VOWELS,
    domain_keys,
    duns_keys,
    lei_keys,
    phone_keys,
    stem_keys,
    vat_keys,
)

RECIPE = 1
"""Version of the keys below; two sides with different ones cannot compare."""

MATCH_KEYS = Table(
    "MATCH_KEYS",
    "One row is one match key of one account.",
    (
        Column("row", pl.UInt32, "Row of the account in its list, counted from 0."),
        Column("kind", pl.String, "Which kind of key, a name in `MATCH_KEY_KINDS`."),
        Column("key", pl.String, "The key."),
    ),
)

FEW = 3
"""A domain or phone number that more accounts of a list have is a group's or a switchboard's, and no key."""

TELLING = 8
"""Letters from which a name by itself, with no place beside it, is a key."""


def registration(side: NormalisedList) -> pl.DataFrame:
    """The number in the company register, with its country."""
    return _joined(side, "registration", "country")


def domain(side: NormalisedList) -> pl.DataFrame:
    """The website's registrable domain, where it is the company's own and few accounts of the list have it."""
    return _few(domain_keys(side))


def phone(side: NormalisedList) -> pl.DataFrame:
    """The last nine digits of the phone number, where few accounts of the list have them."""
    return _few(phone_keys(side))


def name_country(side: NormalisedList) -> pl.DataFrame:
    """The whole name without legal form, and the country."""
    return _named(side, "squashed", "country")


def name_city(side: NormalisedList) -> pl.DataFrame:
    """The whole name without legal form, and the city."""
    return _named(side, "squashed", "city")


def name_postal(side: NormalisedList) -> pl.DataFrame:
    """The whole name without legal form, and the postal code."""
    return _named(side, "squashed", "postal")


def name_alone(side: NormalisedList) -> pl.DataFrame:
    """The whole name without legal form, where it is long enough to be telling."""
    return _names(side).filter(pl.col("squashed").str.len_bytes() >= TELLING).select("row", key="squashed")


def words_country(side: NormalisedList) -> pl.DataFrame:
    """The words of the name in any order, and the country."""
    names = side.names.variants.select("row", squashed=pl.col("text").str.split(" ").list.sort().list.join(" "))
    return names.join(_present(side, "country"), on="row").select(
        "row", key=pl.col("squashed") + "|" + pl.col("country")
    )


def sound_city(side: NormalisedList) -> pl.DataFrame:
    """The consonants of the name, and the city: survives misspelt vowels and transliterations."""
    bare = _names(side).with_columns(pl.col("squashed").str.replace_all(VOWELS, ""))
    names = bare.filter(pl.col("squashed").str.len_bytes() >= 3)
    return names.join(_present(side, "city"), on="row").select("row", key=pl.col("squashed") + "|" + pl.col("city"))


def name_or_label(side: NormalisedList) -> pl.DataFrame:
    """The whole name, or the label of the website's domain where few accounts have it: one may be the other's."""
    labels = _few(stem_keys(side)).filter(pl.col("key").str.len_bytes() >= TELLING)
    return pl.concat([name_alone(side), labels])


MATCH_KEY_KINDS: dict[str, Callable[[NormalisedList], pl.DataFrame]] = {
    "lei": lei_keys,
    "duns": duns_keys,
    "vat": vat_keys,
    "registration": registration,
    "domain": domain,
    "phone": phone,
    "name_postal": name_postal,
    "name_city": name_city,
    "name_country": name_country,
    "words_country": words_country,
    "sound_city": sound_city,
    "name": name_alone,
    "name_or_label": name_or_label,
}
"""Every kind of match key, the most telling first. A new kind is a function above and a line here."""


def match_keys(side: NormalisedList) -> pl.DataFrame:
    """Every match key of one list, shape `MATCH_KEYS`, distinct, in order of row and kind."""
    parts = [
        keys(side).select(pl.col("row").cast(pl.UInt32), pl.lit(name).alias("kind"), "key")
        for name, keys in MATCH_KEY_KINDS.items()
    ]
    return pl.concat(parts).drop_nulls().unique().sort("row", "kind", "key")


def _names(side: NormalisedList) -> pl.DataFrame:
    return side.names.variants.select("row", "squashed").filter(pl.col("squashed").str.len_chars() >= 2)


def _present(side: NormalisedList, field: str) -> pl.DataFrame:
    return side.fields.select(field).with_row_index("row").drop_nulls()


def _joined(side: NormalisedList, *fields: str) -> pl.DataFrame:
    present = side.fields.select(fields).with_row_index("row").drop_nulls()
    return present.select("row", key=pl.concat_str(*fields, separator="|"))


def _named(side: NormalisedList, name: str, place: str) -> pl.DataFrame:
    return _names(side).join(_present(side, place), on="row").select("row", key=pl.col(name) + "|" + pl.col(place))


def _few(keys: pl.DataFrame) -> pl.DataFrame:
    return keys.filter(pl.len().over("key") <= FEW)
