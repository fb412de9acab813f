"""The two lists: their shape, their overlap, their dirt, and that the seed alone decides."""

import os
import subprocess
import sys
from dataclasses import fields

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from mutuals.accounts import ACCOUNTS
from mutuals.example import TRUTH_KINDS, Dirt, NoSuchExample, example_lists

SIZE = 6_000
Lists = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


@pytest.fixture(scope="module")
def lists() -> Lists:
    return example_lists(SIZE, 0.25, 3)


@pytest.fixture(scope="module")
def pairs(lists: Lists) -> pl.DataFrame:
    ours, theirs, truth = lists
    return truth.join(ours, on="account_id").join(
        theirs, left_on="partner_account_id", right_on="account_id", suffix="_theirs"
    )


def clean(**rates: float) -> Dirt:
    """No dirt but the rates given."""
    return Dirt(**({field.name: 0.0 for field in fields(Dirt)} | rates))


def test_lists_have_the_shape_of_accounts(lists: Lists) -> None:
    for frame in lists[:2]:
        ACCOUNTS.check(frame)
        assert frame.columns == ACCOUNTS.names
        assert frame.height == SIZE
        assert frame["account_id"].n_unique() == SIZE
        assert frame["name"].null_count() == 0
        assert frame["source_row"].to_list() == list(range(2, SIZE + 2))


def test_truth_names_rows_of_both_lists(lists: Lists) -> None:
    ours, theirs, truth = lists
    assert truth.columns == ["account_id", "partner_account_id", "kind"]
    assert set(truth["kind"]) == set(TRUTH_KINDS)
    assert truth["account_id"].is_in(ours["account_id"].implode()).all()
    assert truth["partner_account_id"].is_in(theirs["account_id"].implode()).all()
    assert truth.select("account_id", "partner_account_id").is_duplicated().sum() == 0
    assert 0.24 <= truth.filter(pl.col("kind") != "subsidiary")["account_id"].n_unique() / SIZE <= 0.29


def test_the_same_arguments_give_the_same_lists() -> None:
    for one, other in zip(example_lists(300, 0.3, 5), example_lists(300, 0.3, 5), strict=True):
        assert_frame_equal(one, other)
    assert not example_lists(300, 0.3, 6)[0].equals(example_lists(300, 0.3, 5)[0])


@pytest.mark.slow
def test_the_number_of_threads_changes_nothing() -> None:
    code = (
        "from mutuals.example import example_lists as e;"
        "print([f.hash_rows(seed=1).sum() for f in e(20_000)])"  # hash_rows of one version is stable across processes
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"POLARS_MAX_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "4")
    }
    assert len(printed) == 1


@pytest.mark.parametrize(("accounts", "overlap"), [(1, 0.0), (1, 1.0), (2, 0.5), (7, 1.0), (40, 0.0)])
def test_small_and_extreme_examples(accounts: int, overlap: float) -> None:
    ours, theirs, truth = example_lists(accounts, overlap, 1)
    assert ours.height == theirs.height == accounts
    assert truth.filter(pl.col("kind") != "subsidiary").height >= round(accounts * overlap)
    if overlap == 0.0:
        assert truth.filter(pl.col("kind") != "subsidiary").is_empty()


@pytest.mark.parametrize(("accounts", "overlap"), [(0, 0.2), (1_000_001, 0.2), (10, -0.1), (10, 1.5)])
def test_impossible_examples_are_refused(accounts: int, overlap: float) -> None:
    with pytest.raises(NoSuchExample, match="not "):
        example_lists(accounts, overlap)


def test_clean_lists_agree_in_every_field() -> None:
    ours, theirs, truth = example_lists(800, 0.5, 2, dirt=clean())
    same = truth.filter(pl.col("kind") == "same")
    both = same.join(ours, on="account_id").join(
        theirs, left_on="partner_account_id", right_on="account_id", suffix="_b"
    )
    assert both.height == 400
    for column in ("name", "country", "region", "city", "postal_code", "street", "duns", "lei", "vat_id", "industry"):
        assert both[column].ne_missing(both[column + "_b"]).sum() == 0, column


RATES = [
    ("no_website", "website", lambda s: s.is_null()),
    ("no_city", "city", lambda s: s.is_null()),
    ("no_street", "street", lambda s: s.is_null()),
    ("upper", "name", lambda s: s == s.str.to_uppercase()),
    ("space", "name", lambda s: s.str.contains(r"^ | $|  ")),
    ("social", "website", lambda s: s.str.contains("facebook|linkedin|instagram|twitter")),
    (
        "free_mail",
        "website",
        lambda s: s.str.contains("@(gmail|yahoo|hotmail|outlook|gmx|web|icloud|aol|163|qq|mail|or)"),
    ),
    ("the", "name", lambda s: s.str.starts_with("The ")),
]


@pytest.mark.parametrize(("rate", "column", "shows"), RATES, ids=[row[0] for row in RATES])
def test_dirt_falls_as_often_as_its_rate_says(rate: str, column: str, shows) -> None:  # type: ignore[no-untyped-def]
    _, none, _ = example_lists(2_000, 0.2, 4, dirt=clean())
    _, half, _ = example_lists(2_000, 0.2, 4, dirt=clean(**{rate: 0.5}))
    before, after = (shows(frame[column]).fill_null(False).mean() for frame in (none, half))
    assert before < 0.14
    assert 0.4 <= (after - before) / (1 - before) <= 0.56


def test_default_dirt_is_of_the_size_that_the_table_promises(lists: Lists, pairs: pl.DataFrame) -> None:
    theirs = lists[1]
    assert 0.26 <= theirs["website"].null_count() / SIZE <= 0.33
    assert 0.40 <= theirs["phone"].null_count() / SIZE <= 0.49
    assert theirs["duns"].null_count() / SIZE >= 0.8
    kinds = pairs["kind"].value_counts(normalize=True)
    share = dict(zip(kinds["kind"], kinds["proportion"], strict=True))
    assert 0.78 <= share["same"] <= 0.92
    assert 0.015 <= share["trade_name"] <= 0.045
    assert 0.005 <= share["acronym"] <= 0.03
    assert 0.005 <= share["renamed"] <= 0.03
    assert 0.03 <= share["subsidiary"] <= 0.12


def test_true_pairs_mostly_share_what_they_show(pairs: pl.DataFrame) -> None:
    same = pairs.filter(pl.col("kind") == "same")
    for column, low in (("region", 0.85), ("postal_code", 0.7), ("city", 0.62), ("street", 0.55), ("duns", 0.6)):
        both = same.drop_nulls([column, column + "_theirs"])
        assert both.height > 20, column
        assert (both[column] == both[column + "_theirs"]).mean() >= low, column


def test_parents_are_rows_of_their_own_list(lists: Lists) -> None:
    for frame in lists[:2]:
        parents = frame["parent_account_id"].drop_nulls()
        assert len(parents) > SIZE * 0.01
        assert parents.is_in(frame["account_id"].implode()).all()
        assert (frame["parent_account_id"] != frame["account_id"]).fill_null(True).all()
