"""Hosts in website cells that hold more, or less, than one well-typed address."""

import polars as pl

from mutuals.normalise.public_suffixes import punycode

_SCHEME = r"(?:h[tps]{2,7}|ftp|mailto|e-?mail|mail|web(?:site)?|url|www)"
_HOST = r"((?:[\p{L}\p{N}\p{M}_-]+\.)+[\p{L}][\p{L}\p{N}\p{M}-]+)"
_LENIENT = r"^[.:/@]*(?:" + _SCHEME + r"[:;.,]{0,3}/+|" + _SCHEME + r"[:;])*(?:[^@/]+@)?(?:w{2,4}\d{0,2}\.)*" + _HOST
"""One piece of a cell: schemes broken or doubled (http//, htp:/, http://http://), letters of any script."""

_COMMAS = (
    r"^(?:" + _SCHEME + r"[:;]?/*(?:www[., ]\s?)?[\w-]+(?:[,.](?:co|com|org|net|ac|or|ne|gov))?, ?[a-z]{2,4}"
    r"|(?:www[., ]\s?)[\w-]+(?:[,. ](?:co|com|org|net|ac|or|ne|gov))?[, ] ?[a-z]{2,4}"
    r"|[\w-]+,(?:com|net|org)"
    r"|[\w-]+[.,](?:co|com|org|net|ac|or|ne|gov),[a-z]{2})/?$"
)
"""Commas (after www, spaces) where dots were meant: http:/acme,com, www acme com, acme.co,uk. Without www or a scheme
only before the commonest endings: "Acme, SA" is a name."""

_INVISIBLE = r"[\u{200b}-\u{200f}\u{2060}\u{feff}\u{ad}]"


_WRAPPED = {"%3a": ":", "%2f": "/", "%3d": "=", "%26": "&", "-3a__": "://", "__https": " https", "__;": " "}
"""Signs of an address inside an address, as mail filters and redirections write them."""

TOO_LONG = r"[^.]{64}|^.{254}"
"""A label or a host longer than the name system allows."""


def untidy_hosts(cells: pl.Series) -> pl.DataFrame:
    """Every `host` that distinct cells (lower case) may mean, with its `text` and `piece`, the likelier first.

    First the whole cell with a typing slip mended, then its pieces from left to right; lower-case ASCII, without www.
    """
    frame = cells.alias("text").to_frame().with_columns(clean=_cleaned(pl.col("text")))
    clean = pl.col("clean")
    whole = frame.filter(clean.str.contains(_COMMAS)).with_columns(piece=clean.str.replace_all(r"[, ]+", "."))
    spaced = frame.filter(clean.str.contains(r"\s\.|\.\s")).with_columns(piece=clean.str.replace_all(r"\s*\.\s*", "."))
    spaced = spaced.filter(~pl.col("piece").str.contains(r"[\s;,|]"))
    clean = clean.str.replace_many(_WRAPPED).str.replace_all(r"(.)(https?://)", "$1 $2")
    pieces = frame.with_columns(piece=clean.str.replace_all(r"[\s;,|<>()\[\]{}\"'*]+", " ").str.split(" ")).explode(
        "piece"
    )
    found = pl.concat([whole, spaced, pieces]).with_columns(host=pl.col("piece").str.extract(_LENIENT))
    found = found.with_columns(host=_ascii(found["host"].str.strip_chars_end("-"))).drop_nulls("host")
    impossible = pl.col("host").str.contains(r"(?:^|\.)-|-(?:\.|$)") | pl.col("host").str.contains(TOO_LONG)
    return found.filter(~impossible).select("text", "piece", "host")


def _cleaned(text: pl.Expr) -> pl.Expr:
    clean = text.str.normalize("NFKC").str.to_lowercase().str.replace_all(_INVISIBLE, "")
    clean = clean.str.replace_all(r"[。．｡]", ".").str.replace_all("\\", "/", literal=True)
    return clean.str.replace_all(r"\.{2,}", ".").str.strip_chars()


def _ascii(host: pl.Series) -> pl.Series:
    """Internationalised labels in punycode, each distinct host once."""
    foreign = host.filter(host.str.len_bytes() != host.str.len_chars()).unique()
    return host.replace({name: ".".join(punycode(label) for label in name.split(".")) for name in foreign})
