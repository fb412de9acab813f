"""Runs that go on from an earlier one of the epoch: same outcome as a whole run, whatever happened to the lists."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuals.accounts import AccountList
from mutuals.exchange.conduct import RunRefused
from mutuals.exchange.numbering import numbering
from mutuals.exchange.payloads import received
from mutuals.exchange.preparing import Prepared
from mutuals.psi import EpochSecrets, Mode, OurSide
from mutuals.psi.results import Intersection, Tally
from tests.exchange.nodes import POLICY, Pair, Side, crm, names_of, pair, plan_of

IDS = st.lists(st.text("abcdefgh", min_size=1, max_size=2), max_size=12, unique=True)


def going_on(ours: AccountList, partner: str, policy: str = POLICY) -> Prepared:
    return plan_of(ours, partner, policy, incremental=True)


def backwards(accounts: AccountList) -> AccountList:
    return AccountList(accounts.label, accounts.accounts.reverse(), accounts.members, accounts.populations)


def closed(sides: tuple[Side, Side]) -> tuple[Side, Side]:
    for side in sides:
        side.well.close()
    return sides


def learned(prepared: Prepared, side: Side) -> list[tuple]:
    """What a side knows at the end: our account, and of the partner's what it shows."""
    got = received(side.well.result.links)
    pairs = got.shared.join(got.records, on="record")
    ids = prepared.account_list.accounts["account_id"].gather(pairs["row"])
    shown = pairs.select("kind", "name", "website", pl.col("population_kinds").list.join(","))
    return sorted(shown.with_columns(ids).rows())


@pytest.fixture
def first(tmp_path: Path, port: int) -> Pair:
    """The epoch's first run, of Acme's companies 0 to 29 and Globex's 20 to 59."""
    acme = going_on(crm("Acme", range(30)), "Globex")
    nodes = pair(tmp_path, port, acme)
    for side in closed(nodes.run(acme, going_on(crm("Globex", range(20, 60)), "Acme"))):
        assert not side.well.continued
    return nodes


@pytest.mark.slow
def test_lists_that_were_exported_again_come_to_what_a_whole_run_does(first: Pair, tmp_path: Path) -> None:
    ours, theirs = backwards(crm("Acme", range(5, 35))), crm("Globex", range(22, 60), "P")
    acme, globex = going_on(ours, "Globex"), going_on(theirs, "Acme")
    sides = closed(first.run(acme, globex))
    whole = pair(tmp_path / "whole", first.port, acme).run(acme, globex)
    for plan, side, fresh in zip((acme, globex), sides, whole, strict=True):
        assert side.well.continued
        assert not fresh.well.continued
        assert names_of(plan, side.well) == names_of(plan, fresh.well)
        assert learned(plan, side) == learned(plan, fresh)
    assert {row[3] for row in learned(acme, sides[0])} == {"Prospects"}


@pytest.mark.slow
def test_only_where_both_sides_ask_does_a_run_go_on(first: Pair) -> None:
    acme, globex = going_on(crm("Acme", range(30)), "Globex"), plan_of(crm("Globex", range(20, 60)), "Acme")
    for side in closed(first.run(acme, globex)):
        assert not side.well.continued
        assert len(side.well.told.matched) == 10


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["cut short", "other terms", "gone"])
def test_what_cannot_be_gone_on_from_costs_a_whole_run_and_nothing_else(first: Pair, harm: str) -> None:
    (kept,) = first.acme.folder.glob("partnerships/*/kept-*")
    if harm == "gone":
        kept.unlink()
    else:
        content = kept.read_bytes()
        kept.write_bytes(content[:-9] if harm == "cut short" else content.replace(b'"recipe": ', b'"recipe": 9', 1))
    acme, globex = going_on(crm("Acme", range(30)), "Globex"), going_on(crm("Globex", range(20, 60)), "Acme")
    for side in closed(first.run(acme, globex)):
        assert not side.well.continued
        assert len(side.well.told.matched) == 10
    for side in first.run(acme, globex):
        assert side.well.continued


@pytest.mark.slow
def test_a_partner_that_swaps_accounts_for_others_is_stopped(first: Pair) -> None:
    """Its list is no longer than before, so that its announced size tells nothing."""
    acme, few = going_on(crm("Acme", range(30)), "Globex"), going_on(crm("Globex", range(1_000, 1_025)), "Acme")
    for side in closed(first.run(acme, few)):  # a block of 64 may be padding
        assert side.well.continued
    swapped = going_on(crm("Globex", range(2_000, 2_060)), "Acme")
    assert swapped.plan.announced == few.plan.announced
    sides = first.run(acme, swapped)
    assert all(isinstance(side.error, RunRefused) for side in sides)
    last = list(first.acme.ledger.entries())[-1]
    assert last.reached == "count"
    assert "accounts added in this epoch" in last.detail


@given(known=IDS, ids=IDS)
def test_numbers_last(known: list[str], ids: list[str]) -> None:
    made = numbering(pl.Series(ids, dtype=pl.String), known)
    again = numbering(pl.Series(ids, dtype=pl.String), made.ids)
    assert made.ids.to_list()[: len(known)] == known
    assert made.ids.n_unique() == len(made.ids)
    assert made.ids.gather(pl.Series(made.numbers)).to_list() == ids
    assert again.numbers.tolist() == made.numbers.tolist()


@given(known=IDS, ids=IDS.filter(len))
def test_a_side_by_number_and_a_result_by_row_are_inverse(known: list[str], ids: list[str]) -> None:
    made, rows = numbering(pl.Series(ids), known), np.arange(len(ids), dtype=np.uint32)
    keys = pl.DataFrame({"kind": "domain", "account": rows, "key": [name.encode() for name in ids]})
    ours = OurSide(keys, EpochSecrets.fresh(bytes(16), 1), payloads=[name.encode() for name in ids])
    side = made.numbered(ours)
    assert [side.payloads[number] for number in side.keys["account"]] == [name.encode() for name in ids]
    links = side.keys.select("account", handle="key", kinds=pl.lit(["domain"]), payload="key")
    none = np.empty(0, np.int64)
    back = made.by_row(Intersection(links, Tally(Mode.OVERLAPS, (), (), (), (), none, none))).links.sort("account")
    assert back["account"].to_list() == rows.tolist()
    assert back["payload"].to_list() == [name.encode() for name in ids]
