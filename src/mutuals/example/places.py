"""Where invented companies are: city, region, postal code, street and telephone number."""

import numpy as np
import polars as pl

from mutuals.example.dice import Dice, Ints
from mutuals.example.grammar import Names, fill, roots, towns
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
    whole = pl.concat(texts)
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return whole.gather(back)


def places(v: Vocabulary, language: Ints, country: Ints, city: Ints, dice: Dice) -> pl.DataFrame:
    """An address for each row: columns city, city_native, region, postal_code, street, street_native."""
    count = len(city)
    small = pl.Series(dice.chance(count, SMALL_TOWNS))
    town = towns(v, language, dice)
    own = pl.Series(v.other_script[language] == 1)
    main = v.city_names.start[city]
    latin, native = v.city_names.latin.gather(main), v.city_names.native.gather(main)
    streets = _streets(v, language, dice)
    frame = pl.DataFrame(
        {
            "small": small,
            "own": own,
            "town": town["latin"],
            "town_native": town["native"],
            "latin": latin,
            "native": native,
            "region": v.cities.latin.gather(city),
            "postal_code": v.cities.english.gather(city) + by_country(country, v.countries["postal"], dice),
            "street": streets["latin"],
            "street_native": streets["native"],
        }
    )
    frame = frame.select(
        city=pl.when("small").then("town").otherwise("latin"),
        city_native=pl.when("own")
        .then(pl.when("small").then("town_native").otherwise("native"))
        .otherwise(pl.when("small").then("town").otherwise("latin")),
        region="region",
        postal_code=pl.when(pl.col("postal_code") == "").then(None).otherwise("postal_code"),
        street="street",
        street_native=pl.when("own").then("street_native").otherwise("street"),
    )
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


def _streets(v: Vocabulary, language: Ints, dice: Dice) -> Names:
    count = len(language)
    at = v.words["streets"].draw(language, dice)
    number = pl.Series(np.ceil(np.exp(dice.normal(count) * 1.4 + 3.6)).astype(np.int64) % 9000 + 1).cast(pl.String)
    minor = pl.Series(1 + dice.below(count, 40)).cast(pl.String)
    root = roots(v, language, dice.child("streets"), brand=0.0)
    rare = pl.Series(dice.chance(count, 0.4))
    known = v.words["surnames"].draw(language, dice, skew=1.3)
    word = v.words["words"].draw(language, dice)
    given = v.words["given"].draw(language, dice)
    result = {}
    for spelling in ("native", "latin"):
        name = pl.DataFrame(
            {"rare": rare, "root": root[spelling], "known": getattr(v.words["surnames"], spelling).gather(known)}
        )
        result[spelling] = fill(
            getattr(v.words["streets"], spelling).gather(at),
            {
                "n": number,
                "m": minor,
                "m2": minor,
                "r": root[spelling],
                "s": name.select(pl.when("rare").then("root").otherwise("known")).to_series(),
                "w": getattr(v.words["words"], spelling).gather(word),
                "w2": getattr(v.words["words"], spelling).gather(word),
                "g": getattr(v.words["given"], spelling).gather(given),
            },
        )
    return result


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
