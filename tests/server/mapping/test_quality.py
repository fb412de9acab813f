"""Data quality of a list: looked at after each import, kept with its day, every row with its account."""

import polars as pl
import pytest

from mutuals.server.mapping.models import Account
from mutuals.server.mapping.operations import accounts as account_operations
from mutuals.server.mapping.operations import quality as operations
from mutuals.server.mapping.queries import quality as queries
from mutuals.server.tenants.actors import Actor
from tests.server.conftest import signed_in
from tests.server.mapping.files import ACCOUNTS, imported_of, own, work

pytestmark = pytest.mark.django_db(databases=["default", "progress"])

_COLUMNS = ("Account ID", "Account Name", "Website", "City", "LEI", "Country")
WRONG_LEI = "529900T8BM49AURSDO00"
BAD = tuple(
    dict(zip(_COLUMNS, cells, strict=True))
    for cells in (
        ("1", "Alpha GmbH", "gmail.com", "Berlin", "529900T8BM49AURSDO55", "DE"),
        ("2", "Beta AG", "", "Bonn", WRONG_LEI, "DE"),
        ("3", "Test", "gamma.com", "Köln", "", "Nowhere"),
        ("4", "Delta Works", "delta.com", "Ulm", "", "DE"),
        ("5", "Delta Works", "delta.com", "Ulm", "", "DE"),
    )
)


def found(actor: Actor) -> dict[str, queries.Found]:
    report = queries.report(account_list=own(actor))
    assert report is not None
    return {one.kind: one for one in queries.findings(account_list=own(actor), report=report)}


def test_it_is_looked_at_after_an_import(in_acme: Actor) -> None:
    imported_of(in_acme, BAD)
    here = found(in_acme)
    assert here["Website missing"].count == 1
    assert here["Website is a free-mail domain"].first[0]["account_id"] == "1"
    assert here["LEI invalid"].first[0]["value"] == WRONG_LEI
    assert here["No usable name"].first[0]["account_id"] == "3"
    assert here["Country not understood"].count == 1
    assert all(one.fix for one in here.values())


def test_duplicates_name_the_accounts_that_they_are_like(in_acme: Actor) -> None:
    imported_of(in_acme, BAD)
    first = found(in_acme)["Duplicate: same domain, similar name"].first
    assert [(row["account_id"], row["detail"]) for row in first] == [("4", "like account 5"), ("5", "like account 4")]


def test_what_was_mended_is_found_no_more(in_acme: Actor) -> None:
    imported_of(in_acme, BAD)
    account = Account.objects.get(account_id="2")
    account_operations.change(by=in_acme, account=account, values={"website": "beta-ag.de", "lei": None})
    before = queries.report(account_list=own(in_acme))
    assert before is not None
    assert before.revision < own(in_acme).revision
    operations.check(by=in_acme, account_list=own(in_acme))
    work()
    assert "Website missing" not in found(in_acme)


def test_the_file_has_every_row(in_acme: Actor) -> None:
    imported_of(in_acme, BAD)
    rows = pl.read_csv(queries.findings_csv(account_list=own(in_acme)))
    assert rows.columns == ["kind", "account_id", "name", "value", "detail"]
    assert rows.height == sum(one.count for one in found(in_acme).values())
    of_one = queries.findings_csv(account_list=own(in_acme), kind="Website missing")
    assert pl.read_csv(of_one)["account_id"].to_list() == [2]


def test_the_page_teaches_links_and_says_when_all_is_well(in_acme: Actor) -> None:
    ada = signed_in(in_acme)
    assert "Nothing was checked yet" in ada.get("/o/acme/quality/").content.decode()
    imported_of(in_acme, BAD)
    said = ada.get("/o/acme/quality/").content.decode()
    account = Account.objects.get(account_id="3")
    assert f"/o/acme/accounts/{account.pk}/" in said
    assert "Accounts were changed since" not in said
    account_operations.change(by=in_acme, account=account, values={"city": "Bonn"})
    assert "Accounts were changed since" in ada.get("/o/acme/quality/").content.decode()
    assert b"Beta AG" in ada.get("/o/acme/quality/export.csv?kind=Website%20missing").content
    clean = [
        {"Account ID": "9", "Account Name": "Zeta Werke", "Website": "zeta-werke.de", "City": "Ulm", "Country": "DE"}
    ]
    imported_of(in_acme, clean, mode="replace")
    assert "Nothing to mend" in ada.get("/o/acme/quality/").content.decode()
    assert ada.post("/o/acme/quality/check/").status_code == 302


def test_a_list_without_accounts_can_be_looked_at(in_acme: Actor) -> None:
    imported_of(in_acme, ACCOUNTS)
    for account in Account.objects.all():
        account_operations.delete(by=in_acme, account=account)
    operations.check(by=in_acme, account_list=own(in_acme))
    work()
    assert found(in_acme) == {}
