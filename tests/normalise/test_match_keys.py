"""Match keys: equal on two lists where the company is the same however it is written, absent where they would guess."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.accounts import ACCOUNTS
from mutuals.normalise.fields import normalise_accounts
from mutuals.normalise.match_keys import FEW, MATCH_KEY_KINDS, MATCH_KEYS, match_keys

CASES = [
    ("domain", {"website": "https://www.acme.co.uk/shop"}, {"website": "ACME.CO.UK"}, True),
    ("domain", {"website": "gmail.com"}, {"website": "gmail.com"}, False),
    ("phone", {"phone": "+44 113 496 0123", "country": "GB"}, {"phone": "0113 4960123", "country": "UK"}, True),
    ("lei", {"lei": "213800RVMJN6130UDV46"}, {"lei": "2138 00RV MJN6 130U DV46"}, True),
    ("name_country", {"name": "Acme Tools Ltd", "country": "GB"}, {"name": "ACME TOOLS", "country": "England"}, True),
    ("name_country", {"name": "Acme Tools", "country": "GB"}, {"name": "Acme Tools", "country": "FR"}, False),
    ("name_city", {"name": "Müllerbach GmbH", "city": "Ulm"}, {"name": "Muellerbach", "city": "ULM"}, True),
    ("name_postal", {"name": "Acme", "postal_code": "LS1 4AP"}, {"name": "Acme", "postal_code": "ls14ap"}, True),
    (
        "words_country",
        {"name": "Toys of Tuckerfield", "country": "US"},
        {"name": "Tuckerfield of Toys", "country": "USA"},
        True,
    ),
    ("sound_city", {"name": "Tuckerfield", "city": "Boston"}, {"name": "Tuckerfeild", "city": "Boston"}, True),
    ("name", {"name": "Brackenmoor Bikes Ltd"}, {"name": "BRACKENMOOR BIKES"}, True),
    ("name", {"name": "Acme"}, {"name": "Acme"}, False),
    ("name_or_label", {"name": "Brackenmoor Bikes"}, {"website": "brackenmoorbikes.com"}, True),
    (
        "registration",
        {"registration_number": "HRB 48213", "country": "DE"},
        {"registration_number": "hrb48213", "country": "Germany"},
        True,
    ),
]


def _keys(*accounts: dict[str, str]) -> pl.DataFrame:
    columns = {name: [account.get(name) for account in accounts] for name in ACCOUNTS.names}
    columns["account_id"] = [str(number) for number in range(len(accounts))]
    frame = pl.DataFrame(columns, schema=dict.fromkeys(ACCOUNTS.names, pl.String))
    return match_keys(normalise_accounts(ACCOUNTS.conform(frame)))


@pytest.mark.parametrize(("kind", "one", "other", "meet"), CASES)
def test_accounts_meet_by_a_kind_or_do_not(kind: str, one: dict[str, str], other: dict[str, str], meet: bool) -> None:
    sides = [_keys(side).filter(pl.col("kind") == kind) for side in (one, other)]
    assert (sides[0].join(sides[1], on=["kind", "key"]).height > 0) is meet


def test_every_kind_has_a_case_and_a_sentence() -> None:
    assert set(MATCH_KEY_KINDS) - {case[0] for case in CASES} <= {"duns", "vat"}
    assert all(keys.__doc__ for keys in MATCH_KEY_KINDS.values())


def test_what_many_accounts_share_is_no_key() -> None:
    several = [{"name": f"Company {n}", "website": "umbrella-group.com", "phone": "+1 212 555 0100"} for n in range(9)]
    assert _keys(*several[:FEW]).filter(pl.col("kind").is_in(["domain", "phone"])).height == 2 * FEW
    assert _keys(*several).filter(pl.col("kind").is_in(["domain", "phone"])).is_empty()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.fixed_dictionaries({"name": st.text(max_size=12), "city": st.text(max_size=6)}), max_size=6))
def test_keys_are_distinct_and_the_same_in_any_order_of_rows(accounts: list[dict[str, str]]) -> None:
    keys = _keys(*accounts)
    assert MATCH_KEYS.check(keys).height == keys.unique().height
    back = _keys(*reversed(accounts))
    rows = len(accounts) - 1
    turned = back.with_columns(row=(rows - pl.col("row").cast(pl.Int64)).cast(pl.UInt32)).sort("row", "kind", "key")
    assert turned.equals(keys)
