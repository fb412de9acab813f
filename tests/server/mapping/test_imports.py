"""Files of accounts on their way in: merged, replacing, taken back, refused row by row, and failing as a whole."""

from typing import Any

import pytest

from mutuals.server.mapping.models import Account, Import
from mutuals.server.mapping.operations import accounts as account_operations
from mutuals.server.mapping.operations import imports as operations
from mutuals.server.mapping.queries import imports as queries
from mutuals.server.mapping.snapshots import accounts_of
from mutuals.server.tenants.actors import Actor
from tests.server.mapping.files import ACCOUNTS, csv_of, imported_of, own, suggested, undone, uploaded, work

pytestmark = pytest.mark.django_db(databases=["default", "progress"])


def rows(actor: Actor) -> list[tuple[Any, ...]]:
    """What the database says, which the copy must say, too."""
    columns = ("account_id", "name", "website", "status", "employees")
    found = Account.objects.filter(account_list=own(actor), deleted=False).order_by("account_id").values_list(*columns)
    assert accounts_of(own(actor)).select(columns).sort("account_id").rows() == list(found)
    assert own(actor).accounts == len(found)
    return list(found)


def without(*ids: str) -> list[dict[str, str]]:
    return [dict(row) for row in ACCOUNTS if row["Account ID"] not in ids]


def test_a_file_goes_in(in_acme: Actor) -> None:
    imported = imported_of(in_acme, ACCOUNTS)
    assert imported.counts == {"added": 4, "changed": 0, "deleted": 0, "unchanged": 0, "refused": 0, "rows": 4}
    assert rows(in_acme)[0] == ("1", "Alpha GmbH", "alpha.example", "Customer", 50)


def test_merging_adds_and_changes_and_leaves_the_rest(in_acme: Actor) -> None:
    imported_of(in_acme, ACCOUNTS)
    new = {"Account ID": "5", "Account Name": "Epsilon", "Website": "", "Type": "", "Employees": "7"}
    changed = {**ACCOUNTS[0], "Account Name": "Alpha SE", "Website": ""}
    counts = imported_of(in_acme, [changed, ACCOUNTS[1], new]).counts
    assert (counts["added"], counts["changed"], counts["unchanged"], counts["deleted"]) == (1, 1, 1, 0)
    found = rows(in_acme)
    assert found[0] == ("1", "Alpha SE", "alpha.example", "Customer", 50)  # an empty cell changes nothing
    assert [row[0] for row in found] == ["1", "2", "3", "4", "5"]


def test_replacing_deletes_what_the_file_does_not_name(in_acme: Actor) -> None:
    imported_of(in_acme, ACCOUNTS)
    waiting = uploaded(in_acme, csv_of(without("2", "3")))
    assert queries.deleted_by_replacing(imported=waiting, columns=suggested(waiting)) == 2
    assert queries.deleted_by_replacing(imported=waiting, columns={}) is None
    operations.confirm(by=in_acme, imported=waiting, columns=suggested(waiting), mode="replace")
    work()
    assert [row[0] for row in rows(in_acme)] == ["1", "4"]
    waiting.refresh_from_db()
    assert waiting.counts["deleted"] == 2


@pytest.mark.parametrize("mode", ["merge", "replace"])
def test_undoing_leaves_the_list_as_it_was(in_acme: Actor, mode: str) -> None:
    imported_of(in_acme, ACCOUNTS)
    before = rows(in_acme)
    changed = [{**ACCOUNTS[0], "Account Name": "Alpha SE"}, {**ACCOUNTS[1], "Account ID": "9"}]
    second = imported_of(in_acme, changed, mode=mode)
    assert rows(in_acme) != before
    undone(in_acme, second)
    assert second.state == "undone"
    assert rows(in_acme) == before


def test_undoing_keeps_what_somebody_changed_since(in_acme: Actor) -> None:
    imported_of(in_acme, ACCOUNTS)
    second = imported_of(in_acme, [{**ACCOUNTS[0], "Account Name": "Alpha SE"}, {**ACCOUNTS[1], "Account Name": "B"}])
    account = Account.objects.get(account_id="1")
    account_operations.change(by=in_acme, account=account, values={"name": "By hand"})
    job = undone(in_acme, second)
    assert job.result == {"restored": 1, "removed": 0, "kept": 1}
    assert [row[1] for row in rows(in_acme)][:2] == ["By hand", "Beta AG"]


def test_an_account_that_was_deleted_comes_back_with_the_next_file(in_acme: Actor) -> None:
    imported_of(in_acme, ACCOUNTS)
    before = rows(in_acme)
    account_operations.delete(by=in_acme, account=Account.objects.get(account_id="2"))
    assert len(rows(in_acme)) == 3
    imported_of(in_acme, ACCOUNTS)
    assert rows(in_acme) == before


def test_an_import_is_undone_once(in_acme: Actor) -> None:
    imported = imported_of(in_acme, ACCOUNTS)
    undone(in_acme, imported)
    with pytest.raises(operations.NotWaiting):
        operations.undo(by=in_acme, imported=imported)
    assert rows(in_acme) == []


def test_columns_that_were_confirmed_are_remembered(in_acme: Actor) -> None:
    first = uploaded(in_acme, csv_of(ACCOUNTS))
    columns = {**suggested(first), "status": "", "industry": "Type"}
    operations.confirm(by=in_acme, imported=first, columns=columns, mode="merge")
    work()
    second = suggested(uploaded(in_acme, csv_of(ACCOUNTS)))
    assert second["industry"] == "Type"
    assert not second.get("status")


def test_bad_rows_are_refused_one_by_one(in_acme: Actor) -> None:
    twice = [*ACCOUNTS, {**ACCOUNTS[0], "Account Name": "Again"}]
    imported = imported_of(in_acme, twice)
    refused = queries.refused(imported=imported)
    assert imported.counts["refused"] == refused.height == 1
    assert refused["source_row"].to_list() == [6]
    assert "account id" in refused["reason"][0]
    assert len(rows(in_acme)) == 4


def test_what_is_no_table_fails_with_a_sentence(in_acme: Actor) -> None:
    imported_of(in_acme, ACCOUNTS)
    before, revision = rows(in_acme), own(in_acme).revision
    imported = uploaded(in_acme, b"%PDF-1.7\n\x00\xff\x00", name="report.pdf")
    assert imported.state == "failed"
    assert imported.error
    assert "defect" not in imported.error
    assert (rows(in_acme), own(in_acme).revision) == (before, revision)


def test_columns_that_cannot_be_fail_with_a_sentence(in_acme: Actor) -> None:
    imported = uploaded(in_acme, csv_of(ACCOUNTS))
    operations.confirm(by=in_acme, imported=imported, columns={"name": "No such column"}, mode="replace")
    work()
    imported.refresh_from_db()
    assert imported.state == "failed"
    assert "No such column" in imported.error
    assert rows(in_acme) == []


def test_a_step_that_is_run_again_changes_nothing(in_acme: Actor) -> None:
    from mutuals.server.jobs import run_step
    from mutuals.server.tenants.models import Job

    imported = imported_of(in_acme, ACCOUNTS)
    before = rows(in_acme)
    job = Job.objects.get(kind="import", about=str(imported.pk))
    state: dict[str, Any] = {}
    for number in (0, 1, 1, 2, 2, 3, 3):
        state = run_step(job, number, state)
    assert rows(in_acme) == before
    assert Import.objects.get(pk=imported.pk).counts == imported.counts
