"""Text folded to lower-case ASCII, so that accents, scripts and widths of a letter do not tell two spellings apart."""

import polars as pl
from anyascii import anyascii


def fold(text: pl.Series) -> pl.Series:
    """`text` transliterated by anyascii and in lower case, row by row; nulls stay null and spaces stay as they are.

    Each *distinct character* is transliterated once (an alphabet is small whatever the list), then Polars replaces.
    """
    lower = text.cast(pl.String).str.to_lowercase()
    foreign = (lower.str.len_bytes() != lower.str.len_chars()).arg_true()
    if foreign.is_empty():
        return lower
    values = lower.gather(foreign)
    letters = sorted(set("".join(values.unique().to_list())) - _ASCII)
    folded = values.str.replace_many(letters, [anyascii(letter).lower() for letter in letters])
    return lower.clone().scatter(foreign, folded)


_ASCII = frozenset(map(chr, range(128)))


def words(text: pl.Series) -> pl.Series:
    """`text` folded, with everything but letters and digits turned into single spaces; null where nothing is left."""
    plain = fold(text).str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars(" ")
    return plain.set(plain == "", None)
