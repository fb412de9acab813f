"""Reads of populations: those there are, those that the data suggest, and what a filter would take in."""

from dataclasses import dataclass
from typing import Any

from mutuals.accounts import PopulationKind
from mutuals.intake import suggest_population_rules
from mutuals.intake.populations import MAX_STATUSES
from mutuals.server.mapping.filters import Groups, passing_ids, read_filter
from mutuals.server.mapping.models import Account, AccountList, Opportunity, Population, PopulationMember
from mutuals.server.mapping.snapshots import columns_of

PREVIEWED = 8
"""Accounts that a preview shows."""


@dataclass(frozen=True)
class Preview:
    """What a filter takes in: the filter in a sentence, how many accounts, and the first of them."""

    sentence: str
    count: int
    first: list[Account]


@dataclass(frozen=True)
class Suggestion:
    """A standard population that the data suggest, and why."""

    kind: str
    groups: list[list[dict[str, Any]]]
    reason: str
    count: int


def populations(*, account_list: AccountList) -> list[Population]:
    """The populations of a list, in order."""
    return list(Population.objects.filter(account_list=account_list))


def population(*, account_list: AccountList, pk: int) -> Population | None:
    """One population, None where the list has no such."""
    return Population.objects.filter(account_list=account_list, pk=pk).select_related("account_list").first()


def populations_of(*, account: Account) -> list[Population]:
    """The populations that an account is in, in order."""
    mine = PopulationMember.objects.filter(account=account).values("population")
    return list(Population.objects.filter(pk__in=mine))


def sentence(*, groups: Groups) -> str:
    """A filter in a sentence."""
    return str(read_filter(groups, where="filter"))


def preview(*, account_list: AccountList, groups: Groups) -> Preview:
    """What a filter would take in. Raises `WrongFilter`."""
    ids = passing_ids(account_list, groups, where="This filter")
    first = Account.objects.filter(pk__in=ids.head(PREVIEWED).to_list()).order_by("pk")
    return Preview(sentence(groups=groups), len(ids), list(first))


def suggestions(*, account_list: AccountList) -> list[Suggestion]:
    """The standard populations that are not there yet and that opportunities or the status column show."""
    there = set(Population.objects.filter(account_list=account_list).values_list("kind", flat=True))
    found = _by_status(account_list) if account_list.accounts else {}
    open_ones = Opportunity.objects.filter(account_list=account_list, is_closed=False)
    if account_list.opportunities and open_ones.exists():
        found[PopulationKind.OPEN_OPPORTUNITIES] = _by_opportunities(account_list)
    return [found[kind] for kind in PopulationKind if kind in found and str(kind) not in there]


def _by_opportunities(account_list: AccountList) -> Suggestion:
    groups = [[{"column": "open_opportunities", "operator": "at_least", "value": 1}]]
    reason = "An opportunity that is not closed is with the account."
    count = len(passing_ids(account_list, groups))
    return Suggestion(str(PopulationKind.OPEN_OPPORTUNITIES), groups, reason, count)


def _by_status(account_list: AccountList) -> dict[PopulationKind, Suggestion]:
    """What the words of the status column mean, kind by kind."""
    statuses = columns_of(account_list, ["status"])["status"]
    counts = statuses.drop_nulls().value_counts()
    if counts.height > MAX_STATUSES:
        return {}
    values: dict[PopulationKind, list[str]] = {}
    for value, kind in (suggest_population_rules(statuses).statuses or {}).items():
        values.setdefault(kind, []).append(value)
    values.pop(PopulationKind.OTHER, None)
    number = dict(counts.iter_rows())
    return {
        kind: Suggestion(str(kind), _groups(said), _reason(said), sum(number[value] for value in said))
        for kind, said in values.items()
    }


def _groups(values: list[str]) -> list[list[dict[str, Any]]]:
    """Status is one of the values; in groups of their own where a person could not edit them as one text."""
    if len(values) > 1 and not any(";" in value for value in values):
        return [[{"column": "status", "operator": "in", "value": values}]]
    return [[{"column": "status", "operator": "is", "value": value}] for value in values]


def _reason(values: list[str]) -> str:
    shown = ", ".join(f"“{value}”" for value in values[:5]) + (" …" if len(values) > 5 else "")
    return f"The status of an account is {shown}."
