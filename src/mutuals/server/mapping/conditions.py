"""Conditions for people: which columns a filter may name, what each operator is called, and texts ↔ conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

import polars as pl

from mutuals.accounts.filters import WrongFilter
from mutuals.accounts.values import read_dates, read_numbers
from mutuals.server.mapping.fields import SHOWN, label
from mutuals.server.mapping.filters import DERIVED, NUMBERS, Groups
from mutuals.server.mapping.models import Account, AccountList
from mutuals.server.mapping.queries.accounts import FILTERED_BY, values_of

SAMPLE, MOST_CHOICES = 1_000, 30
"""Rows that say which other columns a list has, and values up to which a person picks one rather than types it."""


@dataclass(frozen=True)
class Choice:
    """One operator as people choose it: `operator` and perhaps the `value` it stands for; how many values it `takes`;
    `reads` says what is typed."""

    name: str
    label: str
    operator: str
    takes: int = 1
    reads: str = "text"
    value: Any = None


_EMPTY = (
    Choice("is_empty", "is empty", "is_empty", 0, value=True),
    Choice("filled", "is filled", "is_empty", 0, value=False),
)
_TEXTS = (
    Choice("is", "is", "is"),
    Choice("is_not", "is not", "is_not"),
    Choice("in", "is one of (a; b)", "in", reads="list"),
    Choice("not_in", "is none of (a; b)", "not_in", reads="list"),
    Choice("contains", "contains", "contains"),
    Choice("contains_any", "contains one of (a; b)", "contains", reads="list"),
    Choice("contains_none", "contains none of (a; b)", "contains_none", reads="list"),
    Choice("starts_with", "begins with", "starts_with"),
    Choice("ends_with", "ends with", "ends_with"),
    *_EMPTY,
)
CHOICES: dict[str, tuple[Choice, ...]] = {
    "text": _TEXTS,
    "choice": _TEXTS,
    "number": (
        Choice("at_least", "is at least", "at_least", reads="number"),
        Choice("at_most", "is at most", "at_most", reads="number"),
        Choice("more_than", "is more than", "more_than", reads="number"),
        Choice("less_than", "is less than", "less_than", reads="number"),
        Choice("is", "is", "is", reads="number"),
        Choice("is_not", "is not", "is_not", reads="number"),
        Choice("between", "is between", "between", 2, reads="number"),
        *_EMPTY,
    ),
    "date": (
        Choice("after", "is after", "after", reads="date"),
        Choice("before", "is before", "before", reads="date"),
        Choice("on", "is on", "on", reads="date"),
        Choice("between", "is between", "between", 2, reads="date"),
        Choice("within_days", "in the last days:", "within_days", reads="number"),
        Choice("within_next_days", "in the next days:", "within_next_days", reads="number"),
        *_EMPTY,
    ),
}
"""What people may ask of a column of each kind."""

_DATES = {name for name, (_, dtype) in DERIVED.items() if dtype == pl.Date}


def fields_of(account_list: AccountList) -> list[dict[str, Any]]:
    """The columns that a filter of this list may name: {name, label, kind, choices}."""
    named = [
        _field(account_list, name) for name in ("status", *(one for one in SHOWN if one != "status"), "account_id")
    ]
    counted = (
        [_named(name, "date" if name in _DATES else "number") for name in DERIVED] if account_list.opportunities else []
    )
    others = [{"name": name, "label": name, "kind": kind} for name, kind in _others(account_list).items()]
    return [*named, *counted, *others]


def operators() -> dict[str, list[dict[str, Any]]]:
    """The operators by kind of column: {value, label, takes, type (of what is typed), free (typed, not picked)}."""
    return {kind: [_operator(one) for one in choices] for kind, choices in CHOICES.items()}


def condition(*, field: str, operator: str, value: str, until: str, where: str) -> dict[str, Any]:
    """The condition of texts that a person gave. Raises `WrongFilter`."""
    found = next((one for choices in CHOICES.values() for one in choices if one.name == operator), None)
    if found is None:
        raise WrongFilter(f"{where}: {operator!r} is no operator")
    if found.takes == 0:
        return {"column": field, "operator": found.operator, "value": found.value}
    reads = found.reads
    if operator in {"is", "is_not"}:
        reads = "number" if field in NUMBERS or (field in DERIVED and field not in _DATES) else "text"
    elif operator == "between":
        reads = "date" if _is_date(value) else "number"
    said = [value, until] if found.takes == 2 else [value]
    values = [_read(one.strip(), reads, f"{where}: {label(field)} {found.label}") for one in said]
    return {"column": field, "operator": found.operator, "value": values if found.takes == 2 else values[0]}


def rows_of(groups: Groups) -> list[list[dict[str, str]]]:
    """Groups of conditions as the texts that a person sees: {field, operator, value, until}."""
    return [[_row(one) for one in group] for group in groups]


def _row(kept: Mapping[str, Any]) -> dict[str, str]:
    column, operator, value = kept["column"], kept["operator"], kept["value"]
    if operator == "is_empty":
        return {"field": column, "operator": "is_empty" if value else "filled", "value": "", "until": ""}
    if operator == "between":
        return {"field": column, "operator": operator, "value": str(value[0]), "until": str(value[1])}
    several = isinstance(value, list)
    name = "contains_any" if several and operator == "contains" else operator
    return {"field": column, "operator": name, "value": "; ".join(value) if several else str(value), "until": ""}


def _read(text: str, reads: str, where: str) -> Any:
    if not text:
        raise WrongFilter(f"{where} what? Fill in a value.")
    if reads == "list":
        return [part.strip() for part in text.split(";") if part.strip()]
    if reads == "date":
        if not _is_date(text):
            raise WrongFilter(f"{where}: {text!r} is no date")
        return text
    if reads == "number":
        return _number(text, where)
    return text


def _number(text: str, where: str) -> int | float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise WrongFilter(f"{where}: {text!r} is no number")
    return int(number) if number.is_integer() else number


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-01-31")


def _operator(one: Choice) -> dict[str, Any]:
    return {"value": one.name, "label": one.label, "takes": one.takes, "type": _TYPES.get(one.reads, "text"),
            "free": one.name not in {"is", "is_not"}}  # fmt: skip


_TYPES = {"number": "number", "date": "date"}


def _field(account_list: AccountList, name: str) -> dict[str, Any]:
    if name in NUMBERS:
        return _named(name, "number")
    values = values_of(account_list=account_list, column=name, most=MOST_CHOICES) if name in FILTERED_BY else []
    if not values or len(values) == MOST_CHOICES:
        return _named(name, "text")
    return {**_named(name, "choice"), "choices": [{"value": value, "label": value} for value in values]}


def _named(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "label": label(name), "kind": kind}


def _others(account_list: AccountList) -> dict[str, str]:
    """The columns that were mapped to none of ACCOUNTS, as the first and the last rows have them, and their kinds."""
    rows = (
        Account.objects.filter(account_list=account_list, more__isnull=False).order_by("revision").values_list("more")
    )
    said: list[dict[str, Any]] = [more or {} for (more,) in (*rows[:SAMPLE], *rows.reverse()[:SAMPLE])]
    cells: dict[str, list[str]] = {}
    for one in said:
        for name, value in one.items():
            cells.setdefault(name, []).extend([value] if value else [])
    known = {*SHOWN, *DERIVED, "account_id", "id", "revision", "deleted", "more"}
    return {name: _kind(pl.Series(values, dtype=pl.String)) for name, values in cells.items() if name not in known}


def _kind(cells: pl.Series) -> str:
    """What the cells of a text column can all be read as."""
    if cells.is_empty():
        return "text"
    for kind, reader in (("number", read_numbers), ("date", read_dates)):
        if not reader(cells).unread.any():
            return kind
    return "text"
