"""How a name changes on its way into a list: the dirt that falls on words and letters."""

import numpy as np
import polars as pl

from mutuals.example.business import pick, table, tables
from mutuals.example.dice import Bools, Dice, on_some
from mutuals.example.dirt import Dirt

_SPELLED_OUT = {
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue",
    "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa", "æ": "ae", "Æ": "Ae",
}  # fmt: skip
_STUBBORN = {
    "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    "æ": "ae", "Æ": "Ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th",
}  # fmt: skip
_FOLDED = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "&": " and "}
_SLIPS = {"missing": 28, "doubled": 18, "exchanged": 26, "neighbour": 28}


def _mapped(text: pl.Expr, changes: dict[str, str]) -> pl.Expr:
    return text.str.replace_many(list(changes), list(changes.values()))


def unaccented(text: pl.Expr) -> pl.Expr:
    """`text` without accents: Muller, Lodz."""
    return _mapped(text, _STUBBORN).str.normalize("NFKD").str.replace_all(r"\p{M}", "")


def spelled_out(text: pl.Expr) -> pl.Expr:
    """`text` with umlauts as two letters and without other accents: Mueller."""
    return unaccented(_mapped(text, _SPELLED_OUT))


def plain(text: pl.Expr) -> pl.Expr:
    """Lower-case letters and digits of `text`, words apart by one space, accents lost."""
    folded = text.str.to_lowercase().str.replace_many(list(_FOLDED), list(_FOLDED.values())).str.normalize("NFKD")
    return folded.str.replace_all(r"[^\x00-\x7f]|[.'’]", "").str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()


def respelled(names: pl.Series, language: pl.Series, dice: Dice) -> pl.Series:
    """Romanised names under another system of romanisation of their language (a code such as zh); others unchanged."""
    order = dice.uniform(len(names))
    systems = tables("respelled")
    for code in sorted({code for system in systems for code in system["languages"].split()}):
        own = [system["letters"] for system in systems if code in system["languages"].split()]
        here = (language == code).to_numpy()
        for i, letters in enumerate(own):
            names = on_some(names, here & (np.floor(order * len(own)) == i), _mapped(pl.col("text"), letters))
    return names


def dirty_words(names: pl.Series, sibling: Bools, dirt: Dirt, dice: Dice) -> pl.Series:
    """Words abbreviated, left out, moved, joined; '&' and 'and' exchanged; 'The' put in front.

    Of siblings no word is left out or added: it is what tells them apart.
    """
    count = len(names)
    text = pl.col("text")
    names = _abbreviated(names, dice.chance(count, dirt.abbreviated), dice)
    names = _joined(names, dirt, dice)
    long = (names.str.count_matches(" ", literal=True) >= 2).to_numpy()
    names = on_some(names, long & ~sibling & dice.chance(count, dirt.word_dropped), text.str.replace(r" \S+$", ""))
    rotated, front = long & dice.chance(count, dirt.word_rotated), dice.chance(count, 0.5)
    names = on_some(names, rotated & front, text.str.replace(r"^(.*) (\S+)$", "$2 $1"))
    names = on_some(names, rotated & ~front, text.str.replace(r"^(\S+) (.*)$", "$2 $1"))
    added = ~sibling & dice.chance(count, dirt.word_added)
    names = on_some(names, added, text + " " + pl.col("more"), more=pick("added_words", count, dice))
    several = names.str.contains(" ", literal=True).to_numpy()
    names = on_some(names, several & dice.chance(count, dirt.glued), text.str.replace(" ", "", literal=True))
    the = names.str.starts_with("The ").to_numpy()
    names = on_some(names, the & dice.chance(count, min(1.0, 10 * dirt.the)), text.str.slice(4))
    return on_some(names, ~the & dice.chance(count, dirt.the), pl.lit("The ") + text)


def _abbreviated(names: pl.Series, marked: Bools, dice: Dice) -> pl.Series:
    """Marked names with their words of business cut short, in one of three ways."""
    way = dice.below(len(names), 3)
    for i in range(3):
        changes = {f" {word} ": f" {shorts[i % len(shorts)]} " for word, shorts in table("short").items()}
        padded = _mapped(pl.lit(" ") + pl.col("text") + " ", changes)
        names = on_some(names, marked & (way == i), padded.str.strip_chars())
    return names


def _joined(names: pl.Series, dirt: Dirt, dice: Dice) -> pl.Series:
    """Names with the sign and the word for 'and' exchanged; now and then a plus sign."""
    has = names.str.contains(r" (?:&|and|und|et|y|e|og|i) ").to_numpy() & dice.chance(len(names), dirt.ampersand)
    plus = has & dice.chance(len(names), 0.06)
    for word, other in table("joined").items():
        now = names.str.contains(word, literal=True).to_numpy() & has
        names = on_some(names, now, pl.col("text").str.replace(word, other, literal=True))
        has = has & ~now
    return on_some(names, plus, pl.col("text").str.replace(" & ", " + ", literal=True))


def dirty_letters(names: pl.Series, american: Bools, dirt: Dirt, dice: Dice) -> pl.Series:
    """Accents, slips of the finger, notes, case, cut ends and spaces, on whole names with their legal form."""
    count = len(names)
    text = pl.col("text")
    lost = dice.chance(count, dirt.unaccented)
    out = dice.chance(count, 0.3)
    foreign = ~names.str.contains(r"^[\x00-\x7f]*$").to_numpy()
    names = on_some(names, foreign & lost & out, spelled_out(text))
    names = on_some(names, foreign & lost & ~out, unaccented(text))
    slipped = dice.chance(count, dirt.typo)
    names = typos(names, slipped, dice.child("typo"))
    names = typos(names, slipped & dice.chance(count, 0.25), dice.child("second typo"))
    names = on_some(names, dice.chance(count, dirt.note), text + pl.col("note"), note=pick("notes", count, dice))
    filed = american & dice.chance(count, dirt.filing_note)
    names = on_some(names, filed, text + pl.col("note"), note=pick("filing_notes", count, dice))
    names = on_some(names, dice.chance(count, dirt.upper), text.str.to_uppercase())
    names = on_some(names, dice.chance(count, dirt.lower), text.str.to_lowercase())
    names = on_some(names, dice.chance(count, dirt.truncated), text.str.slice(0, 30))
    where, spaced = dice.below(count, 3), dice.chance(count, dirt.space)
    spaces = (pl.lit(" ") + text, text + " ", text.str.replace(" ", "  ", literal=True))
    for i, change in enumerate(spaces):
        names = on_some(names, spaced & (where == i), change)
    return names


def typos(texts: pl.Series, marked: Bools, dice: Dice) -> pl.Series:
    """One slip in each marked text of five letters or more: a letter missing, doubled, exchanged with the next, or the
    neighbour's key struck instead. The first letter is mostly right, as in life."""
    count = len(texts)
    length = texts.str.len_chars().fill_null(0).to_numpy()
    at = 1 + dice.below(count, np.maximum(length - 2, 1))
    at = np.where(dice.chance(count, 0.06), 0, at)
    kind = dice.weighted(count, list(_SLIPS.values()))
    finger = dice.below(count, 6)
    place = pl.col("at")
    before, letter = pl.col("text").str.slice(0, place), pl.col("text").str.slice(place, 1)
    following, after = pl.col("text").str.slice(place + 1, 1), pl.col("text").str.slice(place + 2)
    struck = letter.str.to_lowercase()
    keys = table("qwerty")
    for i in range(6):
        near = _mapped(letter.str.to_lowercase(), {key: others[i % len(others)] for key, others in keys.items()})
        struck = pl.when(pl.col("finger") == i).then(near).otherwise(struck)
    changes = (
        before + following + after,
        before + letter + letter + following + after,
        before + following + letter + after,
        before + struck + following + after,
    )
    for i, change in enumerate(changes):
        marks = marked & (kind == i) & (length >= 5)
        texts = on_some(texts, marks, change, at=pl.Series(at), finger=pl.Series(finger))
    return texts
