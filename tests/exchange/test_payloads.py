"""What travels with an account: what the gate lets through; what comes is read with a fixed shape or refused."""

import polars as pl
import pytest

from mutuals.exchange.payloads import PARTNER_RECORDS, BadPayload, received
from mutuals.exchange.preparing import NothingToShare
from mutuals.psi.results import LINK_COLUMNS
from tests.exchange.nodes import ACME, plan_of

IDS = pl.Series(["A1", "A2"])


def _links(*payloads: bytes | None) -> pl.DataFrame:
    rows = [(n, None if p is None else bytes([n]) * 8, ["domain"], p) for n, p in enumerate(payloads)]
    return pl.DataFrame(rows, schema=LINK_COLUMNS, orient="row")


GOOD = b'{"populations":["Customers"],"population_kinds":["Customers"],"kinds":["domain"],"fields":{"name":"Globex"}}'


def test_a_payload_is_read_into_its_columns() -> None:
    got = received(_links(GOOD, GOOD), IDS)
    row = got.records.row(1, named=True)
    assert (row["handle"], row["name"], row["website"]) == ("01" * 8, "Globex", None)
    assert got.records.columns == PARTNER_RECORDS.names
    assert got.shared.rows() == [(0, 0, "domain"), (1, 1, "domain")]


def test_without_records_each_account_has_an_empty_one() -> None:
    got = received(_links(None, None), IDS)
    assert got.records.select("record", "handle", "populations").rows() == [(0, "A1", []), (1, "A2", [])]


def test_no_links_at_all() -> None:
    assert received(_links(), IDS).records.is_empty()


def test_a_kind_of_population_that_we_do_not_know_is_other() -> None:
    got = received(_links(GOOD.replace(b'kinds":["Customers"]', b'kinds":["Friends"]')), IDS)
    assert got.records["population_kinds"].to_list() == [["Other"]]


@pytest.mark.parametrize("payload", [b"", b"{", b"[1]", b"\xff\xfe", GOOD + b"x"])
def test_what_is_not_of_the_shape_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPayload, match="None of them is used"):
        received(_links(GOOD, payload), IDS)


@pytest.mark.parametrize("kinds", [b"[]", b'["Customers","Other"]', b"null"])
def test_populations_without_their_kinds_are_refused(kinds: bytes) -> None:
    with pytest.raises(BadPayload, match="without their kinds"):
        received(_links(GOOD.replace(b'kinds":["Customers"]', b'kinds":' + kinds)), IDS)


def test_a_policy_that_hides_everything_has_nothing_to_run_with() -> None:
    with pytest.raises(NothingToShare, match=r"policy\.toml shows no account to Globex"):
        plan_of(ACME, "Globex", "")
