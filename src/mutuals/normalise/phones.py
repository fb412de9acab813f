"""Phone numbers as typed → a key that is equal for the same line however it is written."""

from functools import cache

import polars as pl

from mutuals.normalise.folding import fold

KEY_DIGITS = 9
"""Digits kept, from the right: the national significant number of most countries is 8 to 10 digits long."""

MIN_DIGITS = 7
"""Fewer digits are an extension or a stub, not a line."""

_EXTENSION = (
    r"(?i)[\s,;.(/-]*(?:\b(?:ext(?:ension|n)?|durchwahl|dw|poste|int(?:erno)?|ramal|anexo|toestel|wew)\b[\s.:#-]*"
    r"|[x#][\s.:]*)\d{1,6}\)?\s*$"
)
_KEYPAD = dict(zip("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999", strict=True))


def phones(phone: pl.Series, country: pl.Series | None = None) -> pl.Series:
    """The last nine digits of the national significant number of each phone number; null where there is no number.

    `country` (ISO 3166 alpha-2, a row a number) says which calling code and trunk prefix a number written without `+`
    has; without it, international and national spellings still agree where the number itself has nine digits or more.

    Lost on purpose: the calling code (so that national spellings agree: lines of two countries may share a key, compare
    the country beside it), the extension, the second number of a cell, all but the last nine digits. A number of the
    same digit throughout, a run such as 123456789, and fewer than seven digits are null: they are placeholders.
    """
    raw = _first_number(fold(phone))
    marks = pl.col("raw").str.extract(r"^\s*(?:tel\w*\W*)?\(?(\+|00)")
    frame = pl.DataFrame(
        {
            "raw": raw,
            "country": pl.Series([None], dtype=pl.String).new_from_index(0, len(raw)) if country is None else country,
        }
    )
    digits = pl.col("raw").str.replace_all(r"\(\s*0\s*\)", "").str.replace_all(r"[^0-9]+", "")
    frame = frame.with_columns(digits=digits, mark=marks)
    frame = frame.join(_dialling(frame["country"]), on="country", how="left", maintain_order="left")
    return _keys(frame).alias("phone")


def _first_number(text: pl.Series) -> pl.Series:
    """The first number of a cell, its extension off and its letters dialled (1-800-FLOWERS)."""
    head = text.str.extract(r"^((?:[^;|\n]*?\d){7}[^;|\n,]*)").fill_null(text)
    head = head.str.replace(_EXTENSION, "").str.replace(r"\.0$", "")
    spelled = head.str.contains(r"^[\s+()\d.-]*\d{3}[\s).-]+[a-z-]{4,}$").fill_null(value=False).arg_true()
    if len(spelled):
        dialled = head.gather(spelled).str.replace_many(list(_KEYPAD), list(_KEYPAD.values()))
        head = head.clone().scatter(spelled, dialled)
    return head.set(head.str.contains(r"\de\+?\d"), None)


def _keys(frame: pl.DataFrame) -> pl.Series:
    digits = pl.col("digits")
    code = pl.col("code")
    written = pl.col("mark") == "+"
    doubled = (pl.col("mark") == "00") & (digits.str.len_bytes() >= 10)
    american = digits.str.starts_with("011") & (digits.str.len_bytes() >= 12) & (code.is_null() | (code == "1"))
    abroad = pl.when(doubled).then(digits.str.slice(2)).when(american).then(digits.str.slice(3))
    abroad = abroad.when(written).then(digits.str.strip_chars_start("0"))
    national = pl.when(digits.str.starts_with(pl.col("trunk")) & (pl.col("trunk") != "0") & _fits("trunk")).then(
        digits.str.slice(pl.col("trunk").str.len_bytes())
    )
    national = national.when(digits.str.starts_with(code) & _fits("code") & ~digits.str.starts_with("0")).then(
        digits.str.slice(code.str.len_bytes())
    )
    national = national.when(code.is_null() & digits.str.contains(r"^1[2-9]\d{9}$")).then(digits.str.slice(1))
    keys = frame.select(digits, number=abroad).with_columns(
        number=pl.col("number").str.replace(_calling_code(), ""),
    )
    number = pl.Series(keys["number"]).fill_null(frame.select(national.otherwise(digits)).to_series())
    number = number.str.strip_chars_start("0").alias("number")
    fake = number.str.contains(r"^(?:0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$|^1?234567(?:8(?:90?)?)?$|^987654321?0?$")
    short = (frame["digits"].str.len_bytes() < MIN_DIGITS) | (number.str.len_bytes() < MIN_DIGITS - 1)
    return number.str.tail(KEY_DIGITS).set(fake | short, None)


def _fits(prefix: str) -> pl.Expr:
    """Whether the digits are a possible number without the prefix, and too long to be one with it."""
    bare = pl.col("digits").str.len_bytes() - pl.col(prefix).str.len_bytes()
    return (bare >= pl.col("shortest")) & (pl.col("digits").str.len_bytes() > pl.col("longest"))


@cache
def _calling_code() -> str:
    """A pattern of every calling code (ITU E.164, by phonenumbers) at the start of an international number."""
    from phonenumbers.data import _COUNTRY_CODE_TO_REGION_CODE

    codes = sorted(_COUNTRY_CODE_TO_REGION_CODE, reverse=True)
    return "^(?:" + "|".join(map(str, codes)) + ")"


def _dialling(country: pl.Series) -> pl.DataFrame:
    """For each country that occurs: calling `code`, `trunk` prefix, `shortest` and `longest` number."""
    from phonenumbers import PhoneMetadata

    rows = []
    for region in country.drop_nulls().unique().sort():
        data = PhoneMetadata.metadata_for_region(region)
        if data is not None:
            lengths = (data.fixed_line or data.general_desc).possible_length
            rows.append((region, str(data.country_code), data.national_prefix or "0", min(lengths), max(lengths)))
    schema = {"country": pl.String, "code": pl.String, "trunk": pl.String, "shortest": pl.Int64, "longest": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
