"""Rows of a list: what each company of the world looks like after a CRM has had it."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from mutuals.example.dice import Bools, Dice, Ints
from mutuals.example.dirt import Dirt
from mutuals.example.grammar import Words
from mutuals.example.places import phones, places
from mutuals.example.spelling import dirty_letters, dirty_words, on_some, respelled, unaccented
from mutuals.example.vocabulary import INDUSTRIES, Vocabulary, vocabulary
from mutuals.example.websites import domains, foreign_sites, typed

KINDS = {"same": 0, "duplicate": 1, "renamed": 2, "acronym": 3, "trade_name": 4, "subsidiary": 5}


@dataclass(frozen=True)
class Side:
    """The clean world that both lists are rendered from: companies, their addresses, sites and telephone numbers."""

    vocabulary: Vocabulary
    companies: pl.DataFrame
    places: pl.DataFrame
    sites: pl.DataFrame
    foreign: pl.Series
    phones: pl.Series
    size: pl.Series
    seed: int

    @staticmethod
    def of(companies: pl.DataFrame, seed: int) -> "Side":
        """Give each company an address, a site, a telephone number and a size."""
        v = vocabulary()
        dice = Dice(seed, "side")
        language, country, city = (companies[key].to_numpy() for key in ("language", "country", "city"))
        where = places(v, companies, dice.child("places"))
        lead = companies["parent"].fill_null(0).to_numpy()
        housed = (
            companies["parent"].is_not_null().to_numpy() & (country == country[lead]) & dice.chance(len(country), 0.45)
        )
        where = where[np.where(housed, lead, np.arange(len(country)))]
        sites = domains(v, companies, dice.child("domains"))
        size = pl.Series(np.ceil(np.exp(dice.normal(len(country)) * 1.9 + 4.0)).astype(np.int64))
        return Side(
            v,
            companies,
            where,
            sites,
            foreign_sites(companies, sites, dice),
            phones(v, country, city, dice.child("phones")),
            size,
            seed,
        )


def render(side: Side, at: Ints, dirt: Dirt, dice: Dice, *, prefix: str, plain: Bools) -> pl.DataFrame:
    """The rows of one list for the companies `at`, with the columns of `ACCOUNTS` it fills, `_company` and `_kind`.

    Rows marked `plain` appear under their own name, never as a subsidiary, acronym, trade name or former name.
    """
    count = len(at)
    companies = side.companies[at]
    country = companies["country"].to_numpy()
    again = np.zeros(count, bool)
    again[np.setdiff1d(np.arange(count), np.unique(at, return_index=True)[1])] = True
    kind = _kinds(count, dirt, plain, dice)
    abroad = side.vocabulary.countries["weight"].to_numpy()
    nation = np.where(kind == KINDS["subsidiary"], dice.weighted(count, np.sqrt(abroad)), country)
    moved = dice.chance(count, dirt.moved) | (kind == KINDS["subsidiary"])
    names, native = _names(side, companies, kind, nation, dirt, dice.child("names"))
    where = _where(side, at, nation, moved, native, dirt, dice.child("places"))
    frame = pl.DataFrame(
        {
            "account_id": _ids(prefix, count, dice.child("ids")),
            "name": names,
            "website": _websites(side, at, nation, kind, dirt, dice.child("websites")),
            **where,
            "phone": _phones(side, at, country, moved, dirt, dice.child("phones")),
            "industry": _missing(_industry(companies, dice), dirt.no_industry, dice),
            "employees": _missing(_employees(side.size.gather(at), dice), dirt.no_employees, dice),
        }
    )
    return frame.with_columns(
        source_row=pl.int_range(2, pl.len() + 2, dtype=pl.UInt32),
        _company=pl.Series(at),
        _kind=pl.Series(np.where((kind == 0) & again, 1, kind)),
    )


def _ids(prefix: str, count: int, dice: Dice) -> pl.Series:
    """Ids in no order that tells anything: A0000123."""
    return prefix + pl.Series(dice.order(count) + 1).cast(pl.String).str.zfill(7)


def _kinds(count: int, dirt: Dirt, plain: Bools, dice: Dice) -> Ints:
    rates = [dirt.renamed, dirt.acronym, dirt.trade_name, dirt.subsidiary]
    drawn = dice.weighted(count, [1.0 - sum(rates), *rates])
    kind = np.where(drawn == 0, 0, drawn + 1)
    return np.where(plain, 0, kind)


def _missing(values: pl.Series, rate: float, dice: Dice) -> pl.Series:
    return values.to_frame("v").select(pl.when(pl.Series(~dice.chance(len(values), rate))).then("v"))["v"]


def _names(
    side: Side, companies: pl.DataFrame, kind: Ints, nation: Ints, dirt: Dirt, dice: Dice
) -> tuple[pl.Series, Bools]:
    """The names as the list holds them, and which of them are in their own script."""
    v, count = side.vocabulary, companies.height
    language = companies["language"].to_numpy()
    other = v.other_script[language] == 1
    native = other & dice.chance(count, dirt.native_script) & (kind == 0)
    core = companies["english"].fill_null(companies["latin"])
    core = on_some(core, other & dice.chance(count, dirt.romanised), pl.col("latin"), latin=companies["latin"])
    core = respelled(core, dirt, other, dice)
    core = on_some(core, native, pl.col("native"), native=companies["native"])
    core, formless = _other_names(side, companies, core, kind, nation, dice)
    core = dirty_words(core, dirt, dice.child("words"))
    return dirty_letters(
        _with_form(v, companies, core, native, nation, kind, formless, dirt, dice), dirt, dice.child("letters")
    ), native


def _other_names(
    side: Side, companies: pl.DataFrame, core: pl.Series, kind: Ints, nation: Ints, dice: Dice
) -> tuple[pl.Series, Bools]:
    """Subsidiaries, acronyms, trade names and former names; the mask says which carry no legal form of their own."""
    v, count = side.vocabulary, companies.height
    language = companies["language"].to_numpy().astype(np.int64)
    fresh = Words(v, companies, dice.child("renamed")).text("r", 0, np.arange(count), "latin")
    trade_at = v.trades.draw(
        language * (v.trades.start.size // len(v.languages)) + companies["industry"].to_numpy(), dice, skew=1.6
    )
    trade = v.trades.english.gather(trade_at)
    country_name = v.countries["name"].gather(nation)
    brand = fresh + " " + trade
    core = on_some(
        core,
        kind == KINDS["subsidiary"],
        pl.when(pl.Series([True])).then(pl.col("text") + " " + pl.col("land")),
        land=country_name,
    )
    several = core.str.count_matches(" ").to_numpy() >= 1
    letters = (
        pl.col("text")
        .str.replace_all(r"(?i)\b(of|and|the|de|di|du|la|le|und|y|e|et)\b", "")
        .str.extract_all(r"\b\p{L}")
        .list.join("")
        .str.to_uppercase()
    )
    core = on_some(core, (kind == KINDS["acronym"]) & several, letters)
    traded = kind == KINDS["trade_name"]
    way = dice.weighted(count, [50, 12, 12, 10, 16])
    joins = [
        pl.col("brand"),
        pl.col("text") + " t/a " + pl.col("brand"),
        pl.col("text") + " dba " + pl.col("brand"),
        pl.col("brand") + " (" + pl.col("text") + ")",
        pl.col("brand") + " / " + pl.col("text"),
    ]
    for i, joined in enumerate(joins):
        core = on_some(core, traded & (way == i), joined, brand=brand)
    renamed = kind == KINDS["renamed"]
    keeps_trade = dice.chance(count, 0.5)
    core = on_some(core, renamed & ~keeps_trade, pl.col("brand"), brand=brand)
    core = on_some(
        core, renamed & keeps_trade, pl.col("fresh") + " " + pl.col("text").str.extract(r"(\S+)$"), fresh=fresh
    )
    return core, traded


def _with_form(
    v: Vocabulary,
    companies: pl.DataFrame,
    core: pl.Series,
    native: Bools,
    nation: Ints,
    kind: Ints,
    formless: Bools,
    dirt: Dirt,
    dice: Dice,
) -> pl.Series:
    """Names with their legal form before or behind, spelled in one of its ways, exchanged or left out."""
    count = len(core)
    form = companies["form"].to_numpy()
    other = v.forms.latin.cast(pl.Int64).to_numpy()[v.forms.draw(nation, dice)]
    form = np.where(dice.chance(count, dirt.form_swapped) | (kind == KINDS["subsidiary"]), other, form)
    first = v.form_spellings.start[form]
    spelled = np.where(dice.chance(count, dirt.form_spelled), v.form_spellings.draw(form, dice), first)
    own = v.form_spellings_native.draw(form, dice)
    around = v.form_spellings.latin.gather(spelled)
    around = on_some(around, native, pl.col("own"), own=v.form_spellings_native.latin.gather(own))
    dropped = pl.Series(dice.chance(count, dirt.form_dropped) | formless)
    frame = pl.DataFrame({"core": core, "around": around, "dropped": dropped})
    whole = pl.col("around").str.split("|").list.get(0) + pl.col("core") + pl.col("around").str.split("|").list.get(1)
    return frame.select(pl.when("dropped").then("core").otherwise(whole).str.strip_chars().alias("name"))["name"]


def _websites(side: Side, at: Ints, nation: Ints, kind: Ints, dirt: Dirt, dice: Dice) -> pl.Series:
    rows = side.sites[at].with_columns(
        second=pl.col("label")
        + pl.Series(["group", "online", "-int", "grp", "hq", "world"]).gather(dice.below(len(at), 6)),
        country=pl.Series(nation),
        foreign=side.foreign.gather(at),
    )
    sites = typed(side.vocabulary, rows, dirt, dice)
    local = (kind == KINDS["subsidiary"]) & dice.chance(len(at), 0.5)
    own = side.vocabulary.suffixes.latin.gather(side.vocabulary.suffixes.draw(nation, dice))
    sites = on_some(sites, local, pl.col("label") + "." + pl.col("own"), label=rows["label"], own=own)
    fresh = (kind == KINDS["renamed"]) & dice.chance(len(at), 0.4)
    sites = on_some(sites, fresh, pl.lit(None, dtype=pl.String))
    sites = _missing(sites, dirt.no_website, dice)
    return _placeholders(sites, dirt, dice)


_PLACEHOLDERS = ["n/a", "N/A", "-", "unknown", "none", "tbd", "na", "http://", "x", "keine", "null"]


def _placeholders(values: pl.Series, dirt: Dirt, dice: Dice) -> pl.Series:
    count = len(values)
    word = pl.Series(_PLACEHOLDERS).gather(dice.below(count, len(_PLACEHOLDERS)))
    return on_some(
        values, values.is_null().to_numpy() & dice.chance(count, dirt.placeholder), pl.col("word"), word=word
    )


def _where(
    side: Side, at: Ints, nation: Ints, moved: Bools, native: Bools, dirt: Dirt, dice: Dice
) -> dict[str, pl.Series]:
    """City, region, postal code, street and country as the list holds them."""
    v, count = side.vocabulary, len(at)
    companies = side.companies[at]
    city = companies["city"].to_numpy()
    here = side.places[at]
    country = companies["country"].to_numpy()
    stays = (nation == country) & dice.chance(count, 0.5)
    city = np.where(moved & ~stays, v.cities.draw(nation, dice, skew=1.8), city)
    people = companies.select("language", "industry", country=pl.Series(nation), city=pl.Series(city))
    there = places(v, people, dice.child("moved"))
    stack = pl.concat([here, there])
    here = stack[np.where(moved, np.arange(count) + count, np.arange(count))]
    written = native & dice.chance(count, 0.6)
    known = (here["city"] == v.city_names.latin.gather(v.city_names.start[city])).to_numpy()
    other = v.city_names.latin.gather(v.city_names.draw(city, dice))
    cities = on_some(here["city"], known & dice.chance(count, dirt.other_city_name), pl.col("other"), other=other)
    cities = on_some(cities, written, pl.col("own"), own=here["city_native"])
    cities = on_some(cities, dice.chance(count, dirt.upper * 0.6), pl.col("text").str.to_uppercase())
    cities = on_some(cities, dice.chance(count, dirt.unaccented), unaccented(pl.col("text"), pl.lit(False)))
    streets = on_some(here["street"], written, pl.col("own"), own=here["street_native"])
    streets = on_some(streets, dice.chance(count, 0.18), pl.col("text").str.replace_many(_STREET_WORDS))
    countries = v.countries["name"].gather(nation)
    spelled = v.spellings.latin.gather(v.spellings.draw(nation, dice, skew=1.4))
    countries = on_some(countries, dice.chance(count, dirt.country_spelled), pl.col("spelled"), spelled=spelled)
    return {
        "country": _missing(countries, dirt.no_country, dice),
        "region": _missing(here["region"], dirt.no_region, dice),
        "city": _placeholders(_missing(cities, dirt.no_city, dice), dirt, dice),
        "postal_code": _missing(_postal(here["postal_code"], nation, v, dice), dirt.no_postal_code, dice),
        "street": _missing(streets, dirt.no_street, dice),
    }


_STREET_WORDS = {
    "Street": "St.",
    "Road": "Rd",
    "Avenue": "Ave",
    "Drive": "Dr.",
    "Suite": "Ste",
    "Lane": "Ln",
    "straße": "str.",
    "Boulevard": "Blvd",
    "boulevard": "bd",
    "avenue": "av.",
    "Avenida": "Av.",
    "Calle": "C/",
    "Floor": "Fl.",
    "Parkway": "Pkwy",
    "Via ": "V. ",
    "Rua ": "R. ",
    "Court": "Ct",
    "Place": "Pl",
    "Building": "Bldg",
}


def _postal(codes: pl.Series, nation: Ints, v: Vocabulary, dice: Dice) -> pl.Series:
    """Postal codes with the slips of spreadsheets: a leading zero lost, a US code with four more digits, no space."""
    count = len(codes)
    american = nation == v.countries["code"].to_list().index("US")
    more = pl.Series(1000 + dice.below(count, 9000)).cast(pl.String)
    codes = on_some(codes, american & dice.chance(count, 0.12), pl.col("text") + "-" + pl.col("more"), more=more)
    zero = codes.str.contains(r"^0\d+$").fill_null(False).to_numpy()
    codes = on_some(codes, zero & dice.chance(count, 0.25), pl.col("text").str.slice(1))
    return on_some(codes, dice.chance(count, 0.1), pl.col("text").str.replace_all(" ", ""))


def _phones(side: Side, at: Ints, country: Ints, moved: Bools, dirt: Dirt, dice: Dice) -> pl.Series:
    """Telephone numbers in the many ways in which they are typed."""
    count = len(at)
    other = phones(side.vocabulary, country, side.companies["city"].gather(at).to_numpy(), dice.child("other"))
    numbers = on_some(
        side.phones.gather(at),
        dice.chance(count, dirt.other_phone) | moved & dice.chance(count, 0.5),
        pl.col("other"),
        other=other,
    )
    american = pl.Series((country == 0) | (country == 1))
    frame = pl.DataFrame(
        {"n": numbers, "american": american, "style": dice.weighted(count, [30, 22, 12, 12, 10, 8, 6])}
    )
    code, rest = pl.col("n").str.extract(r"^(\d+) "), pl.col("n").str.replace(r"^\d+ ", "")
    area, line = rest.str.extract(r"^(\d+) "), rest.str.replace(r"^\d+ ", "")
    trunk = pl.when("american").then(pl.lit("")).otherwise(pl.lit("0"))
    shown = (
        pl.when(pl.col("style") == 0)
        .then(
            pl.when("american").then("(" + area + ") " + line.str.replace(" ", "-")).otherwise("+" + code + " " + rest)
        )
        .when(pl.col("style") == 1)
        .then("+" + code + " " + area + " " + line.str.replace_all(" ", ""))
        .when(pl.col("style") == 2)
        .then(trunk + rest.str.replace_all(" ", ""))
        .when(pl.col("style") == 3)
        .then(
            pl.when("american")
            .then(rest.str.replace_all(" ", "."))
            .otherwise("00" + code + rest.str.replace_all(" ", ""))
        )
        .when(pl.col("style") == 4)
        .then(pl.when("american").then(rest.str.replace_all(" ", "-")).otherwise(trunk + area + "/" + line))
        .when(pl.col("style") == 5)
        .then("+" + code + " (" + trunk + ")" + area + " " + line)
        .otherwise("+" + code + rest.str.replace_all(" ", ""))
    )
    return _placeholders(_missing(frame.select(shown.alias("phone"))["phone"], dirt.no_phone, dice), dirt, dice)


def _industry(companies: pl.DataFrame, dice: Dice) -> pl.Series:
    labels = pl.Series([label for label, _ in INDUSTRIES.values()])
    drawn = companies["industry"].to_numpy()
    wrong = dice.chance(len(drawn), 0.12)
    return labels.gather(np.where(wrong, dice.below(len(drawn), len(labels)), drawn))


def _employees(size: pl.Series, dice: Dice) -> pl.Series:
    """Head counts as two people would guess them."""
    return pl.Series(np.maximum(1, size.to_numpy() * np.exp(dice.normal(len(size)) * 0.35)).astype(np.int64))
