"""Text that a spreadsheet would take for a formula, made inert before it is exported.

A cell that begins with `=`, `+`, `-` or `@` (also in their full-width forms, also behind blanks or invisible
characters), or with a tab or line break, is run as a formula by spreadsheet programs when a CSV file is opened; so is
what follows a semicolon, tab or line break inside a cell, where the program splits there. Somebody else's data must
never run, so such text gets an apostrophe in front, which spreadsheets read as "this is text". Plain numbers (`-5`,
`-1.234,50 %`) and international phone numbers (`+49 30 1234`) are harmless and stay as they are; a phone number that is
also a sum (`+49-30-1234`) is not.
"""

import polars as pl

_INVISIBLE = r"[\s\p{C}\u200b-\u200f\u2060\ufeff\"]*"
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b−"
DANGEROUS = rf"^(?:{_INVISIBLE}[{_SIGNS}|%]|[\t\r\n\p{{C}}])"
"""Begins with a sign that starts a formula, possibly behind characters that a spreadsheet skips."""

INNER = rf"([;\t\r\n]{_INVISIBLE})([{_SIGNS}])"
"""The same at a place inside the cell where a spreadsheet may begin a new one."""

HARMLESS = (
    r"^[+-]?\d[\d.,]*\s?%?$",
    r"^\+\d[\d ().]*$",
    r"^\+\d[\d.]* ?\(\d[\d ().\-/]*$",
    r"^\+\d[\d.]* \d[\d ().\-/]*$",
)
"""Forms that begin with a sign and are no formula: a number; a phone number in groups that cannot be added up."""


def without_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with every text cell and column name made inert in spreadsheets; all else, and the row order, unchanged.

    Enum columns, whose words are our own, are left alone; Categorical columns become text.
    """
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String or isinstance(dtype, pl.Categorical)]
    safe = frame.with_columns(inert(pl.col(name).cast(pl.String)).alias(name) for name in texts)
    names = pl.Series("name", frame.columns, dtype=pl.String).to_frame().select(inert(pl.col("name"))).to_series()
    new_names: list[str] = []
    for name in names:
        new_names.append(name if name not in new_names else f"'{name}")
    safe.columns = new_names
    return safe


def inert(text: pl.Expr) -> pl.Expr:
    """The text, with an apostrophe in front of whatever a spreadsheet would run."""
    risky = text.str.contains(DANGEROUS) & ~text.str.contains("|".join(f"(?:{form})" for form in HARMLESS))
    inner = pl.when(text.str.contains(INNER)).then(text.str.replace_all(INNER, "$1'$2")).otherwise(text)
    return pl.when(risky).then(pl.lit("'") + inner).otherwise(inner)
