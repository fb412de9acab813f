"""Phone numbers as typed → a key that is equal for the same line however it is written."""

from functools import cache

import polars as pl

from mutuals.normalise.folding import change_where, fold

KEY_DIGITS = 9
"""Digits kept, from the right: the national significant number of most countries is eight to ten digits long."""

MIN_DIGITS = 7
"""Fewer digits are an extension or a stub, not a line."""

MAX_DIGITS = 15
"""More digits than ITU E.164 allows (after an international prefix) are two numbers in one cell, or none."""

_MARKS = ["(0)", " ", "-", "(", ")", ".", "/", "+"]
"""What may stand between the digits of one number; the trunk zero in brackets goes with them."""

_UNUSUAL = r"[^+0-9 ().\-/]"
_LABEL = r"^[^+\d(]*"
_FIRST = r"^([+(]?[\d\s().\-/]*\d)"
_SPELLED = r"^[\s+()\d.\-]*\d{3}[\s).\-]+[a-z\-]{4,}$"
_EXTENSION = (
    r"[\s,;.(/\-]*(?:\b(?:ext(?:ension|n)?|durchwahl|dw|poste|int(?:erno)?|ramal|anexo|toestel|wew)\b[\s.:#\-]*"
    r"|[x#][\s.:]*)\d{1,6}\)?\s*$"
)
_FAKE = r"^(?:0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$|^1?234567(?:8(?:90?)?)?$|^987654321?0?$"
_KEYPAD = dict(zip("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999", strict=True))


def phones(phone: pl.Series, country: pl.Series | None = None) -> pl.Series:
    """The last nine digits of the national significant number of each phone number; null where there is no number.

    `country` (ISO 3166 alpha-2, a row a number) says which calling code and trunk prefix a number written without `+`
    has (phonenumbers' metadata); without it, the international and the national spelling still agree, but for numbers
    that begin with another trunk prefix than 0 or with their calling code and no `+`.

    Lost on purpose: the calling code (lines of two countries may share a key: compare the country beside it), the
    extension, the second number of a cell, all but the last nine digits. A number of one digit throughout, a run such
    as 123456789, fewer than seven digits and what a spreadsheet turned into 4.9E+11 are null.
    """
    text = fold(phone)
    text = change_where(text, text.str.contains(_UNUSUAL), _tidied).str.strip_suffix(".0").str.strip_chars_start(" (")
    frame = text.to_frame("text").with_columns(
        digits=pl.col("text").str.replace_many(_MARKS, [""] * len(_MARKS), leftmost=True)
    )
    longer = pl.col("digits").str.len_bytes() > pl.when(pl.col("text").str.contains(r"^0[01]")).then(
        MAX_DIGITS + 3
    ).otherwise(MAX_DIGITS)
    frame = frame.with_columns(digits=pl.when(longer).then(_first_of_two(pl.col("text"))).otherwise("digits"))
    where = pl.Series([None], dtype=pl.String).new_from_index(0, len(text)) if country is None else country
    frame = frame.with_columns(country=where.cast(pl.String))
    frame = frame.join(_dialling(where), on="country", how="left", maintain_order="left")
    number = _significant(frame)
    short = (frame["digits"].str.len_bytes() < MIN_DIGITS) | (number.str.len_bytes() < MIN_DIGITS - 1)
    return number.str.tail(KEY_DIGITS).set(number.str.contains(_FAKE) | short, None).alias("phone")


def _tidied(text: pl.Series) -> pl.Series:
    """The first number of an unusual cell: its label and extension off, letters dialled (1-800-FLOWERS)."""
    bare = text.str.replace(_LABEL, "").str.replace(_EXTENSION, "")
    bare = bare.set(bare.str.contains(r"\de\+?\d"), None)
    bare = change_where(
        bare, bare.str.contains(_SPELLED), lambda rows: rows.str.replace_many(list(_KEYPAD), list(_KEYPAD.values()))
    )
    first = bare.str.extract(_FIRST)
    enough = first.str.replace_all(r"\D+", "").str.len_bytes() >= MIN_DIGITS
    return first.set(~enough, None).fill_null(bare.str.replace_all(r"[^+\d]+", " "))


def _first_of_two(text: pl.Expr) -> pl.Expr:
    """Digits of the first of two numbers (a / b), else of a number without the extension behind its last dash."""
    return pl.coalesce(text.str.extract(r"^([^/]*)/"), text.str.extract(r"^(.*)-\d{2,5}$")).str.replace_all(r"\D+", "")


def _significant(frame: pl.DataFrame) -> pl.Series:
    """The national significant number: `digits` without international prefix, calling code, trunk prefix and zeros."""
    digits, code = pl.col("digits"), pl.col("code")
    length = digits.str.len_bytes().cast(pl.Int64)
    from_america = digits.str.starts_with("011") & (length >= 12) & (code.is_null() | (code == "1"))
    prefix = (
        pl.when(digits.str.starts_with("00") & (length >= 10))
        .then(2)
        .when(pl.col("text").str.starts_with("+"))
        .then(0)
        .when(from_america)
        .then(3)
    )
    frame = frame.with_columns(length=length, prefix=prefix)
    dropped = pl.coalesce(pl.col("prefix") + _calling_code_length(), _national_prefix_length(), 0)
    return frame.select(digits.str.slice(dropped).str.strip_chars_start("0").alias("number")).to_series()


def _calling_code_length() -> pl.Expr:
    """How many digits after an international `prefix` are the calling code; no code begins another (ITU E.164)."""
    one, two = (pl.col("digits").str.slice(pl.col("prefix"), length) for length in (1, 2))
    return pl.when(one.is_in(_calling_codes(1))).then(1).when(two.is_in(_calling_codes(2))).then(2).otherwise(3)


def _national_prefix_length() -> pl.Expr:
    """How many digits of a number without international prefix are a trunk prefix or a calling code; null for none."""
    digits, code, trunk, length = (pl.col(name) for name in ("digits", "code", "trunk", "length"))

    def fits(prefix: str) -> pl.Expr:
        """Whether the digits are a possible number without the prefix, and too long to be one with it."""
        return (length - pl.col(f"{prefix}_length") >= pl.col("shortest")) & (length > pl.col("longest"))

    unmarked = fits("code") | ((trunk == "0") & (length >= pl.col("code_length") + 8) & ~digits.str.starts_with("0"))
    return (
        pl.when((trunk != "0") & fits("trunk") & digits.str.starts_with(trunk))
        .then("trunk_length")
        .when(unmarked & digits.str.starts_with(code))
        .then("code_length")
        .when(code.is_null() & (length == 11) & digits.str.starts_with("1"))
        .then(1)
    )


@cache
def _calling_codes(length: int) -> list[str]:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    return sorted(str(code) for code in COUNTRY_CODE_TO_REGION_CODE if len(str(code)) == length)


def _dialling(country: pl.Series) -> pl.DataFrame:
    """For each country that occurs: calling `code`, `trunk` prefix, `shortest` and `longest` fixed-line number."""
    from phonenumbers import PhoneMetadata

    rows = []
    for region in country.drop_nulls().unique().sort():
        data = PhoneMetadata.metadata_for_region(region)
        lengths = data and data.fixed_line and [number for number in data.fixed_line.possible_length if number > 0]
        if data and lengths:
            rows.append((region, str(data.country_code), data.national_prefix or "0", min(lengths), max(lengths)))
    schema = {"country": pl.String, "code": pl.String, "trunk": pl.String, "shortest": pl.Int64, "longest": pl.Int64}
    lengths_of = [pl.col(name).str.len_bytes().cast(pl.Int64).alias(f"{name}_length") for name in ("code", "trunk")]
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(lengths_of)
