"""Reads of accounts: a page of a list that was searched, filtered and sorted; one account."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from mutuals.errors import BadInput
from mutuals.server.mapping.models import Account, AccountList, Opportunity, Population, PopulationMember
from mutuals.server.mapping.models.accounts import SORTED_BY

MOST_ROWS = 100_000
"""Rows behind which a page is not turned to: people search and filter instead; exports and the API have all."""


class NoSuchOrder(BadInput):
    """A list is asked for in an order that it has not. The person follows a link of the page."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of a list: words anywhere in name, website or id; values by column; an order."""

    search: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    population: int = 0
    sort: str = "name"
    page: int = 1
    size: int = 50


FILTERED_BY = ("country", "status")
"""Columns that a list of accounts may be filtered by with one click."""


@dataclass(frozen=True)
class Page:
    """A page of accounts: the rows, how many there are in all, and whether there is another page."""

    rows: list[Account]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-min(self.total, MOST_ROWS) // self.size))


def accounts_page(*, account_list: AccountList, wanted: Wanted) -> Page:
    """The accounts that are wanted. Raises `NoSuchOrder`."""
    rows = _filtered(account_list, wanted)
    narrowed = bool(wanted.search.strip() or wanted.filters)
    total = rows.count() if narrowed else _members_in_all(account_list, wanted.population)
    start = min((max(1, wanted.page) - 1) * wanted.size, MOST_ROWS - wanted.size)
    return Page(list(_ordered(rows, wanted.sort)[start : start + wanted.size]), total, wanted.page, wanted.size)


def account(*, account_list: AccountList, pk: int) -> Account | None:
    """One account of the list, None where it has no such."""
    return Account.objects.filter(account_list=account_list, deleted=False, pk=pk).first()


def opportunities_of(*, account: Account) -> list[Opportunity]:
    """The opportunities with an account, newest close date first."""
    found = Opportunity.objects.filter(account_list=account.account_list_id, account_id=account.account_id)
    return list(found.order_by(F("close_date").desc(nulls_last=True), "id")[:200])


def values_of(*, account_list: AccountList, column: str, most: int = 30) -> list[str]:
    """The first distinct values of a column that lists are filtered by, in order; each is one step in its index."""
    found: list[str] = []
    rows = Account.objects.filter(account_list=account_list, deleted=False)
    while len(found) < most:
        after = Q(**{f"{column}__gt": found[-1]}) if found else Q(**{f"{column}__isnull": False})
        value = rows.filter(after).order_by(column).values_list(column, flat=True).first()
        if value is None:
            break
        found.append(value)
    return found


def _filtered(account_list: AccountList, wanted: Wanted) -> QuerySet[Account]:
    rows = Account.objects.filter(account_list=account_list, deleted=False)
    for column, value in wanted.filters.items():
        if column not in FILTERED_BY:
            raise NoSuchOrder(f"accounts are not filtered by {column!r}")
        rows = rows.filter(**{column: value})
    if wanted.population:
        rows = rows.filter(pk__in=_members(wanted.population))
    return _searched(rows, wanted.search.strip())


def _members_in_all(account_list: AccountList, population: int) -> int:
    """How many accounts a list, or a population of it, has."""
    if not population:
        return account_list.accounts
    counts = Population.objects.filter(account_list=account_list, pk=population).values_list("members", flat=True)
    return next(iter(counts), 0)


def _members(population: int) -> "QuerySet[Any, Any]":
    return PopulationMember.objects.filter(population=population).values("account")


def _searched(rows: QuerySet[Account], text: str) -> QuerySet[Account]:
    """Those that hold every word of the text; words of one or two letters begin a name."""
    for word in text.split()[:8]:
        if connection.vendor == "sqlite" and len(word) > 2:
            rows = rows.extra(where=[_BY_TRIGRAMS], params=[_trigrams(word)])  # noqa: S610  a constant
            rows = rows.filter(_anywhere(word))
        elif len(word) > 2:
            rows = rows.filter(_anywhere(word))
        else:
            rows = rows.filter(name__istartswith=word)
    return rows


_BY_TRIGRAMS = "mapping_account.id IN (SELECT rowid FROM mapping_account_search WHERE mapping_account_search MATCH %s)"


def _anywhere(word: str) -> Q:
    return spellings(word, "name", "website", "account_id")


def spellings(word: str, *columns: str) -> Q:
    """Rows that hold the word in one of the columns, in either case: SQLite knows upper and lower of A to Z alone, so
    that other letters are asked for in the three cases that people write."""
    cases = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    found = Q(pk__in=[])
    for column in columns:
        for spelt in sorted(cases):
            found |= Q(**{f"{column}__icontains": spelt})
    return found


def _trigrams(word: str) -> str:
    """The word as an FTS5 query without positions: all its trigrams."""
    return " AND ".join('"' + word[at : at + 3].replace('"', '""') + '"' for at in range(len(word) - 2))


def _ordered(rows: QuerySet[Account], sort: str) -> QuerySet[Account]:
    column, falls = sort.removeprefix("-"), sort.startswith("-")
    if column not in SORTED_BY:
        raise NoSuchOrder(f"accounts are not sorted by {column!r}; there are {', '.join(SORTED_BY)}")
    # As SQLite sorts by itself, so that its indexes serve: what is empty comes first, and last where the order falls.
    if falls:
        return rows.order_by(F(column).desc(nulls_last=_not_sqlite()), "-id")
    return rows.order_by(F(column).asc(nulls_first=_not_sqlite()), "id")


def _not_sqlite() -> bool | None:
    return None if connection.vendor == "sqlite" else True
