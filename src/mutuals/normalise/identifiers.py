"""LEI, D-U-N-S, VAT and company register numbers as typed → one spelling a number, and whether its check digits agree.

Every function returns a frame, a row a cell:

- `value`: the canonical spelling, equal when the numbers are equal; null where the cell holds no such number.
- `valid`: true where the check digits agree, false where they do not or the cell cannot be such a number (a wrong
  length, a placeholder such as 000000000); null where there is nothing to check: an empty cell, or a number of a kind
  that has no check digits. A number whose check digits disagree keeps its `value`, so that a person can find it.

Check digits are those of python-stdnum, run once for each distinct number.
"""

from collections.abc import Callable
from importlib import import_module

import polars as pl
from stdnum import get_cc_module

from mutuals.normalise.cells import distinct_cells, on_every_row, rows_of
from mutuals.normalise.folding import fold
from mutuals.normalise.registers import REGISTRATION_RULES, RegistrationRule

_NOTHING = (
    r"^(?:NA|NONE|NULL|NIL|NAN|UNKNOWN|UNBEKANNT|NOTAVAILABLE|NOTAPPLICABLE|TBD|TBA|KEINE?|NO|X+|EXEMPT|PENDING)?$"
)
_FAKE = r"^[A-Z]{0,3}(?:0+|1+|2+|3+|4+|5+|6+|7+|8+|9+|0?12345678?9?0?|01234567|0?9?87654321?0?)$"
_EU = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI GR"
VAT_PREFIXES = frozenset(f"{_EU} GB CH NO IS RS TR RU UA".split())
"""Country prefixes that a VAT number may carry; others are part of the number."""

_VAT_MODULES = {"CH": ("ch", "uid"), "EL": ("gr", "vat"), "NO": ("no", "orgnr"), "XI": ("gb", "vat")}
"""Modules of python-stdnum for prefixes that its own table does not lead to; the Swiss and the Norwegian without MWST
and MVA."""

_VAT_LABEL = (
    r"^(?:VAT|USTIDNR|USTID|USTIDENTNR|UST|UIDNR|MWSTNR|TVAINTRA|TVA|BTWNR|BTW|IVA|PIVA|PARTITAIVA|NIFIVA|MOMSNR|MOMS|TAXID)"
    r"(?:NUMBER|NUMMER|REG|NR|NO|ID)*"
)
_VAT_TAIL = r"^(CHE\d{9}|(?:NO)?\d{9})(?:MWST|TVA|IVA|TPV|MVA)$"


def lei(text: pl.Series) -> pl.DataFrame:
    """Legal Entity Identifier (ISO 17442): 20 capitals and digits, the last two check digits (ISO 7064 mod 97-10)."""
    rows = rows_of(text)
    cells = _cells(rows)
    value = cells["clean"].str.replace(r"^LEI(?:CODE|NO)?", "").str.extract(r"^([A-Z0-9]{18}\d{2})$")
    return _answer(rows, cells, value, _checked(value, "lei"))


def duns(text: pl.Series) -> pl.DataFrame:
    """D-U-N-S number: nine digits, leading zeros that a spreadsheet ate put back. It has no check digit."""
    rows = rows_of(text)
    cells = _cells(rows)
    digits = cells["clean"].str.replace(r"^(?:DUNS|DUNSNUMBER|DUNSNO|DNB)", "").str.extract(r"^(\d{7,9})$")
    value = digits.str.zfill(9)
    return _answer(rows, cells, value, _unknown(len(value)))


def vat(text: pl.Series, country: pl.Series | None = None) -> pl.DataFrame:
    """VAT identification number with its country prefix (Greece EL); without one `country` (ISO 3166 alpha-2) gives it.

    The words that follow a Swiss or Norwegian number (MWST, TVA, MVA) are dropped. A number with neither prefix nor
    country stays as it is, unchecked.
    """
    rows = rows_of(text, country=country)
    cells = _cells(rows)
    clean = cells["clean"].str.replace(_VAT_LABEL, "").str.replace(_VAT_TAIL, "$1")
    prefix = clean.str.extract(r"^([A-Z]{2})[A-Z0-9]*\d").alias("prefix")
    prefix = prefix.set(~prefix.is_in(list(VAT_PREFIXES)), None).replace({"GR": "EL"})
    home = cells["country"].replace({"GR": "EL"})
    frame = pl.DataFrame({"clean": clean, "prefix": prefix, "home": home}).with_columns(
        body=pl.when(pl.col("prefix").is_not_null())
        .then(pl.col("clean").str.slice(2).str.replace(r"^E(\d{9})$", "$1"))
        .otherwise("clean")
    )
    enough = pl.col("body").str.count_matches(r"\d") >= 5
    frame = frame.select(owner=pl.coalesce("prefix", "home"), body=pl.when(enough).then("body"))
    value, valid = _by_country(frame)
    return _answer(rows, cells, value, valid)


def registration(text: pl.Series, country: pl.Series | None = None) -> pl.DataFrame:
    """Number in a company register by `REGISTRATION_RULES` of its `country` (ISO 3166 alpha-2).

    Where no rule fits (or the country is not known): capitals and digits only, leading zeros of a pure number dropped,
    nothing checked.
    """
    rows = rows_of(text, country=country)
    cells = _cells(rows)
    cells = cells.with_columns(value=pl.lit(None, dtype=pl.String), valid=pl.lit(None, dtype=pl.Boolean))
    for rule in REGISTRATION_RULES:
        where = pl.col("country").is_null() if rule.unmistakable else pl.col("country") == rule.country
        fits = where & pl.col("value").is_null() & pl.col("clean").str.contains(rule.pattern)
        found = cells.select(fits.fill_null(value=False)).to_series().arg_true()
        if len(found):
            value, valid = _ruled(cells["clean"].gather(found), rule)
            cells = cells.with_columns(
                value=cells["value"].clone().scatter(found, value), valid=cells["valid"].clone().scatter(found, valid)
            )
    plain = cells["clean"].str.replace(r"^0+(\d+)$", "$1").str.extract(r"^([A-Z0-9]*\d[A-Z0-9]*)$")
    plain = plain.set(plain.str.len_bytes() < 4, None)
    return _answer(rows, cells, cells["value"].fill_null(plain), cells["valid"])


def _ruled(clean: pl.Series, rule: RegistrationRule) -> tuple[pl.Series, pl.Series]:
    groups = clean.str.extract_groups(rule.pattern).struct.unnest()
    court = pl.col("^tail|lead$").str.replace_many(["AE", "OE", "UE"], ["A", "O", "U"])
    groups = groups.with_columns(court) if "lead" in groups.columns else groups
    parts = [pl.col(name).fill_null("") for name in ("head", "digits", "tail", "lead") if name in groups.columns]
    value = groups.with_columns(pl.col("digits").str.zfill(rule.width)).select(value=pl.concat_str(parts)).to_series()
    return value, _checked(clean if rule.check_cell else value, rule.module)


def _checked(value: pl.Series, module: str | None) -> pl.Series:
    """Whether stdnum's `module` accepts each value; null for null values and without a module."""
    return _unknown(len(value)) if module is None else _accepted(value, import_module(f"stdnum.{module}").is_valid)


def _accepted(value: pl.Series, check: Callable[[str], bool]) -> pl.Series:
    """`check` of each value, run once for each distinct one."""
    numbers = value.unique().drop_nulls().to_list()
    answers = [check(number) for number in numbers]
    return value.replace_strict(numbers, answers, default=None, return_dtype=pl.Boolean)


def _by_country(frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Canonical VAT number of each `body` with the prefix of its `owner`, and whether python-stdnum accepts it."""
    value = frame.select(value=pl.col("owner").fill_null("") + pl.col("body")).to_series()
    valid = _unknown(len(value))
    for country in frame["owner"].unique().drop_nulls().sort():
        module = get_cc_module(*_VAT_MODULES.get(country, (country.lower(), "vat")))
        rows = ((frame["owner"] == country) & frame["body"].is_not_null()).fill_null(value=False).arg_true()
        if module is None or rows.is_empty():
            continue
        bodies = frame["body"].gather(rows)
        compact = {body: country + module.compact(body).removeprefix(country) for body in bodies.unique()}
        value = value.scatter(rows, bodies.replace(compact))
        valid = valid.scatter(rows, _accepted(bodies, module.is_valid))
    return value, valid


def _cells(rows: pl.DataFrame) -> pl.DataFrame:
    """Distinct cells of `rows`, and `clean`: capitals and digits alone, null where nothing is said."""
    cells = distinct_cells(rows)
    folded = fold(cells["text"]).str.strip_chars().str.replace(r"\.0+$", "").str.to_uppercase()
    clean = folded.str.replace_all(r"[^A-Z0-9]+", "")
    return cells.with_columns(clean=clean.set(clean.str.contains(_NOTHING), None))


def _answer(rows: pl.DataFrame, cells: pl.DataFrame, value: pl.Series, valid: pl.Series) -> pl.DataFrame:
    """Value and validity of each distinct cell on every row; a placeholder or what is no such number is invalid."""
    value = value.set(value.str.contains(_FAKE), None)
    valid = valid.set(cells["clean"].is_not_null() & value.is_null(), value=False)
    return on_every_row(rows, cells.select(*rows.columns, value=value, valid=valid))


def _unknown(length: int) -> pl.Series:
    return pl.Series([None], dtype=pl.Boolean).new_from_index(0, length)
