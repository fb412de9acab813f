"""Guards: each speaks when it should, has a sentence and a default, and can be set in the policy."""

from typing import Any

import pytest

from mutuals.exchange.guards import (
    GUARDS,
    Facts,
    GuardRefused,
    Stage,
    WrongGuard,
    ask_guards,
    enforce,
    guard_settings,
)

CALM = {"our_size": 1000, "their_size": 1000, "named_size": 1000, "overlap": 100}


def _said(stage: Stage, settings: dict[str, Any] | None = None, **facts: Any) -> list[str]:
    return [one.guard for one in ask_guards(stage, Facts(**CALM | facts), guard_settings(settings or {}))]


def test_calm_facts_meet_no_guard() -> None:
    assert [_said(stage) for stage in Stage] == [[], [], []]


@pytest.mark.parametrize(
    ("stage", "facts", "settings", "guard"),
    [
        (Stage.SIZES, {"their_size": 3_000_000, "named_size": 1_000_000}, {}, "list_cap"),
        (Stage.SIZES, {"their_size": 10_001}, {}, "list_ratio"),
        (Stage.SIZES, {"their_size": 1001}, {"list_ratio": 1}, "list_ratio"),
        (Stage.SIZES, {"runs": 7}, {}, "runs_per_week"),
        (Stage.SIZES, {"adds": 251}, {}, "adds_per_epoch"),
        (Stage.COUNT, {"overlap": 4}, {}, "count_floor"),
        (Stage.COUNT, {"overlap": 0}, {}, "count_floor"),
        (Stage.COUNT, {"overlap": 501}, {}, "approval_ratio"),
        (Stage.MATCHES, {"matched": frozenset({"A1", "D1"})}, {"decoys": ["D1"]}, "decoys"),
    ],
)
def test_each_guard_speaks(stage: Stage, facts: dict[str, Any], settings: dict[str, Any], guard: str) -> None:
    assert _said(stage, settings, **facts) == [guard]


def test_every_guard_has_its_sentence() -> None:
    assert len({guard.name for guard in GUARDS}) == len(GUARDS)
    assert all(guard.sentence.endswith(".") for guard in GUARDS)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"list_caps": 3}, "did you mean 'list_cap'?"),
        ({"list_cap": "3"}, "list_cap is a whole number of 0 or more, not '3'"),
        ({"list_cap": 2.5}, "list_cap is a whole number"),
        ({"list_ratio": -1}, "list_ratio is a number of 0 or more"),
        ({"count_floor": True}, "count_floor is a whole number"),
        ({"decoys": "D1"}, "decoys is a list of account ids"),
    ],
)
def test_wrong_settings_are_told(table: dict[str, Any], told: str) -> None:
    with pytest.raises(WrongGuard) as caught:
        guard_settings(table, where="policy.toml")
    assert told in str(caught.value)


def test_a_refusal_stops_and_a_question_is_asked() -> None:
    asked: list[str] = []
    high = ask_guards(Stage.COUNT, Facts(**CALM | {"overlap": 800}), guard_settings({}))
    enforce(high, partner="Globex", approve=lambda sentence: bool(asked.append(sentence)) or True)
    assert "more than 50% of our 1,000 accounts" in asked[0]
    with pytest.raises(GuardRefused, match="approval_ratio"):
        enforce(high, partner="Globex", approve=lambda _: False)
    large = ask_guards(Stage.SIZES, Facts(**CALM | {"their_size": 10**7}), guard_settings({}))
    with pytest.raises(GuardRefused, match="nothing more was sent"):
        enforce(large, partner="Globex", approve=lambda _: True)
