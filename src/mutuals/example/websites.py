"""The websites of invented companies: which domain is whose."""

import numpy as np
import polars as pl

from mutuals.example.business import pick
from mutuals.example.dice import Dice
from mutuals.example.spelling import plain
from mutuals.example.vocabulary import Vocabulary

LABELS = {"head": 42.0, "name": 34.0, "hyphens": 8.0, "initials": 5.0, "extended": 8.0, "other": 3.0}
"""How the name in a domain comes from the company's name, and how often: northvale.com, northvalelogistics.com,
northvale-logistics.com, nvl.com, northvalegroup.com, nortgrp.com."""

GROUP_SITE = 0.5
"""Share of the members of a corporate group whose site is the parent's."""

LONGEST = 26
"""Names longer than this, squashed, become domains by their head alone."""


def domains(v: Vocabulary, companies: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Each company's own site: columns label and suffix, null for a company with none of its own.

    No two families share one, as in life; the members of a corporate group mostly share the parent's.
    """
    count = companies.height
    country = companies["country"].to_numpy()
    suffix = v.suffixes.latin.gather(v.suffixes.draw(country, dice))
    frame = companies.select(
        "family",
        head=plain(pl.col("head")).str.replace_all(" ", "", literal=True),
        name=plain(pl.coalesce("english", "latin")),
        kind=pl.Series(dice.weighted(count, list(LABELS.values()))),
        ending=pick("label_endings", count, dice),
        suffix=suffix,
        number=pl.Series(dice.below(count, 900)).cast(pl.String),
    ).with_columns(squash=pl.col("name").str.replace_all(" ", "", literal=True))
    short = pl.when(pl.col("squash").str.len_chars() > LONGEST).then("head").otherwise("squash")
    frame = frame.with_columns(
        label=_label(short), second=short, third=short + pl.col("ending"), fourth=short + pl.col("number")
    )
    for other in ("second", "third", "fourth"):
        unusable = _taken() | (pl.col("label").str.len_chars() < 3)
        frame = frame.with_columns(label=pl.when(unusable).then(other).otherwise("label"))
    unusable = _taken() | (pl.col("label").str.len_chars() < 3)
    sites = frame.select("suffix", label=pl.when(unusable).then(None).otherwise("label"))
    child = companies["parent"].is_not_null().to_numpy() & dice.chance(count, GROUP_SITE)
    return sites[np.where(child, companies["parent"].fill_null(0).to_numpy(), np.arange(count))]


def _label(short: pl.Expr) -> pl.Expr:
    """The label of each kind in `LABELS`; `short` where the kind yields nothing."""
    first_letters = pl.col("name").str.replace_all(r"([a-z0-9])[a-z0-9]* ?", "$1")
    shapes = {
        "head": pl.col("head"),
        "hyphens": pl.col("name").str.replace_all(" ", "-", literal=True).str.slice(0, 30).str.strip_chars("-"),
        "initials": pl.when(first_letters.str.len_chars() > 2).then(first_letters).otherwise(short),
        "extended": pl.col("head") + pl.col("ending"),
        "other": pl.col("head").str.slice(0, 4) + pl.col("ending"),
    }
    label = short
    for kind, shape in shapes.items():
        label = pl.when(pl.col("kind") == list(LABELS).index(kind)).then(shape).otherwise(label)
    return label


def _taken() -> pl.Expr:
    """Whether another family had this site first."""
    return pl.col("family") != pl.col("family").first().over("label", "suffix")
