"""The world of invented companies: who exists, in which group, under which name and where.

Companies come in families. Most stand alone; a heavy tail of families has many members, either a corporate group
(siblings that share the head of their name, often the domain and the address) or mere homonyms in different places.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from mutuals.example.business import entries, table
from mutuals.example.dice import Bools, Dice, Ints, scattered
from mutuals.example.grammar import HEADS, WEAK_HEADS, OwnWords, Words, tidy
from mutuals.example.spelling import plain
from mutuals.example.vocabulary import INDUSTRIES, SPELLINGS, Shelf, Vocabulary, vocabulary

FAMILY_SIZES = {1: 86.0, 2: 7.6, 3: 2.8, 4: 1.4, 5: 0.8, 6: 0.5, 8: 0.4, 12: 0.3, 20: 0.15, 40: 0.04}
"""Number of companies in a family -> weight of such families."""

CORPORATE = 0.8
"""Share of families of several that are one corporate group; the others are homonyms that nothing else connects."""

AT_HOME = 0.75
"""Share of a family's members in the country of the first."""

SIBLINGS = {
    "trade": ("", 46.0),
    "qualifier": ("{h} {q}", 20.0),
    "qualified name": ("{h} {t} {q}", 5.0),
    "country": ("{h} {land}", 10.0),
    "town": ("{h} {city}", 7.0),
    "series": ("{h} {fund} {nth}", 9.0),
    "numbered": ("{h} {t} {nth}", 3.0),
}
"""How a sibling's name differs from the parent's -> its shape (none: one of its language) and its weight: Northvale
Logistics, Northvale Holdings, Northvale Poland, Northvale Leeds, Northvale Growth Fund III."""

INSTITUTIONS = 0.055
"""Share of stand-alone companies that are universities, councils, hospitals, banks: a town and a common noun."""

INCORPORATED = 0.2
"""Share of institutions that carry a legal form of their country."""

ENGLISH_TRADES = 0.16
"""Share of names in other Latin-letter languages that take their trade from English: 'Müller Systems'."""

HOMONYMS = 0.12
"""Share kept of names that happen to be the name of an earlier company elsewhere; the others get a further word."""


@dataclass(frozen=True)
class Families:
    """Who belongs together: for each company the row of the first of its family, its family's number, whether the
    family is a corporate group of several, and whether the company stands alone."""

    lead: Ints
    number: Ints
    group: Bools
    alone: Bools

    @staticmethod
    def drawn(count: int, dice: Dice) -> "Families":
        """`count` companies in families of the sizes of `FAMILY_SIZES`."""
        sizes = np.array(list(FAMILY_SIZES))[dice.weighted(count, list(FAMILY_SIZES.values()))]
        number = np.repeat(np.arange(count), sizes)[:count]
        lead = (np.cumsum(sizes) - sizes)[number]
        members = np.bincount(number, minlength=count)[number]
        return Families(lead, number, (members > 1) & dice.chance(count, CORPORATE)[number], members == 1)


def invent(count: int, seed: int) -> pl.DataFrame:
    """`count` companies, one a row.

    Columns: `family`; `parent` (row of the parent company of its corporate group, or null); `national` (true for the
    national subsidiary of the parent); `country`, `language`, `industry`, `city`, `form` (positions in the vocabulary);
    `head`; the name without legal form in three spellings: `latin`, and where the script is another one `native` and
    `english` (elsewhere null).
    """
    v = vocabulary()
    dice = Dice(seed, "companies")
    families = Families.drawn(count, dice)
    people = _people(v, families, dice)
    names = _names(v, families, people, dice)
    country, lead = people["country"].to_numpy(), families.lead
    child = families.group & (np.arange(count) > lead)
    abroad = child & (country != country[lead])
    namesake = (names["latin"] == names["latin"].gather(lead)).to_numpy()
    national = abroad & (namesake | (names["how"].to_numpy() == list(SIBLINGS).index("country")))
    # The last form of every country is none: that of most institutions.
    formless = v.forms.start[country] + v.forms.size[country] - 1
    civic = names["civic"].to_numpy() & ~dice.chance(count, INCORPORATED)
    form = v.forms.latin.cast(pl.Int32).gather(np.where(civic, formless, v.forms.draw(country, dice)))
    return people.select(
        pl.Series("family", families.number.astype(np.int32)),
        pl.when(pl.Series(child)).then(pl.Series(lead)).alias("parent"),
        pl.Series("national", national),
        "country",
        "language",
        names["industry"],
        "city",
        form.alias("form"),
        *(names[column] for column in ("head", *SPELLINGS)),
    )


def _people(v: Vocabulary, families: Families, dice: Dice) -> pl.DataFrame:
    """Country, language, language of the trade, industry and city of each company; families keep together."""
    lead, count = families.lead, len(families.lead)
    country = dice.weighted(count, v.countries["weight"].to_list())
    country = np.where(dice.chance(count, AT_HOME), country[lead], country)
    language = v.country_languages.latin.cast(pl.Int64).to_numpy()[v.country_languages.draw(country, dice)]
    language = np.where(country == country[lead], language[lead], language)
    industry = dice.weighted(count, [weight for _, weight in INDUSTRIES.values()])
    industry = np.where(families.group & dice.chance(count, 0.5), industry[lead], industry)
    city = v.cities.draw(country, dice, skew=1.8)
    near = families.group & (country == country[lead]) & dice.chance(count, 0.6)
    city = np.where(near, city[lead], city)
    borrowed = dice.chance(count, ENGLISH_TRADES) & (v.other_script[language] == 0)
    return pl.DataFrame(
        {
            "country": country.astype(np.int16),
            "language": language.astype(np.int16),
            "trade_language": np.where(borrowed, v.languages.index("en"), language).astype(np.int16),
            "industry": industry.astype(np.int16),
            "city": city.astype(np.int16),
        }
    )


def _heads(v: Vocabulary, families: Families, people: pl.DataFrame, dice: Dice) -> tuple[dict[str, pl.Series], Ints]:
    """The head of each family's names, in three spellings at the row of its first company, and the kind of each."""
    count = people.height
    words = Words(v, people, dice)
    kind = dice.weighted(count, [weight for _, weight in HEADS.values()])
    other = (v.other_script[people["language"].to_numpy()] == 1) & (kind == list(HEADS).index("compound"))
    kind[other] = 0
    first = np.flatnonzero(families.lead == np.arange(count))
    shapes = Shelf.of([[(shape, shape, shape) for shape, _ in HEADS.values()]])
    empty = pl.repeat("", count, eager=True)
    latin = scattered(empty, first, words.fill(shapes, kind[first], first, "latin"))
    own = first[v.other_script[people["language"].to_numpy()[first]] == 1]
    return {
        "latin": latin,
        "native": scattered(latin, own, words.fill(shapes, kind[own], own, "native")),
        "english": scattered(latin, own, words.fill(shapes, kind[own], own, "english")),
    }, kind


def _shapes(v: Vocabulary) -> tuple[Shelf, Ints]:
    """One shelf of all shapes of names, and where those of each sort start: of any head, of the family's head, of
    institutions, of siblings."""
    marks = Shelf.of([[(shape, shape, "") for shape, _ in SIBLINGS.values()]])
    shelves = (v.words["lineage"], v.words["lineage_of_head"], v.words["institutions"], marks)
    native, latin, english = (pl.concat([getattr(part, spelling) for part in shelves]) for spelling in SPELLINGS)
    offsets = np.cumsum([0, *(len(part.latin) for part in shelves)])
    return Shelf(native, latin, english, np.zeros(1, np.int64), np.array([len(latin)])), offsets


def _shape_of(v: Vocabulary, families: Families, language: Ints, weak: Bools, dice: Dice) -> Ints:
    """The shape of each name on the shelf of `_shapes`, siblings' aside; `weak` marks heads seldom on their own."""
    count = len(language)
    shelf, offsets = _shapes(v)
    of_head = offsets[1] + v.words["lineage_of_head"].draw(language, dice)
    at = np.where(families.alone, v.words["lineage"].draw(language, dice), of_head)
    bare = (shelf.latin.gather(at) == "{h}").to_numpy() & weak & dice.chance(count, 0.85)
    at = np.where(bare, offsets[1] + v.words["lineage_of_head"].draw(language, dice), at)
    civic = families.alone & dice.chance(count, INSTITUTIONS)
    return np.where(civic, offsets[2] + v.words["institutions"].draw(language, dice), at)


def _names(v: Vocabulary, families: Families, people: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Columns head, native, latin, english, industry, how (position in `SIBLINGS`) and civic (an institution)."""
    count, lead = people.height, families.lead
    language = people["language"].to_numpy()
    child = families.group & (np.arange(count) > lead)
    how = np.where(child, dice.weighted(count, [weight for _, weight in SIBLINGS.values()]), 0)
    at_home = people["country"].to_numpy() == people["country"].to_numpy()[lead]
    at_home &= dice.chance(count, 0.6)
    how[at_home & (how == list(SIBLINGS).index("country"))] = 0
    heads, kind = _heads(v, families, people, dice.child("heads"))
    weak = np.isin(kind[lead], [list(HEADS).index(name) for name in WEAK_HEADS])
    shelf, offsets = _shapes(v)
    at = np.where(how > 0, offsets[3] + how, _shape_of(v, families, language, weak, dice))
    words = Words(v, people, dice.child("names"), _own_words(v, families, people, heads, dice))
    everyone = np.arange(count)
    script = np.flatnonzero(v.other_script[language] == 1)
    nothing = pl.repeat(None, count, dtype=pl.String, eager=True)
    names = {"latin": words.fill(shelf, at, everyone, "latin")}
    names |= {
        key: scattered(nothing, script, words.fill(shelf, at[script], script, key)) for key in ("native", "english")
    }
    again = _again(names["latin"], people, families.number, dice)
    names = {key: _further(words, texts, again, key, dice.child("further")) for key, texts in names.items()}
    names = {key: tidy(texts, language, v) if key == "native" else _single(texts) for key, texts in names.items()}
    civic = shelf.english.gather(at).replace_strict(
        {name: i for i, name in enumerate(INDUSTRIES)}, default=None, return_dtype=pl.Int16
    )
    head = heads["latin"].gather(lead).zip_with(civic.is_null(), names["latin"])
    industry = civic.fill_null(people["industry"])
    return pl.DataFrame({"head": head, **names, "industry": industry, "how": how, "civic": civic.is_not_null()})


def _single(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all(" {2,}", " ").str.strip_chars()


def _again(names: pl.Series, people: pl.DataFrame, family: Ints, dice: Dice) -> Ints:
    """Rows with the name of an earlier company, as a person hears it: all in its city or in its family and country,
    most of those elsewhere."""
    same = dict.fromkeys(entries("little_words"), "") | table("same_words")
    # A space on each side of every word, so that words side by side are both seen.
    words = pl.lit(" ") + plain(pl.col("name")).str.replace_all(" ", "  ", literal=True) + " "
    heard = words.str.replace_many([f" {word} " for word in same], [f" {other} " for other in same.values()])
    frame = people.select("city", "country", name=names, family=pl.Series(family))
    frame = frame.with_columns(key=heard.str.replace_all(" ", "", literal=True)).select(
        pl.concat_str("city", pl.lit(" "), "key").is_first_distinct().alias("city"),
        pl.concat_str("family", pl.lit(" "), "country", pl.lit(" "), "key").is_first_distinct().alias("family"),
        pl.col("key").is_first_distinct().alias("world"),
    )
    city, home, world = (~frame[column].to_numpy() for column in frame.columns)
    return np.flatnonzero(city | home | (world & ~dice.chance(len(names), HOMONYMS)))


def _further(words: Words, names: pl.Series, rows: Ints, spelling: str, dice: Dice) -> pl.Series:
    """Names with one more word, behind or in front, in the rows given."""
    behind = dice.chance(len(rows), 0.55)
    before = names.gather(rows)
    more = before + " " + words.text("t", 2, rows, spelling)
    front = words.text("r", 5, rows, spelling) + " " + before
    return scattered(names, rows, more.zip_with(pl.Series(behind), front)) if rows.size else names


def _own_words(
    v: Vocabulary, families: Families, people: pl.DataFrame, heads: dict[str, pl.Series], dice: Dice
) -> dict[str, OwnWords]:
    """Words that come from the company's place in its family: head, country, city, fund and number in a series."""
    lead, count = families.lead, people.height
    language, country, city = (people[key].to_numpy() for key in ("language", "country", "city"))
    nickname = v.nicknames.draw(country.astype(np.int64), dice)
    same_tongue = language == language[lead]
    fund = dice.below(count, len(entries("funds")))[lead]
    rank = np.arange(count) - lead
    roman = dice.chance(count, 0.6)[lead] & (rank < len(entries("roman")))

    def head(rows: Ints, spelling: str) -> pl.Series:
        latin = heads["latin"].gather(lead[rows])
        return heads[spelling].gather(lead[rows]).zip_with(pl.Series(same_tongue[rows]), latin)

    def nth(rows: Ints, _: str) -> pl.Series:
        arabic = pl.Series(rank[rows] + 1).cast(pl.String)
        return (
            entries("roman")
            .gather(np.minimum(rank[rows], len(entries("roman")) - 1))
            .zip_with(pl.Series(roman[rows]), arabic)
        )

    return {
        "h": head,
        "land": lambda rows, _: v.nicknames.latin.gather(nickname[rows]),
        "city": lambda rows, _: v.city_names.latin.gather(v.city_names.start[city[rows]]),
        "fund": lambda rows, _: entries("funds").gather(fund[rows]),
        "nth": nth,
    }
