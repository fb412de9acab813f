"""Postal codes as typed → one spelling a code, and the coarse area each lies in."""

import polars as pl

from mutuals.normalise.cells import distinct_cells, on_every_row, rows_of
from mutuals.normalise.folding import fold

POSTAL_DIGITS = {
    4: "AT AU BE BG CH CY DK GE GL HU LI LU MK NO NZ PH SI TN ZA",
    5: "DE DO EE EG ES FI FR GR GT HR ID IT KR KW LT MA ME MX MY PE PK RS SA SV TH TR UA US UY VN",
    6: "BY CN CO IN KG KZ MN NG RO RU SG TJ",
    7: "IL JP",
    8: "BR",
}
"""Countries by the number of digits that every postal code of theirs has: spreadsheets eat leading zeros, this says how
many to put back."""

AREA_LENGTH = {
    1: "BG LU SI",
    2: "AT AU BE BR CH CN CZ DE DK ES FI FR GR HR HU ID IT KR LT MX MY NL NO NZ PL PT RO RS SE SG SK TH TR TW UA ZA",
    3: "CA IE IN JP RU US",
}
"""Countries by the number of leading characters of a postal code that name its area; 2 for those not listed, and in the
United Kingdom the outward code."""


def postal_codes(postal_code: pl.Series, country: pl.Series | None = None) -> pl.Series:
    """Each postal code in capitals and digits only, without a country prefix (L-2411, D-10115, CH-8001).

    ZIP+4 becomes the five-digit ZIP code, and leading zeros lost in a spreadsheet come back where `country` (ISO 3166
    alpha-2, a row a code) fixes the number of digits. Null where there is no code.
    """
    rows = rows_of(postal_code, country=country)
    cells = distinct_cells(rows)
    cells = cells.with_columns(code=_code(fold(cells["text"])))
    width = pl.col("country").replace_strict(_by_country(POSTAL_DIGITS), default=None, return_dtype=pl.Int64)
    bare = pl.col("code").str.contains(r"^\d{2,}$") & (pl.col("code").str.len_bytes() < width)
    cells = cells.with_columns(code=pl.when(bare).then(pl.col("code").str.zfill(width)).otherwise("code"))
    return on_every_row(rows, cells.rename({"code": "postal_code"}))["postal_code"]


def postal_areas(postal_code: pl.Series, country: pl.Series | None = None) -> pl.Series:
    """The area of each code that `postal_codes` gave: its first characters by `AREA_LENGTH`, the outward code in the
    United Kingdom (also where the country is not known but the code has its form)."""
    rows = rows_of(postal_code, country=country)
    code = pl.col("text")
    british = pl.col("country").is_in(["GB", "JE", "GG", "IM"]) | pl.col("country").is_null()
    outward = code.str.extract(r"^([A-Z]{1,2}\d[A-Z\d]?)(?:\d[A-Z]{2})?$")
    length = pl.col("country").replace_strict(_by_country(AREA_LENGTH), default=2, return_dtype=pl.Int64)
    area = pl.when(british & outward.is_not_null()).then(outward).otherwise(code.str.slice(0, length.fill_null(2)))
    return on_every_row(rows, distinct_cells(rows).with_columns(postal_area=area))["postal_area"]


def _by_country(table: dict[int, str]) -> dict[str, int]:
    return {country: number for number, countries in table.items() for country in countries.split()}


def _code(text: pl.Series) -> pl.Series:
    upper = text.str.to_uppercase().str.strip_chars().str.replace(r"(?:\.0+)+$", "")
    upper = upper.str.replace(r"^[A-Z]{1,3}\s?-\s?(\d{3})", "$1").str.replace(r"^(\d{4})-\d{4}$", "0$1")
    code = upper.str.replace_all(r"[^A-Z0-9]+", "")
    code = code.str.replace(r"^[A-Z]{2}(\d{3,})$", "$1").str.replace(r"^(\d{5})\d{4}$", "$1")
    nothing = ~code.str.contains(r"\d") | code.str.contains(r"^0+$") | (code.str.len_bytes() > 10)
    return code.set(nothing, None)
