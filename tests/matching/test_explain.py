"""The waterfall adds up to the probability it explains; what is missing is explained by keys and nearest candidates."""

import math

import polars as pl
import pytest

from mutuals.example import example_lists
from mutuals.matching import Matching, NoSuchAccount, explain_link, explain_missing, match_lists

TOLERANCE_BITS = 0.5
"""Steps under 0.02 bits are left out of the waterfall; a dozen of them may be."""


@pytest.fixture(scope="module")
def matching() -> Matching:
    ours, theirs, _ = example_lists(400, 0.3, 5)
    return match_lists(ours, theirs, all_candidates=True)


def test_steps_add_up_to_the_probability(matching: Matching) -> None:
    links = matching.matches.filter(pl.col("probability").is_between(0.03, 0.999)).head(25)
    assert links.height >= 5
    for our_id, their_id, probability in links.select("account_id", "partner_account_id", "probability").iter_rows():
        explained = explain_link(matching, our_id, their_id)
        assert explained.probability == pytest.approx(probability)
        bits = math.log2(probability / (1 - probability))
        assert sum(step.bits for step in explained.steps) == pytest.approx(bits, abs=TOLERANCE_BITS)
        assert explained.steps[0].title == "Prior"


def test_a_pair_that_was_no_candidate_is_compared_all_the_same(matching: Matching) -> None:
    ours, theirs = matching.ours["account_id"], matching.theirs["account_id"]
    pairs = {(ours[a], theirs[b]) for a, b in matching.candidates.select("ours", "theirs").iter_rows()}
    stranger = next((ours[0], other) for other in theirs if (ours[0], other) not in pairs)
    explained = explain_link(matching, *stranger)
    assert not explained.candidate
    assert explained.probability < 0.5


def test_what_is_missing_is_explained(matching: Matching) -> None:
    linked = set(matching.matches.filter(pl.col("probability") > 0.3)["account_id"])
    alone = next(account for account in matching.ours["account_id"] if account not in linked)
    missing = explain_missing(matching, alone)
    assert missing.keys.columns == ["kind", "key", "shared_by"]
    assert missing.keys.height > 0
    assert missing.sentence
    assert all(near.probability <= 0.3 for near in missing.nearest)


def test_an_unknown_account_is_named(matching: Matching) -> None:
    with pytest.raises(NoSuchAccount, match="'nobody'"):
        explain_link(matching, "nobody", matching.theirs["account_id"][0])
    with pytest.raises(NoSuchAccount, match="'nobody'"):
        explain_missing(matching, "nobody")
