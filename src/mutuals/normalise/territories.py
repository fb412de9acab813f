"""Names and codes of countries and regions in every language, from the rigour package, as a frame to join with.

rigour's own look-up goes name by name and takes 1.6 s to wake; its data read as a frame takes 0.1 s and joins a list at
once. `territories_jsonl` is the one thing taken from its inside: a test says when it moves.
"""

import io
import json
from functools import cache

import polars as pl
from rigour._core import territories_jsonl

from mutuals.normalise.folding import words
from mutuals.normalise.packaged import packaged_text

_FIELDS: dict[str, pl.DataType | pl.datatypes.DataTypeClass] = {
    "code": pl.String,
    "alpha3": pl.String,
    "name": pl.String,
    "full_name": pl.String,
    "parent": pl.String,
    "other_codes": pl.List(pl.String),
    "successors": pl.List(pl.String),
    "names_strong": pl.List(pl.String),
    "names_weak": pl.List(pl.String),
    "places": pl.List(pl.String),
}


@cache
def territories() -> pl.DataFrame:
    """One row a territory: the package's fields, `iso` (ISO 3166 alpha-2 of its country, null for the EU and the like)
    and `region` (local code such as `CA`, null for countries)."""
    frame = pl.read_ndjson(io.StringIO(territories_jsonl()), schema=_FIELDS)
    own = pl.col("code").str.to_uppercase()
    successor = pl.when(pl.col("successors").list.len() == 1).then(pl.col("successors").list.first())
    above = pl.coalesce(pl.col("parent"), successor).str.to_uppercase().str.slice(0, 2)
    official = list(_iso_codes())
    iso = pl.when(own.is_in(official)).then(own).when(above.is_in(official)).then(above)
    return frame.with_columns(iso=iso, region=own.str.extract(r"^[A-Z]{2}-([A-Z]{2,3})$"))


@cache
def _iso_codes() -> frozenset[str]:
    data = json.loads(packaged_text("countryguess", "_countrydata.json"))
    return frozenset(row["iso2"] for row in data if row["iso2"]) - {"SU"}


@cache
def territory_names() -> pl.DataFrame:
    """Every way to write a territory: `key` (folded words), `iso`, `region`, `rank` (0 best: codes, then names of
    countries, of regions, of places in them), `common` (a name strong enough to be looked for in misspellings)."""
    frame = territories().filter(pl.col("iso").is_not_null())
    country = pl.col("region").is_null()
    strong, weak = pl.when(country).then(1).otherwise(3), pl.when(country).then(2).otherwise(4)
    bare = pl.col("name").str.replace(r" \(.*\)$", "")
    forms = [
        _forms(frame, pl.concat_list("code"), pl.lit(0), common=False),
        _forms(frame, pl.concat_list("alpha3"), pl.lit(0), common=False),
        _forms(frame, pl.col("other_codes"), pl.lit(0), common=False),
        _forms(frame, pl.concat_list("name", "full_name"), strong, common=True),
        _forms(frame, pl.concat_list(bare), strong, common=False),
        _forms(frame, pl.col("names_strong"), strong, common=True),
        _forms(frame, pl.col("names_weak"), weak, common=False),
        _forms(frame, pl.col("places"), pl.lit(5), common=False),
    ]
    names = pl.concat(forms)
    return names.with_columns(key=words(names["text"])).drop_nulls("key").drop("text").unique(maintain_order=True)


def _forms(frame: pl.DataFrame, texts: pl.Expr, rank: pl.Expr, *, common: bool) -> pl.DataFrame:
    chosen = frame.select("iso", "region", text=texts, rank=rank.cast(pl.Int8), common=pl.lit(common))
    return chosen.explode("text").drop_nulls("text")


@cache
def country_names() -> pl.DataFrame:
    """`key` → `iso`: the best-ranked meaning of each key; keys that then mean two are left out."""
    names = territory_names()
    best = names.filter(pl.col("rank") == pl.col("rank").min().over("key"))
    return (
        best.group_by("key")
        .agg(pl.col("iso").unique(), pl.col("common").any())
        .filter(pl.col("iso").list.len() == 1)
        .with_columns(pl.col("iso").list.first())
        .sort("key")
    )
