"""Who is in which population: found by its filter, written down, and kept up as the list changes.

Of a list that changed a little only the changed rows are looked at; where that could come to another end than looking
at all of them (a filter that counts days or opportunities, or reads text as numbers) all are.
"""

import polars as pl
from django.db import connection

from mutuals.accounts.filters import WrongFilter
from mutuals.server.mapping.filters import depends_on_others, looks_at_rows_alone, passing_ids, passing_of
from mutuals.server.mapping.models import Account, AccountList, Population, PopulationMember
from mutuals.server.mapping.snapshots import STORED, read_rows, rows_changed
from mutuals.server.mapping.tables import insert, read, remove

MOST_CHANGED = 20_000
"""Changed rows up to which they alone are looked at; the copy of the list is read more quickly than more of them."""

_MEMBERS = pl.Schema({"id": pl.Int64, "account_id": pl.Int64})


def refresh(account_list: AccountList) -> None:
    """Find the members of every population of the list as it is now. In the caller's transaction; the list's row must
    be locked."""
    kept: dict[int, pl.DataFrame] = {}
    for population in Population.objects.filter(account_list=account_list):
        since = population.revision
        known = since and since >= account_list.lost and looks_at_rows_alone(population.groups)
        if known and rows_changed(account_list, after=since, most=MOST_CHANGED) <= MOST_CHANGED:
            if since not in kept:
                kept[since] = read_rows(account_list, after=since)
            _update(population, account_list, kept[since])
        else:
            find_members(population, account_list)


def refresh_account(account_list: AccountList, pk: int) -> None:
    """The same after a write of one account, the last of the list. Populations that were behind stay so, for `refresh`
    to look at."""
    row = read(Account, list(STORED), STORED, "id = %s", [pk])
    for population in Population.objects.filter(account_list=account_list, revision=account_list.revision - 1):
        if depends_on_others(population.groups):
            find_members(population, account_list)
        else:
            there = read(PopulationMember, list(_MEMBERS), _MEMBERS, "population_id = %s AND account_id = %s",
                         [population.pk, pk])  # fmt: skip
            ids = passing_of(row, account_list, population.groups, where=population.name)
            _write(population, account_list, there=there, wanted=ids)


def find_members(population: Population, account_list: AccountList) -> None:
    """Look at all accounts of the list. A filter that nothing of the list can be compared with has no members."""
    try:
        ids = passing_ids(account_list, population.groups, where=population.name)
    except WrongFilter:
        ids = pl.Series("id", [], dtype=pl.Int64)
    there = read(PopulationMember, list(_MEMBERS), _MEMBERS, "population_id = %s", [population.pk])
    _write(population, account_list, there=there, wanted=ids)


def _update(population: Population, account_list: AccountList, changed: pl.DataFrame) -> None:
    """Look at the changed rows alone."""
    ids = passing_of(changed, account_list, population.groups, where=population.name)
    rows = connection.ops.quote_name(Account._meta.db_table)
    of_changed = f"SELECT id FROM {rows} WHERE account_list_id = %s AND revision > %s"
    where = f"population_id = %s AND account_id IN ({of_changed})"
    values = [population.pk, account_list.pk, population.revision]
    there = read(PopulationMember, list(_MEMBERS), _MEMBERS, where, values)
    _write(population, account_list, there=there, wanted=ids)


def _write(population: Population, account_list: AccountList, *, there: pl.DataFrame, wanted: pl.Series) -> None:
    """Make those of `wanted` members and of `there` no others."""
    asked = pl.DataFrame({"account_id": wanted})
    added = asked.join(there, on="account_id", how="anti")
    gone = there.join(asked, on="account_id", how="anti")
    if added.height:
        insert(PopulationMember, added.with_columns(population_id=pl.lit(population.pk)))
    if gone.height:
        remove(PopulationMember, gone["id"])
    population.members += added.height - gone.height
    population.revision = account_list.revision
    population.save(update_fields=["members", "revision"])
