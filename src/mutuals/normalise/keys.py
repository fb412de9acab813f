"""Candidate keys: short texts that two accounts of the same company tend to share, however different they look.

A key is (row, key). Kinds are one documented function and one line in `KEYS`; candidates for matching in the clear come
from the keys that two lists share. Keys for private matching are fewer and stricter (`match_keys.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from mutuals.normalise.fields import NormalisedList

VOWELS = "[aeiouyhw]"


def word_keys(side: NormalisedList) -> pl.DataFrame:
    """Each distinctive word of the name."""
    return _content_words(side).select("row", key="word")


def word_pair_keys(side: NormalisedList) -> pl.DataFrame:
    """Each two neighbouring words of the name, in alphabetical order: rare together where each is common."""
    words = _content_words(side).with_columns(
        following=pl.when(pl.col("variant") == pl.col("variant").shift(-1)).then(pl.col("word").shift(-1))
    )
    pair = pl.concat_str(pl.min_horizontal("word", "following"), pl.max_horizontal("word", "following"), separator=" ")
    return words.drop_nulls("following").select("row", key=pair)


def skeleton_keys(side: NormalisedList) -> pl.DataFrame:
    """Each longer word without its vowels, doubled letters once: survives misspelt vowels and transliterations."""
    words = _content_words(side).filter(pl.col("word").str.len_bytes() >= 5).select("row", "word")
    bare = pl.col("word").str.slice(0, 1) + pl.col("word").str.slice(1).str.replace_all(VOWELS, "")
    skeletons = words.select(pl.col("word").unique()).with_columns(key=bare)
    return words.join(skeletons.filter(pl.col("key").str.len_bytes() >= 3), on="word").select("row", "key")


def word_country_keys(side: NormalisedList) -> pl.DataFrame:
    """Each word of the name with the country: a word common in the world may be rare in a country."""
    return _with_field(side, "country")


def word_city_keys(side: NormalisedList) -> pl.DataFrame:
    """Each word of the name with the city."""
    return _with_field(side, "city")


def squashed_keys(side: NormalisedList) -> pl.DataFrame:
    """The whole name without spaces."""
    return side.names.variants.select("row", key="squashed").filter(pl.col("key").str.len_bytes() >= 2)


def acronym_keys(side: NormalisedList) -> pl.DataFrame:
    """The initials of names of three words and more; meets whole names and domain labels."""
    return side.names.variants.select("row", key="acronym").filter(pl.col("key").str.len_bytes() >= 3)


def stem_keys(side: NormalisedList) -> pl.DataFrame:
    """The label of the website's domain (acme of acme.co.uk); meets whole names and acronyms."""
    return _field_keys(side, "stem").filter(pl.col("key").str.len_bytes() >= 3)


def head_keys(side: NormalisedList) -> pl.DataFrame:
    """The first six letters of the name without spaces: survives a misspelling further on."""
    return _long_names(side).select("row", key=pl.col("squashed").str.head(6))


def tail_keys(side: NormalisedList) -> pl.DataFrame:
    """The last six letters of the name without spaces: survives a misspelling before them."""
    return _long_names(side).select("row", key=pl.col("squashed").str.tail(6))


def deletion_keys(side: NormalisedList) -> pl.DataFrame:
    """Names of 4 to 8 letters with one letter left out at a time: two that differ in one letter share one."""
    short = side.names.variants.filter(pl.col("squashed").str.len_bytes().is_between(4, 8)).select("row", "squashed")
    cuts = [
        short.filter(pl.col("squashed").str.len_bytes() > at).select(
            "row", key=pl.col("squashed").str.slice(0, at) + pl.col("squashed").str.slice(at + 1)
        )
        for at in range(8)
    ]
    return pl.concat([short.select("row", key="squashed"), *cuts])


def domain_keys(side: NormalisedList) -> pl.DataFrame:
    """The website's registrable domain, where it is the company's own."""
    return _field_keys(side, "domain")


def phone_keys(side: NormalisedList) -> pl.DataFrame:
    """The last nine digits of the phone number."""
    return _field_keys(side, "phone")


def lei_keys(side: NormalisedList) -> pl.DataFrame:
    """The Legal Entity Identifier."""
    return _field_keys(side, "lei")


def duns_keys(side: NormalisedList) -> pl.DataFrame:
    """The D-U-N-S number."""
    return _field_keys(side, "duns")


def vat_keys(side: NormalisedList) -> pl.DataFrame:
    """The VAT identification number."""
    return _field_keys(side, "vat")


def registration_keys(side: NormalisedList) -> pl.DataFrame:
    """The number in the company register."""
    return _field_keys(side, "registration")


def address_keys(side: NormalisedList) -> pl.DataFrame:
    """Postal code and house number together."""
    fields = side.fields.with_row_index("row").drop_nulls(["postal", "number"])
    return fields.select("row", key=pl.col("postal") + " " + pl.col("number"))


@dataclass(frozen=True)
class KeyKind:
    """A kind of candidate key: how it is made, the space its keys live in (equal keys of one space meet) and how much
    one shared key of it counts when candidates are ranked (1 = a shared word of the same rarity)."""

    keys: Callable[[NormalisedList], pl.DataFrame]
    space: str
    weight: float


KEYS: dict[str, KeyKind] = {
    "word": KeyKind(word_keys, "word", 1.0),
    "word_pair": KeyKind(word_pair_keys, "word_pair", 1.0),
    "skeleton": KeyKind(skeleton_keys, "skeleton", 1.0),
    "word_country": KeyKind(word_country_keys, "word_country", 1.0),
    "word_city": KeyKind(word_city_keys, "word_city", 1.0),
    "squashed": KeyKind(squashed_keys, "whole", 2.0),
    "acronym": KeyKind(acronym_keys, "whole", 2.0),
    "stem": KeyKind(stem_keys, "whole", 2.0),
    "head": KeyKind(head_keys, "head", 1.0),
    "tail": KeyKind(tail_keys, "tail", 1.0),
    "deletion": KeyKind(deletion_keys, "deletion", 1.0),
    "domain": KeyKind(domain_keys, "domain", 2.0),
    "phone": KeyKind(phone_keys, "phone", 3.0),
    "lei": KeyKind(lei_keys, "lei", 4.0),
    "duns": KeyKind(duns_keys, "duns", 4.0),
    "vat": KeyKind(vat_keys, "vat", 4.0),
    "registration": KeyKind(registration_keys, "registration", 4.0),
    "address": KeyKind(address_keys, "address", 2.0),
}
"""Every kind of candidate key. A new kind is a function above and a line here."""


def _content_words(side: NormalisedList) -> pl.DataFrame:
    words = side.names.words.filter(pl.col("kind") != "function")
    return words.join(side.names.variants.select("variant", "row"), on="variant", maintain_order="left")


def _long_names(side: NormalisedList) -> pl.DataFrame:
    return side.names.variants.filter(pl.col("squashed").str.len_bytes() >= 7)


def _field_keys(side: NormalisedList, field: str) -> pl.DataFrame:
    return side.fields.select(field).with_row_index("row").drop_nulls().select("row", key=field)


def _with_field(side: NormalisedList, field: str) -> pl.DataFrame:
    values = side.fields.select(field).with_row_index("row").drop_nulls()
    words = _content_words(side).join(values, on="row", maintain_order="left")
    return words.select("row", key=pl.col("word") + "|" + pl.col(field))
