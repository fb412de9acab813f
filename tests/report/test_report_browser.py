"""The page in a real browser: what a person does with it, by mouse and by keyboard, without a network."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mutuals.report import MapReport, write_html
from tests.report.builders import dirty_report, empty_report, many_overlaps, small_report

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
playwright = pytest.importorskip("playwright.sync_api")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"wide": 1440, "narrow": 390}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Visit:
    """One page open in a browser; what went wrong in it, and what it asked the network for."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(reduced_motion="reduce", **options)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def names(self) -> list[str]:
        return [text.strip() for text in self.page.locator("#rows .opener").all_inner_texts()]

    def cell(self, row: int, column: int) -> Any:
        return self.page.locator(f'.cell[data-row="{row}"][data-column="{column}"]')


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Any]:
    visits: list[Visit] = []

    def go(report: MapReport, *, rows: int = 5_000, **options: Any) -> Visit:
        path = tmp_path / "report.html"
        write_html(report, path, list_rows=rows)
        visits.append(Visit(browser, path, **{"viewport": {"width": 1440, "height": 900}, **options}))
        return visits[-1]

    yield go
    for one in visits:
        one.context.close()
        assert one.wrong == []
        assert all(url.startswith("file:") for url in one.asked)


def test_the_first_screen_says_what_to_do(visit: Any) -> None:
    page = visit(small_report()).page
    assert page.locator("h1").inner_text() == "Acme × Globex"
    assert "3 of 5 accounts of Acme" in page.locator("#lead").inner_text()
    assert page.locator(".card").first.locator("h3").inner_text().split("\n")[0].strip().startswith("Act now")
    assert page.locator("#grid").bounding_box()["y"] < 500


def test_a_cell_opens_its_accounts_and_closes_them_again(visit: Any) -> None:
    one = visit(small_report())
    one.cell(1, 0).click()
    assert one.names() == ["Acme a1", "Acme a2"]
    assert one.cell(1, 0).get_attribute("aria-pressed") == "true"
    assert one.page.locator("#count").inner_text() == "2 of 4 pairs"
    one.cell(1, 0).click()
    assert len(one.names()) == 4


def test_arrows_walk_over_the_matrix(visit: Any) -> None:
    one = visit(small_report())
    one.cell(1, 0).focus()
    one.page.keyboard.press("ArrowRight")
    one.page.keyboard.press("ArrowDown")
    one.page.keyboard.press("ArrowLeft")
    focused = one.page.evaluate("[document.activeElement.dataset.row, document.activeElement.dataset.column]")
    assert focused in (["2", "0"], ["-1", "0"])
    one.page.keyboard.press("Enter")
    assert one.page.locator("#rows tbody tr.row").count() > 0


def test_levels_switch_every_number(visit: Any) -> None:
    one = visit(small_report())
    group = one.page.get_by_role("button", name="Same group")
    assert group.get_attribute("aria-pressed") == "false"
    group.click()
    assert "4 of 5 accounts of Acme" in one.page.locator("#lead").inner_text()
    assert len(one.names()) == 5
    one.page.get_by_role("button", name="Subsidiaries").click()
    assert len(one.names()) == 4
    assert "levels=entity%2Cgroup%2Clocation" in one.page.url


def test_a_row_opens_to_its_reasons(visit: Any) -> None:
    page = visit(small_report()).page
    opener = page.get_by_role("button", name="Acme a1")
    opener.focus()
    page.keyboard.press("Enter")
    detail = page.locator("tr.detail")
    assert "Name equal without legal form" in detail.inner_text()
    assert "+9.1" in detail.inner_text()
    assert "−0.8" in detail.inner_text()
    assert "1,000 EUR" in detail.inner_text().replace("\u00a0", " ")
    page.keyboard.press("Enter")
    assert detail.count() == 0


def test_search_sort_and_the_address(visit: Any) -> None:
    one = visit(small_report())
    one.page.get_by_role("searchbox").fill("chloe")
    playwright.expect(one.page.locator("#rows .opener")).to_have_count(1)
    assert one.names() == ["Acme a3"]
    one.page.get_by_role("button", name="Clear", exact=True).click()
    one.page.get_by_role("button", name="Match", exact=True).click()
    assert one.names()[0] == "Acme a1"
    one.page.get_by_role("button", name="Match", exact=True).click()
    assert one.names()[0] == "Acme a2"
    before = one.names()
    one.page.reload()
    assert one.names() == before


def test_nothing_found_offers_the_way_back(visit: Any) -> None:
    one = visit(small_report())
    one.page.get_by_role("searchbox").fill("nobody of this name")
    one.page.get_by_role("button", name="Clear them").click()
    assert len(one.names()) == 4


def test_a_long_list_pages_and_says_what_it_cut(visit: Any) -> None:
    one = visit(many_overlaps(180), rows=120)
    assert "first 120 of 180 pairs" in one.page.locator("#list-hint").inner_text()
    first = one.names()
    one.page.get_by_role("button", name="Next", exact=True).click()
    assert one.page.locator("#pager").inner_text().endswith("Page 2 of 3")
    assert not set(first) & set(one.names())


def test_five_thousand_rows_are_quick(visit: Any) -> None:
    one = visit(many_overlaps(5_000))
    taken = one.page.evaluate(
        "() => { const began = performance.now(); document.querySelector('[data-sort=name]').click();"
        " return performance.now() - began; }"
    )
    assert taken < 1_000


def test_names_stay_text(visit: Any) -> None:
    one = visit(dirty_report())
    assert "</script><script>alert(1)</script>" in one.names()
    assert one.page.locator("main img, main b b").count() == 0


def test_an_empty_map_teaches(visit: Any) -> None:
    page = visit(empty_report()).page
    assert "mutuals check" in page.locator("#plays").inner_text()
    assert page.locator("#nothing").is_visible()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("report", [small_report, dirty_report], ids=["small", "dirty"])
def test_only_tables_scroll_sideways(visit: Any, report: Any, width: int) -> None:
    page = visit(report(), viewport={"width": width, "height": 844}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_colours_follow_the_system_and_the_reader(visit: Any) -> None:
    page = visit(small_report(), color_scheme="dark").page
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "dark"
    page.get_by_role("button", name="Light").click()
    assert page.evaluate(theme) == "light"
    page.reload()
    assert page.evaluate(theme) == "light"


def test_paper_is_light_and_open(visit: Any) -> None:
    one = visit(small_report(), color_scheme="dark")
    one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert one.page.evaluate("document.documentElement.dataset.theme") == "light"
    assert one.page.locator("#why").get_attribute("open") is not None
    one.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert one.page.locator("#why").get_attribute("open") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("report", [small_report, dirty_report, empty_report], ids=["small", "dirty", "empty"])
def test_axe_finds_nothing(visit: Any, report: Any, width: int, scheme: str) -> None:
    options = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme, "bypass_csp": True}
    page = visit(report(), **options).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for button in page.locator(".opener").all()[:1]:
        button.click()
    found = axe_module.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
