"""Numbers, dates and yes/no as people and CRMs write them, read from text a whole column at a time.

How a column is to be read (is `1,234` a thousand or a fraction, is `03/04/2024` in March or in April) is decided from
all its values together and said in a note; a value that stays unreadable becomes null and is flagged, never guessed.
Each function works on the distinct values of a column, so a million rows cost little.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

NUMBER = pl.Decimal(38, 6)
"""The type numbers are read into: exact, so that money keeps its cents."""

FACTORS: dict[str, int] = {
    **dict.fromkeys(("k", "tsd", "thousand"), 10**3),
    **dict.fromkeys(("m", "mm", "mn", "mio", "million", "millions", "millionen", "millones", "milhões"), 10**6),
    **dict.fromkeys(("b", "bn", "mrd", "milliard", "milliards", "milliarden"), 10**9),
}
"""What a word behind a number multiplies it by. `mil` is a thousand in Lisbon and a million in London: not read."""

YES = ("true", "yes", "y", "1", "t", "x", "ja", "j", "wahr", "oui", "o", "vrai", "sí", "si", "verdadero", "sim", "s")
"""Words for yes in English, German, French, Spanish and Portuguese, lower case."""
YES_MORE = ("verdadeiro", "vero", "waar", "✓", "✔", "☑", "won", "gewonnen", "gagné", "ganado", "ganada", "ganho")
"""More words for yes: Italian, Dutch, ticks, and what a 'won' column says."""
NO = ("false", "no", "n", "0", "f", "nein", "falsch", "non", "faux", "falso", "não", "nao", "onwaar", "nee", "☐")
"""Words for no, lower case."""

MONTHS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar jänner janvier janv enero ene janeiro gennaio januari",
            "feb february februar février fevrier févr fevr febrero fevereiro fev febbraio februari",
            "mar march märz maerz mär mrz mars marzo março marco maart mrt",
            "apr april avril avr abril abr aprile",
            "may mai mayo maio maggio mei",
            "jun june juni juin junio junho giugno",
            "jul july juli juillet juil julio julho luglio",
            "aug august août aout agosto ago augustus",
            "sep sept september septembre septiembre setembro set settembre",
            "oct october oktober okt octobre octubre outubro out ottobre ott",
            "nov november novembre noviembre novembro",
            "dec december dezember dez décembre décembre decembre déc diciembre dic dezembro dicembre",
        ),
        start=1,
    )
    for word in words.split()
}
"""Names of months in the languages of the headers."""

_MONEY = r"(?:\b[A-Z]{1,3}\$|[\p{Sc}\s]|\b[A-Z]{3}\b)*"
_SIGN = rf"^{_MONEY}[-−–]{_MONEY}\d|^\(.*\)$|\d[-−–]$"
_MARKS = rf"^{_MONEY}[+\-−–(]|" + r"[)\-−–]$|\b[A-Z]{1,3}\$|[\p{Sc}\s\u00a0\u202f'’]|\b[A-Z]{3}\b"
_SCIENTIFIC = r"^-?\d+(?:\.\d+)?[eE][+-]?\d+$"
_COMMA_GROUPS = r"^\d+(?:,\d{2,3})*\.\d+$|^\d{1,3}(?:,\d{2,3}){2,}$"
_POINT_GROUPS = r"^\d+(?:\.\d{3})*,\d+$|^\d{1,3}(?:\.\d{3}){2,}$"

_ZONE = r"(?: ?(?:Z|UTC|GMT)?(?:[+-]\d{2}:?\d{2})?)?"
_TIME = rf"(?:[T ,]+\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?{_ZONE})?$"
_DATES = {
    "iso": r"^(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})" + _TIME,
    "compact": r"^(?<y>(?:19|20)\d{2})(?<m>[01]\d)(?<d>[0-3]\d)$",
    "short": r"^(?<a>\d{1,2})(?<s>[./-])(?<b>\d{1,2})[./-](?<y>\d{4}|\d{2})" + _TIME,
    "day_named": r"^(?<d>\d{1,2})\.?(?:st|nd|rd|th)?(?:[ \-]|de )+\p{L}+\.?,?(?: de|[ \-])*(?<y>\d{4})$",
    "named_day": r"^\p{L}+\.? (?<d>\d{1,2})(?:st|nd|rd|th)?,? (?<y>\d{4})$",
}
"""The forms of a date: year, month, day; the two numbers `a` and `b` around the sign `s` wait for the column's vote."""

SPREADSHEET_DAY_ZERO = date(1899, 12, 30)
"""The day that spreadsheets number 0."""


@dataclass(frozen=True)
class Reading:
    """A column of text read as another type.

    `values` has one value a row, null where there was none or it could not be read; `unread` is true for the latter;
    `note` says which of several possible ways of reading was chosen, and is empty where there was only one.
    """

    values: pl.Series
    unread: pl.Series
    note: str = ""


def read_numbers(text: pl.Series) -> Reading:
    """`text` as `NUMBER`: `1.234,56 €`, `$1,234.56`, `(500)`, `1 234,5`, `12k`, `3 Mio`; null else.

    A lone comma or point before exactly three digits (`1,234`) is a decimal sign only if the rest of the column says
    so; a range (`51-200`), a bound (`> 500`) and words are not one plain number.
    """
    whole = text.cast(pl.String).cast(pl.Int64, strict=False)
    if whole.null_count() == text.null_count():
        return Reading(whole.cast(NUMBER), pl.repeat(value=False, n=len(text), eager=True).alias("unread"))
    words = _distinct(text).with_columns(
        negative=pl.col("text").str.contains(_SIGN),
        core=pl.col("text").str.replace_all(_MARKS, ""),
    )
    parts = words.with_columns(
        digits=pl.col("core").str.extract(r"^([\d.,]*\d)\.?,?\p{L}*\.?$"),
        unit=pl.col("core").str.extract(r"\d(\p{L}+)\.?$").str.to_lowercase(),
    )
    plain, note = _plain_digits(parts)
    factor = pl.col("unit").replace_strict(FACTORS, default=None, return_dtype=pl.Int64)
    number = plain.cast(NUMBER, strict=False)
    scaled = (
        pl.when(pl.col("unit").is_null())
        .then(number)
        .otherwise((number.cast(pl.Float64) * factor).round(2).cast(pl.String).cast(NUMBER, strict=False))
    )
    read = parts.select("text", value=pl.when("negative").then(-scaled).otherwise(scaled).cast(NUMBER))
    return _reading(text, read, note)


def _plain_digits(parts: pl.DataFrame) -> tuple[pl.Expr, str]:
    """An expression over `parts` (text, digits) for the number as digits with a decimal point, and the note on how.

    `_COMMA_GROUPS` and `_POINT_GROUPS` can be read in one way only; a lone sign before three digits waits
    for their vote.
    """
    digits = pl.col("digits")
    lone = digits.str.extract(r"^[1-9]\d{0,2}([.,])\d{3}$")
    point_decimal = digits.str.contains(_COMMA_GROUPS) & lone.is_null()
    comma_decimal = digits.str.contains(_POINT_GROUPS) & lone.is_null()
    votes = parts.select(
        point_decimal.sum().alias("point"), comma_decimal.sum().alias("comma"), lone.count().alias("lone")
    )
    point, comma, unclear = votes.row(0)
    sign = "," if comma > point else "." if point else None
    scientific = pl.col("text").str.strip_chars("-").cast(pl.Float64, strict=False).cast(NUMBER, strict=False)
    plain = (
        pl.when(lone.is_not_null() & ~lone.eq_missing(pl.lit(sign)))
        .then(digits.str.replace_all(r"[.,]", ""))
        .when(point_decimal)
        .then(digits.str.replace_all(",", "", literal=True))
        .when(comma_decimal)
        .then(digits.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .when(lone.is_not_null())
        .then(digits.str.replace(",", ".", literal=True))
        .when(digits.str.contains(r"^\d+$"))
        .then(digits)
        .when(pl.col("text").str.contains(_SCIENTIFIC))
        .then(scientific.cast(pl.String))
    )
    if unclear and sign is None:
        return plain, "numbers such as 1,234 or 1.234 are read as thousands; nothing in the column says otherwise"
    if point and comma:
        return (
            plain,
            f"numbers are written in two ways; most use a {'comma' if comma > point else 'point'} for decimals",
        )
    return plain, ""


def read_dates(text: pl.Series, *, day_first: bool | None = None) -> Reading:
    """`text` as dates: ISO, `31.12.2024`, `12/31/2024`, `31/12/2024`, `5 March 2024`, `20241231`.

    Days numbered as spreadsheets do (`45356`) and milliseconds since 1970, as CRMs' interfaces give them, are read too.

    With points the day comes first. Whether it does in `03/04/2024` and `03-04-2024` is decided by the majority of the
    column's values that can be read in one way only; where none can, by `day_first`, and if that is None too: the month
    comes first if most are written with slashes.
    """
    named = pl.col("text").str.to_lowercase().str.extract(r"(\p{L}{3,})", 1)
    parts = _distinct(text).with_columns(
        *(pl.col("text").str.extract_groups(pattern).alias(name) for name, pattern in _DATES.items()),
        serial=pl.col("text").str.extract(r"^([34567]\d{4})(?:\.0+)?$").cast(pl.Int32),
        epoch=pl.col("text").str.extract(r"^(\d{12,13})$").cast(pl.Int64),
        month=named.replace_strict(MONTHS, default=None, return_dtype=pl.Int64).cast(pl.String),
    )
    short, note = _short_date(parts, day_first)
    month = pl.col("month")
    read = parts.select(
        "text",
        value=pl.coalesce(
            *(_date(_part(form, "y"), _part(form, "m"), _part(form, "d")) for form in ("iso", "compact")),
            short,
            *(_date(_part(form, "y"), month, _part(form, "d")) for form in ("day_named", "named_day")),
            pl.lit(SPREADSHEET_DAY_ZERO) + pl.duration(days=pl.col("serial")),
            pl.from_epoch(pl.col("epoch"), time_unit="ms").dt.date(),
        ),
    )
    return _reading(text, read, note)


def _short_date(parts: pl.DataFrame, asked: bool | None) -> tuple[pl.Expr, str]:
    """The date of the form `short` (two numbers and a year), and the note on which of the two is the day."""
    first, second, year = _part("short", "a"), _part("short", "b"), _part("short", "y")
    pointed = _part("short", "s") == "."
    high_first, high_second = first.cast(pl.Int32) > 12, second.cast(pl.Int32) > 12
    votes = parts.select(
        day=(~pointed & high_first & ~high_second).sum(),
        month=(~pointed & high_second & ~high_first).sum(),
        slashes=(_part("short", "s") == "/").sum(),
        unsure=(~pointed).sum(),
    ).row(0, named=True)
    day_first, note = _day_first(votes, asked)
    leads = pointed | pl.lit(value=day_first)
    century = pl.when(year.cast(pl.Int32) < 70).then(pl.lit("20")).otherwise(pl.lit("19"))
    full_year = pl.when(year.str.len_chars() == 2).then(century + year).otherwise(year)
    day, month = pl.when(leads).then(first).otherwise(second), pl.when(leads).then(second).otherwise(first)
    return _date(full_year, month, day), note


def _part(form: str, name: str) -> pl.Expr:
    """Part `name` of the date form `form`."""
    return pl.col(form).struct.field(name)


def read_booleans(text: pl.Series) -> Reading:
    """`text` as yes or no, in the words `YES`, `YES_MORE` and `NO`; null where it is neither."""
    meaning = dict.fromkeys((*YES, *YES_MORE), True) | dict.fromkeys(NO, False)
    words = _distinct(text)
    lower = pl.col("text").str.to_lowercase()
    read = words.select("text", value=lower.replace_strict(meaning, default=None, return_dtype=pl.Boolean))
    return _reading(text, read, "")


def _day_first(votes: dict[str, int], asked: bool | None) -> tuple[bool, str]:
    """Whether the day comes first, and the note on it, from what the column's values say."""
    if votes["day"] != votes["month"]:
        order = votes["day"] > votes["month"]
        other = min(votes["day"], votes["month"])
        note = f"dates are read {'day' if order else 'month'} first as most are; {other:,} can only be the other way"
        return order, note if other else ""
    order = asked if asked is not None else votes["slashes"] * 2 <= votes["unsure"]
    if not votes["unsure"]:
        return order, ""
    name = "day, month, year" if order else "month, day, year"
    return order, f"dates such as 03/04/2024 are read as {name}; nothing in the column says otherwise"


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The date of three texts, null where there is no such day."""
    return pl.concat_str(year, month, day, separator="-").str.to_date("%Y-%m-%d", strict=False)


def _distinct(text: pl.Series) -> pl.DataFrame:
    """The distinct non-empty values of a column in order of appearance, trimmed, in a column `text`."""
    trimmed = text.cast(pl.String).str.strip_chars().drop_nulls()
    return trimmed.filter(trimmed != "").unique(maintain_order=True).alias("text").to_frame()


def _reading(text: pl.Series, read: pl.DataFrame, note: str) -> Reading:
    """The distinct values' reading spread over all rows."""
    keys = text.cast(pl.String).str.strip_chars().alias("text").to_frame()
    values = keys.join(read, on="text", how="left", maintain_order="left").get_column("value").alias(text.name)
    given = keys.get_column("text").fill_null("") != ""
    return Reading(values, (given & values.is_null()).alias("unread"), note)
