"""Filters: what a population asks of an account. AND within a group, OR between groups.

A condition names a column, one operator of the table `OPERATORS` and a value; written in TOML as
`{column = "employees", at_least = 1000}`. The operators are of five families: text, number, date, yes/no and empty.
Text is compared without regard to case. A column of text is read as numbers, dates or yes/no when the operator asks for
it. An empty cell meets no condition but `is_empty` and the negative ones (`is_not`, `not_in`, `contains_none`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Any

import polars as pl

from mutuals.accounts.values import Reading, read_booleans, read_dates, read_numbers
from mutuals.errors import BadInput


class WrongFilter(BadInput):
    """A filter names an unknown column or operator, or a value of the wrong kind. Mend the filter; nothing was read."""


@dataclass(frozen=True)
class Condition:
    """One demand on one column, such as `employees at_least 1000`."""

    column: str
    operator: str
    value: Any

    def __str__(self) -> str:
        """The condition as a person writes it."""
        return f"{self.column} {self.operator.replace('_', ' ')} {_shown(self.value)}"


@dataclass(frozen=True)
class Filter:
    """Groups of conditions: an account passes if it meets every condition of at least one group."""

    groups: tuple[tuple[Condition, ...], ...]

    def __str__(self) -> str:
        """The filter in a sentence."""
        joined = [" and ".join(str(condition) for condition in group) for group in self.groups]
        return joined[0] if len(joined) == 1 else " or ".join(f"({group})" for group in joined)


@dataclass(frozen=True)
class Operator:
    """One operator: `family` says what the column is read as, `takes` what its value must be, `test` compares."""

    name: str
    family: str
    takes: str
    sentence: str
    test: Callable[[pl.Expr, Any, date], pl.Expr]


def _is(column: pl.Expr, value: Any, _: date) -> pl.Expr:
    return column == (value.lower() if isinstance(value, str) else value)


def _is_not(column: pl.Expr, value: Any, now: date) -> pl.Expr:
    return ~_is(column, value, now).fill_null(value=False)


def _in(column: pl.Expr, values: Sequence[str], _: date) -> pl.Expr:
    return column.is_in([value.lower() for value in values])


def _not_in(column: pl.Expr, values: Sequence[str], now: date) -> pl.Expr:
    return ~_in(column, values, now).fill_null(value=False)


def _contains(column: pl.Expr, values: str | Sequence[str], _: date) -> pl.Expr:
    several = [values] if isinstance(values, str) else values
    return pl.any_horizontal(column.str.contains(value.lower(), literal=True) for value in several)


def _contains_none(column: pl.Expr, values: str | Sequence[str], now: date) -> pl.Expr:
    return ~_contains(column, values, now).fill_null(value=False)


def _is_empty(column: pl.Expr, value: bool, _: date) -> pl.Expr:
    return column.is_null() == value


def _within_days(column: pl.Expr, days: int, now: date) -> pl.Expr:
    return column.is_between(now - timedelta(days=days), now)


def _next_days(column: pl.Expr, days: int, now: date) -> pl.Expr:
    return column.is_between(now, now + timedelta(days=days))


OPERATORS: tuple[Operator, ...] = (
    Operator("is", "any", "a text, number, date or true/false", "Equal to the value.", _is),
    Operator("is_not", "any", "a text, number, date or true/false", "Empty or not equal to the value.", _is_not),
    Operator("in", "text", "a list of texts", "Equal to one of the values.", _in),
    Operator("not_in", "text", "a list of texts", "Empty or equal to none of the values.", _not_in),
    Operator("contains", "text", "a text or a list of texts", "Contains the text, or one of several.", _contains),
    Operator("contains_none", "text", "a text or a list of texts", "Empty or contains none of them.", _contains_none),
    Operator("starts_with", "text", "a text", "Begins with the text.", lambda c, v, _: c.str.starts_with(v.lower())),
    Operator("ends_with", "text", "a text", "Ends with the text.", lambda c, v, _: c.str.ends_with(v.lower())),
    Operator("is_empty", "empty", "true or false", "The cell is empty (true) or filled (false).", _is_empty),
    Operator("at_least", "number", "a number", "The number or more.", lambda c, v, _: c >= v),
    Operator("at_most", "number", "a number", "The number or less.", lambda c, v, _: c <= v),
    Operator("more_than", "number", "a number", "More than the number.", lambda c, v, _: c > v),
    Operator("less_than", "number", "a number", "Less than the number.", lambda c, v, _: c < v),
    Operator("between", "range", "a list of two numbers or two dates", "From the first to the second, both included.",
             lambda c, v, _: c.is_between(v[0], v[1])),
    Operator("before", "date", "a date", "Before the day.", lambda c, v, _: c < v),
    Operator("after", "date", "a date", "After the day.", lambda c, v, _: c > v),
    Operator("on", "date", "a date", "On the day.", lambda c, v, _: c == v),
    Operator("within_days", "date", "a whole number of days", "In the last days up to today.", _within_days),
    Operator("within_next_days", "date", "a whole number of days", "From today on, in so many days.", _next_days),
)  # fmt: skip
"""Every operator of a filter. A new one is a function and a line here."""

_OPERATOR = {operator.name: operator for operator in OPERATORS}
_READERS: dict[str, Callable[[pl.Series], Reading]] = {
    "number": read_numbers,
    "date": read_dates,
    "yes/no": read_booleans,
}


def parse_filter(table: Mapping[str, Any], *, where: str) -> Filter:
    """The filter of a TOML table: `any = [{all = [condition, …]}, …]`, `all = [condition, …]`, or both (joined by OR).

    `where` names the file and population in errors. Raises `WrongFilter`.
    """
    groups = [] if "all" not in table else [table["all"]]
    for entry in table.get("any", []):
        groups.append(entry.get("all", [entry]) if isinstance(entry, Mapping) else entry)
    if not groups or not all(isinstance(group, list) and group for group in groups):
        raise WrongFilter(f"{where}: give 'all' or 'any', each a list of conditions such as {_EXAMPLE}")
    return Filter(tuple(tuple(_parse_condition(entry, where) for entry in group) for group in groups))


_EXAMPLE = '{column = "status", is = "Customer"}'


def _parse_condition(entry: Any, where: str) -> Condition:
    """One condition: a table with `column` and exactly one operator."""
    if not isinstance(entry, Mapping) or not isinstance(entry.get("column"), str):
        raise WrongFilter(f"{where}: {entry!r} is not a condition; write it as {_EXAMPLE}")
    given = [key for key in entry if key != "column"]
    unknown = [key for key in given if key not in _OPERATOR]
    if unknown:
        raise WrongFilter(
            f"{where}: {unknown[0]!r} is not an operator{_did_you_mean(unknown[0], _OPERATOR)}; "
            f"there are {', '.join(_OPERATOR)}"
        )
    if len(given) != 1:
        raise WrongFilter(f"{where}: the condition on {entry['column']!r} needs exactly one operator, not {len(given)}")
    dated = _OPERATOR[given[0]].family in {"date", "range"}
    condition = Condition(entry["column"], given[0], _plain(entry[given[0]], dated=dated))
    _family(condition, where)
    return condition


def passing(
    accounts: pl.DataFrame,
    conditions: Filter,
    *,
    now: date,
    where: str = "filter",
    aliases: Mapping[str, str] | None = None,
) -> pl.Series:
    """Which rows of `accounts` pass: one Boolean a row, never null.

    `aliases` maps the file's headers to the columns they became. `now` is today, for operators in days.
    Raises `WrongFilter` if a column is unknown or holds nothing that the operator can compare.
    """
    expression = pl.any_horizontal(
        pl.all_horizontal(_condition(accounts, condition, now, where, aliases or {}) for condition in group)
        for group in conditions.groups
    )
    return accounts.select(expression.fill_null(value=False).alias("passes")).to_series()


def _condition(
    accounts: pl.DataFrame, condition: Condition, now: date, where: str, aliases: Mapping[str, str]
) -> pl.Expr:
    """The Polars expression of one condition, its column read as the operator's family asks."""
    name = find_column(condition.column, accounts.columns, aliases)
    if name is None:
        known = [*accounts.columns, *aliases]
        raise WrongFilter(
            f"{where}: there is no column {condition.column!r}{_did_you_mean(condition.column, known)}; "
            f"the list has {', '.join(accounts.columns)}"
        )
    family = _family(condition, where)
    column = accounts.get_column(name)
    if family == "text":
        read = pl.lit(column.cast(pl.String).str.to_lowercase())
    elif family == "empty":
        read = pl.lit(column)
    else:
        read = pl.lit(_read_as(column, family, condition, where))
    return _OPERATOR[condition.operator].test(read, condition.value, now).fill_null(value=False)


def _read_as(column: pl.Series, family: str, condition: Condition, where: str) -> pl.Series:
    """The column as numbers, dates or yes/no; raises if not one of its values is."""
    if family == "number" and column.dtype.is_numeric():
        return column
    reading = _READERS[family](column.cast(pl.String))
    if reading.unread.any() and reading.values.null_count() == len(column):
        example = column.cast(pl.String).filter(reading.unread)[0]
        names = [o.name for o in OPERATORS if o.family in {"text", "any", "empty"}]
        raise WrongFilter(
            f"{where}: {condition} needs {family} values, but {condition.column!r} holds text such as {example!r}; "
            f"possible for text: {', '.join(names)}"
        )
    return reading.values


def find_column(name: str, columns: Sequence[str], aliases: Mapping[str, str]) -> str | None:
    """The column that `name` means: a column, a header of the file, or either in other case; None if there is none."""
    if name in columns:
        return name
    if name in aliases:
        return aliases[name]
    lower = {header.lower(): column for header, column in aliases.items()} | {c.lower(): c for c in columns}
    return lower.get(name.lower().strip())


def _family(condition: Condition, where: str) -> str:
    """What the condition's column is read as, from the operator and its value; raises if the value does not fit."""
    operator, value = _OPERATOR[condition.operator], condition.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    several = isinstance(value, list) and bool(value)
    fits = {
        "text": isinstance(value, str) or (several and all(isinstance(v, str) for v in value)),
        "number": is_number,
        "date": isinstance(value, date),
        "yes/no": isinstance(value, bool),
    }
    by_operator = {
        "any": [kind for kind, ok in fits.items() if ok and not several],
        "text": ["text"] if fits["text"] and several >= operator.takes.startswith("a list") else [],
        "number": ["number"] if fits["number"] else [],
        "date": ["date"] if (is_number if "days" in operator.takes else fits["date"]) else [],
        "empty": ["empty"] if fits["yes/no"] else [],
        "range": _range_family(value),
    }[operator.family]
    if operator.takes == "a text" and not isinstance(value, str):
        by_operator = []
    if not by_operator:
        raise WrongFilter(
            f"{where}: {condition.column!r}: {operator.name!r} takes {operator.takes}, not {_shown(value)}"
        )
    return by_operator[0]


def _range_family(value: Any) -> list[str]:
    """The family of `between`: two numbers or two dates."""
    if not (isinstance(value, list) and len(value) == 2):
        return []
    if all(isinstance(end, date) for end in value):
        return ["date"]
    return ["number"] if all(isinstance(v, int | float) and not isinstance(v, bool) for v in value) else []


def _plain(value: Any, *, dated: bool) -> Any:
    """The value with moments cut to days, as filters compare days; where a date is asked for, ISO text becomes one."""
    if isinstance(value, list):
        return [_plain(one, dated=dated) for one in value]
    if dated and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value.date() if isinstance(value, datetime) else value


def _shown(value: Any) -> str:
    """A value as it is written in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, date) else repr(value)


def _did_you_mean(name: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    """', did you mean …?' or nothing."""
    close = get_close_matches(name, list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
