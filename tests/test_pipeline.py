"""The line composed: what each step hands to the next, and outputs that are written whole."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from mutuals import pipeline
from mutuals.matching.judgements import JUDGEMENT_ROWS
from mutuals.matching.rules import BIT, shipped_rules

EXAMPLES = Path(__file__).parents[1] / "examples"
TODAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def mapped() -> pipeline.Mapped:
    ours, theirs = (pipeline.import_accounts(EXAMPLES / name, today=TODAY) for name in ("acme.csv", "globex.csv"))
    deals = pipeline.import_opportunities(EXAMPLES / "acme-opportunities.csv", ours)
    return pipeline.map_accounts(ours, theirs, opportunities=deals, all_candidates=True)


def test_lists_of_one_label_are_told_apart() -> None:
    one = pipeline.import_accounts(EXAMPLES / "acme.csv", label="list")
    ours, theirs = pipeline.told_apart(one, one)
    assert (ours.account_list.label, theirs.account_list.label) == ("list (ours)", "list (theirs)")
    other = pipeline.import_accounts(EXAMPLES / "globex.csv")
    assert pipeline.told_apart(one, other) == (one, other)


def test_progress_goes_one_way_and_ends_at_the_whole() -> None:
    told: list[float] = []
    ours, theirs = (pipeline.import_accounts(EXAMPLES / name) for name in ("acme.csv", "globex.csv"))
    pipeline.map_accounts(ours, theirs, progress=lambda _step, share: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 4


def test_the_report_says_which_rules_were_learned(mapped: pipeline.Mapped) -> None:
    report = pipeline.report_of(mapped, made_on="30 June 2026", settings={"Our list": "acme.csv"})
    prior = report.rules.filter((pl.col("group") == "prior") & (pl.col("rule") == "log_odds"))["value"][0]
    assert prior == f"{mapped.learned.prior / BIT:+.1f}".replace("-", "−")
    assert set(report.rules["group"]) >= {"bands", "prior", "vetoes", "website"}
    assert mapped.rules == shipped_rules()


def test_outputs_are_the_same_bytes_for_the_same_map(mapped: pipeline.Mapped, tmp_path: Path) -> None:
    report = pipeline.report_of(mapped, made_on="30 June 2026")
    for folder in ("a", "b"):
        pipeline.write_outputs(mapped, report, tmp_path / folder, more={"seconds": {}})
    for name in set(pipeline.OUTPUTS) - {"summary.json"}:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_a_judgement_wins(mapped: pipeline.Mapped) -> None:
    pair = {"account_id": "A3", "partner_account_id": "G3", "judgement": "rejected"}
    judged = pipeline.map_accounts(mapped.ours, mapped.theirs, judgements=JUDGEMENT_ROWS.conform(pl.DataFrame([pair])))
    assert "A3" in mapped.account_map.counted["account_id"]
    assert "A3" not in judged.account_map.counted["account_id"]


def test_refused_rows_carry_the_list_that_they_came_from(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text("id,name\n1,Brackenmoor\n2,\n", encoding="utf-8")
    ours, theirs = pipeline.import_accounts(path), pipeline.import_accounts(EXAMPLES / "globex.csv")
    refused = pipeline.refused_rows(pipeline.map_accounts(ours, theirs))
    assert refused["ours"].select("list", "source_row").rows() == [("ours", 3)]
    assert refused["theirs"].is_empty()
