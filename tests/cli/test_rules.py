"""`mutuals rules`: shown in full, written, never written over."""

import tomllib
from pathlib import Path

import pytest

from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.rules import read_rules, shipped_rules
from tests.cli.running import mutuals, write_csv


def test_every_comparison_is_shown_with_its_sentence() -> None:
    text = " ".join(mutuals("rules", "show").out.split())
    assert not [one.name for one in COMPARISONS if f"{one.title} {one.name} {one.sentence}" not in text]
    assert "certain 0.95" in text


def test_one_comparison_alone() -> None:
    text = mutuals("rules", "show", "website").out
    assert "Website  website" in text
    assert "Legal form" not in text


def test_a_name_that_no_rule_has() -> None:
    outcome = mutuals("rules", "show", "webseite")
    assert (outcome.code, outcome.out) == (2, "")
    assert "website" in outcome.err


def test_changed_rules_are_shown_as_changed(tmp_path: Path) -> None:
    rules = write_csv(tmp_path / "rules.toml", "[bands]", "certain = 0.77")
    assert "0.77" in mutuals("rules", "show", "bands", "--rules", rules).out


def test_init_writes_the_shipped_rules_with_their_sentences(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    assert mutuals("rules", "init", file).code == 0
    text = file.read_text(encoding="utf-8")
    assert set(tomllib.loads(text)["comparisons"]) == {one.name for one in COMPARISONS}
    assert not [one.name for one in COMPARISONS if one.sentence not in text]
    assert read_rules(file).bands == shipped_rules().bands
    assert not [name for name, levels in read_rules(file).pinned.items() if levels]


def test_init_keeps_a_file_that_is_there(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "mine.toml", "mine")
    assert mutuals("rules", "init", file).code == 2
    assert file.read_text(encoding="utf-8") == "mine\n"
    assert mutuals("rules", "init", file, "--force").code == 0
    assert "certain" in file.read_text(encoding="utf-8")


def test_init_has_a_name_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    mutuals("rules", "init")
    assert [path.name for path in tmp_path.iterdir()] == ["mutuals-rules.toml"]
