"""Filters of populations as they are kept, and which accounts of a list pass one.

Kept are groups of conditions as plain values (`[[{"column": …, "operator": …, "value": …}]]`). A column is one of
ACCOUNTS, one that was mapped to none of them, or one of `DERIVED`, which is counted from opportunities. Only columns
that a filter names are read.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.db.models import Count, Max, Q
from django.utils import timezone

from mutuals.accounts import ACCOUNTS
from mutuals.accounts.filters import Condition, Filter, WrongFilter, parse_filter, passing
from mutuals.server.mapping.columns import ACCOUNT_COLUMNS
from mutuals.server.mapping.models import AccountList, Opportunity
from mutuals.server.mapping.snapshots import columns_of

Groups = Sequence[Sequence[Mapping[str, Any]]]

DERIVED: dict[str, tuple[Any, type[pl.DataType]]] = {
    "open_opportunities": (Count("id", filter=Q(is_closed=False)), pl.Int64),
    "won_opportunities": (Count("id", filter=Q(is_won=True)), pl.Int64),
    "last_won": (Max("close_date", filter=Q(is_won=True)), pl.Date),
}
"""Columns that are counted from the opportunities of an account: how, and as what. Where there are none, counts are 0
and dates empty."""

NUMBERS = {column.name for column in ACCOUNTS.columns if column.dtype in (pl.Int64, pl.Float64)}
"""Columns that hold numbers; the others of ACCOUNTS hold text."""

FEW = 500
"""Accounts up to which their opportunities alone are counted."""

MOST_CONDITIONS = 200
"""Conditions of one filter, beyond which it is no longer one that a person wrote."""


def read_filter(groups: Groups, *, where: str) -> Filter:
    """The filter of groups of conditions. Raises `WrongFilter`; `where` names the population in its sentence."""
    if sum(map(len, groups)) > MOST_CONDITIONS:
        raise WrongFilter(f"{where}: at most {MOST_CONDITIONS} conditions; divide it into several populations")
    return parse_filter({"any": [{"all": [_entry(one, where) for one in group]} for group in groups]}, where=where)


def _entry(condition: Mapping[str, Any], where: str) -> dict[str, Any]:
    """One condition as a populations file has it."""
    missing = [key for key in ("column", "operator", "value") if key not in condition]
    if missing or condition["operator"] == "column":
        raise WrongFilter(f"{where}: a condition needs a column, an operator and a value")
    return {"column": condition["column"], str(condition["operator"]): condition["value"]}


def passing_ids(account_list: AccountList, groups: Groups, *, where: str = "filter") -> pl.Series:
    """The ids of the accounts that pass, in order. Raises `WrongFilter`."""
    conditions = read_filter(groups, where=where)
    own, others = _divided(conditions)
    frame = columns_of(account_list, [*own, *(["more"] if set(others) - set(DERIVED) else [])])
    return _passing(frame, account_list, conditions, where)


def passing_of(rows: pl.DataFrame, account_list: AccountList, groups: Groups, *, where: str = "filter") -> pl.Series:
    """The same of some rows of the list (shape STORED)."""
    return _passing(rows.filter(~pl.col("deleted")), account_list, read_filter(groups, where=where), where)


def looks_at_rows_alone(groups: Groups) -> bool:
    """Whether it depends on a row alone if it passes: on nothing of `depends_on_others`, today or opportunities."""
    named = [condition for group in groups for condition in group]
    moving = any(one["column"] in DERIVED or "days" in one["operator"] for one in named)
    return not moving and not depends_on_others(groups)


def depends_on_others(groups: Groups) -> bool:
    """Whether it depends on other rows if one passes: how the cells of a column of text are written decides how its
    numbers and dates are read."""
    return any(_read_together(condition) for group in groups for condition in group)


def _read_together(condition: Mapping[str, Any]) -> bool:
    column, operator, value = (condition[key] for key in ("column", "operator", "value"))
    if column in NUMBERS or column in DERIVED or operator == "is_empty":
        return False
    texts = isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    return operator in _DATED or not texts


_DATED = {"before", "after", "on", "between"}


def _passing(frame: pl.DataFrame, account_list: AccountList, conditions: Filter, where: str) -> pl.Series:
    _, others = _divided(conditions)
    more = [name for name in others if name not in DERIVED]
    if more:
        frame = _with_others(frame, more)
    derived = [name for name in others if name in DERIVED]
    if derived:
        frame = _with_derived(frame, account_list, derived)
    return frame["id"].filter(passing(frame, conditions, now=timezone.localdate(), where=where))


def _with_others(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """With columns that lie together in `more`; texts that many rows share are taken apart once."""
    texts = frame["more"].unique()
    read = texts.str.json_decode(pl.Struct(dict.fromkeys(names, pl.String))).struct.unnest().select(names)
    apart = read.with_columns(texts.alias("more"))
    return frame.join(apart, on="more", how="left", maintain_order="left", nulls_equal=True).drop("more")


def _with_derived(frame: pl.DataFrame, account_list: AccountList, names: Sequence[str]) -> pl.DataFrame:
    opportunities = Opportunity.objects.filter(account_list=account_list)
    if frame.height < FEW:
        opportunities = opportunities.filter(account_id__in=frame["account_id"].to_list())
    grouped = opportunities.order_by().values_list("account_id")
    rows = list(grouped.annotate(**{f"derived_{name}": DERIVED[name][0] for name in names}))
    schema: dict[str, type[pl.DataType]] = {"account_id": pl.String, **{name: DERIVED[name][1] for name in names}}
    counted = pl.DataFrame(rows, schema=schema, orient="row")
    joined = frame.join(counted, on="account_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col(name).fill_null(0) for name in names if DERIVED[name][1] == pl.Int64)


def _divided(conditions: Filter) -> tuple[list[str], list[str]]:
    """Columns that a filter needs: those of ACCOUNTS, and the others."""
    named = list(dict.fromkeys(one.column for one in _all(conditions)))
    own = [name for name in named if name in ACCOUNT_COLUMNS]
    others = [name for name in named if name not in ACCOUNT_COLUMNS]
    needs_id = any(name in DERIVED for name in others) and "account_id" not in own
    return [*own, *(["account_id"] if needs_id else [])], others


def _all(conditions: Filter) -> Iterable[Condition]:
    return (condition for group in conditions.groups for condition in group)
