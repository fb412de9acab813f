"""Websites, domains and e-mail addresses as typed → host, registrable domain and what they say about their owner."""

import polars as pl
from anyascii import anyascii

from mutuals.normalise.domain_kinds import DOMAIN_KINDS, domain_kinds
from mutuals.normalise.folding import change_where, put_where, words
from mutuals.normalise.public_suffixes import last_labels, suffix_lengths
from mutuals.normalise.untidy_hosts import TOO_LONG, untidy_hosts

__all__ = ["DOMAIN_KINDS", "domains"]

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_STRICT = (
    r"^(?:[a-z]{2,10}:/{1,3}|//|mailto:)?(?:[^@/\s]+@)?(?:w{2,4}\d{0,2}\.)?((?:" + _LABEL + r"\.)+"
    r"(?:[a-z]{2,24}|xn--[a-z0-9-]+))\.?(?::\d+)?(?:[/?#].*)?$"
)
"""One address and nothing else, well typed: scheme, user, www, **host**, port, path."""

_PAGED = r"[a-z0-9.]/+[^/\s]|[a-z0-9][?#]."
"""The address goes on after the host (the scheme's own slashes follow a colon)."""

_SEVERAL = r"[\s;,|]|.[/=_]https?(?::|%3a|-3a)"
"""More than one address, or one wrapped in another (mail filters, archives, redirections)."""


def domains(website: pl.Series) -> pl.DataFrame:
    """Host and domain of each website, domain or e-mail address, one row per row of `website`.

    - `host`: lower case, ASCII (internationalised names in punycode), without www, port and path; null where unusable.
    - `domain`: the registrable domain by the ICANN section of the public suffix list (acme.co.uk); null where none.
    - `stem`: the domain's own label (acme), internationalised names folded to ASCII; under a hosting suffix the label
      of the tenant (acme.github.io → acme).
    - `suffix`: what follows the domain's own label (co.uk).
    - `kind`: `DOMAIN_KINDS`; only informative domains say who the account is.

    Of several addresses in one cell the first that is the account's own is taken, else the first. Never raises; what
    cannot be read is `invalid`.
    """
    text = website.cast(pl.String).str.strip_chars().str.to_lowercase().alias("text")
    text = text.set(text == "", None)
    frame = _parts(text, _possible(text.str.extract(_STRICT)))
    several = (frame["kind"] != "informative") & text.str.contains(_SEVERAL)
    untidy = (frame["domain"].is_null() & (frame["kind"] != "missing") | several.fill_null(value=False)).arg_true()
    if len(untidy):
        cells = text.gather(untidy).unique(maintain_order=True)
        mended = cells.to_frame().join(_mended(cells), on="text", how="left", maintain_order="left")
        mended = text.gather(untidy).to_frame().join(mended, on="text", how="left", maintain_order="left").drop("text")
        frame = pl.DataFrame([frame[name].clone().scatter(untidy, mended[name]) for name in frame.columns])
    return frame


def _possible(host: pl.Series) -> pl.Series:
    """`host`, null where a label or the whole is longer than the name system allows (63 and 253 characters)."""
    return change_where(host, host.str.len_bytes() > 63, lambda rows: rows.set(rows.str.contains(TOO_LONG), None))


def _mended(cells: pl.Series) -> pl.DataFrame:
    """Parts of the best host in each distinct untidy cell, by `text`: informative before usable before first."""
    found = untidy_hosts(cells)
    parts = pl.concat([found.select("text"), _parts(found["piece"], found["host"])], how="horizontal")
    found = parts.with_columns(own=pl.col("kind") == "informative", usable=pl.col("domain").is_not_null())
    best = found.sort("own", "usable", descending=True, maintain_order=True).unique(
        "text", keep="first", maintain_order=True
    )
    rest = cells.filter(~cells.is_in(best["text"].implode()))
    nothing = _parts(rest, pl.Series([None], dtype=pl.String).new_from_index(0, len(rest)))
    return pl.concat([best.drop("own", "usable"), pl.concat([rest.to_frame(), nothing], how="horizontal")])


def _parts(text: pl.Series, host: pl.Series) -> pl.DataFrame:
    """`host`, `domain`, `stem`, `suffix` and `kind` of the `host` found in each `text` (null: none)."""
    lengths = suffix_lengths(host)
    public, private, labels = lengths["public"], lengths["private"], lengths["labels"]
    domain = last_labels(host, labels, public + 1).set((public == 0) | (labels <= public), None)
    label = _first_label(domain)
    paged = text.str.contains(_PAGED)
    tenant = (private > public) & (labels > private)
    stem = put_where(label, tenant, _tenants(host, lengths, tenant))
    frame = pl.DataFrame(
        {
            "host": host,
            "domain": domain,
            "label": label,
            "stem": _readable(stem),
            "hosted": (private > public) | ((public > 1) & (labels == public) & paged),
            "paged": paged,
        }
    ).with_columns(suffix=pl.col("domain").str.slice(pl.col("label").str.len_bytes() + 1))
    unread = domain.is_null() & text.is_not_null()
    said = put_where(domain.clear(len(domain)), unread, words(text.filter(unread)))
    kind = domain_kinds(said, frame)
    kind = kind.set(said.is_null() & unread, "placeholder").set(text.is_null(), "missing")
    return frame.with_columns(kind).select("host", "domain", "stem", "suffix", "kind")


def _tenants(host: pl.Series, lengths: pl.DataFrame, tenant: pl.Series) -> pl.Series:
    """The label of the customer under a hosting suffix, for the rows where `tenant` is true."""
    hosted = lengths.filter(tenant)
    return _first_label(last_labels(host.filter(tenant), hosted["labels"], hosted["private"] + 1))


def _first_label(host: pl.Series) -> pl.Series:
    return host.str.extract(r"^([^.]+)")


def _readable(stem: pl.Series) -> pl.Series:
    """Punycode labels decoded and folded to ASCII."""
    coded = stem.filter(stem.str.starts_with("xn--")).unique()
    return stem.replace({label: _decoded(label) for label in coded}).alias("stem")


def _decoded(label: str) -> str:
    try:
        text = label.removeprefix("xn--").encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label
    return "".join(character for character in anyascii(text).lower() if character.isalnum()) or label
