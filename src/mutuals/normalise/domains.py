"""Websites, domains and e-mail addresses as typed → host, registrable domain and what they say about their owner."""

import polars as pl
from anyascii import anyascii

from mutuals.normalise.domain_kinds import (
    DOMAIN_KINDS,
    HOSTING,
    PLACEHOLDER_DOMAINS,
    PLACEHOLDER_WORDS,
    SOCIAL,
    SOCIAL_STEMS,
    free_mail_domains,
)
from mutuals.normalise.folding import words
from mutuals.normalise.public_suffixes import punycode, suffix_lengths, tail_of

__all__ = ["DOMAIN_KINDS", "domains"]

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_STRICT = (
    r"^(?:[a-z]{2,10}:/{1,3}|//|mailto:)?(?:[^@/\s]+@)?(?:w{2,4}\d{0,2}\.)?((?:" + _LABEL + r"\.)+"
    r"(?:[a-z]{2,24}|xn--[a-z0-9-]+))\.?(?::\d+)?(?:[/?#].*)?$"
)
"""One address and nothing else, well typed: scheme, user, www, **host**, port, path."""

_LENIENT = (
    r"^[.:/]*(?:(?:h[tps]{2,7}|ftp|mailto|e-?mail|web(?:site)?|url)[:;.]{0,3}/+|(?:h[tps]{2,7}|mailto|e-?mail|url)[:;])*"
    r"(?:[^@/]+@)?(?:w{2,4}\d{0,2}\.)*((?:[\p{L}\p{N}\p{M}_-]+\.)+[\p{L}\p{N}\p{M}-]{2,})"
)
"""One piece of a cell that is not well typed: schemes broken or doubled, letters of any script."""


def domains(website: pl.Series) -> pl.DataFrame:
    """Host and domain of each website, domain or e-mail address, one row per row of `website`.

    - `host`: lower case, ASCII (internationalised names in punycode), without www, port and path; null where unusable.
    - `domain`: the registrable domain by the ICANN section of the public suffix list (acme.co.uk); null where none.
    - `stem`: the domain's own label (acme), internationalised names folded to ASCII; under a hosting suffix the tenant's
      label (acme.github.io → acme).
    - `suffix`: what follows it (co.uk).
    - `kind`: `DOMAIN_KINDS`; only informative domains say who the account is.

    Of several addresses in one cell the first usable one is taken. Never raises; what cannot be read is `invalid`.
    """
    text = website.cast(pl.String).str.strip_chars().str.to_lowercase().alias("text")
    text = text.set(text == "", None)
    host = text.str.extract(_STRICT)
    lengths = suffix_lengths(host)
    untidy = (text.is_not_null() & (host.is_null() | (lengths["public"] == 0))).arg_true()
    if len(untidy):
        host = host.clone().scatter(untidy, _untidy_hosts(text.gather(untidy)))
        lengths = suffix_lengths(host)
    frame = _parts(host, lengths)
    return frame.with_columns(kind=_kinds(text, frame)).select("host", "domain", "stem", "suffix", "kind")


def _untidy_hosts(text: pl.Series) -> pl.Series:
    """The first usable host in each cell, or the first thing that looks like one, or null; by distinct cell."""
    cells = text.unique(maintain_order=True).to_frame("text")
    clean = (
        pl.col("text")
        .str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(r"[。．｡]", ".")
        .str.replace_all("\\", "/", literal=True)
        .str.replace_all(r"\.{2,}", ".")
    )
    commas = r"^(?:h?ttps?:?/*)?((?:www[., ]\s?)?[\w-]+[, ]\s?(?:co[,.])?[a-z]{2,4})/?$"
    pieces = pl.concat(
        [
            cells.select(
                "text", order=pl.lit(0), piece=clean.str.extract(commas).str.replace_all(r"[, ]+", ".")
            ).filter(pl.col("text").str.contains(",", literal=True) | pl.col("text").str.starts_with("www ")),
            cells.select("text", order=pl.lit(1), piece=clean.str.replace_all(r"\s*\.\s*", "."))
            .filter(pl.col("text").str.contains(r"\s\.|\.\s"))
            .filter(~pl.col("piece").str.contains(r"\s")),
            cells.select("text", order=pl.lit(2), piece=clean.str.split(" "))
            .explode("piece")
            .with_columns(pl.col("piece").str.replace_all(r"[\s;,|<>()\[\]{}\"'*]+", " ").str.split(" "))
            .explode("piece"),
        ]
    )
    found = pieces.with_columns(host=pl.col("piece").str.extract(_LENIENT).str.strip_chars("-_.")).drop_nulls("host")
    found = found.with_columns(host=_ascii_hosts(found["host"]))
    lengths = suffix_lengths(found["host"])
    labels = found["host"].str.count_matches(".", literal=True) + 1
    usable = (lengths["public"] > 0) & (labels > lengths["public"])
    first = (
        found.with_columns(usable=usable)
        .sort("usable", "order", descending=[True, False], maintain_order=True)
        .unique("text", keep="first", maintain_order=True)
    )
    return text.to_frame("text").join(first, on="text", how="left", maintain_order="left")["host"]


def _ascii_hosts(host: pl.Series) -> pl.Series:
    foreign = host.filter(host.str.len_bytes() != host.str.len_chars()).unique()
    return host.replace({name: ".".join(punycode(label) for label in name.split(".")) for name in foreign})


def _parts(host: pl.Series, lengths: pl.DataFrame) -> pl.DataFrame:
    frame = pl.DataFrame({"host": host.alias("host")}).hstack(lengths)
    count = pl.col("host").str.count_matches(".", literal=True).cast(pl.Int8) + 1
    frame = frame.with_columns(labels=count.fill_null(0))
    known = pl.col("public") > 0
    domain = pl.when(~known | (pl.col("labels") <= pl.col("public"))).then(None)
    domain = domain.when(pl.col("labels") == pl.col("public") + 1).then(pl.col("host"))
    tenant = pl.when(pl.col("labels") == pl.col("private") + 1).then(pl.col("host"))
    for length in range(1, 5):
        domain = domain.when(pl.col("public") == length).then(tail_of(pl.col("host"), length + 1))
        tenant = tenant.when(pl.col("private") == length).then(tail_of(pl.col("host"), length + 1))
    hosted = (pl.col("private") > pl.col("public")) & (pl.col("labels") > pl.col("private"))
    frame = frame.with_columns(domain=domain, hosted=pl.col("private") > pl.col("public"))
    frame = frame.with_columns(label=pl.col("domain").str.extract(r"^([^.]+)"))
    frame = frame.with_columns(
        suffix=pl.col("domain").str.slice(pl.col("label").str.len_bytes() + 1),
        stem=pl.when(hosted).then(tenant.str.extract(r"^([^.]+)")).otherwise("label"),
    )
    return frame.with_columns(stem=_readable(frame["stem"]))


def _readable(stem: pl.Series) -> pl.Series:
    """Punycode labels decoded and folded to ASCII."""
    coded = stem.filter(stem.str.starts_with("xn--")).unique()
    return stem.replace({label: _decoded(label) for label in coded})


def _decoded(label: str) -> str:
    try:
        text = label.removeprefix("xn--").encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label
    return "".join(character for character in anyascii(text).lower() if character.isalnum()) or label


def _kinds(text: pl.Series, frame: pl.DataFrame) -> pl.Series:
    distinct = frame.select(text=pl.when(pl.col("domain").is_null()).then(text)).to_series()
    said = words(distinct)
    nothing = pl.Series("nothing", said.is_in(list(PLACEHOLDER_WORDS)) | (said.is_null() & distinct.is_not_null()))
    host, domain = pl.col("host"), pl.col("domain")

    def among(names: frozenset[str]) -> pl.Expr:
        table = list(names)
        return host.is_in(table) | domain.is_in(table)

    reserved = host.str.contains(r"(?:^|\.)(?:example|invalid|test|localhost)$")
    kind = (
        pl.when(pl.lit(text.is_null()))
        .then(pl.lit("missing"))
        .when(pl.lit(nothing).fill_null(value=False) | among(PLACEHOLDER_DOMAINS) | reserved)
        .then(pl.lit("placeholder"))
        .when(domain.is_null())
        .then(pl.lit("invalid"))
        .when(among(SOCIAL) | pl.col("label").is_in(list(SOCIAL_STEMS)))
        .then(pl.lit("social"))
        .when(among(HOSTING) | pl.col("hosted"))
        .then(pl.lit("hosting"))
        .when(among(free_mail_domains()))
        .then(pl.lit("free_mail"))
        .otherwise(pl.lit("informative"))
    )
    return frame.select(kind.cast(DOMAIN_KINDS).alias("kind")).to_series()
