"""The names of a list: another name here and there, a legal form, and dirt."""

import numpy as np
import polars as pl

from mutuals.example.dice import Bools, Ints, on_some, scattered
from mutuals.example.grammar import Words
from mutuals.example.rendering import Rendering
from mutuals.example.spelling import dirty_letters, dirty_words, respelled

_LITTLE_WORDS = r"(?i)\b(?:of|and|the|de|des|di|du|da|do|la|le|und|für|y|e|et|for|van|der)\b"


def names(r: Rendering) -> pl.Series:
    """The name of each row as the list has it."""
    dice = r.dice.child("names")
    script = r.companies["native"].is_not_null().to_numpy()
    core = r.companies["english"].fill_null(r.companies["latin"])
    romanised = script & dice.chance(r.count, r.dirt.romanised)
    core = on_some(core, romanised, pl.col("latin"), latin=r.companies["latin"])
    core = _respelled(r, core, romanised, script & dice.chance(r.count, r.dirt.respelled))
    core = on_some(core, r.native, pl.col("native"), native=r.companies["native"])
    core = _other_names(r, core)
    sibling = r.companies["parent"].is_not_null().to_numpy()
    core = dirty_words(core, sibling, r.dirt, dice.child("words"))
    american = r.nation == r.world.vocabulary.countries["code"].to_list().index("US")
    return dirty_letters(_with_form(r, core), american, r.dirt, dice.child("letters")).alias("name")


def _respelled(r: Rendering, core: pl.Series, romanised: Bools, marked: Bools) -> pl.Series:
    """Marked names romanised by another system: the whole name, or its head where the trade is in English."""
    v, dice = r.world.vocabulary, r.dice.child("respelled")
    rows = np.flatnonzero(marked)
    language = pl.Series(v.languages).gather(r.companies["language"].to_numpy()[rows].astype(np.int64))
    head, some = r.companies["head"].gather(rows), core.gather(rows)
    by_head = pl.DataFrame({"text": some, "head": head, "other": respelled(head, language, dice)}).select(
        pl.col("text").str.split(pl.col("head")).list.join(pl.col("other"))
    )["text"]
    return scattered(core, rows, respelled(some, language, dice).zip_with(pl.Series(romanised[rows]), by_head))


def _other_names(r: Rendering, core: pl.Series) -> pl.Series:
    """Subsidiaries, acronyms, trade names and former names instead of the company's own."""
    v, dice, text = r.world.vocabulary, r.dice.child("other names"), pl.col("text")
    words = Words(v, r.companies, dice)
    everyone = np.arange(r.count)
    fresh = words.text("r", 0, everyone, "latin")
    brand = fresh + " " + words.text("t", 0, everyone, "english")
    land = v.nicknames.latin.gather(v.nicknames.draw(r.nation, dice))
    core = on_some(core, r.shows("subsidiary"), text + " " + pl.col("land"), land=land)
    letters = text.str.replace_all(_LITTLE_WORDS, "").str.extract_all(r"\b[\p{L}\d]").list.join("").str.to_uppercase()
    core = on_some(core, r.shows("acronym"), letters)
    core = _traded(r, core, fresh.zip_with(pl.Series(dice.chance(r.count, 0.4)), brand))
    return _renamed(r, core, words, fresh)


def _renamed(r: Rendering, core: pl.Series, words: Words, fresh: pl.Series) -> pl.Series:
    """Former or later names: seldom all new, mostly with the head or the trade kept, or the owner's name in front."""
    everyone, text = np.arange(r.count), pl.col("text")
    trade = words.text("t", 1, everyone, "english")
    ways = [
        (34.0, pl.col("head") + " " + pl.col("trade")),
        (24.0, pl.col("fresh") + " " + text.str.replace(r"^\S+ ?", "")),
        (22.0, pl.col("fresh") + " " + pl.col("trade")),
        (12.0, pl.col("fresh") + " " + text),
        (8.0, text.str.replace(r"^(\S{4,}?)(?:[aeiou]\S*|\S{2,4})( |$)", "$1$2") + " " + pl.col("trade")),
    ]
    way = r.dice.child("renamed").weighted(r.count, [weight for weight, _ in ways])
    for i, (_, change) in enumerate(ways):
        marked = r.shows("renamed") & (way == i)
        core = on_some(core, marked, change.str.strip_chars(), head=r.companies["head"], fresh=fresh, trade=trade)
    return core


def _traded(r: Rendering, core: pl.Series, brand: pl.Series) -> pl.Series:
    """The name a company trades under, alone or joined to its own."""
    text, trade = pl.col("text"), pl.col("brand")
    ways = [
        (50.0, trade),
        (11.0, text + " t/a " + trade),
        (8.0, text + " trading as " + trade),
        (11.0, text + " dba " + trade),
        (10.0, trade + " (" + text + ")"),
        (6.0, trade + " / " + text),
        (4.0, trade + " - " + text),
    ]
    way = r.dice.child("trades as").weighted(r.count, [weight for weight, _ in ways])
    for i, (_, change) in enumerate(ways):
        core = on_some(core, r.shows("trade_name") & (way == i), change, brand=brand)
    return core


def _with_form(r: Rendering, core: pl.Series) -> pl.Series:
    """Names with their legal form before or behind, spelled in one of its ways, exchanged or left out."""
    v, dice = r.world.vocabulary, r.dice.child("forms")
    form = _exchanged(r)
    first, spellings = v.form_spellings.start[form], v.form_spellings
    spelled = np.where(dice.chance(r.count, r.dirt.form_spelled), spellings.draw(form, dice, skew=1.5), first)
    around = spellings.latin.gather(spelled)
    own = v.form_spellings_native.latin.gather(v.form_spellings_native.draw(form, dice))
    around = on_some(around, r.native, pl.col("own"), own=own)
    dropped = dice.chance(r.count, r.dirt.form_dropped) | r.shows("trade_name")
    frame = pl.DataFrame({"core": core, "around": around, "dropped": dropped})
    pair = pl.col("around").str.split_exact("|", 1)
    whole = pair.struct.field("field_0") + pl.col("core") + pair.struct.field("field_1")
    return frame.select(pl.when("dropped").then("core").otherwise(whole).str.strip_chars().alias("name"))["name"]


def _exchanged(r: Rendering) -> Ints:
    """The legal form of each row; another one of its country for subsidiaries and where the list is wrong."""
    forms, dice = r.world.vocabulary.forms, r.dice.child("other forms")
    other = forms.latin.cast(pl.Int64).to_numpy()[forms.draw(r.nation, dice)]
    wrong = dice.chance(r.count, r.dirt.form_swapped) | r.shows("subsidiary")
    form: Ints = np.where(wrong, other, r.companies["form"].to_numpy().astype(np.int64))
    return form
