"""What a list holds as the address of a company."""

import numpy as np
import polars as pl

from mutuals.example.business import table
from mutuals.example.dice import on_some
from mutuals.example.places import places
from mutuals.example.rendering import Rendering
from mutuals.example.spelling import typos, unaccented


def addresses(r: Rendering) -> dict[str, pl.Series]:
    """Country, region, city, postal code and street of each row."""
    dice, dirt = r.dice.child("addresses"), r.dirt
    where = _where(r)
    written = r.native & dice.chance(r.count, 0.6) & where["street_native"].is_not_null().to_numpy()
    streets = on_some(where["street"], written, pl.col("own"), own=where["street_native"])
    changes = table("street")
    shortened = pl.col("text").str.replace_many(list(changes), list(changes.values()))
    streets = on_some(streets, dice.chance(r.count, dirt.street_shortened), shortened)
    streets = typos(streets, dice.chance(r.count, dirt.typo * 0.4), dice.child("streets"))
    return {
        "country": r.filled(_countries(r), dirt.no_country),
        "region": r.filled(where["region"], dirt.no_region),
        "city": r.filled(_cities(r, where), dirt.no_city, placeholders=True),
        "postal_code": r.filled(_postal_codes(r, where["postal_code"]), dirt.no_postal_code),
        "street": r.filled(streets.alias("street"), dirt.no_street),
    }


def _where(r: Rendering) -> pl.DataFrame:
    """The address of each row before dirt: that of the company, or a new one in the same city or another."""
    v, dice = r.world.vocabulary, r.dice.child("moved")
    city = r.companies["city"].to_numpy().astype(np.int64)
    leaves = r.moved & ((r.nation != r.companies["country"].to_numpy()) | dice.chance(r.count, 0.5))
    city = np.where(leaves, v.cities.draw(r.nation, dice, skew=1.8), city)
    rows = np.flatnonzero(r.moved)
    people = r.companies.select("industry", country=pl.Series(r.nation), city=pl.Series(city))[rows]
    there = places(v, people, dice.child("places"))
    source = np.arange(r.count)
    source[rows] = r.count + np.arange(len(rows))
    return pl.concat([r.world.places[r.at], there])[source].with_columns(at=pl.Series(city))


def _cities(r: Rendering, where: pl.DataFrame) -> pl.Series:
    """Cities under one of their names, in their own script, in capitals, without accents."""
    v, dice, dirt = r.world.vocabulary, r.dice.child("cities"), r.dirt
    at = where["at"].to_numpy()
    known = (where["city"] == v.city_names.latin.gather(v.city_names.start[at])).to_numpy()
    other = v.city_names.latin.gather(v.city_names.draw(at, dice))
    cities = on_some(where["city"], known & dice.chance(r.count, dirt.other_city_name), pl.col("other"), other=other)
    written = r.native & dice.chance(r.count, 0.6) & where["city_native"].is_not_null().to_numpy()
    cities = on_some(cities, written, pl.col("own"), own=where["city_native"])
    cities = on_some(cities, dice.chance(r.count, dirt.upper * 0.6), pl.col("text").str.to_uppercase())
    cities = on_some(cities, dice.chance(r.count, dirt.unaccented), unaccented(pl.col("text")))
    return typos(cities, dice.chance(r.count, dirt.typo * 0.25), dice.child("typos"))


def _countries(r: Rendering) -> pl.Series:
    """Countries by their common English name, now and then by another spelling or a code."""
    v, dice = r.world.vocabulary, r.dice.child("countries")
    spelled = v.spellings.latin.gather(v.spellings.draw(r.nation, dice, skew=1.4))
    names = v.countries["name"].gather(r.nation).alias("country")
    return on_some(names, dice.chance(r.count, r.dirt.country_spelled), pl.col("spelled"), spelled=spelled)


def _postal_codes(r: Rendering, codes: pl.Series) -> pl.Series:
    """Postal codes with the slips of spreadsheets: a leading zero lost, a US code with four more digits, no space."""
    dice, text = r.dice.child("postal codes"), pl.col("text")
    american = r.nation == r.world.vocabulary.countries["code"].to_list().index("US")
    more = pl.Series(1000 + dice.below(r.count, 9000)).cast(pl.String)
    codes = on_some(codes, american & dice.chance(r.count, r.dirt.postal_slip), text + "-" + pl.col("more"), more=more)
    zero = codes.str.contains(r"^0\d+$").fill_null(False).to_numpy()
    codes = on_some(codes, zero & dice.chance(r.count, r.dirt.postal_slip), text.str.slice(1))
    return on_some(codes, dice.chance(r.count, r.dirt.postal_slip), text.str.replace_all(" ", "", literal=True))
