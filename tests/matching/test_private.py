"""Links from shared keys alone: the model of matching in the clear, told only what a private run can know."""

from pathlib import Path

import polars as pl
import pytest

from mutuals.accounts import ACCOUNTS
from mutuals.matching.private import DIFFERS, TELLS, Seen, match_privately
from mutuals.matching.schema import MATCHES
from mutuals.normalise.fields import normalise_accounts
from mutuals.normalise.match_keys import MATCH_KEY_KINDS, match_keys
from mutuals.pipeline import import_accounts

EXAMPLES = Path(__file__).parents[2] / "examples"


def _list(name: str) -> pl.DataFrame:
    accounts = import_accounts(EXAMPLES / name).account_list.accounts
    return ACCOUNTS.conform(accounts).sort("account_id")


def _shared(ours: pl.DataFrame, theirs: pl.DataFrame, *fields: str) -> tuple[pl.DataFrame, Seen]:
    """What a private run of two lists would tell ours."""
    left, right = (match_keys(normalise_accounts(side)) for side in (ours, theirs))
    shared = left.join(right.rename({"row": "record"}), on=["kind", "key"]).select("row", "record", "kind")
    records = theirs.select("account_id", *fields).with_row_index("record")
    return shared, Seen(right.select(record="row", kind="kind").unique(), records, theirs.height)


def _found(matches: pl.DataFrame) -> set[tuple[str, str]]:
    sure = matches.filter(pl.col("band").is_in(["certain", "likely"]))
    return set(sure.select("account_id", "partner_account_id").iter_rows())


@pytest.mark.parametrize("fields", [(), ("name",), ("name", "website")])
def test_the_example_lists_share_the_five_that_they_share_in_the_clear(fields: tuple[str, ...]) -> None:
    ours, theirs = _list("acme.csv"), _list("globex.csv")
    matches = match_privately(ours, normalise_accounts(ours), *_shared(ours, theirs, *fields)).matches
    assert MATCHES.check(matches).height >= 5
    assert _found(matches) == {(f"A{n}", f"G{n}") for n in (1, 2, 3, 4, 6)}


def test_a_persons_verdict_wins() -> None:
    ours, theirs = _list("acme.csv"), _list("globex.csv")
    judged = pl.DataFrame(
        {"account_id": ["A1", "A5"], "partner_account_id": ["G1", "G5"], "judgement": ["rejected", "confirmed"]}
    )
    matches = match_privately(ours, normalise_accounts(ours), *_shared(ours, theirs), judgements=judged).matches
    assert _found(matches) == {(f"A{n}", f"G{n}") for n in (2, 3, 4, 5, 6)}


def _one(**fields: str) -> pl.DataFrame:
    return ACCOUNTS.conform(pl.DataFrame({"account_id": ["X1"], **{name: [value] for name, value in fields.items()}}))


def _probability(ours: pl.DataFrame, theirs: pl.DataFrame) -> float:
    matching = match_privately(ours, normalise_accounts(ours), *_shared(ours, theirs), all_candidates=True)
    return float(matching.scores.probability[0])


def test_more_keys_in_common_never_make_a_link_less_sure() -> None:
    name, place, site = {"name": "Brackenmoor Bikes"}, {"city": "Leeds", "country": "GB"}, {"website": "brackenmoor.uk"}
    steps = [name, {**name, **place}, {**name, **place, **site}]
    sure = [_probability(_one(**step), _one(**step)) for step in steps]
    assert sure == sorted(sure)
    assert sure[-1] > 0.99


def test_a_kind_that_both_have_and_do_not_share_speaks_against() -> None:
    ours = _one(name="Brackenmoor Bikes", country="GB", lei="213800RVMJN6130UDV46")
    other = _one(name="Brackenmoor Bikes", country="GB", lei="529900T8BM49AURSDO55")
    assert _probability(ours, other) < 0.5 < _probability(ours, other.with_columns(lei=pl.lit(None, pl.String)))


def test_nothing_in_common_gives_no_links() -> None:
    ours, theirs = _list("acme.csv"), _one(name="Nobody Knows This One", country="NZ")
    assert match_privately(ours, normalise_accounts(ours), *_shared(ours, theirs)).matches.is_empty()


def test_every_kind_of_key_says_what_it_tells() -> None:
    assert set(TELLS) == set(MATCH_KEY_KINDS)
    assert set(DIFFERS) <= set(MATCH_KEY_KINDS)
