"""The grammar of names: shapes such as `{h} {t}` filled with words, roots and towns, a whole column at a time.

Every name has three parallel spellings: native (the script of its language), latin (romanised) and english (romanised,
with the trade in English). For languages in Latin letters the three are one.
"""

import re
from collections.abc import Callable
from functools import cache

import numpy as np
import polars as pl

from mutuals.example.business import pick_at
from mutuals.example.dice import Bools, Dice, Floats, Ints, scattered
from mutuals.example.vocabulary import Shelf, Vocabulary

HEADS = {
    "root": ("{r}", 38.0),  # Velmora
    "two roots": ("{r} {r}", 3.0),
    "compound": ("{x}{y}", 9.0),  # DataVerge
    "surname": ("{s}", 8.0),  # Baker
    "family": ("{f}", 9.0),  # Baker & Sons
    "word": ("{w}", 13.0),  # Summit
    "two words": ("{w} {w}", 7.0),  # Blue Harbor
    "initials": ("{i}", 6.0),  # BKT
    "town": ("{c}", 5.0),
    "number": ("{d}", 2.0),  # Studio 54
}
"""What the head of a name is -> its shape, and its weight."""

WEAK_HEADS = ("word", "surname", "initials", "town", "number")
"""Heads that many companies share, and that seldom are a whole name."""

NUMBER_SHAPES = [
    "{n}",
    "Studio {n}",
    "{w} {n}",
    "{w}{n}",
    "{r} {n}",
    "{n} {w}",
    "No. {n} {w}",
    "Route {n}",
    "{n} Degrees",
]

RARE_SURNAMES = 0.5
"""Share of surnames that are invented and so occur once; the others follow the language's own frequencies."""

SMALL_TOWNS = 0.55
"""Share of towns in names that are invented small ones."""

_INITIALS = [
    "{1}{2}",
    "{1}{2}{3}",
    "{1}{2}{3}",
    "{1}{2}{3}",
    "{1}{2}{3}",
    "{1}{2}{3}{4}",
    "{1}.{2}.{3}.",
    "{1}&{2}",
    "{1} & {2}",
    "{1}-{2}",
]

_SKEW = {
    "surnames": 2.2, "given": 1.6, "words": 1.45, "qualifiers": 1.7, "adjectives": 1.3, "family": 1.2,
    "prefixes": 1.2, "suffixes": 1.2, "start": 1.15, "mid": 1.0, "end": 1.1, "town_end": 1.5,
}  # fmt: skip
"""How much each kind of word favours those that stand first in the data files: 1 not at all, 2 as people's names do."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
Texts = Callable[[str, int, Ints], pl.Series]
OwnWords = Callable[[Ints, str], pl.Series]


@cache
def parts(shape: str) -> tuple[tuple[str, int], ...]:
    """A shape as literals (text, -1) and placeholders (key, how many of that key stand before it)."""
    found: list[tuple[str, int]] = []
    seen: dict[str, int] = {}
    for i, piece in enumerate(_PLACEHOLDER.split(shape)):
        if i % 2:
            found.append((piece, seen.get(piece, 0)))
            seen[piece] = seen.get(piece, 0) + 1
        elif piece:
            found.append((piece, -1))
    return tuple(found)


def fill(shapes: pl.Series, at: Ints, rows: Ints, texts: Texts) -> pl.Series:
    """For each of `rows` the shape `shapes[at]`, its placeholders replaced by `texts(key, nth, rows of the shape)`.

    Rows of one shape are made together; words are drawn for the rows that need them and for no others.
    """
    # Shapes stand on a shelf as often as they are wanted: take equal ones together.
    distinct = shapes.unique(maintain_order=True)
    at = shapes.replace_strict(distinct, pl.int_range(len(distinct), eager=True)).to_numpy()[at]
    shapes = distinct
    order = np.argsort(at, kind="stable")
    used, starts = np.unique(at[order], return_index=True)
    made: list[pl.Series] = []
    for i, shape in enumerate(used):
        here = rows[order[starts[i] : starts[i + 1] if i + 1 < len(used) else None]]
        pieces = [
            pl.lit(piece) if nth < 0 else pl.lit(texts(piece, nth, here)) for piece, nth in parts(shapes[int(shape)])
        ]
        if all(nth < 0 for _, nth in parts(shapes[int(shape)])):
            pieces.append(pl.lit(pl.repeat("", len(here), eager=True)))
        made.append(pl.select(pl.concat_str(pieces).alias("text"))["text"])
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return pl.concat(made).gather(back) if made else pl.Series([], dtype=pl.String)


class Words:
    """The draws of all words of a column of names; the same row and key give the same word in every spelling.

    One row is one name; `language`, `trade_language`, `industry` and `city` are its positions in the vocabulary, and
    `own` holds texts that are the caller's (`h` the head, say) under their key: a function of (rows, spelling).
    """

    def __init__(
        self,
        v: Vocabulary,
        people: pl.DataFrame,
        dice: Dice,
        own: dict[str, OwnWords] | None = None,
    ) -> None:
        """Draw words for the rows of `people`: integer columns language, industry, city; trade_language, if another."""
        self._v, self._dice, self._own = v, dice, own or {}
        self._language, self._industry, self._city = (
            people[key].to_numpy().astype(np.int64) for key in ("language", "industry", "city")
        )
        borrowed = people["trade_language"] if "trade_language" in people.columns else people["language"]
        self._trade_language = borrowed.to_numpy().astype(np.int64)
        self._drawn: dict[str, Ints] = {}
        # Roots in Latin letters come half in the international style; Japanese ones in kana and in kanji.
        self._style = self._language.copy()
        brand = dice.child("brand").chance(len(people), 0.45) & (v.other_script[self._language] == 0)
        self._style[brand] = v.languages.index("brand")
        kanji = (self._style == v.languages.index("ja")) & dice.child("kanji").chance(len(people), 0.5)
        self._style[kanji] = v.languages.index("kanji")

    def fill(self, shapes: Shelf, at: Ints, rows: Ints, spelling: str) -> pl.Series:
        """The names of `rows` after their shapes (`at`, one for each of `rows`), in one spelling."""
        series = shapes.native if spelling == "native" else shapes.latin
        return fill(series, at, rows, lambda key, nth, some: self.text(key, nth, some, spelling))

    def text(self, key: str, nth: int, rows: Ints, spelling: str) -> pl.Series:  # noqa: PLR0911 - one line a key
        """The word for placeholder `key` (its `nth` one in the shape) in each of `rows`."""
        if key in self._own:
            return self._own[key](rows, spelling)
        match key:
            case "t":
                return self._trade(nth, rows, spelling)
            case "r":
                return self._root(f"root {nth}", self._style, rows, spelling)
            case "s" | "k":
                return self._surname(key, rows, spelling)
            case "c":
                return self._town(rows, spelling)
            case "f":
                at = self._at("family", "f", self._language, rows)
                return self.fill(self._v.words["family"], at, rows, spelling)
            case "d":
                return fill(
                    pl.Series(NUMBER_SHAPES), self._below("d", len(NUMBER_SHAPES))[rows], rows, self._texts(spelling)
                )
            case "i":
                return fill(pl.Series(_INITIALS), self._below("i", len(_INITIALS))[rows], rows, self._texts(spelling))
            case "n":
                return pick_at("numerals", self._uniform(f"n{nth}")[rows])
            case "1" | "2" | "3" | "4" | "j":
                return pick_at("initials", self._uniform(f"letter {key}")[rows])
        shelf, language = {
            "w": ("words", self._language),
            "g": ("given", self._language),
            "q": ("qualifiers", self._trade_language),
            "a": ("adjectives", self._trade_language),
            "x": ("prefixes", self._language),
            "y": ("suffixes", self._language),
        }[key]
        at = self._at(shelf, f"{key}0", language, rows)
        if nth:
            # Another than the first one: so many places further on the shelf, round and round.
            words, keys = self._v.words[shelf], language[rows]
            step = 1 + (np.maximum(words.size[keys] - 1, 1) * self._share(f"{key}{nth}", rows)).astype(np.int64)
            at = words.start[keys] + (at - words.start[keys] + step) % words.size[keys]
        return self._word(shelf, at, spelling)

    def _texts(self, spelling: str) -> Texts:
        return lambda key, nth, rows: self.text(key, nth, rows, spelling)

    def _uniform(self, name: str) -> Ints:
        """Draws from 0 to 2^31 - 1 for all rows, made when first asked for."""
        if name not in self._drawn:
            self._drawn[name] = self._dice.child(name).below(len(self._language), 2**31).astype(np.int32)
        return self._drawn[name]

    def _below(self, name: str, limit: int | Ints) -> Ints:
        numbers: Ints = self._uniform(name).astype(np.int64) * np.asarray(limit) >> 31
        return numbers

    def _share(self, name: str, rows: Ints) -> Floats:
        return self._uniform(name)[rows] / 2.0**31

    def _at(self, shelf: str, name: str, language: Ints, rows: Ints) -> Ints:
        """Positions on a shelf for `rows`, those first on it favoured as `_SKEW` says."""
        words, keys = self._v.words[shelf], language[rows]
        return words.start[keys] + (words.size[keys] * self._share(name, rows) ** _SKEW[shelf]).astype(np.int64)

    def _word(self, shelf: str, at: Ints, spelling: str) -> pl.Series:
        series: pl.Series = getattr(self._v.words[shelf], spelling).gather(at)
        return series

    def _trade(self, nth: int, rows: Ints, spelling: str) -> pl.Series:
        """A word of the trade; the second one in a name is another than the first."""
        trades = self._v.trades
        keys = self._trade_language[rows] * self._v.industries + self._industry[rows]
        size = trades.size[keys]
        at = (size * self._share("t0", rows) ** 1.6).astype(np.int64)
        if nth:
            step = 1 + (np.maximum(size - 1, 1) * self._share(f"t{nth}", rows) ** 1.3).astype(np.int64)
            at = (at + step) % size
        series: pl.Series = getattr(trades, spelling).gather(trades.start[keys] + at)
        return series

    def _root(self, name: str, style: Ints, rows: Ints, spelling: str) -> pl.Series:
        """Invented roots: start, up to two syllables, end; mostly one."""
        pieces = [self._word("start", self._at("start", f"{name} start", style, rows), spelling)]
        length = self._share(f"{name} length", rows)
        for i, rate in ((0, 0.66), (1, 0.1)):
            middle = self._word("mid", self._at("mid", f"{name} mid {i}", style, rows), spelling)
            pieces.append(middle.zip_with(pl.Series(length < rate), pl.repeat("", len(rows), eager=True)))
        pieces.append(self._word("end", self._at("end", f"{name} end", style, rows), spelling))
        return pl.select(_capital(pl.concat_str([pl.lit(piece) for piece in pieces])).alias("text"))["text"]

    def _surname(self, key: str, rows: Ints, spelling: str) -> pl.Series:
        known = self._word("surnames", self._at("surnames", key, self._language, rows), spelling)
        rare: Bools = self._share(f"{key} rare", rows) < RARE_SURNAMES
        rare &= self._v.other_script[self._language[rows]] == 0
        return _patched(known, rare, self._root(f"{key} root", self._language, rows[rare], spelling))

    def _town(self, rows: Ints, spelling: str) -> pl.Series:
        """The company's city or an invented small town of its language."""
        city = self._city[rows]
        script = self._v.other_script[self._language[rows]] == 1
        names = self._v.city_names
        known = names.latin.gather(names.start[city])
        if spelling == "native":
            known = _patched(known, script, names.native.gather(names.start[city[script]]))
        small: Bools = self._share("c small", rows) < SMALL_TOWNS
        return _patched(known, small, self.town(rows[small], spelling))

    def town(self, rows: Ints, spelling: str) -> pl.Series:
        """Invented small towns in the rows' languages."""
        style = self._language[rows]
        kanji = style == self._v.languages.index("ja")
        first = np.where(kanji, self._v.languages.index("kanji"), style)
        start = self._word(
            "start", _spread(self._v.words["start"], first, self._share("town start", rows), 1.3), spelling
        )
        end = self._word(
            "town_end", _spread(self._v.words["town_end"], style, self._share("town end", rows), 1.5), spelling
        )
        frame = pl.DataFrame({"start": start, "end": end})
        apart = pl.col("end").str.contains(r"^(\p{Lu}|sur-|les-|del? |do |da |sul |in )")
        gap = pl.when(apart).then(pl.lit(" ")).otherwise(pl.lit(""))
        return frame.select(_capital(pl.concat_str("start", gap, "end")).alias("text"))["text"]


def _spread(shelf: Shelf, keys: Ints, share: Floats, skew: float) -> Ints:
    return shelf.start[keys] + (shelf.size[keys] * share**skew).astype(np.int64)


def _patched(texts: pl.Series, marked: Bools, others: pl.Series) -> pl.Series:
    """`texts` with `others` in the marked rows."""
    return scattered(texts, np.flatnonzero(marked), others) if marked.any() else texts


def _capital(text: pl.Expr) -> pl.Expr:
    text = text.str.strip_chars()
    return text.str.slice(0, 1).str.to_uppercase() + text.str.slice(1)


def tidy(names: pl.Series, language: Ints, v: Vocabulary) -> pl.Series:
    """Names with single spaces; with none at all in languages that write without."""
    names = names.str.replace_all(" {2,}", " ").str.strip_chars()
    unspaced = np.flatnonzero(v.unspaced[language])
    return scattered(names, unspaced, names.gather(unspaced).str.replace_all(" ", "")) if unspaced.size else names
