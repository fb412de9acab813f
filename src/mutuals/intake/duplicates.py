"""Accounts of one list that are probably one company: same domain or same name, and nothing that tells them apart."""

import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from mutuals.normalise.names import take_apart
from mutuals.normalise.places import cities

SIMILAR = 85.0
"""From which likeness (0 to 100, words in any order) two names at one domain are called similar."""

MAX_GROUP = 50
"""A domain of more accounts than this is a group or a host and says nothing of duplicates."""


def repeated(accounts: pl.DataFrame, key: pl.Series) -> pl.DataFrame:
    """The accounts whose `key` another one has too: source_row, value (the key), detail (the other rows)."""
    keyed = accounts.select("source_row", key.alias("key")).drop_nulls()
    shared = keyed.filter(pl.col("key").is_duplicated())
    others = pl.col("source_row").cast(pl.String).head(MAX_GROUP).str.join(", ").over("key")
    return shared.select(
        "source_row", pl.col("key").alias("value"), pl.concat_str(pl.lit("rows "), others).alias("detail")
    )


def duplicates_by_domain(accounts: pl.DataFrame, identity: pl.DataFrame, sites: pl.DataFrame) -> pl.DataFrame:
    """Accounts with the same informative domain, similar names, and no different cities: source_row, value, detail.

    `identity` is what `identity` gives, `sites` the domains of the accounts.
    """
    domain = sites.get_column("domain").set(sites.get_column("kind").cast(pl.String) != "informative", None)
    rows = identity.with_columns(domain.alias("domain")).drop_nulls("domain")
    rows = rows.filter(pl.len().over("domain").is_between(2, MAX_GROUP))
    pairs = rows.join(rows, on="domain", suffix="_2").filter(pl.col("source_row") < pl.col("source_row_2"))
    pairs = pairs.filter((pl.col("city") == pl.col("city_2")).fill_null(value=True))
    if not pairs.height:
        return _none()
    names = (pairs.get_column(column).fill_null("").to_list() for column in ("core", "core_2"))
    alike = pl.Series(cpdist(*names, scorer=fuzz.token_sort_ratio)) >= SIMILAR
    return _told(pairs.filter(alike), accounts)


def duplicates_by_name(accounts: pl.DataFrame, identity: pl.DataFrame, country: pl.Series) -> pl.DataFrame:
    """Accounts with the same name (legal form and spelling aside) in the same city and country."""
    rows = identity.with_columns(country.alias("country")).drop_nulls(["core", "city"])
    rows = rows.with_columns(pl.len().over("core", "city").alias("size")).filter(
        pl.col("size").is_between(2, MAX_GROUP)
    )
    pairs = rows.join(rows, on=["core", "city"], suffix="_2").filter(pl.col("source_row") < pl.col("source_row_2"))
    same_country = (pl.col("country") == pl.col("country_2")).fill_null(value=True)
    return _told(pairs.filter(same_country), accounts)


def identity(accounts: pl.DataFrame) -> pl.DataFrame:
    """source_row, core (the name's words without legal form) and city of each account."""
    variants = take_apart(accounts.get_column("name")).variants
    core = variants.group_by("row").agg(pl.col("text").first().alias("core"))
    rows = accounts.select("source_row", cities(accounts.get_column("city")).alias("city"))
    return rows.with_row_index("row").join(core, on="row", how="left", maintain_order="left").drop("row")


def _told(pairs: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Both rows of each pair once, with the name and the rows that are like it."""
    if not pairs.height:
        return _none()
    both = pl.concat(
        [
            pairs.select("source_row", pl.col("source_row_2").alias("other")),
            pairs.select(pl.col("source_row_2").alias("source_row"), pl.col("source_row").alias("other")),
        ]
    )
    others = (
        both.sort("source_row", "other")
        .group_by("source_row", maintain_order=True)
        .agg(
            pl.concat_str(pl.lit("like row "), pl.col("other").unique().sort().cast(pl.String).str.join(", ")).alias(
                "detail"
            )
        )
    )
    names = accounts.select("source_row", pl.coalesce("name", "website").alias("value"))
    return others.join(names, on="source_row", maintain_order="left").select("source_row", "value", "detail")


def _none() -> pl.DataFrame:
    """No duplicate."""
    return pl.DataFrame(schema={"source_row": pl.UInt32, "value": pl.String, "detail": pl.String})
