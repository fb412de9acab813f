"""The grammar of names: roots from syllables, heads of names, and shapes filled with words, a whole column at a time.

A name is built as three parallel spellings: `native` (the script of its language), `latin` (romanised) and `english`
(romanised, with the trade in English). For languages in Latin letters the three are the same.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from mutuals.example.dice import Dice, Ints
from mutuals.example.vocabulary import UNSPACED, Shelf, Vocabulary

SPELLINGS = ("native", "latin", "english")
"""The three parallel spellings of a name, in the order in which grammar functions return them."""

_NUMERALS = ["II", "II", "II", "III", "III", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "1", "1", "2", "2", "3", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "21", "24", "33", "50", "54", "55", "66", "77", "99", "100", "101", "123", "180", "247", "360", "365", "500", "777", "1000", "2000", "2020", "3000", "1st", "2nd", "3rd", "24/7", "4U", "2U", "3D", "5G"]

_TOWN_SHARE = 0.55
"""Share of {c} in names that is an invented small town rather than a city of the table."""

HEADS = {
    "root": 36.0,  # Velmora, Hartwick
    "two roots": 3.0,
    "compound": 9.0,  # DataVerge
    "surname": 18.0,  # Baker & Sons
    "word": 15.0,  # Summit
    "two words": 6.0,  # Blue Harbor
    "initials": 6.0,  # BKT
    "town": 5.0,
    "number": 2.0,  # Studio 54
}
"""What the head of a name is, and how often."""

Names = dict[str, pl.Series]


def _words(shelf: Shelf, index: Ints) -> Names:
    return {
        "native": shelf.native.gather(index),
        "latin": shelf.latin.gather(index),
        "english": shelf.english.gather(index),
    }


def fill(shapes: pl.Series, words: Mapping[str, pl.Series]) -> pl.Series:
    """`shapes` with the first `{key}` of each replaced by the row's word of `words[key]`, in the order of `words`."""
    frame = pl.DataFrame({"shape": shapes, **words})
    filled = pl.col("shape")
    for key in words:
        filled = filled.str.replace("{" + key.rstrip("0123456789") + "}", pl.col(key), literal=True)
    return frame.select(filled.str.replace_all("  ", " ", literal=True).str.strip_chars())["shape"]


def _capital(text: pl.Series) -> pl.Series:
    return text.str.slice(0, 1).str.to_uppercase() + text.str.slice(1)


def roots(v: Vocabulary, language: Ints, dice: Dice, *, brand: float = 0.45) -> Names:
    """Invented roots in the languages given; a share `brand` of those in Latin letters in the international style."""
    count = len(language)
    style = language.copy()
    latin_letters = v.other_script[language] == 0
    style[latin_letters & dice.chance(count, brand)] = v.languages.index("brand")
    style[(style == v.languages.index("ja")) & dice.chance(count, 0.5)] = v.languages.index("kanji")
    start = _words(v.words["start"], v.words["start"].draw(style, dice, skew=1.15))
    end = _words(v.words["end"], v.words["end"].draw(style, dice, skew=1.1))
    mids = 1 + dice.chance(count, 0.12).astype(np.int64)
    mids[dice.chance(count, 0.34)] = 0
    result = {}
    parts = [_words(v.words["mid"], v.words["mid"].draw(style, dice)) for _ in range(2)]
    for spelling in SPELLINGS:
        middle = [
            pl.select(pl.when(pl.Series(mids > i)).then(part[spelling]).otherwise(pl.lit(""))).to_series()
            for i, part in enumerate(parts)
        ]
        result[spelling] = _capital(start[spelling] + middle[0] + middle[1] + end[spelling])
    return result


def towns(v: Vocabulary, language: Ints, dice: Dice) -> Names:
    """Invented small towns in the languages given."""
    style = np.where(language == v.languages.index("brand"), v.languages.index("en"), language)
    style = np.where(style == v.languages.index("ja"), v.languages.index("kanji"), style)
    start = _words(v.words["start"], v.words["start"].draw(style, dice, skew=1.3))
    tails = np.where(style == v.languages.index("kanji"), v.languages.index("ja"), style)
    end = _words(v.words["town_end"], v.words["town_end"].draw(tails, dice, skew=1.5))
    word = pl.Series(end["latin"].str.contains(r"^[A-Z]"))
    gap = pl.select(pl.when(word).then(pl.lit(" ")).otherwise(pl.lit(""))).to_series()
    return {spelling: start[spelling] + gap + end[spelling] for spelling in SPELLINGS}


def initials(count: int, dice: Dice) -> pl.Series:
    """Two to four capital letters, some with points: BKT, A.B.C., P&L."""
    letters = pl.Series(list("ABCDEFGHIJKLMNOPRSTVWABCDEFGHILMNPRSTAMSCPTKXYZQU"))
    one, two, three, four = (letters.gather(dice.below(count, len(letters))) for _ in range(4))
    size = dice.weighted(count, [18, 60, 22])
    frame = pl.DataFrame(
        {"a": one, "b": two, "c": three, "d": four, "size": size, "style": dice.weighted(count, [80, 8, 8, 4])}
    )
    plain = pl.col("a") + pl.col("b") + pl.when(pl.col("size") > 0).then(pl.col("c")).otherwise(pl.lit(""))
    plain += pl.when(pl.col("size") > 1).then(pl.col("d")).otherwise(pl.lit(""))
    return frame.select(
        pl.when(pl.col("style") == 0)
        .then(plain)
        .when(pl.col("style") == 1)
        .then(pl.concat_str("a", pl.lit("."), "b", pl.lit("."), "c", pl.lit(".")))
        .when(pl.col("style") == 2)
        .then(pl.concat_str("a", pl.lit("&"), "b"))
        .otherwise(pl.concat_str("a", pl.lit(" "), "b", pl.lit(" "), "c"))
        .alias("initials")
    )["initials"]


def _town_or_city(v: Vocabulary, language: Ints, city: Ints, dice: Dice) -> Names:
    town = towns(v, language, dice)
    small = pl.Series(dice.chance(len(language), _TOWN_SHARE))
    latin = v.city_names.latin.gather(v.city_names.start[city])
    own = v.city_names.native.gather(v.city_names.start[city])
    own_script = pl.Series(v.other_script[language] == 1)
    named = {
        "native": pl.select(pl.when(own_script).then(own).otherwise(latin)).to_series(),
        "latin": latin,
        "english": latin,
    }
    return {s: pl.select(pl.when(small).then(town[s]).otherwise(named[s])).to_series() for s in SPELLINGS}


def heads(v: Vocabulary, language: Ints, city: Ints, dice: Dice) -> pl.DataFrame:
    """The heads of names: columns native, latin, english and `kind`, a position in `HEADS`."""
    count = len(language)
    kind = dice.weighted(count, list(HEADS.values()))
    other = v.other_script[language] == 1
    kind[other & (kind == list(HEADS).index("compound"))] = list(HEADS).index("root")
    shapes = pl.Series(["{r}", "{r} {r}", "{x}{y}", "{f}", "{w}", "{w} {w}", "{i}", "{c}", "{m}"]).gather(kind)
    family_at = v.words["family"].draw(language, dice, skew=1.2)
    plain = dice.chance(count, 0.45)
    number_shape = pl.Series(["{n}", "Studio {n}", "{w} {n}", "{w}{n}", "{r} {n}", "{n} {w}", "No. {n} {w}"])
    number_at = dice.below(count, len(number_shape))
    bags = _bags(v, language, city, dice)
    result: Names = {}
    for spelling in SPELLINGS:
        family = getattr(v.words["family"], spelling).gather(family_at)
        family = pl.select(pl.when(pl.Series(plain)).then(pl.lit("{}")).otherwise(family)).to_series()
        bag = {key: words[spelling] for key, words in bags.items()}
        shape = fill(shapes, {"f": family, "m": number_shape.gather(number_at)})
        shape = shape.str.replace("{}", "{s}", literal=True)
        result[spelling] = fill(shape, bag)
    return pl.DataFrame({**result, "kind": kind})


def _letter(dice: Dice, count: int) -> pl.Series:
    return pl.Series(list("ABCDEFGHJKLMNPRSTW")).gather(dice.below(count, 18))


def _bags(v: Vocabulary, language: Ints, city: Ints, dice: Dice) -> dict[str, Names]:
    """Words for every placeholder of the shapes of heads."""
    count = len(language)

    def draw(key: str, skew: float) -> Names:
        return _words(v.words[key], v.words[key].draw(language, dice, skew=skew))

    def same(series: pl.Series) -> Names:
        return dict.fromkeys(SPELLINGS, series)

    root = roots(v, language, dice)
    rare = pl.Series(dice.chance(count, 0.45))
    # Half of the family names are rare ones, as in life.
    invented = roots(v, language, dice.child("surname"), brand=0.0)
    known = draw("surnames", 2.2)
    surname = {s: pl.select(pl.when(rare).then(invented[s]).otherwise(known[s])).to_series() for s in SPELLINGS}
    return {
        "r": root,
        "r2": roots(v, language, dice.child("second root")),
        "s": surname,
        "k": draw("surnames", 1.4),
        "g": draw("given", 1.6),
        "w": draw("words", 1.5),
        "w2": draw("words", 1.2),
        "x": draw("prefixes", 1.2),
        "y": draw("suffixes", 1.2),
        "i": same(initials(count, dice)),
        "j": same(_letter(dice, count)),
        "c": _town_or_city(v, language, city, dice.child("town")),
        "n": same(pl.Series(_NUMERALS).gather(dice.below(count, len(_NUMERALS)))),
    }


def compose(v: Vocabulary, shapes: Shelf, at: Ints, head: pl.DataFrame, people: pl.DataFrame, dice: Dice) -> Names:
    """Names without legal form: shape `at` of `shapes` filled with the row's head and with words of its trade.

    `people` holds the integer columns language, trade_language, industry and city of each row.
    """
    language, trade_language, industry, city = (
        people[key].to_numpy() for key in ("language", "trade_language", "industry", "city")
    )
    count = len(at)
    kinds = v.trades.start.size // len(v.languages)
    trade_at = [v.trades.draw(trade_language * kinds + industry, dice, skew=1.6) for _ in range(3)]
    qualifier_at = v.words["qualifiers"].draw(trade_language, dice, skew=1.7)
    adjective_at = [v.words["adjectives"].draw(trade_language, dice, skew=1.3) for _ in range(2)]
    bags = _bags(v, language, city, dice.child("words"))
    result: Names = {}
    for spelling in SPELLINGS:
        words = {"h": head[spelling]}
        words |= {f"t{i}": getattr(v.trades, spelling).gather(index) for i, index in enumerate(trade_at)}
        words |= {"q": getattr(v.words["qualifiers"], spelling).gather(qualifier_at)}
        words |= {
            f"a{i}": getattr(v.words["adjectives"], spelling).gather(index) for i, index in enumerate(adjective_at)
        }
        words |= {key: bag[spelling] for key, bag in bags.items() if key not in ("r", "r2", "i", "j")}
        result[spelling] = fill(getattr(shapes, "native" if spelling == "native" else "latin").gather(at), words)
    unspaced = pl.Series(np.isin(language, [v.languages.index(name) for name in UNSPACED]))
    joined = result["native"].str.replace_all(" ", "", literal=True)
    result["native"] = pl.select(pl.when(unspaced).then(joined).otherwise(result["native"])).to_series()
    assert count == len(result["native"])
    return result
