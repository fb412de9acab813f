"""The figures of the benchmark, on links few enough to count by hand."""

import importlib.util
import sys
from pathlib import Path

import polars as pl
import pytest

PATH = Path(__file__).parents[2] / "bench" / "scoring.py"
SPEC = importlib.util.spec_from_file_location("scoring", PATH)
assert SPEC is not None
assert SPEC.loader is not None
scoring = importlib.util.module_from_spec(SPEC)
sys.modules["scoring"] = scoring
SPEC.loader.exec_module(scoring)

TRUTH = pl.DataFrame({"account_id": ["A1", "A2", "A3", "A3"], "partner_account_id": ["G1", "G2", "G3", "G4"]})


def _links(*rows: tuple[str, str, float]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={"account_id": pl.String, "partner_account_id": pl.String, "probability": pl.Float64},
        orient="row",
    )


def test_figures_by_hand() -> None:
    figures = scoring.score(
        _links(("A1", "G1", 0.99), ("A1", "G9", 0.4), ("A3", "G4", 0.97), ("A9", "G2", 0.96), ("A2", "G8", 0.1)), TRUTH
    )
    # By descending probability: right, right, wrong, wrong, of three accounts that can be found.
    assert figures.best_f1 == pytest.approx(2 * 1 * (2 / 3) / (1 + 2 / 3))
    assert figures.best_at == 0.97
    assert figures.right_above_95 == pytest.approx(2 / 3)
    assert figures.recall_above_95 == pytest.approx(2 / 3)
    assert figures.recall_at_99 == pytest.approx(2 / 3)
    high = abs((0.99 + 0.97 + 0.96) / 3 - 2 / 3)
    assert figures.calibration_error == pytest.approx((3 * high + 0.1) / 4)


def test_only_the_best_link_of_an_account_counts() -> None:
    figures = scoring.score(_links(("A1", "G9", 0.9), ("A1", "G1", 0.8)), TRUTH)
    assert figures.best_f1 == 0.0


def test_no_links_find_nothing_and_claim_nothing() -> None:
    figures = scoring.score(_links(), TRUTH)
    assert (figures.best_f1, figures.recall_above_95, figures.right_above_95) == (0.0, 0.0, 1.0)
