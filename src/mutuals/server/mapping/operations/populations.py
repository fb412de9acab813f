"""Populations made, changed, put in order and deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from mutuals.accounts import PopulationKind
from mutuals.accounts.filters import WrongFilter, find_column
from mutuals.errors import BadInput
from mutuals.server import jobs
from mutuals.server.mapping.conditions import fields_of
from mutuals.server.mapping.filters import Groups, passing_ids, read_filter
from mutuals.server.mapping.members import find_members
from mutuals.server.mapping.models import AccountList, Population
from mutuals.server.mapping.operations.lists import locked
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.roles import Permission

MOST_AT_ONCE = 50_000
"""Accounts up to which members are written at once; for longer lists a job does it."""


class WrongName(BadInput):
    """The name of a population is empty, too long, or taken. The person gives another."""


class WrongKind(BadInput):
    """There is no such kind of population. The person takes one of those there are."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants of a population: its name, kind, filter (groups of conditions), and why it is there."""

    name: str
    kind: str
    groups: Groups
    reason: str = ""


def create(*, by: Actor, account_list: AccountList, wanted: Wanted) -> Population:
    """A new population, last in order. Its members are there at once, or when the job is done that is then started.

    Raises `WrongName`, `WrongKind`, `WrongFilter`, `MayNot`.
    """
    with write(by, "populations.create", needs=Permission.WRITE_POPULATIONS, target=wanted.name.strip()):
        now = locked(account_list)
        values = _checked(now, wanted, itself=None)
        last = Population.objects.filter(account_list=now).aggregate(last=Max("position"))["last"]
        made = Population.objects.create(account_list=now, position=0 if last is None else last + 1, **values)
        _find(by, made, now)
        return made


def change(*, by: Actor, population: Population, wanted: Wanted) -> None:
    """Give a population another name, kind or filter. Raises as `create` does."""
    with write(by, "populations.change", needs=Permission.WRITE_POPULATIONS, target=population.name) as recording:
        now = locked(population.account_list)
        values = _checked(now, wanted, itself=population.pk)
        changed = [name for name, value in values.items() if getattr(population, name) != value]
        recording.details["changed"] = sorted(changed)
        for name, value in values.items():
            setattr(population, name, value)
        population.save(update_fields=list(values))
        if "groups" in changed:
            _find(by, population, now)


def delete(*, by: Actor, population: Population) -> None:
    """Delete a population; its accounts stay. Raises `MayNot`."""
    with write(by, "populations.delete", needs=Permission.WRITE_POPULATIONS, target=population.name):
        population.delete()


def reorder(*, by: Actor, account_list: AccountList, order: Sequence[int]) -> None:
    """Put populations in this order (ids); those that are not named follow as they were. Raises `MayNot`."""
    with write(by, "populations.reorder", needs=Permission.WRITE_POPULATIONS):
        there = {one.pk: one for one in Population.objects.filter(account_list=locked(account_list))}
        named = [pk for pk in dict.fromkeys(order) if pk in there]
        for position, pk in enumerate([*named, *(pk for pk in there if pk not in named)]):
            Population.objects.filter(pk=pk).update(position=position)


def move(*, by: Actor, population: Population, up: bool) -> None:
    """Move a population one place up or down. Raises `MayNot`."""
    order = list(Population.objects.filter(account_list=population.account_list).values_list("pk", flat=True))
    at = order.index(population.pk)
    to = min(len(order) - 1, max(0, at - 1 if up else at + 1))
    order.insert(to, order.pop(at))
    reorder(by=by, account_list=population.account_list, order=order)


def _find(by: Actor, population: Population, account_list: AccountList) -> None:
    if account_list.accounts <= MOST_AT_ONCE:
        find_members(population, account_list)
        return
    Population.objects.filter(pk=population.pk).update(revision=0)
    jobs.start("find-members", by=by, about=str(account_list.pk))


def _checked(account_list: AccountList, wanted: Wanted, *, itself: int | None) -> dict[str, Any]:
    """The values of the row. Raises what is wrong with them."""
    name = " ".join(wanted.name.split())
    if not name or len(name) > 80:
        raise WrongName("Give the population a name of at most 80 characters.")
    named = Population.objects.filter(account_list=account_list, name=name).first()
    if named is not None and named.pk != itself:
        raise WrongName(f"There is a population {name!r} already; give this one another name.")
    if wanted.kind not in list(PopulationKind):
        raise WrongKind(f"{wanted.kind!r} is no kind of population; there are {', '.join(PopulationKind)}.")
    groups = _with_columns(account_list, wanted.groups, name)
    passing_ids(account_list, groups, where=name)
    return {"name": name, "kind": wanted.kind, "groups": groups, "reason": wanted.reason.strip()[:500]}


def _with_columns(account_list: AccountList, groups: Groups, where: str) -> list[list[dict[str, Any]]]:
    """The groups with columns as the list writes them. Raises `WrongFilter` where it has no such."""
    read_filter(groups, where=where)
    known = [field["name"] for field in fields_of(account_list)]
    kept = []
    for group in groups:
        kept.append([{**one, "column": find_column(one["column"], known, {})} for one in group])
        for condition, one in zip(kept[-1], group, strict=True):
            if condition["column"] is None:
                raise WrongFilter(f"{where}: the list has no column {one['column']!r}; it has {', '.join(known)}")
    return kept
