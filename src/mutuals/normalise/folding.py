"""Text folded to lower-case ASCII, so that accents, scripts and widths of a letter do not tell two spellings apart."""

from collections.abc import Callable

import polars as pl
from anyascii import anyascii

_ASCII = frozenset(map(chr, range(128)))


def fold(text: pl.Series) -> pl.Series:
    """`text` transliterated by anyascii and in lower case, row by row; nulls stay null and spaces stay as they are.

    Each *distinct character* is transliterated once (an alphabet is small whatever the list), then Polars replaces.
    """
    lower = text.cast(pl.String).str.to_lowercase()
    return change_where(lower, lower.str.len_bytes() != lower.str.len_chars(), _transliterated)


def words(text: pl.Series) -> pl.Series:
    """`text` folded, with everything but letters and digits turned into single spaces; null where nothing is left."""
    plain = fold(text).str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars(" ")
    return plain.set(plain == "", None)


def change_where(text: pl.Series, rows: pl.Series, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """`text` with `change` applied to the rows where `rows` is true: dear work for the few cells that need it."""
    found = rows.fill_null(value=False).arg_true()
    return text if found.is_empty() else text.clone().scatter(found, change(text.gather(found)))


def put_where(text: pl.Series, rows: pl.Series, values: pl.Series) -> pl.Series:
    """`text` with `values` (one for each true row of `rows`, in order) put in."""
    return change_where(text, rows, lambda _: values)


def _transliterated(text: pl.Series) -> pl.Series:
    letters = sorted(set("".join(text.unique().to_list())) - _ASCII)
    return text.str.replace_many(letters, [anyascii(letter).lower() for letter in letters])
