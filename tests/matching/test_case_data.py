"""The match cases are well-formed: the tests that rest on them cannot pass for want of data."""

from collections import Counter

import pytest
from stdnum import lei
from stdnum.eu import vat

from mutuals.accounts import ACCOUNTS
from mutuals.matching.schema import LEVELS
from tests.matching.cases import FOLDER, VERDICTS, Case, load_cases, load_gaps

CASES = load_cases()
THEMES = sorted({case.theme for case in CASES})


def _unordered(case: Case) -> frozenset[tuple[tuple[str, str], ...]]:
    return frozenset(tuple(sorted(side.items())) for side in (case.left, case.right))


def test_there_are_cases_enough_and_in_balance() -> None:
    verdicts = Counter(case.verdict for case in CASES)
    assert len(CASES) >= 500
    assert verdicts["different"] >= 0.4 * len(CASES)
    assert verdicts["same"] >= 0.4 * len(CASES)
    assert verdicts["unsure"] >= 50


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_has_its_say(theme: str) -> None:
    cases = [case for case in CASES if case.theme == theme]
    verdicts = Counter(case.verdict for case in cases)
    assert len(cases) >= 20
    assert verdicts["different"] >= 5, "a theme without counter-examples teaches to say yes"
    assert verdicts["same"] >= 5, "a theme without examples teaches to say no"
    assert (FOLDER / f"{theme}.toml").read_text(encoding="utf-8").startswith("# "), "say what the theme is"


def test_every_level_has_its_cases() -> None:
    levels = Counter(case.level for case in CASES if case.level)
    assert set(levels) == set(LEVELS.categories)
    assert min(levels.values()) >= 8


def test_legal_forms_of_thirty_jurisdictions() -> None:
    per_jurisdiction = Counter(case.jurisdiction for case in CASES if case.jurisdiction)
    assert len([country for country, cases in per_jurisdiction.items() if cases >= 3]) >= 30


@pytest.mark.parametrize("theme", THEMES)
def test_cases_are_well_formed(theme: str) -> None:
    text_columns = {name for name in ACCOUNTS.names if name != "account_id"}
    for case in (case for case in CASES if case.theme == theme):
        assert case.verdict in VERDICTS, case
        assert case.level is None or case.level in LEVELS.categories, case
        assert len(case.why) >= 20, case
        assert not case.why.endswith("."), case
        for side in (case.left, case.right):
            assert side, case
            assert set(side) <= text_columns, case
            assert all(isinstance(value, str) and value.strip() for value in side.values()), case
        assert case.left != case.right or case.verdict == "unsure", case


def test_no_pair_is_told_twice() -> None:
    twice = [pair for pair, count in Counter(map(_unordered, CASES)).items() if count > 1]
    assert twice == []


def test_ids_are_unique() -> None:
    ids = Counter(case.id for case in CASES)
    assert max(ids.values()) == 1


def _identifiers(column: str) -> list[tuple[str, Case]]:
    return [(side[column], case) for case in CASES for side in (case.left, case.right) if column in side]


def test_identifiers_are_as_valid_as_the_reason_says() -> None:
    """A check digit that fails by accident would turn a case about two companies into one about a slip."""
    unsound = ("broken", "placeholder")
    leis = [(code, c) for code, c in _identifiers("lei") if not any(word in c.why for word in unsound)]
    vat_ids = [(code, c) for code, c in _identifiers("vat_id") if not any(word in c.why for word in unsound)]
    assert len(leis) >= 10
    assert [code for code, _ in leis if not lei.is_valid(code)] == []
    european = [code for code, _ in vat_ids if code[:2].isalpha() and not code.startswith("GB")]
    assert len(european) >= 20
    assert [code for code in european if not vat.is_valid(code)] == []
    broken = [code for code, c in _identifiers("lei") if "broken" in c.why and not lei.is_valid(code)]
    assert len(broken) == 1


def test_known_gaps_name_cases_once_and_say_why() -> None:
    gaps = load_gaps()
    ids = {case.id for case in CASES}
    assert [gap for gap in gaps if gap.case not in ids] == []
    assert all(gap.what in ("verdict", "level") and len(gap.reason) >= 20 for gap in gaps)
    assert len({(gap.case, gap.what) for gap in gaps}) == len(gaps)
