"""The world of invented companies: who exists, in which group, under which name, where, and on which website.

Companies come in families. Most stand alone; a heavy tail of families has many members, either a corporate group
(siblings that share the head of their name, often the domain and the address) or mere homonyms in different places.
"""

import numpy as np
import polars as pl

from mutuals.example.dice import Bools, Dice, Ints
from mutuals.example.grammar import SPELLINGS, compose, heads
from mutuals.example.vocabulary import INDUSTRIES, Vocabulary, vocabulary

FAMILY_SIZES = {1: 78.0, 2: 11.0, 3: 4.5, 4: 2.2, 5: 1.4, 6: 0.8, 8: 0.7, 12: 0.5, 20: 0.3, 40: 0.1}
"""Number of companies in a family -> weight of such families."""

CORPORATE = 0.8
"""Share of families of several that are one corporate group; the others are homonyms that nothing else connects."""

SIBLINGS = {"trade": 46.0, "qualifier": 24.0, "country": 11.0, "town": 8.0, "series": 11.0}
"""How a sibling's name differs from the parent's: by trade (Northvale Logistics), by a qualifier (Northvale Holdings), by
country (Northvale Poland), by town (Northvale Leeds), or by a number (Northvale Fund III)."""

INSTITUTIONS = 0.055
"""Share of stand-alone companies that are universities, councils, hospitals, savings banks: a town and a common noun."""

_SERIES = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
_FUNDS = [
    "Fund",
    "Fund",
    "Growth Fund",
    "Income Fund",
    "Capital Fund",
    "Partners",
    "Trust",
    "Properties",
    "Site",
    "No.",
    "Municipal Income Fund",
    "Ventures",
    "Store",
    "Opportunity Fund",
    "Series",
]


def invent(count: int, seed: int) -> pl.DataFrame:
    """`count` companies, one a row.

    Columns: `family`; `group` (true for a member of a corporate group); `parent` (row of the parent company, or null);
    `national` (true for the national subsidiary of the parent); `country`, `language`, `industry`, `city`, `form`
    (positions in the vocabulary); `head` and the name without legal form in three spellings (`native` only where the
    script is another, `latin`, `english`).
    """
    v = vocabulary()
    dice = Dice(seed, "companies")
    family, first, group = _families(count, dice)
    lead = first[family]
    rank = np.arange(count) - lead
    country = _country(v, count, lead, group, dice)
    language = _drawn_int(v.country_languages.latin, v.country_languages.draw(country, dice))
    language = np.where(country == country[lead], language[lead], language)
    industry = dice.weighted(count, [weight for _, weight in INDUSTRIES.values()])
    industry = np.where(group & dice.chance(count, 0.5), industry[lead], industry)
    city = v.cities.draw(country, dice, skew=1.8)
    city = np.where(group & (country == country[lead]) & dice.chance(count, 0.6), city[lead], city)
    english_trade = dice.chance(count, 0.16) & (v.other_script[language] == 0)
    people = pl.DataFrame(
        {
            "language": language,
            "trade_language": np.where(english_trade, v.languages.index("en"), language),
            "industry": industry,
            "city": city,
        }
    )
    own_head = heads(v, language, city, dice.child("heads"))
    head = own_head[lead]
    how = np.where(group & (rank > 0), dice.weighted(count, list(SIBLINGS.values())), -1)
    how[(how == list(SIBLINGS).index("country")) & (country == country[lead])] = list(SIBLINGS).index("trade")
    names = _names(v, head, people, family, lead, how, dice)
    national = how == list(SIBLINGS).index("country")
    return pl.DataFrame(
        {
            "family": family,
            "group": group,
            "parent": pl.select(pl.when(pl.Series(group & (rank > 0))).then(pl.Series(lead))).to_series(),
            "national": national,
            "country": country,
            "language": language,
            "industry": names["industry"],
            "city": city,
            "form": _drawn_int(v.forms.latin, v.forms.draw(country, dice)),
            "head": names["head"],
            **{spelling: names[spelling] for spelling in SPELLINGS},
        }
    )


def _drawn_int(numbers: pl.Series, at: Ints) -> Ints:
    return numbers.cast(pl.Int64).to_numpy()[at]


def _families(count: int, dice: Dice) -> tuple[Ints, Ints, Bools]:
    """The family of each company, the first company of each family, and whether it belongs to a corporate group."""
    sizes = np.array(list(FAMILY_SIZES))[dice.weighted(count, list(FAMILY_SIZES.values()))]
    family = np.repeat(np.arange(count), sizes)[:count]
    first = (np.cumsum(sizes) - sizes).astype(np.int64)
    corporate = dice.chance(count, CORPORATE)[family]
    several = sizes[family] > 1
    return family, first, several & corporate


def _country(v: Vocabulary, count: int, lead: Ints, group: Bools, dice: Dice) -> Ints:
    """Countries by weight; three members of a family in four are in the first one's."""
    country = dice.weighted(count, v.countries["weight"].to_list())
    return np.where(dice.chance(count, 0.75), country[lead], country)


def _names(
    v: Vocabulary, head: pl.DataFrame, people: pl.DataFrame, family: Ints, lead: Ints, how: Ints, dice: Dice
) -> pl.DataFrame:
    """Names of all companies: stand-alone ones and parents by their own shape, siblings after the parent's."""
    count = len(lead)
    language = people["language"].to_numpy()
    alone = np.bincount(family, minlength=count)[family] == 1
    institution = alone & dice.chance(count, INSTITUTIONS)
    shapes = v.words["lineage"]
    shape_at = np.where(alone, shapes.draw(language, dice), 0)
    own = compose(v, shapes, shape_at, head, people, dice.child("own"))
    of_head = v.words["lineage_of_head"]
    sibling = compose(v, of_head, of_head.draw(language, dice), head, people, dice.child("siblings"))
    public = v.words["institutions"]
    public_at = public.draw(language, dice)
    civic = compose(v, public, public_at, head, people, dice.child("institutions"))
    industries = pl.Series(list(INDUSTRIES))
    trade_of_institution = public.english.gather(public_at).replace_strict(
        {name: i for i, name in enumerate(industries)}, default=0, return_dtype=pl.Int64
    )
    marks = _marks(v, people, lead, dice.child("marks"))
    frame = pl.DataFrame({"alone": alone, "institution": institution, "how": how, "industry": people["industry"]})
    columns = {}
    for spelling in SPELLINGS:
        picked = frame.with_columns(
            own=own[spelling], sibling=sibling[spelling], civic=civic[spelling], head=head[spelling], **marks[spelling]
        ).select(
            pl.when("institution")
            .then(pl.col("civic"))
            .when("alone")
            .then(pl.col("own"))
            .when(pl.col("how") > 0)
            .then(
                pl.col("head")
                + " "
                + pl.when(pl.col("how") == 1)
                .then("qualifier")
                .when(pl.col("how") == 2)
                .then("nation")
                .when(pl.col("how") == 3)
                .then("town")
                .otherwise("series")
            )
            .otherwise("sibling")
            .alias(spelling)
        )
        columns[spelling] = picked[spelling]
    return pl.DataFrame(columns).with_columns(
        head=pl.select(pl.when(pl.Series(institution)).then(columns["latin"]).otherwise(head["latin"])).to_series(),
        industry=pl.select(
            pl.when(pl.Series(institution)).then(trade_of_institution).otherwise(people["industry"])
        ).to_series(),
    )


def _marks(v: Vocabulary, people: pl.DataFrame, lead: Ints, dice: Dice) -> dict[str, dict[str, pl.Series]]:
    """What siblings carry after the head of their name: a qualifier, a nation, a town or a place in a series."""
    language, city = people["language"].to_numpy(), people["city"].to_numpy()
    count = len(lead)
    qualifiers = v.words["qualifiers"]
    at = qualifiers.draw(people["trade_language"].to_numpy(), dice, skew=1.7)
    owner = np.searchsorted(v.cities.start, city, side="right") - 1
    nation = v.countries["name"].gather(owner)
    series = pl.Series(_FUNDS).gather(dice.below(count, len(_FUNDS))[lead]) + " " + _ordinal(count, lead, dice)
    town = v.city_names.latin.gather(v.city_names.start[city])
    del language
    return {
        spelling: {
            "qualifier": getattr(qualifiers, spelling).gather(at),
            "nation": nation,
            "town": town,
            "series": series,
        }
        for spelling in SPELLINGS
    }


def _ordinal(count: int, lead: Ints, dice: Dice) -> pl.Series:
    """Numbers within a family: Roman in some families, Arabic in others."""
    rank = np.arange(count) - lead
    roman = pl.Series(_SERIES).gather(np.minimum(rank, len(_SERIES) - 1))
    arabic = pl.Series(rank + 1).cast(pl.String)
    return pl.select(
        pl.when(pl.Series(dice.chance(count, 0.6)[lead]) & pl.Series(rank < len(_SERIES))).then(roman).otherwise(arabic)
    ).to_series()
