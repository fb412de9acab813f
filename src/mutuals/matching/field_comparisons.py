"""Comparisons of every field but the name: each a documented function of the pairs and one line in `FIELD_COMPARISONS`.

Their weights are learned on the very lists at hand, starting from the shipped ones. Level 0 is always "nothing to
compare" and weighs nothing.
"""

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, JaroWinkler

from mutuals.matching.comparison import Comparison, Level
from mutuals.matching.pairs import FITS, ROUGHLY, Levels, Pairs

ALIKE = 0.8
"""Similarity of two domain labels that may be one company's."""

FEW, MANY = 6, 30
"""A domain that at most `FEW` accounts of both lists have may be one company's; of more than `MANY`, a group's."""


def country(pairs: Pairs) -> Levels:
    """Whether both accounts are in the same country; a country named in one of the names explains another country."""
    levels = _same(pairs, "country")
    return np.where((levels == 2) & pairs.country_in_name, 3, levels).astype(np.uint8)


def address(pairs: Pairs) -> Levels:
    """How near the addresses are, from the same house to nothing in common. Street, postal code, city and region are
    weighed as one fact, since an office that moves changes all of them; accounts in two countries are not compared."""
    street = _street(pairs)
    postal, city = _same(pairs, "postal"), _same_or_close(pairs, "city", 0.88)
    area, region = _same(pairs, "area"), _same(pairs, "region")
    nothing = (street == 0) & (postal == 0) & (city == 0) & (region == 0)
    same_postal, same_city = postal == 1, city == 1
    known = (street > 0).astype(np.int8) + (postal > 0) + (city > 0)
    return np.select(
        [
            _same(pairs, "country") == 2,
            nothing,
            street == 1,
            (street == 2) & (same_postal | same_city | ((postal == 0) & (city == 0))),
            same_postal & (street == 0),
            same_postal,
            same_city & (street == 0) & (postal == 0),
            same_city & (area == 1),
            same_city,
            (city == 2) | (area == 1),
            region == 1,
            known >= 2,
        ],
        [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11],
        10,
    ).astype(np.uint8)


def _street(pairs: Pairs) -> Levels:
    """0 unknown on a side, 1 same street and number, 2 nearly the same street and the same number, 3 others."""
    left, right, words = pairs.codes("street")
    number_left, number_right, _ = pairs.codes("number")
    there = (left >= 0) & (right >= 0)
    alike = pairs.similarity(left, right, words, Indel.normalized_similarity, there & (left != right))
    alike[there & (left == right)] = 1
    numbers = (number_left >= 0) & (number_right >= 0)
    same_number = numbers & (number_left == number_right)
    return np.select(
        [~there, (alike >= 0.85) & (same_number | ~numbers), (alike >= 0.6) & same_number], [0, 1, 2], 3
    ).astype(np.uint8)


def phone(pairs: Pairs) -> Levels:
    """Whether the phone numbers are the same; a number that many accounts share is a switchboard's and weighs less."""
    left, right, words = pairs.codes("phone")
    levels = _same(pairs, "phone")
    uses = _uses(left, right, pairs, "phone", len(words))
    return np.where((levels == 1) & (uses > 3), 3, levels).astype(np.uint8)


def website(pairs: Pairs) -> Levels:
    """Whether the websites' domains agree, and how many accounts share the domain: a domain is not an identity. Where a
    side has none, whether the other's domain label fits the name; where the names are the same, that would say nothing
    that they do not say."""
    left, right, words = pairs.codes("domain")
    stem_left, stem_right, stems = pairs.codes("stem")
    both = (left >= 0) & (right >= 0)
    same = both & (left == right)
    uses = _uses(left, right, pairs, "domain", len(words))
    told = same | pairs.names_same
    alike = pairs.similarity(stem_left, stem_right, stems, Indel.normalized_similarity, both & ~same)
    fit = pairs.label_fit(~told)
    levels: Levels = np.select(
        [
            same & pairs.names_differ & (uses > 0),
            same & (uses <= 2),
            same & (uses <= FEW),
            same & (uses <= MANY),
            same,
            pairs.names_same & ((alike >= ALIKE) | ~both),
            pairs.names_same,
            both & (stem_left == stem_right),
            both & (alike >= ALIKE),
            both & (fit >= FITS),
            both & (fit >= 0.9),
            both,
            fit >= FITS,
            fit >= 0.92,
            fit >= 0.85,
            fit >= ROUGHLY,
            fit >= 0,
        ],
        [15, 1, 2, 3, 4, 0, 9, *range(5, 15)],
        0,
    ).astype(np.uint8)
    return levels


def lei(pairs: Pairs) -> Levels:
    """Whether the Legal Entity Identifiers are equal; two different ones are two legal entities."""
    return _same(pairs, "lei")


def duns(pairs: Pairs) -> Levels:
    """Whether the D-U-N-S numbers are equal; sites of one company have different ones."""
    return _same(pairs, "duns")


def vat(pairs: Pairs) -> Levels:
    """Whether the VAT identification numbers are equal; a company has one in each country it trades in, so only two
    different ones of one country speak against it."""
    left, right, words = pairs.codes("vat")
    prefixes, levels = words.str.head(2), _same(pairs, "vat")
    if len(words):
        abroad = prefixes.gather(np.maximum(left, 0)).to_numpy() != prefixes.gather(np.maximum(right, 0)).to_numpy()
        levels[(levels == 2) & abroad] = 3
    return levels


def registration(pairs: Pairs) -> Levels:
    """Whether the numbers in the company register are equal."""
    return _same(pairs, "registration")


def industry(pairs: Pairs) -> Levels:
    """Whether the industries are described in the same words, or share one."""
    left, right, words = pairs.codes("industry")
    there = (left >= 0) & (right >= 0)
    alike = pairs.similarity(left, right, words, Indel.normalized_similarity, there & (left != right))
    return np.select([~there, left == right, alike >= 0.6], [0, 1, 2], 3).astype(np.uint8)


def _same(pairs: Pairs, field: str) -> Levels:
    left, right, _ = pairs.codes(field)
    return np.select([(left < 0) | (right < 0), left == right], [0, 1], 2).astype(np.uint8)


def _same_or_close(pairs: Pairs, field: str, close: float) -> Levels:
    left, right, words = pairs.codes(field)
    differ = (left >= 0) & (right >= 0) & (left != right)
    alike = pairs.similarity(left, right, words, JaroWinkler.normalized_similarity, differ)
    levels = _same(pairs, field)
    levels[levels == 2] = 3
    levels[differ & (alike >= close)] = 2
    return levels


def _uses(left: NDArray[np.int32], right: NDArray[np.int32], pairs: Pairs, field: str, size: int) -> NDArray[np.int64]:
    """How many accounts of both lists have the value that a pair shares; 0 where it shares none."""
    counts = pairs.value_counts(field, size)
    used: NDArray[np.int64] = np.where((left >= 0) & (left == right), counts[left], 0)
    return used


FIELD_COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "website",
        "Website",
        website,
        (
            Level("missing", ""),
            Level("same_unique", "same domain, that no other account has", agrees=True),
            Level("same_few", "same domain, that a few accounts share", agrees=True),
            Level("same_some", "same domain, that several accounts share", agrees=True),
            Level("same_many", "same domain, that many accounts share", agrees=True),
            Level("same_label", "same domain label under another suffix"),
            Level("label_alike", "domain labels alike"),
            Level("differ_fits", "domains differ, yet one is the other's name"),
            Level("differ_near", "domains differ, yet one resembles the other's name"),
            Level("differ", "domains differ"),
            Level("fits", "one website, and it is the other's name"),
            Level("fits_near", "one website, and it is nearly the other's name"),
            Level("fits_roughly", "one website, and it resembles the other's name"),
            Level("fits_little", "one website, and it hardly resembles the other's name"),
            Level("unlike", "one website, and it is unlike the other's name"),
            Level("same_siblings", "same domain, yet each name has words of its own, as in a group", agrees=True),
        ),
        learned=True,
        shared=True,
    ),
    Comparison(
        "country",
        "Country",
        country,
        (
            Level("missing", ""),
            Level("same", "same country", agrees=True),
            Level("differ", "countries differ"),
            Level("explained", "countries differ, as one of the names says"),
        ),
        learned=True,
        shared=True,
    ),
    Comparison(
        "address",
        "Address",
        address,
        (
            Level("missing", ""),
            Level("same_house", "same street and number", agrees=True),
            Level("near_house", "nearly the same street and number", agrees=True),
            Level("same_postal_code", "same postal code", agrees=True),
            Level("postal_code_only", "same postal code, another street", agrees=True),
            Level("same_city", "same city", agrees=True),
            Level("same_city_near", "same city and postal area"),
            Level("same_city_elsewhere", "same city, another address"),
            Level("near", "same postal area, or a city spelt nearly alike"),
            Level("same_region", "same region, another city"),
            Level("differ", "addresses differ in the one part known of both"),
            Level("elsewhere", "addresses differ in every part"),
        ),
        learned=True,
        shared=True,
    ),
    Comparison(
        "phone",
        "Phone",
        phone,
        (
            Level("missing", ""),
            Level("same", "same phone number", agrees=True),
            Level("differ", "phone numbers differ"),
            Level("same_shared", "same phone number, that several accounts share", agrees=True),
        ),
        learned=True,
        shared=True,
    ),
    Comparison(
        "lei",
        "LEI",
        lei,
        (Level("missing", ""), Level("same", "same LEI", agrees=True), Level("differ", "LEIs differ")),
        learned=True,
        veto="differ",
    ),
    Comparison(
        "duns",
        "D-U-N-S",
        duns,
        (
            Level("missing", ""),
            Level("same", "same D-U-N-S number", agrees=True),
            Level("differ", "D-U-N-S numbers differ"),
        ),
        learned=True,
    ),
    Comparison(
        "vat",
        "VAT id",
        vat,
        (
            Level("missing", ""),
            Level("same", "same VAT id", agrees=True),
            Level("differ", "VAT ids differ"),
            Level("abroad", "VAT ids of two countries"),
        ),
        learned=True,
        veto="differ",
    ),
    Comparison(
        "registration",
        "Registration number",
        registration,
        (
            Level("missing", ""),
            Level("same", "same registration number", agrees=True),
            Level("differ", "registration numbers differ"),
        ),
        learned=True,
        veto="differ",
    ),
    Comparison(
        "industry",
        "Industry",
        industry,
        (
            Level("missing", ""),
            Level("same", "same industry", agrees=True),
            Level("alike", "industries alike"),
            Level("differ", "industries differ"),
        ),
        learned=True,
        shared=True,
    ),
)
"""Every comparison of a field. A new one is a function above and a line here."""
