"""Reads of opportunities: a page of a list that was searched, filtered and sorted, and all of them as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from mutuals.server.mapping.models import Account, AccountList, Opportunity
from mutuals.server.mapping.opportunity_carrying import opportunities_of
from mutuals.server.mapping.queries.accounts import MOST_ROWS, NoSuchOrder, spellings
from mutuals.server.mapping.queries.exports import rows_csv

SORTED_BY = ("close_date", "amount")
"""Columns that a list of opportunities may be sorted by: each has an index."""

STATES = {
    "open": Q(is_closed=False),
    "won": Q(is_won=True),
    "lost": Q(is_closed=True, is_won=False),
    "closed": Q(is_closed=True),
}
"""How an opportunity may stand."""

SIZE = 50
"""Rows of a page."""


@dataclass(frozen=True)
class Page:
    """A page of opportunities; those of a row carry `account_pk` and `account_name`, None where there is no account."""

    rows: list[Opportunity]
    total: int
    number: int
    amounts: list[tuple[str, Decimal]]


def opportunities_page(
    *, account_list: AccountList, search: str = "", state: str = "", sort: str = "-close_date", number: int = 1
) -> Page:
    """The opportunities that are wanted, and the sum of their amounts in each currency. Raises `NoSuchOrder`."""
    rows = _searched(Opportunity.objects.filter(account_list=account_list), account_list, search.strip())
    if state in STATES:
        rows = rows.filter(STATES[state])
    start = min((max(1, number) - 1) * SIZE, MOST_ROWS - SIZE)
    accounts = Account.objects.filter(account_list=account_list, deleted=False, account_id=OuterRef("account_id"))
    named = _ordered(rows, sort).annotate(
        account_pk=Subquery(accounts.values("pk")[:1]), account_name=Subquery(accounts.values("name")[:1])
    )
    sums = rows.order_by("currency").values_list("currency").annotate(sum=Sum("amount"))
    amounts = [(currency or "", total) for currency, total in sums if total is not None]
    return Page(list(named[start : start + SIZE]), rows.count(), number, amounts)


def opportunities_csv(*, account_list: AccountList) -> Iterator[bytes]:
    """All opportunities as CSV, UTF-8, in the columns that an import reads; no cell begins a formula."""
    yield rows_csv(opportunities_of(account_list).drop("id", "revision", "source_row"))


def _searched(rows: "QuerySet[Opportunity]", account_list: AccountList, text: str) -> "QuerySet[Opportunity]":
    """Those that hold every word of the text, in their name or id or those of their account."""
    for word in text.split()[:8]:
        named = Account.objects.filter(spellings(word, "name"), account_list=account_list, deleted=False)
        own = spellings(word, "name", "opportunity_id", "account_id")
        rows = rows.filter(own | Q(account_id__in=named.values("account_id")))
    return rows


def _ordered(rows: "QuerySet[Opportunity]", sort: str) -> "QuerySet[Opportunity]":
    column, falls = sort.removeprefix("-"), sort.startswith("-")
    if column not in SORTED_BY:
        raise NoSuchOrder(f"opportunities are not sorted by {column!r}; there are {', '.join(SORTED_BY)}")
    order = F(column).desc(nulls_last=True) if falls else F(column).asc(nulls_last=True)
    return rows.order_by(order, "-id" if falls else "id")
