"""How a name changes on its way into a list: the dirt that falls on words and letters."""

import numpy as np
import polars as pl

from mutuals.example.dice import Dice, scattered
from mutuals.example.dirt import Dirt

SHORT_FORMS = {
    "International": ["Intl", "Int'l", "Intl."],
    "Manufacturing": ["Mfg", "Mfg.", "Manuf."],
    "Services": ["Svcs", "Svc", "Serv."],
    "Service": ["Svc", "Serv"],
    "Technologies": ["Tech", "Techs", "Technol."],
    "Technology": ["Tech", "Tech."],
    "Group": ["Grp", "Grp."],
    "Holdings": ["Hldgs", "Hldg", "Hldgs."],
    "Holding": ["Hldg", "Hold."],
    "Associates": ["Assoc", "Assoc.", "Assocs"],
    "Association": ["Assn", "Assoc."],
    "Management": ["Mgmt", "Mgt", "Mgmt."],
    "Systems": ["Sys", "Sys."],
    "System": ["Sys"],
    "Solutions": ["Soln", "Solns", "Sol."],
    "Industries": ["Ind", "Inds", "Ind."],
    "Industrial": ["Ind", "Indl"],
    "Engineering": ["Eng", "Engg", "Engr."],
    "Construction": ["Constr", "Const."],
    "Company": ["Co", "Co."],
    "Brothers": ["Bros", "Bros."],
    "University": ["Univ", "Univ.", "U."],
    "Hospital": ["Hosp", "Hosp."],
    "Laboratories": ["Labs", "Lab"],
    "Pharmaceuticals": ["Pharma", "Pharm.", "Pharmas"],
    "Pharmaceutical": ["Pharma", "Pharm"],
    "Insurance": ["Ins", "Ins."],
    "Financial": ["Fin", "Fin'l", "Finl"],
    "Development": ["Dev", "Dev."],
    "Distribution": ["Dist", "Distr."],
    "Distributors": ["Dist", "Distribs"],
    "Equipment": ["Equip", "Eqpt"],
    "Enterprises": ["Ent", "Entp.", "Enterp."],
    "National": ["Natl", "Nat'l", "Nat."],
    "American": ["Amer", "Am."],
    "Products": ["Prods", "Prod."],
    "Properties": ["Props", "Prop."],
    "Partners": ["Ptnrs", "Prtnrs"],
    "Investments": ["Inv", "Invts", "Inv."],
    "Investment": ["Inv", "Invt"],
    "Communications": ["Comm", "Comms", "Commun."],
    "Transportation": ["Trans", "Transp."],
    "Transport": ["Trans", "Transp"],
    "Department": ["Dept", "Dept."],
    "Government": ["Govt"],
    "Consulting": ["Cons", "Consult."],
    "Corporation": ["Corp", "Corp."],
    "Environmental": ["Env", "Enviro"],
    "Electric": ["Elec", "El."],
    "Electronics": ["Elec", "Electr."],
    "Resources": ["Res", "Rsrcs"],
    "Entertainment": ["Ent", "Entmt"],
    "Advertising": ["Adv", "Advert."],
    "Foundation": ["Fdn", "Found."],
    "Community": ["Comm", "Cmty"],
    "Center": ["Ctr", "Cntr"],
    "Medical": ["Med", "Med."],
    "Health": ["Hlth"],
    "Healthcare": ["Health Care"],
    "Software": ["SW", "Softw."],
    "Packaging": ["Pkg", "Pkg."],
    "Logistics": ["Log", "Logist."],
    "Saint": ["St.", "St"],
    "Mount": ["Mt.", "Mt"],
    "Maschinenbau": ["Masch.bau", "MB"],
    "Gesellschaft": ["Ges.", "Ges"],
    "Gebrüder": ["Gebr."],
    "Construções": ["Const.", "Constr."],
    "Construcciones": ["Constr.", "Const."],
    "Costruzioni": ["Costr."],
    "Établissements": ["Ets", "Éts"],
    "Fratelli": ["F.lli"],
    "Industria": ["Ind."],
    "Comercial": ["Com.", "Coml"],
    "Comércio": ["Com.", "Com"],
    "Hermanos": ["Hnos.", "Hnos"],
    "Compañía": ["Cía.", "Cia"],
    "Sociedad": ["Soc."],
    "Société": ["Sté", "Soc."],
    "Sanayi": ["San."],
    "Ticaret": ["Tic."],
    "United": ["Utd"],
    "Brewing": ["Brew."],
    "Real Estate": ["RE"],
    "Private": ["Pvt"],
    "Europe": ["EU", "Eur."],
    "General": ["Gen", "Genl"],
    "Research": ["Res", "Rsch"],
    "Security": ["Sec", "Sec."],
    "Supply": ["Sply"],
}
"""A word of business -> how it is cut short; one column of the table is used for one row."""

_RESPELLED = [
    {
        "Zh": "J",
        "zh": "j",
        "Q": "Ch",
        "X": "Hs",
        "ou": "o",
        "iy": "y",
        "Kh": "H",
        "kh": "h",
        "ya": "ia",
        "yu": "iu",
        "ts": "c",
        "ee": "i",
        "oo": "u",
        "eo": "u",
        "aa": "a",
    },
    {
        "Zh": "Ch",
        "zh": "ch",
        "q": "ch",
        "x": "hs",
        "y": "i",
        "Kh": "Ch",
        "ya": "ja",
        "yu": "ju",
        "sh": "s",
        "Al ": "El ",
        "Al": "El",
        "K": "Q",
        "ou": "u",
        "iy": "ii",
    },
    {
        "ei": "i",
        "ou": "oh",
        "oo": "ou",
        "Al ": "Al-",
        "i": "y",
        "v": "w",
        "V": "W",
        "g": "k",
        "d": "t",
        "eo": "o",
        "eu": "u",
        "ck": "k",
    },
]
"""Three ways to romanise otherwise than the vocabulary does."""

_ACCENTS = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
    "ß": "ss",
    "ø": "oe",
    "Ø": "Oe",
    "å": "aa",
    "Å": "Aa",
    "æ": "ae",
    "Æ": "Ae",
}
_STUBBORN = {
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "æ": "ae",
    "Æ": "Ae",
    "œ": "oe",
    "ı": "i",
    "ð": "d",
    "þ": "th",
}
_NOTES = [
    " (old)",
    " - DO NOT USE",
    " (duplicate)",
    " (inactive)",
    " *",
    " - HQ",
    " (HQ)",
    " (Head Office)",
    " [merged]",
    " - use other account",
    " (prospect)",
    " (EMEA)",
    " (do not contact)",
    " (via partner)",
    " - main",
    " #2",
    "...",
    " (closed)",
]
_KEYS = [
    "qwaes",
    "abvgh",
    "cxdfv",
    "dserfcx",
    "ewsdr",
    "frdcvgt",
    "gftyhbv",
    "hgyujnb",
    "iujko",
    "jhuikmn",
    "kjiolm",
    "lkop",
    "mnjk",
    "nbhjm",
    "oiklp",
    "pol",
    "qwa",
    "redft",
    "sawedxz",
    "trfgy",
    "uyhji",
    "vcfgb",
    "wqase",
    "xzsdc",
    "ytghu",
    "zasx",
]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def when(chance: np.ndarray, changed: pl.Expr, kept: pl.Expr | str) -> pl.Expr:  # type: ignore[type-arg]
    """`changed` in the rows that `chance` marks, else `kept`."""
    return pl.when(pl.Series(chance)).then(changed).otherwise(pl.col(kept) if isinstance(kept, str) else kept)


def on_some(texts: pl.Series, marked: np.ndarray, change: pl.Expr, **columns: pl.Series) -> pl.Series:  # type: ignore[type-arg]
    """`texts` with `change` (an expression over the column `text` and `columns`) worked on the marked rows only."""
    at = np.flatnonzero(marked)
    if not at.size:
        return texts
    some = pl.DataFrame({"text": texts.gather(at), **{name: series.gather(at) for name, series in columns.items()}})
    return scattered(texts, at, some.select(change.alias("text"))["text"])


def unaccented(text: pl.Expr, spelled_out: pl.Expr) -> pl.Expr:
    """`text` without accents; umlauts as two letters where `spelled_out`."""
    plain = (
        text.str.replace_many(list(_STUBBORN), list(_STUBBORN.values()))
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
    )
    return (
        pl.when(spelled_out)
        .then(
            text.str.replace_many(list(_ACCENTS), list(_ACCENTS.values()))
            .str.normalize("NFKD")
            .str.replace_all(r"\p{M}", "")
        )
        .otherwise(plain)
    )


def respelled(names: pl.Series, dirt: Dirt, marked: np.ndarray, dice: Dice) -> pl.Series:  # type: ignore[type-arg]
    """Romanised names under another system of romanisation, in some of the rows marked."""
    chosen = marked & dice.chance(len(names), dirt.respelled)
    way = dice.below(len(names), len(_RESPELLED))
    for i, table in enumerate(_RESPELLED):
        change = pl.col("text").str.replace_many(list(table), list(table.values()))
        names = on_some(names, chosen & (way == i), change)
    return names


def dirty_words(names: pl.Series, dirt: Dirt, dice: Dice) -> pl.Series:
    """Words abbreviated, left out, moved, joined; '&' and 'and' exchanged; 'The' put in front."""
    count = len(names)
    spaced = " " + names + " "
    short = dice.chance(count, dirt.abbreviated)
    way = dice.below(count, 3)
    for i in range(3):
        table = {f" {word} ": f" {forms[i % len(forms)]} " for word, forms in SHORT_FORMS.items()}
        change = pl.col("text").str.replace_many(list(table), list(table.values()))
        spaced = on_some(spaced, short & (way == i), change)
    for signs in (
        [" & ", " and "],
        [" and ", " & "],
        [" und ", " & "],
        [" et ", " & "],
        [" y ", " & "],
        [" e ", " & "],
        [" & ", " + "],
        [" og ", " & "],
    ):
        rate = dirt.ampersand * (0.08 if signs[1] == " + " else 0.75)
        has = spaced.str.contains(signs[0], literal=True).to_numpy() & dice.chance(count, rate)
        spaced = on_some(spaced, has, pl.col("text").str.replace(signs[0], signs[1], literal=True))
    names = spaced.str.strip_chars()
    long = (names.str.count_matches(" ") >= 2).to_numpy()
    names = on_some(names, long & dice.chance(count, dirt.word_dropped), pl.col("text").str.replace(r" \S+$", ""))
    names = on_some(
        names, long & dice.chance(count, dirt.word_rotated), pl.col("text").str.replace(r"^(.*) (\S+)$", "$2 $1")
    )
    several = names.str.contains(" ", literal=True).to_numpy()
    names = on_some(names, several & dice.chance(count, dirt.glued), pl.col("text").str.replace(" ", "", literal=True))
    the = names.str.starts_with("The ").to_numpy()
    names = on_some(names, the & dice.chance(count, 0.3), pl.col("text").str.slice(4))
    return on_some(names, ~the & dice.chance(count, dirt.the), pl.lit("The ") + pl.col("text"))


def dirty_letters(names: pl.Series, dirt: Dirt, dice: Dice) -> pl.Series:
    """Accents, case, notes, cut ends, spaces and slips of the finger, on whole names with their legal form."""
    count = len(names)
    spelled_out = pl.Series(dice.chance(count, 0.3))
    names = on_some(
        names, dice.chance(count, dirt.unaccented), unaccented(pl.col("text"), pl.col("out")), out=spelled_out
    )
    names = typos(names, dice.chance(count, dirt.typo), dice)
    again = dice.chance(count, dirt.typo * 0.25)
    names = typos(names, again, dice.child("again"))
    note = pl.Series(_NOTES).gather(dice.below(count, len(_NOTES)))
    names = on_some(names, dice.chance(count, dirt.note), pl.col("text") + pl.col("note"), note=note)
    names = on_some(names, dice.chance(count, dirt.upper), pl.col("text").str.to_uppercase())
    names = on_some(names, dice.chance(count, dirt.lower), pl.col("text").str.to_lowercase())
    names = on_some(names, dice.chance(count, dirt.truncated), pl.col("text").str.slice(0, 30))
    where = dice.below(count, 3)
    spaces = dice.chance(count, dirt.space)
    for i, change in enumerate(
        (pl.lit(" ") + pl.col("text"), pl.col("text") + " ", pl.col("text").str.replace(" ", "  ", literal=True))
    ):
        names = on_some(names, spaces & (where == i), change)
    return names


def typos(texts: pl.Series, marked: np.ndarray, dice: Dice) -> pl.Series:  # type: ignore[type-arg]
    """One slip in each marked text of five letters or more: a letter missing, doubled, exchanged with the next, or the
    neighbour's key struck. The first letter is mostly right, as in life."""
    count = len(texts)
    length = texts.str.len_chars().fill_null(0).to_numpy()
    at = 1 + dice.below(count, np.maximum(length - 2, 1))
    at = np.where(dice.chance(count, 0.06), 0, at)
    kind = dice.weighted(count, [28, 18, 26, 28])
    marked = marked & (length >= 5)
    columns = {"at": pl.Series(at), "pick": pl.Series(dice.below(count, 5))}
    before, letter = pl.col("text").str.slice(0, pl.col("at")), pl.col("text").str.slice(pl.col("at"), 1)
    following, after = pl.col("text").str.slice(pl.col("at") + 1, 1), pl.col("text").str.slice(pl.col("at") + 2)
    struck = letter.str.to_lowercase()
    for i in range(5):
        table = {key: keys[i % len(keys)] for key, keys in zip(_LETTERS, _KEYS, strict=True)}
        struck = (
            pl.when(pl.col("pick") == i)
            .then(letter.str.to_lowercase().str.replace_many(list(table), list(table.values())))
            .otherwise(struck)
        )
    changes = (
        before + following + after,
        before + letter + letter + following + after,
        before + following + letter + after,
        before + struck + following + after,
    )
    for i, change in enumerate(changes):
        texts = on_some(texts, marked & (kind == i), change, **columns)
    return texts
