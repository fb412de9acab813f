"""Opportunities: merged, replaced, undone, refused without an account, searched, sorted and written out."""

from decimal import Decimal
from typing import Any

import pytest

from mutuals.server.mapping.models import Opportunity
from mutuals.server.mapping.operations import imports as operations
from mutuals.server.mapping.queries import imports as import_queries
from mutuals.server.mapping.queries.opportunities import NoSuchOrder, opportunities_csv, opportunities_page
from mutuals.server.tenants.actors import Actor
from tests.server.mapping.files import (
    ACCOUNTS,
    OPPORTUNITIES,
    csv_of,
    imported_of,
    own,
    suggested,
    undone,
    uploaded,
    work,
)

pytestmark = pytest.mark.django_db(databases=["default", "progress"])


def rows(actor: Actor) -> list[tuple[Any, ...]]:
    found = Opportunity.objects.order_by("opportunity_id")
    assert own(actor).opportunities == len(found)
    return list(found.values_list("opportunity_id", "account_id", "amount", "is_closed", "is_won"))


@pytest.fixture
def ada(in_acme: Actor) -> Actor:
    imported_of(in_acme, ACCOUNTS)
    return in_acme


def test_they_go_in_with_amounts_dates_and_outcomes(ada: Actor) -> None:
    imported = imported_of(ada, OPPORTUNITIES, kind="opportunities")
    assert imported.counts["added"] == 3
    assert rows(ada)[0] == ("o1", "1", Decimal("1000.50"), False, False)
    assert str(Opportunity.objects.get(opportunity_id="o2").close_date) == "2026-01-31"


def test_the_same_file_again_changes_nothing(ada: Actor) -> None:
    imported_of(ada, OPPORTUNITIES, kind="opportunities")
    counts = imported_of(ada, OPPORTUNITIES, kind="opportunities").counts
    assert (counts["added"], counts["changed"], counts["unchanged"]) == (0, 0, 3)


def test_those_of_unknown_accounts_are_refused_with_the_reason(ada: Actor) -> None:
    stray = {**OPPORTUNITIES[0], "Opportunity ID": "o9", "Account ID": "nobody"}
    imported = imported_of(ada, [*OPPORTUNITIES, stray], kind="opportunities")
    refused = import_queries.refused(imported=imported)
    assert imported.counts["refused"] == 1
    assert refused.row(0)[:2] == (5, "its account 'nobody' is not on the list of accounts")
    assert len(rows(ada)) == 3


def test_a_file_of_which_nothing_fits_fails_and_deletes_nothing(ada: Actor) -> None:
    imported_of(ada, OPPORTUNITIES, kind="opportunities")
    before = rows(ada)
    strays = [{**row, "Account ID": "nobody"} for row in OPPORTUNITIES]
    imported = uploaded(ada, csv_of(strays), kind="opportunities")
    operations.confirm(by=ada, imported=imported, columns=suggested(imported), mode="replace")
    work()
    imported.refresh_from_db()
    assert imported.state == "failed"
    assert "none of its 3 rows can be used" in imported.error
    assert rows(ada) == before


@pytest.mark.parametrize("mode", ["merge", "replace"])
def test_undoing_leaves_them_as_they_were(ada: Actor, mode: str) -> None:
    imported_of(ada, OPPORTUNITIES, kind="opportunities")
    before = rows(ada)
    changed = [{**OPPORTUNITIES[0], "Amount": "7"}, {**OPPORTUNITIES[1], "Opportunity ID": "o7"}]
    waiting = uploaded(ada, csv_of(changed), kind="opportunities")
    assert import_queries.deleted_by_replacing(imported=waiting, columns=suggested(waiting)) == 2
    second = imported_of(ada, changed, kind="opportunities", mode=mode)
    assert len(rows(ada)) == (2 if mode == "replace" else 4)
    assert rows(ada)[0][2] == 7
    undone(ada, second)
    assert rows(ada) == before


def test_undoing_keeps_what_came_in_since(ada: Actor) -> None:
    imported_of(ada, OPPORTUNITIES, kind="opportunities")
    second = imported_of(
        ada, [{**OPPORTUNITIES[0], "Amount": "7"}, {**OPPORTUNITIES[1], "Amount": "8"}], kind="opportunities"
    )
    imported_of(ada, [{**OPPORTUNITIES[0], "Amount": "9"}], kind="opportunities")
    assert undone(ada, second).result == {"restored": 1, "removed": 0, "kept": 1}
    assert [row[2] for row in rows(ada)] == [9, 2500, 10]


def test_the_list_is_searched_filtered_and_sorted(ada: Actor) -> None:
    imported_of(ada, OPPORTUNITIES, kind="opportunities")

    def found(**wanted: Any) -> list[str]:
        return [one.opportunity_id for one in opportunities_page(account_list=own(ada), **wanted).rows]

    assert found() == ["o1", "o2", "o3"]
    assert found(sort="close_date") == ["o3", "o2", "o1"]
    assert found(sort="-amount") == ["o2", "o1", "o3"]
    assert found(search="beta") == ["o2"]
    assert found(search="RENEW alpha") == ["o1"]
    assert found(search="50%") == []
    assert (found(state="open"), found(state="won"), found(state="lost")) == (["o1"], ["o2"], ["o3"])
    page = opportunities_page(account_list=own(ada), state="closed")
    assert (page.total, page.amounts) == (2, [("EUR", Decimal(2500)), ("USD", Decimal(10))])
    with pytest.raises(NoSuchOrder):
        found(sort="name")


def test_what_is_exported_can_be_imported(ada: Actor) -> None:
    imported_of(ada, OPPORTUNITIES, kind="opportunities")
    before = rows(ada)
    content = b"".join(opportunities_csv(account_list=own(ada)))
    again = uploaded(ada, content, kind="opportunities")
    operations.confirm(by=ada, imported=again, columns=suggested(again), mode="replace")
    work()
    again.refresh_from_db()
    assert (again.state, again.counts["unchanged"]) == ("done", 3)
    assert rows(ada) == before
