"""The components in a real browser, under the content security policy: by mouse and by keyboard, in both themes."""

import sqlite3
from typing import Any

import pytest

from tests.server.pages.browser import EMAIL, PASSWORD, SCHEMES, WIDTHS, Server, violations

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

PAGES = {
    "Components": "/design/",
    "Sign in": "/account/login/",
    "Set up your organization": "/start/",
    "There is no such page": "/nothing-here/",
}
"""Heading → address."""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("heading", PAGES)
def test_axe_finds_nothing(visit: Any, heading: str, width: int, scheme: str) -> None:
    page = visit(PAGES[heading], width=width, color_scheme=scheme).page
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_address_holds_search_order_and_page(visit: Any) -> None:
    page = visit("/design/").page
    page.get_by_role("searchbox", name="Search accounts").fill("wayne")
    page.wait_for_url("**/design/?search=wayne*")
    expect(page.locator("#results .row-link").first).to_contain_text("Wayne")
    expect(page.get_by_role("searchbox", name="Search accounts")).to_have_value("wayne")
    page.get_by_role("link", name="Open amount").click()
    page.wait_for_url("**sort=revenue*")
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Open amount")
    page.get_by_role("link", name="Next page").click()
    page.wait_for_url("**page=2*")
    page.reload()
    expect(page.get_by_text("Page 2 of 4")).to_be_visible()
    expect(page.locator("#results .row-link").first).to_contain_text("Wayne")


def test_nothing_found_says_so(visit: Any) -> None:
    page = visit("/design/?search=nobody").page
    assert page.get_by_role("heading", name="No account is called that").is_visible()


def test_rows_are_chosen_one_by_one_by_page_and_all(visit: Any) -> None:
    page = visit("/design/").page
    bar = page.get_by_role("region", name="Chosen rows")
    expect(bar).to_be_hidden()
    page.locator("input[data-selects]").nth(1).check()
    expect(bar).to_contain_text("1 chosen")
    head = page.get_by_label("Choose every row of this page")
    expect(head).to_be_checked(indeterminate=True)
    head.check()
    bar.get_by_role("button", name="Choose all 120").click()
    expect(bar).to_contain_text("All 120 chosen")
    expect(page.locator("input[name=all]")).to_have_count(1)
    bar.get_by_role("button", name="Choose none").click()
    expect(bar).to_be_hidden()


def test_arrows_walk_over_the_matrix(visit: Any) -> None:
    page = visit("/design/").page
    cells = page.locator(".matrix a.cell")
    cells.first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    expect(cells.nth(6)).to_be_focused()


def test_the_palette_goes_places(visit: Any) -> None:
    page = visit("/design/").page
    page.keyboard.press("Control+k")
    page.keyboard.type("ledg")
    expect(page.locator(".palette-item:visible")).to_have_text(["Disclosure ledgerPartners"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/design/#ledger")


def test_a_destructive_act_waits_for_the_word(visit: Any) -> None:
    page = visit("/design/").page
    opener = page.get_by_role("button", name="A confirmation")
    opener.click()
    dialog = page.get_by_role("dialog")
    assert "412 rows" in dialog.inner_text()
    act = dialog.get_by_role("button", name="Revoke")
    expect(act).to_be_disabled()
    dialog.get_by_label("Type Globex to go on").fill("Globex")
    expect(act).to_be_enabled()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_menus_and_hints_open_in_place(visit: Any) -> None:
    page = visit("/design/").page
    page.get_by_role("button", name="Overlaps: why this number?").click()
    expect(page.get_by_text("in 1,377 pairs")).to_be_visible()
    menu = page.get_by_role("button", name="A menu")
    menu.click()
    expect(page.get_by_text("in 1,377 pairs")).to_be_hidden()
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Name"
    page.keyboard.press("Escape")
    expect(menu).to_have_attribute("aria-expanded", "false")


def test_htmx_writes_with_the_token_and_the_server_answers_with_a_toast(visit: Any) -> None:
    page = visit("/design/").page
    page.get_by_role("button", name="Send by htmx").click()
    page.get_by_text("The server received it.").wait_for()
    page.get_by_role("button", name="Close this message").click()
    expect(page.get_by_text("The server received it.")).to_have_count(0)


def test_conditions_are_named_by_group_and_row(visit: Any) -> None:
    page = visit("/design/").page
    names = "Object.fromEntries(new FormData(document.querySelector('.conditions').closest('form')))"
    assert page.evaluate(names) == {
        "condition-0-0-field": "type",
        "condition-0-0-operator": "is",
        "condition-0-0-value": "customer",
        "condition-0-1-field": "employees",
        "condition-0-1-operator": "between",
        "condition-0-1-value": "100",
        "condition-0-1-until": "5000",
        "condition-1-0-field": "country",
        "condition-1-0-operator": "is",
        "condition-1-0-value": "Germany",
    }
    page.get_by_role("button", name="Or another group").click()
    page.get_by_role("button", name="Take this condition away").first.click()
    page.get_by_label("Operator").nth(1).select_option("empty")
    assert page.evaluate(names) == {
        "condition-0-0-field": "employees",
        "condition-0-0-operator": "between",
        "condition-0-0-value": "100",
        "condition-0-0-until": "5000",
        "condition-1-0-field": "country",
        "condition-1-0-operator": "empty",
        "condition-2-0-field": "country",
        "condition-2-0-operator": "is",
        "condition-2-0-value": "",
    }


def test_a_file_is_named_and_one_too_large_is_refused(visit: Any) -> None:
    page = visit("/design/").page
    drop = page.locator(".dropzone input")
    drop.set_input_files({"name": "accounts.csv", "mimeType": "text/csv", "buffer": b"name\n" * 400})
    expect(page.locator(".file-line")).to_contain_text("accounts.csv2 kB")
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_text("The server received it.").wait_for()
    page.get_by_role("button", name="Choose another file").click()
    page.locator("[data-most-bytes]").evaluate("field => { field.dataset.mostBytes = 1000; }")
    drop.set_input_files({"name": "accounts.csv", "mimeType": "text/csv", "buffer": b"name\n" * 400})
    expect(page.get_by_role("alert").last).to_contain_text("2 kB; this server accepts up to 1 kB")


def test_charts_are_drawn_beside_their_tables(visit: Any) -> None:
    page = visit("/design/").page
    page.locator("[data-chart=deciles]").scroll_into_view_if_needed()
    page.locator("[data-chart=deciles] svg path").first.wait_for(state="attached")
    assert page.locator("table", has_text="Overlaps by month").locator("tbody tr").count() == 6


def test_the_theme_is_kept_and_written_by_the_server(visit: Any) -> None:
    one = visit("/design/", color_scheme="light")
    one.page.get_by_role("button", name="Dark", exact=True).first.click()
    assert one.page.evaluate("document.documentElement.dataset.theme") == "mutuals-dark"
    assert 'data-theme="mutuals-dark"' in one.context.request.get("/design/").text()
    assert violations(one.page) == []
    one.page.get_by_role("button", name="As the system has it").first.click()
    assert "data-theme=" not in one.context.request.get("/design/").text().split("<head>")[0]


def test_the_sidebar_is_a_drawer_on_a_phone(visit: Any) -> None:
    page = visit("/design/", width=390).page
    ledger = page.get_by_role("link", name="Disclosure ledger")
    expect(ledger).to_be_hidden()
    page.get_by_role("button", name="Open the menu").click()
    expect(ledger).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(ledger).to_be_hidden()


def test_a_passkey_signs_in(visit: Any, server: Server) -> None:
    """Last in this file: it begins an organization, after which there is no first run."""
    server.begin()
    one = visit("/account/login/")
    page = one.page
    devtools = one.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/o/acme/")
    with sqlite3.connect(server.data / "mutuals.sqlite3") as database:
        database.execute("update account_emailaddress set verified = 1")
    page.goto("/account/2fa/webauthn/add/")
    if page.get_by_role("heading", name="Is it you?").is_visible():
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
    page.get_by_label("It signs me in without a password").check()
    assert violations(page) == []
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/o/acme/")
