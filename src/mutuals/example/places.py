"""Where invented companies are: city, region, postal code, street and telephone number."""

import numpy as np
import polars as pl

from mutuals.example.dice import Dice, Ints, scattered
from mutuals.example.grammar import Words
from mutuals.example.vocabulary import Vocabulary

SMALL_TOWNS = 0.24
"""Share of companies in an invented small town of the region rather than in a city of the table."""

BUSINESS_CENTRES = 0.06
"""Share of companies that share their whole address with strangers: a business centre, a registered agent, a mall."""

_DIGITS = {width: pl.Series([str(i).zfill(width) for i in range(10**width)]) for width in (1, 2, 3)}
_LETTERS = pl.Series(list("ABCDEFGHJKLMNPRSTUVWXYZ"))


def pattern(shape: str, count: int, dice: Dice) -> pl.Series:
    """`count` texts of the shape given, each `#` of which becomes a digit and each `A` a capital letter."""
    parts: list[pl.Series] = []
    at = 0
    while at < len(shape):
        run = len(shape[at:]) - len(shape[at:].lstrip("#"))
        if run:
            width = min(run, 3)
            parts.append(_DIGITS[width].gather(dice.below(count, 10**width)))
            at += width
        elif shape[at] == "A":
            parts.append(_LETTERS.gather(dice.below(count, len(_LETTERS))))
            at += 1
        else:
            end = next((i for i in range(at, len(shape)) if shape[i] in "#A"), len(shape))
            parts.append(pl.repeat(shape[at:end], count, eager=True))
            at = end
    if not parts:
        return pl.repeat("", count, eager=True)
    return pl.DataFrame({str(i): part for i, part in enumerate(parts)}).select(pl.concat_str(pl.all()))["0"]


def by_country(country: Ints, shapes: pl.Series, dice: Dice) -> pl.Series:
    """One text for each row after the shape of its country."""
    order = np.argsort(country, kind="stable")
    counts = np.bincount(country, minlength=len(shapes))
    texts = [pattern(shape, int(n), dice) for shape, n in zip(shapes, counts, strict=True) if n]
    whole = pl.concat(texts) if texts else pl.Series([], dtype=pl.String)
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return whole.gather(back)


def places(v: Vocabulary, people: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """An address for each row: columns city, region, postal_code, street, and city_native and street_native, which are
    null where the script is Latin. `people` has the integer columns country, industry and city; streets and small
    towns are named in the main language of the country, whatever the company's own."""
    count = people.height
    country, city = (people[key].to_numpy().astype(np.int64) for key in ("country", "city"))
    spoken = v.country_languages
    language = spoken.latin.cast(pl.Int64).to_numpy()[spoken.start[country]]
    people = people.with_columns(language=pl.Series(language))
    number = pl.Series(np.ceil(np.exp(dice.normal(count) * 1.4 + 3.6)).astype(np.int64) % 9000 + 1).cast(pl.String)
    minor = pl.Series(1 + dice.below(count, 40)).cast(pl.String)
    own = {"n": lambda rows, _: number.gather(rows), "m": lambda rows, _: minor.gather(rows)}
    words = Words(v, people, dice.child("words"), own)
    street_at = v.words["streets"].draw(language, dice)
    small = np.flatnonzero(dice.chance(count, SMALL_TOWNS))
    script = np.flatnonzero(v.other_script[language] == 1)
    main, nothing = v.city_names.start[city], pl.repeat(None, count, dtype=pl.String, eager=True)
    cities = scattered(v.city_names.latin.gather(main), small, words.town(small, "latin"))
    cities_native = scattered(v.city_names.native.gather(main), small, words.town(small, "native"))
    postal = v.cities.english.gather(city) + by_country(country, v.countries["postal"], dice)
    frame = pl.DataFrame(
        {
            "city": cities,
            "city_native": scattered(nothing, script, cities_native.gather(script)),
            "region": v.cities.latin.gather(city),
            "postal_code": postal,
            "street": words.fill(v.words["streets"], street_at, np.arange(count), "latin"),
            "street_native": scattered(
                nothing, script, words.fill(v.words["streets"], street_at[script], script, "native")
            ),
        }
    ).with_columns(pl.col("postal_code").replace("", None))
    return _shared(frame, country, dice)


def _shared(frame: pl.DataFrame, country: Ints, dice: Dice) -> pl.DataFrame:
    """Some rows moved to the address of one of the few business centres of their country."""
    count = len(country)
    order = np.argsort(country, kind="stable")
    sizes = np.bincount(country)
    starts = np.cumsum(sizes) - sizes
    centres = np.maximum(1, (sizes * 0.012).astype(np.int64))
    centre = order[starts[country] + dice.below(count, centres[country])]
    return frame[np.where(dice.chance(count, BUSINESS_CENTRES), centre, np.arange(count))]


def phones(v: Vocabulary, country: Ints, city: Ints, dice: Dice) -> pl.Series:
    """A telephone number for each row, as its groups with a space between them: `49 211 123 4567`.

    The area code, where there is one, belongs to the city; numbers start with 2 to 9.
    """
    dial = v.countries["dial"]
    shapes = pl.Series([_phone_shape(text) for text in dial])
    rest = by_country(country, shapes, dice)
    first = pl.Series(2 + dice.below(len(country), 8)).cast(pl.String)
    area = (
        pl.Series((city * 37) % 8 + 2).cast(pl.String)
        + pl.Series((city * 53) % 10).cast(pl.String)
        + pl.Series((city * 71) % 10).cast(pl.String)
    )
    code = dial.str.split(" ").list.first()
    width = dial.str.split(" ").list.get(1).cast(pl.Int64)
    frame = pl.DataFrame(
        {"code": code.gather(country), "width": width.gather(country), "area": area, "first": first, "rest": rest}
    )
    return frame.select(
        pl.concat_str("code", pl.lit(" "), pl.col("area").str.slice(0, pl.col("width")), pl.lit(" "), "first", "rest")
    ).to_series()


def _phone_shape(dial: str) -> str:
    """Shape of what follows the area code and its first digit."""
    groups = [int(n) for n in dial.split()[2:]]
    return " ".join("#" * n for n in groups)[1:]
