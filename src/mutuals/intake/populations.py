"""Populations of a list: from its status column by a suggested rule, from filters, or one for the whole file.

A populations file is TOML:

    [status]                               # what the values of the status column mean; the others as suggested
    "Client actif" = "Customers"

    [[population]]                         # and any number of filters
    name = "Enterprise customers"
    kind = "Customers"
    any = [
      { all = [ { column = "status", is = "Customer" }, { column = "employees", at_least = 1000 } ] },
      { all = [ { column = "annual_revenue", more_than = 1e8 } ] },
    ]

With `[[population]]` alone only these populations exist; with `[status]` too, even an empty one, those of the status
column as well. An account may be in several populations or in none.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import tomli_w

from mutuals.accounts import MEMBERS, Population, PopulationKind
from mutuals.accounts.filters import Filter, parse_filter, passing
from mutuals.intake.mapping_file import WrongSettings, read_toml, write_whole
from mutuals.intake.statuses import status_kind

ALL_ACCOUNTS = "All accounts"
"""The name of the one population of a list that says nothing of populations."""

MAX_STATUSES = 200
"""A column with more different values is no status column."""


@dataclass(frozen=True)
class FilteredPopulation:
    """A population that a filter makes."""

    name: str
    kind: PopulationKind
    conditions: Filter


@dataclass(frozen=True)
class PopulationRules:
    """What a populations file says: kinds of status values (None: the status column is not used), filtered populations;
    `source` names the file."""

    statuses: Mapping[str, PopulationKind] | None = None
    filtered: tuple[FilteredPopulation, ...] = ()
    source: str = "the populations file"


@dataclass(frozen=True)
class Populations:
    """The populations of a list, who is in which (`MEMBERS`), and what was decided on the way."""

    populations: tuple[Population, ...]
    members: pl.DataFrame
    notes: tuple[str, ...] = ()


def load_population_rules(path: str | os.PathLike[str]) -> PopulationRules:
    """The rules in a populations file. Raises `WrongSettings` or `WrongFilter`."""
    source = Path(path).name
    table = read_toml(path)
    unknown = [key for key in table if key not in {"status", "population"}]
    if unknown:
        raise WrongSettings(
            f"{source}: {unknown[0]!r} is not known; a populations file has [status] and [[population]]"
        )
    statuses = table.get("status")
    entries = table.get("population", [])
    if not isinstance(statuses, dict | None) or not isinstance(entries, list) or (statuses is None and not entries):
        raise WrongSettings(f'{source}: give [status] with lines such as "Active" = "Customers", or [[population]]')
    kinds = None
    if statuses is not None:
        kinds = {value: _kind(kind, f"{source}, status {value!r}") for value, kind in statuses.items()}
    filtered = tuple(_filtered(entry, source) for entry in entries)
    names = [population.name for population in filtered]
    repeated = [name for name in names if names.count(name) > 1]
    if repeated:
        raise WrongSettings(f"{source}: two populations are named {repeated[0]!r}; give each a name of its own")
    return PopulationRules(kinds, filtered, source)


def save_population_rules(rules: PopulationRules, path: str | os.PathLike[str]) -> None:
    """Write the rule for status values to `path` as TOML, to be edited. Filtered populations are not written."""
    lines = [
        "# What the values of the status column mean. The kinds: "
        + ", ".join(repr(str(kind)) for kind in PopulationKind),
        "",
        "[status]",
    ]
    lines += [tomli_w.dumps({value: str(kind)}).strip() for value, kind in (rules.statuses or {}).items()]
    write_whole(Path(path), "\n".join(lines) + "\n")


def suggest_population_rules(statuses: pl.Series) -> PopulationRules:
    """The suggested kind of each value of a status column, most frequent first; unknown words are Other."""
    counts = statuses.drop_nulls().alias("status").value_counts().sort("count", "status", descending=[True, False])
    values = counts.get_column("status").head(MAX_STATUSES).to_list()
    return PopulationRules({value: status_kind(value) or PopulationKind.OTHER for value in values}, source="suggestion")


def find_populations(
    accounts: pl.DataFrame,
    *,
    rules: PopulationRules | None = None,
    whole: str | None = None,
    aliases: Mapping[str, str] | None = None,
    now: date | None = None,
) -> Populations:
    """The populations of `accounts` (`ACCOUNTS`).

    `whole` puts every account in one population: a kind (`Customers`) or any name of kind Other. Else `rules` decide,
    else the status column by the suggested rule, else all are in one population of kind Other. `aliases` are the file's
    headers and the columns they became, for filters; `now` is today, needed by filters that count days.
    """
    if whole:
        kind = next((kind for kind in PopulationKind if kind.lower() == whole.strip().lower()), PopulationKind.OTHER)
        name = str(kind) if kind.lower() == whole.strip().lower() else whole.strip()
        return _everyone(accounts, Population(name, kind, "You gave the whole file as this population."))
    parts: list[Populations] = []
    if rules is None or rules.statuses is not None:
        parts.append(_by_status(accounts, rules or PopulationRules()))
    if rules is not None:
        parts += [_by_filter(accounts, one, rules.source, aliases or {}, now) for one in rules.filtered]
    found = _together(parts)
    if not found.populations:
        note = f"the list has no status column; all accounts are in one population, {ALL_ACCOUNTS!r}, of kind Other"
        everyone = _everyone(accounts, Population(ALL_ACCOUNTS, PopulationKind.OTHER, "The list has no status column."))
        return Populations(everyone.populations, everyone.members, (*found.notes, note))
    return found


def _by_status(accounts: pl.DataFrame, rules: PopulationRules) -> Populations:
    """The populations that the status column makes, named after their kinds."""
    statuses = accounts.get_column("status")
    if statuses.null_count() == len(statuses):
        return Populations((), MEMBERS.empty())
    distinct = statuses.drop_nulls().n_unique()
    if distinct > MAX_STATUSES:
        note = f"the status column has {distinct:,} different values and is not used for populations"
        return Populations((), MEMBERS.empty(), (note,))
    said = {value.strip().lower(): kind for value, kind in (rules.statuses or {}).items()}
    suggested = suggest_population_rules(statuses).statuses or {}
    kinds = {value: said.get(value.lower(), kind) for value, kind in suggested.items()}
    in_kind = statuses.replace_strict(
        {value: str(kind) for value, kind in kinds.items()}, default=str(PopulationKind.OTHER)
    )
    members = pl.DataFrame({"account_id": accounts.get_column("account_id"), "population": in_kind})
    present = set(in_kind.unique())
    populations = tuple(
        Population(str(kind), kind, _status_reason(kind, kinds, statuses))
        for kind in PopulationKind
        if str(kind) in present
    )
    unknown = [value for value in kinds if value.lower() not in said and status_kind(value) is None]
    notes = []
    if unknown:
        shown = ", ".join(repr(value) for value in unknown[:5])
        notes.append(f"status values not understood, taken as Other: {shown}{' …' if len(unknown) > 5 else ''}")
    return Populations(populations, MEMBERS.conform(members), tuple(notes))


def _status_reason(kind: PopulationKind, kinds: Mapping[str, PopulationKind], statuses: pl.Series) -> str:
    """Which values make this population."""
    values = [value for value, one in kinds.items() if one == kind]
    shown = ", ".join(repr(value) for value in values[:5]) + (" …" if len(values) > 5 else "")
    empty = f"{'or ' if values else ''}empty" if kind == PopulationKind.OTHER and statuses.null_count() else ""
    return f"Status is {' '.join(part for part in (shown, empty) if part)}."


def _by_filter(
    accounts: pl.DataFrame, one: FilteredPopulation, source: str, aliases: Mapping[str, str], now: date | None
) -> Populations:
    """The population that a filter makes."""
    where = f"{source}, population {one.name!r}"
    if now is None and any("days" in condition.operator for group in one.conditions.groups for condition in group):
        raise WrongSettings(f"{where}: counts days from today, and no day was given")
    passes = passing(accounts, one.conditions, now=now or date.min, where=where, aliases=aliases)
    ids = accounts.get_column("account_id").filter(passes)
    members = pl.DataFrame({"account_id": ids}).with_columns(population=pl.lit(one.name))
    notes = () if len(ids) else (f"no account is in the population {one.name!r}",)
    return Populations((Population(one.name, one.kind, f"{one.conditions}"),), MEMBERS.conform(members), notes)


def _everyone(accounts: pl.DataFrame, population: Population) -> Populations:
    """One population with every account."""
    members = accounts.select("account_id", population=pl.lit(population.name))
    return Populations((population,), MEMBERS.conform(members))


def _together(parts: list[Populations]) -> Populations:
    """Several results as one; populations of one name are one."""
    populations = {population.name: population for part in reversed(parts) for population in part.populations}
    order = list(dict.fromkeys(population.name for part in parts for population in part.populations))
    members = pl.concat([MEMBERS.empty(), *(part.members for part in parts)]).unique(maintain_order=True)
    notes = tuple(note for part in parts for note in part.notes)
    return Populations(tuple(populations[name] for name in order), members, notes)


def _filtered(entry: Any, source: str) -> FilteredPopulation:
    """One `[[population]]` of the file."""
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
        raise WrongSettings(f"{source}: every [[population]] needs a name")
    where = f"{source}, population {entry['name']!r}"
    unknown = [key for key in entry if key not in {"name", "kind", "any", "all"}]
    if unknown:
        raise WrongSettings(f"{where}: {unknown[0]!r} is not known; there are name, kind, any and all")
    kind = _kind(entry.get("kind", str(PopulationKind.OTHER)), where)
    return FilteredPopulation(entry["name"].strip(), kind, parse_filter(entry, where=where))


def _kind(value: Any, where: str) -> PopulationKind:
    """The kind of a population by its name, in any case."""
    kinds = {kind.lower(): kind for kind in PopulationKind}
    if not isinstance(value, str) or value.strip().lower() not in kinds:
        raise WrongSettings(f"{where}: {value!r} is no kind; the kinds are {', '.join(PopulationKind)}")
    return kinds[value.strip().lower()]
