"""Pages of accounts: searched, filtered, sorted and paged; and nothing that a file holds ever runs, on any page."""

import csv
import html
import io
import re
from typing import Any

import pytest
from django.test import Client

from mutuals.server.mapping.models import Account, Import, Population
from mutuals.server.mapping.operations import populations as population_operations
from mutuals.server.tenants.actors import Actor
from tests.server.conftest import signed_in
from tests.server.mapping.files import ACCOUNTS, OPPORTUNITIES, csv_of, imported_of, own, uploaded

pytestmark = pytest.mark.django_db(databases=["default", "progress"])

NAMES = ('Müller & Söhne "Quote" GmbH', "100% Natural", "O'Brien_Ltd", "ÖKO Bau", "Zeta", "back\\slash")


@pytest.fixture
def ada(in_acme: Actor) -> Client:
    named = [{**ACCOUNTS[at % 4], "Account ID": f"id-{at}", "Account Name": name} for at, name in enumerate(NAMES)]
    imported_of(in_acme, named)
    return signed_in(in_acme)


def shown(client: Client, **said: Any) -> list[str]:
    answer = client.get("/o/acme/accounts/", said)
    assert answer.status_code == 200
    return [html.unescape(one) for one in re.findall(r'<a class="row-link"[^>]*>([^<]*)</a>', answer.content.decode())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zeta", ["Zeta"]),
        ('"Quote"', [NAMES[0]]),
        ("müller", [NAMES[0]]),
        ("MÜLLER söhne", [NAMES[0]]),
        ("öko", ["ÖKO Bau"]),
        ("100%", ["100% Natural"]),
        ("%", []),
        ("00_", []),
        ("o'brien_", ["O'Brien_Ltd"]),
        ("back\\", ["back\\slash"]),
        ("id-4", ["Zeta"]),
        ("gamma.example", ["O'Brien_Ltd"]),
        ("no such", []),
        ("' OR 1=1 --", []),
        ('" NEAR(a', []),
    ],
)
def test_search(ada: Client, text: str, found: list[str]) -> None:
    assert shown(ada, search=text) == found


def test_sort_filter_and_page(ada: Client) -> None:
    by_size = shown(ada, sort="-employees")
    assert by_size[0] == "O'Brien_Ltd"
    assert shown(ada, sort="employees")[-1] == "O'Brien_Ltd"
    assert set(shown(ada, status="Customer")) == {NAMES[0], NAMES[2], NAMES[4]}
    assert shown(ada, status="Customer", search="zeta") == ["Zeta"]
    for nonsense in ({"sort": "password"}, {"page": "-1"}, {"page": "²"}, {"population": "x"}, {"page": "999999"}):
        assert ada.get("/o/acme/accounts/", nonsense).status_code == 200


def test_a_population_narrows_the_list(ada: Client, in_acme: Actor) -> None:
    groups = [[{"column": "status", "operator": "is", "value": "Customer"}]]
    wanted = population_operations.Wanted(name="Mine", kind="Customers", groups=groups)
    made = population_operations.create(by=in_acme, account_list=own(in_acme), wanted=wanted)
    assert set(shown(ada, population=made.pk)) == {NAMES[0], NAMES[2], NAMES[4]}
    assert shown(ada, population=made.pk, search="zeta") == ["Zeta"]
    assert shown(ada, population=made.pk + 1) == []
    account = Account.objects.get(name="Zeta")
    assert f"?population={made.pk}" in ada.get(f"/o/acme/accounts/{account.pk}/").content.decode()


def test_pages_follow_one_another(in_acme: Actor) -> None:
    imported_of(in_acme, [{**ACCOUNTS[0], "Account ID": f"{at}", "Account Name": f"N{at:03}"} for at in range(120)])
    ada = signed_in(in_acme)
    seen = [name for page in (1, 2, 3) for name in shown(ada, page=page)]
    assert seen == [f"N{at:03}" for at in range(120)]


def test_what_replacing_deletes_is_said_before(ada: Client, in_acme: Actor) -> None:
    waiting = uploaded(in_acme, csv_of(ACCOUNTS))
    said = ada.get(f"/o/acme/imports/{waiting.pk}/").content.decode()
    assert "Replacing would delete 6 of 6 accounts" in said
    answer = ada.get(f"/o/acme/imports/{waiting.pk}/reach/", {"column-account_id": ""})
    assert "deletes nearly all" in answer.content.decode()


EVIL = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "{{ 7|add:7 }}{% debug %}",
    "@SUM(1+1)*cmd|' /C calc'!A0",
)
COLUMNS = (
    "Account Name",
    "Website",
    "Country",
    "City",
    "Street",
    "Phone",
    "Industry",
    "Owner",
    "Type",
    "Products",
    "Evil",
)


@pytest.fixture
def evil(in_acme: Actor) -> Client:
    rows = [{"Account ID": f"{text}{at}", **dict.fromkeys(COLUMNS, text), f'"><b>{EVIL[0]}': text}
            for at, text in enumerate(EVIL)]  # fmt: skip
    imported_of(in_acme, [*rows, rows[0]])
    deals = [
        {**OPPORTUNITIES[0], "Opportunity ID": f"{text}o", "Account ID": f"{text}{at}", "Opportunity Name": text,
         "Stage": text, "Product": text, "Owner": text}
        for at, text in enumerate(EVIL)
    ]  # fmt: skip
    imported_of(in_acme, [*deals, {**deals[0], "Account ID": EVIL[2]}], kind="opportunities")
    uploaded(in_acme, csv_of(rows), name=f"{EVIL[0]}.csv")
    uploaded(in_acme, b"%PDF-1.7\n\x00", name='"><img src=x onerror=alert(1)>.pdf')
    for text in EVIL:
        groups = [[{"column": "status", "operator": "is", "value": text}]]
        wanted = population_operations.Wanted(name=text, kind="Other", groups=groups, reason=text)
        population_operations.create(by=in_acme, account_list=own(in_acme), wanted=wanted)
    return signed_in(in_acme)


def addresses() -> list[str]:
    """Every page that shows something of a file."""
    fixed = ["accounts/", "opportunities/", "populations/", "populations/create/", "imports/", "quality/", "audit/"]
    fixed += [f"accounts/?search={EVIL[0]}", f"opportunities/?search={EVIL[2]}", f"accounts/?status={EVIL[2]}"]
    fixed += [
        f"populations/preview/?condition-0-0-field={EVIL[0]}&condition-0-0-operator=is&condition-0-0-value={EVIL[2]}"
    ]
    fixed += [f"populations/preview/?condition-0-0-field=name&condition-0-0-operator={EVIL[0]}&condition-0-0-value=x"]
    ones = [f"accounts/{pk}/{more}" for pk in Account.objects.values_list("pk", flat=True) for more in ("", "edit/")]
    ones += [f"imports/{pk}/" for pk in Import.objects.values_list("pk", flat=True)]
    ones += [f"populations/{pk}/edit/" for pk in Population.objects.values_list("pk", flat=True)]
    return [*fixed, *ones]


def test_nothing_of_a_file_runs_on_any_page(evil: Client) -> None:
    seen = set()
    for address in addresses():
        answer = evil.get(f"/o/acme/{address}")
        said = answer.content.decode()
        assert answer.status_code == 200, address
        assert "<script>alert" not in said, address
        assert "<img src=x" not in said, address
        assert "<b><script" not in said, address
        assert "{{ 7" not in said or "1414" not in said, address
        assert "&amp;lt;" not in said, f"{address}: escaped twice"
        seen |= {text for text in EVIL if html.escape(text) in said}
    assert seen == set(EVIL)


def test_nothing_of_a_file_runs_in_a_spreadsheet(evil: Client) -> None:
    refused = [f"imports/{pk}/refused.csv" for pk in Import.objects.filter(state="done").values_list("pk", flat=True)]
    for address in ("accounts/export.csv", "opportunities/export.csv", "quality/export.csv", *refused):
        answer = evil.get(f"/o/acme/{address}")
        assert answer.status_code == 200, address
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        rows = list(csv.reader(io.StringIO(content.decode())))
        assert len(rows) > 1, address
        for cell in (cell for row in rows for cell in row):
            assert not cell.lstrip(' "').startswith(("=", "@", "+", "-", "\t", "\r")), (address, cell)
