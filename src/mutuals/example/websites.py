"""The websites of invented companies, and what a CRM holds instead."""

import numpy as np
import polars as pl

from mutuals.example.dice import Bools, Dice, Ints
from mutuals.example.dirt import Dirt
from mutuals.example.vocabulary import Vocabulary

LABELS = {"head": 44.0, "name": 33.0, "hyphens": 8.0, "initials": 5.0, "extended": 7.0, "other": 3.0}
"""How the name in a domain comes from the company's name, and how often."""

_ENDINGS = [
    "group",
    "grp",
    "inc",
    "corp",
    "co",
    "online",
    "hq",
    "global",
    "usa",
    "uk",
    "intl",
    "gmbh",
    "ag",
    "app",
    "get",
    "go",
    "my",
    "the",
    "web",
    "world",
    "team",
]
_FREE_MAIL = [
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "gmx.de",
    "web.de",
    "icloud.com",
    "aol.com",
    "163.com",
    "qq.com",
    "mail.ru",
    "orange.fr",
]
_SOCIAL = [
    "facebook.com/",
    "www.facebook.com/",
    "https://www.linkedin.com/company/",
    "linkedin.com/company/",
    "instagram.com/",
    "https://twitter.com/",
]
_HOSTED = [
    ".wixsite.com",
    ".wordpress.com",
    ".blogspot.com",
    ".business.site",
    ".github.io",
    ".weebly.com",
    ".myshopify.com",
]
_PATHS = [
    "/",
    "/",
    "/",
    "/en",
    "/de",
    "/home",
    "/index.html",
    "/contact",
    "/about-us",
    "/en/home.html",
    "/?lang=en",
    "/company/about",
    "/index.php",
]
_HOSTS = ["shop.", "en.", "m.", "portal.", "de.", "info.", "careers.", "investors.", "us.", "blog."]
_LOCAL = ["info", "info", "office", "sales", "contact", "mail", "kontakt", "hello", "admin"]


def plain(text: pl.Expr) -> pl.Expr:
    """Lower-case letters and digits of `text`, words apart by one space, accents lost."""
    folded = text.str.to_lowercase().str.replace_many(
        ["ß", "ø", "ł", "đ", "æ", "œ", "ı", "ð", "þ", "&", "+"],
        ["ss", "o", "l", "d", "ae", "oe", "i", "d", "th", " and ", " plus "],
    )
    return (
        folded.str.normalize("NFKD")
        .str.replace_all(r"[^\x00-\x7f]|[.'’]", "")
        .str.replace_all(r"[^a-z0-9]+", " ")
        .str.strip_chars()
    )


def domains(v: Vocabulary, companies: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Each company's own site: columns label and suffix, null for a company with none of its own.

    No two families share one, as in life; the members of a corporate group mostly share the parent's.
    """
    count = companies.height
    country = companies["country"].to_numpy()
    kind = dice.weighted(count, list(LABELS.values()))
    suffix = v.suffixes.latin.gather(v.suffixes.draw(country, dice))
    ending = pl.Series(_ENDINGS).gather(dice.below(count, len(_ENDINGS)))
    frame = companies.select(
        head=plain(pl.col("head")), name=plain(pl.coalesce("english", "latin")), family="family"
    ).with_columns(
        kind=pl.Series(kind), ending=ending, suffix=suffix, number=pl.Series(dice.below(count, 900)).cast(pl.String)
    )
    squash = pl.col("name").str.replace_all(" ", "")
    head = pl.col("head").str.replace_all(" ", "")
    first_letters = pl.col("name").str.replace_all(r"([a-z0-9])[a-z0-9]* ?", "$1")
    short = pl.when(squash.str.len_chars() > 26).then(head).otherwise(squash)
    frame = frame.with_columns(
        label=pl.when(pl.col("kind") == 0)
        .then(head)
        .when(pl.col("kind") == 1)
        .then(short)
        .when(pl.col("kind") == 2)
        .then(pl.col("name").str.replace_all(" ", "-").str.slice(0, 30).str.strip_chars("-"))
        .when((pl.col("kind") == 3) & (first_letters.str.len_chars() > 2))
        .then(first_letters)
        .when(pl.col("kind") == 4)
        .then(head + pl.col("ending"))
        .when(pl.col("kind") == 5)
        .then(head.str.slice(0, 4) + pl.col("ending"))
        .otherwise(short),
        second=short,
        third=short + pl.col("ending"),
        fourth=short + pl.col("number"),
    )
    for other in ("second", "third", "fourth"):
        frame = frame.with_columns(
            label=pl.when(_taken() | (pl.col("label").str.len_chars() < 3)).then(other).otherwise("label")
        )
    frame = frame.with_columns(label=pl.when(_taken()).then(None).otherwise("label"))
    lead = companies["parent"].to_numpy()
    shares = companies["parent"].is_not_null().to_numpy() & dice.chance(count, 0.62)
    at = np.where(shares, np.nan_to_num(lead, nan=0).astype(np.int64), np.arange(count))
    return frame.select("label", "suffix")[at]


def _taken() -> pl.Expr:
    """Whether another family had this site first."""
    return pl.col("family") != pl.col("family").first().over("label", "suffix")


def typed(v: Vocabulary, rows: pl.DataFrame, dirt: Dirt, dice: Dice) -> pl.Series:
    """What a list holds as the website of each row.

    `rows` has the columns label, suffix, second (another label of the company), country and foreign (a site of
    somebody else).
    """
    count = rows.height
    country = rows["country"].to_numpy()
    suffix = pl.Series(v.suffixes.latin.gather(v.suffixes.draw(country, dice)))
    generic = pl.Series(["com", "com", "net", "eu", "org", "io", "co"]).gather(dice.below(count, 7))
    frame = rows.select("label", "suffix", "second", "foreign").with_columns(
        local=pl.when(pl.Series(dice.chance(count, 0.5))).then(suffix).otherwise(generic),
        **{name: _pick(words, count, dice) for name, words in _LISTS.items()},
        **{name: pl.Series(dice.chance(count, rate)) for name, rate in _rates(dirt).items()},
        style=pl.Series(dice.weighted(count, [38, 22, 8, 14, 10, 4, 2, 2])),
    )
    label = pl.when("other_domain").then("second").otherwise("label")
    site = label + "." + pl.when("other_suffix").then("local").otherwise("suffix")
    site = pl.when(pl.col("foreign_site") & pl.col("foreign").is_not_null()).then("foreign").otherwise(site)
    host = (
        pl.when("subdomain")
        .then(pl.col("host") + site)
        .when(pl.col("style") >= 3)
        .then(pl.lit("www.") + site)
        .otherwise(site)
    )
    page = pl.when("path").then(pl.col("page")).otherwise(pl.lit(""))
    plain_url = (
        pl.when(pl.col("style") == 1)
        .then(pl.lit("https://") + host)
        .when(pl.col("style") == 2)
        .then(pl.lit("http://") + host)
        .when(pl.col("style") == 4)
        .then(pl.lit("https://") + host)
        .when(pl.col("style") == 5)
        .then(pl.lit("http://") + host)
        .when(pl.col("style") == 6)
        .then(host.str.to_uppercase())
        .otherwise(host)
    ) + page
    plain_url = pl.when(pl.col("style") == 7).then(pl.col("local_part") + "@" + site).otherwise(plain_url)
    name = pl.coalesce("label", "second")
    return frame.select(
        pl.when("free_mail")
        .then(name + "@" + pl.col("mail"))
        .when("social")
        .then(pl.col("network") + name)
        .when("hosted")
        .then(pl.lit("https://") + name + pl.col("builder"))
        .otherwise(plain_url)
        .alias("website")
    )["website"]


_LISTS = {
    "mail": _FREE_MAIL,
    "network": _SOCIAL,
    "builder": _HOSTED,
    "page": _PATHS,
    "host": _HOSTS,
    "local_part": _LOCAL,
}


def _pick(words: list[str], count: int, dice: Dice) -> pl.Series:
    return pl.Series(words).gather(dice.below(count, len(words)))


def _rates(dirt: Dirt) -> dict[str, float]:
    names = ("other_domain", "other_suffix", "foreign_site", "subdomain", "path", "free_mail", "social", "hosted")
    return {name: getattr(dirt, name) for name in names}


def foreign_sites(companies: pl.DataFrame, sites: pl.DataFrame, dice: Dice) -> pl.Series:
    """A site of somebody else for each company: the parent's where there is one, else that of a few big names."""
    count = companies.height
    few = max(1, count // 2000)
    stranger: Ints = dice.below(count, few)
    parent: Bools = companies["parent"].is_not_null().to_numpy()
    at = np.where(parent, np.nan_to_num(companies["parent"].to_numpy(), nan=0).astype(np.int64), stranger)
    return sites.select(pl.col("label") + "." + pl.col("suffix"))["label"].gather(at)
