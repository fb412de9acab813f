"""The builder and the pages of data in a real browser: a population from conditions, live; axe in both themes."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.mapping.files import ACCOUNTS, OPPORTUNITIES, csv_of
from tests.server.pages.browser import SCHEMES, WIDTHS, Server, violations
from tests.server.up import up

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

PAGES = {
    "Accounts": "/o/acme/accounts/",
    "Opportunities": "/o/acme/opportunities/",
    "Populations": "/o/acme/populations/",
    "New population": "/o/acme/populations/create/",
    "Data quality": "/o/acme/quality/",
    "Import opportunities": "/o/acme/imports/upload/?kind=opportunities",
}
"""Heading → address."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that carries out jobs."""
    with up(tmp_path_factory.mktemp("up")) as one:
        yield one.server


@pytest.fixture(scope="module")
def cookies(server: Server) -> Any:
    """Ada, signed in."""
    return server.begin()


def bring_in(visit: Any, cookies: Any, kind: str, content: bytes) -> None:
    page = visit(f"/o/acme/imports/upload/?kind={kind}", cookies=cookies).page
    file = {"name": f"{kind}.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files([file])
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Import").click(timeout=30_000)
    expect(page.get_by_role("link", name=f"See the {kind}")).to_be_visible(timeout=30_000)


def test_a_population_from_a_file_to_its_accounts(visit: Any, cookies: Any) -> None:
    bring_in(visit, cookies, "accounts", csv_of(ACCOUNTS))
    bring_in(visit, cookies, "opportunities", csv_of(OPPORTUNITIES))
    page = visit("/o/acme/populations/", cookies=cookies).page
    page.get_by_role("row", name="Customers").get_by_role("button", name="Accept").click()
    expect(page.get_by_text("status is 'Customer'")).to_be_visible()
    page.get_by_role("link", name="New population").click()
    page.get_by_label("Name", exact=True).fill("Large")
    page.get_by_label("Field").select_option("employees")
    page.get_by_label("Operator").select_option("at_least")
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("Not complete yet")
    page.get_by_label("Value").fill("500")
    expect(preview).to_contain_text("2 of 4 accounts")
    expect(preview).to_contain_text("Gamma Ltd")
    page.get_by_role("button", name="Condition", exact=True).click()
    page.get_by_label("Field").nth(1).select_option("status")
    page.get_by_label("Value").nth(1).select_option("Prospect")
    expect(preview).to_contain_text("1 of 4 accounts")
    page.get_by_role("button", name="Or another group").click()
    page.get_by_label("Field").nth(2).select_option("open_opportunities")
    page.get_by_label("Operator").nth(2).select_option("at_least")
    page.get_by_label("Value").nth(2).fill("1")
    expect(preview).to_contain_text("2 of 4 accounts")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Large")).to_be_visible()
    page.get_by_role("button", name="Actions for Large").click()
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Value").nth(1)).to_have_value("Prospect")
    expect(page.get_by_role("region", name="Preview")).to_contain_text("2 of 4 accounts")
    page.goto("/o/acme/populations/")
    page.get_by_role("link", name="Large").click()
    expect(page.locator("#results .row-link")).to_have_text(["Alpha GmbH", "Beta AG"])
    expect(page.get_by_label("Population")).to_have_value("2")


def test_deleting_asks_and_says_what_it_reaches(visit: Any, cookies: Any) -> None:
    page = visit("/o/acme/populations/", cookies=cookies).page
    page.get_by_role("button", name="Actions for Large").click()
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete Large?")
    expect(dialog).to_contain_text("2 accounts are no longer in it")
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name="Large")).to_have_count(0)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("heading", PAGES)
def test_axe_finds_nothing(visit: Any, cookies: Any, heading: str, width: int, scheme: str) -> None:
    page = visit(PAGES[heading], cookies=cookies, width=width, color_scheme=scheme).page
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
