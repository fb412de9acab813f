"""The map in a terminal: readable at 80 and 120 columns, and deaf to what names try."""

import io

import pytest
from rich.console import Console

from mutuals.report import MapReport, print_map
from mutuals.report.terminal import short_money
from tests.report.builders import dirty_report, empty_report, many_overlaps, small_report


def printed(report: MapReport, width: int = 120, **options: object) -> str:
    stream = io.StringIO()
    print_map(report, Console(file=stream, width=width, force_terminal=False), **options)  # type: ignore[arg-type]
    return stream.getvalue()


def test_the_map_is_told_in_one_screen() -> None:
    text = printed(small_report(), files={"Report": "out/report.html"})
    assert "Acme × Globex" in text
    assert "3 of Acme's 5 accounts are also on the list of Globex." in text
    assert "1.25K EUR" in text
    assert "First 4 of 4 overlaps, in order of work" in text
    assert "Act now, 2 accounts:" in text
    assert "1 account has only a possible counterpart: a person's judgement decides." in text
    assert "Acme: 1 row refused, the rest went in." in text
    assert "Report  out/report.html" in text


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("report", [small_report, dirty_report, empty_report], ids=["small", "dirty", "empty"])
def test_no_line_is_wider_than_the_terminal(report: object, width: int) -> None:
    text = printed(report(), width)  # type: ignore[operator]
    assert max(len(line) for line in text.splitlines()) <= width


def test_names_are_text_and_nothing_else() -> None:
    text = printed(dirty_report(), 200)
    assert "[bold red]boo[/bold red]" in text
    assert "Globex [red]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_narrow_terminal_gets_the_counts() -> None:
    text = printed(small_report(), 60)
    assert "the other numbers are in overlaps.xlsx" in text


def test_nothing_in_common_says_what_to_do() -> None:
    text = printed(empty_report())
    assert "No account of Acme was found on the list of Globex." in text
    assert "mutuals check" in text


def test_only_the_top_is_printed() -> None:
    text = printed(many_overlaps(30), top=5)
    assert "First 5 of 30 overlaps" in text


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (0, "EUR", "0 EUR"),
        (999, "EUR", "999 EUR"),
        (999.5, None, "1K"),
        (1250, "USD", "1.25K USD"),
        (-1250, "USD", "-1.25K USD"),
        (999_999, "EUR", "1M EUR"),
        (14_462_078, "EUR", "14.5M EUR"),
        (2_000_000_000, None, "2B"),
        (5_000_000_000_000, "JPY", "5,000B JPY"),
    ],
)
def test_money_in_three_figures(amount: float, currency: str | None, words: str) -> None:
    assert short_money(amount, currency) == words  # type: ignore[arg-type]
