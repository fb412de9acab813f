"""The matcher is held to the match cases, theme by theme; what it misses is one table, with each case's why."""

from functools import cache

import pytest

import mutuals.matching
from tests.matching.cases import Case, load_cases, load_gaps

CASES = load_cases()
THEMES = sorted({case.theme for case in CASES})
LEVEL_THEMES = sorted({case.theme for case in CASES if case.level})
GAPS = {(gap.case, gap.what) for gap in load_gaps()}


@cache
def _answers(theme: str) -> list[tuple[Case, "mutuals.matching.Match"]]:
    """Every case of a theme with the matcher's answer."""
    cases = [case for case in CASES if case.theme == theme]
    return list(zip(cases, mutuals.matching.match_pairs([(c.left, c.right) for c in cases]), strict=True))


def _written(account: dict[str, str]) -> str:
    """An account in a line: its name, then the other fields."""
    others = ", ".join(f"{column}={value}" for column, value in account.items() if column != "name")
    return f"{account.get('name', '(no name)')}" + (f" [{others}]" if others else "")


def _table(title: str, lines: list[tuple[Case, "mutuals.matching.Match", str]]) -> str:
    """Failures as a table: what was asked, what came, the two accounts, why, and the id for `known-gaps.toml`."""
    rows = [
        f"{asked:<22} got {match.probability:.3f} {match.level:<10} {case.id}\n"
        f"    {_written(case.left)}\n    {_written(case.right)}\n    why: {case.why}\n    said: {match.evidence}"
        for case, match, asked in lines
    ]
    return "\n".join([title, *rows])


def _hold(theme: str, what: str, judged: list[tuple[Case, "mutuals.matching.Match", str, bool]]) -> None:
    """Fail with the cases that are wrong and not known to be, and with the known gaps that have closed."""
    new = [(c, m, asked) for c, m, asked, held in judged if not held and (c.id, what) not in GAPS]
    closed = [(c, m, asked) for c, m, asked, held in judged if held and (c.id, what) in GAPS]
    tables = [_table(f"{theme}: {len(new)} of {len(judged)} have the wrong {what}", new)] if new else []
    tables += (
        [_table(f"{theme}: {len(closed)} gaps have closed, take them off known-gaps.toml", closed)] if closed else []
    )
    if tables:
        pytest.fail("\n\n".join(tables), pytrace=False)


@pytest.mark.parametrize("theme", THEMES)
def test_verdicts(theme: str) -> None:
    answers = _answers(theme)
    _hold(theme, "verdict", [(c, m, f"wanted {c.verdict}", c.holds_for(m.probability)) for c, m in answers])


@pytest.mark.parametrize("theme", LEVEL_THEMES)
def test_levels(theme: str) -> None:
    answers = [(c, m) for c, m in _answers(theme) if c.level]
    _hold(theme, "level", [(c, m, f"wanted {c.level}", m.level == c.level) for c, m in answers])
