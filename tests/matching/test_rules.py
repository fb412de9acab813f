"""The rules file: what is shipped can be written, read back and changed; what cannot be used is refused by name."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from mutuals.matching import COMPARISONS, UnusableRules, match_accounts, read_rules, rules_as_toml, shipped_rules

OURS = pl.DataFrame(
    {"account_id": ["A1", "A2"], "name": ["Quendelmoor Optik GmbH", "Tarnwick Tools"], "city": ["Ulm", "Leeds"]}
)
THEIRS = pl.DataFrame(
    {"account_id": ["G1", "G2"], "name": ["Quendelmoor Optik", "Tarnwick Tool"], "city": ["Ulm", "York"]}
)


def _written(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _probability(rules_file: Path | None) -> float:
    rules = None if rules_file is None else read_rules(rules_file)
    links = match_accounts(OURS, THEIRS, rules=rules, all_candidates=True)
    return float(
        links.filter((pl.col("account_id") == "A1") & (pl.col("partner_account_id") == "G1"))["probability"][0]
    )


def test_shipped_rules_survive_writing_and_reading(tmp_path: Path) -> None:
    shipped = shipped_rules()
    again = read_rules(_written(tmp_path, rules_as_toml(shipped)))
    assert again.bands == shipped.bands
    assert again.pinned == {comparison.name: frozenset() for comparison in COMPARISONS}
    for comparison in COMPARISONS:
        np.testing.assert_allclose(again.weights[comparison.name], shipped.weights[comparison.name], atol=0.01)


def test_every_comparison_has_its_sentence_in_the_file() -> None:
    text = rules_as_toml(shipped_rules())
    assert all(comparison.sentence in text for comparison in COMPARISONS)


@pytest.mark.parametrize(
    ("change", "higher"),
    [
        ("[comparisons.address.weights]\nsame_city = 8.0\n", True),
        ("[comparisons.address.weights]\nsame_city = -8.0\n", False),
        ("[comparisons.name_spelling.weights]\n'from_0.9999' = 2.0\n", False),
        ('stop_words = ["quendelmoor", "optik"]\n', False),
    ],
)
def test_a_changed_rule_changes_the_result(tmp_path: Path, change: str, higher: bool) -> None:
    before, after = _probability(None), _probability(_written(tmp_path, change))
    assert after > before if higher else after < before


def test_a_changed_weight_of_a_learned_comparison_is_used_as_written(tmp_path: Path) -> None:
    rules = read_rules(_written(tmp_path, "[comparisons.phone.weights]\nsame = 1.5\n"))
    phone = next(comparison for comparison in COMPARISONS if comparison.name == "phone")
    assert rules.pinned["phone"] == {phone.number("same")}


def test_bands_follow_their_thresholds() -> None:
    bands = replace(shipped_rules().bands, certain=0.9, likely=0.6, possible=0.2)
    assert [bands.of(p) for p in (0.95, 0.9, 0.7, 0.3, 0.1)] == ["certain", "certain", "likely", "possible", "unlikely"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bands = 3", "a table is expected"),
        ("[bands]\ncertain = 0.4\nlikely = 0.5", "must go down"),
        ("[bands]\ncertian = 0.4", "'certian'"),
        ("[comparisons.shoe_size.weights]\nsame = 1", "'shoe_size'"),
        ("[comparisons.phone.weights]\nequal = 1", "'equal'"),
        ("[comparisons.phone.weights]\nsame = 'much'", "must be a number"),
        ("[comparisons.phone.weights]\nsame = nan", "must be a number"),
        ("[vetoes]\nphone = 3", "'phone'"),
        ("stop_words = 'inc'", "list of texts"),
        ("[bands", "not a TOML file"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnusableRules, match=said):
        read_rules(_written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableRules, match=r"nowhere\.toml"):
        read_rules(tmp_path / "nowhere.toml")
