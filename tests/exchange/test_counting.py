"""Runs that only count: every population of every account that has a key, and no count that tells a hidden one."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.accounts import AccountList, Population, PopulationKind
from mutuals.exchange.classes import LONGEST_TEXT, Classes, TooManyPopulations, classes_of, read_names
from mutuals.exchange.floor import shown_counts
from mutuals.exchange.meeting import met
from mutuals.exchange.plan import Told
from mutuals.exchange.preparing import OneLearns, Prepared, learner_of
from mutuals.psi.keys import EpochSecrets
from mutuals.psi.terms import Learner, Mode, Role
from mutuals.sharing import parse_policy
from tests.exchange.nodes import plan_of
from tests.overlap.builders import account_list
from tests.psi.two import parties

POPULATIONS = tuple(Population(name, PopulationKind.OTHER, "a filter") for name in ("EMEA", "Large", 'A "b" [1]'))
NAMES = [one.name for one in POPULATIONS]
COUNTED = '[default]\nlevel = "Counts only"\n[guards]\ncount_floor = 0\n'
NOWHERE = "Not in a population"

accounts = st.lists(st.tuples(st.integers(0, 9), st.frozensets(st.sampled_from(NAMES))), min_size=1, max_size=12)
Accounts = list[tuple[int, frozenset[str]]]


def crm(label: str, given: Accounts) -> AccountList:
    """Accounts by the number of their website and the populations that they are in."""
    return account_list(
        label,
        {f"{label}{place}": sorted(inside) for place, (_, inside) in enumerate(given)},
        POPULATIONS,
        website=[f"https://www.kestrel{number}.de/" for number, _ in given],
    )


def counted(ours: Prepared, theirs: Prepared) -> tuple[Told, Told]:
    """What a run comes to on both sides."""
    terms = ours.plan.agreed(bytes(16), inviter=ours.plan.announced, joiner=theirs.plan.announced)
    sides = (one.plan.ours(EpochSecrets.fresh(bytes(16), terms.epoch), None) for one in (ours, theirs))
    run = parties(terms, *sides).go()
    told = []
    for plan, other, party in ((ours.plan, theirs.plan, run.inviter), (theirs.plan, ours.plan, run.joiner)):
        names = met("00", {"size": 64, "names": list(other.names), "kept": ""}).their_names
        told.append(plan.tell(party.result, names, "count"))
    return told[0], told[1]


def plain(given: Accounts) -> dict[int, set[str]]:
    """The populations of each website's accounts; one that more than three accounts have is no key."""
    found: dict[int, set[str]] = {}
    for number, inside in given:
        found.setdefault(number, set()).update(inside or {NOWHERE})
    return {number: inside for number, inside in found.items() if sum(one == number for one, _ in given) <= 3}


@settings(max_examples=20, deadline=None)
@given(accounts, accounts)
def test_counts_by_pair_of_populations_are_those_of_a_plain_count(left: Accounts, right: Accounts) -> None:
    told = counted(
        plan_of(crm("A", left), "Globex", COUNTED, mode=Mode.COUNTS),
        plan_of(crm("G", right), "Acme", COUNTED, mode=Mode.COUNTS),
    )
    for one, listed, other in zip(told, (left, right), (right, left), strict=True):
        mine, theirs = plain(listed), plain(other)
        both = mine.keys() & theirs.keys()
        cells = {tuple(cell.split(" × ")): count for cell, count in one.counts.items() if cell != "accounts"}
        assert cells == {(p, q): sum(p in mine[key] and q in theirs[key] for key in both) for p, q in cells}
        assert {p for p, _ in cells} >= {p for key in both for p in mine[key]}
        assert {q for _, q in cells} >= {q for key in both for q in theirs[key]}
        assert one.counts["accounts"] == len(both)
        for known, side in ((one.learned, theirs), (one.disclosed, mine)):
            for cell in known:
                assert cell.accounts == sum(cell.population in side[key] for key in both)


def _classes(inside: list[list[str]]) -> Classes:
    rows = range(len(inside))
    keys = pl.DataFrame(
        {"row": rows, "kind": "domain", "key": [f"{n}.example" for n in rows]}, schema_overrides={"row": pl.UInt32}
    )
    return classes_of(keys, pl.Series(inside, dtype=pl.List(pl.String)), [])


def test_combinations_that_are_too_many_count_in_their_first_population() -> None:
    names = [f"p{n}" for n in range(9)]
    inside = [[name for place, name in enumerate(names) if number >> place & 1] for number in range(1, 512)]
    classes = _classes(inside + [["p0", "p1"]] * 3)
    assert len(classes.sets) == len(classes.names) == 256
    assert (0, 1) in classes.sets  # the most frequent one
    assert classes.merged == 511 - 256
    assert f"{classes.merged} are counted in the first" in classes.notes[0]
    assert classes.of[:-1].max() < 256
    assert _classes(inside[:20]).notes == ()


def test_more_populations_than_classes_are_refused() -> None:
    with pytest.raises(TooManyPopulations, match="257 counted"):
        _classes([[f"p{n}"] for n in range(257)])


def test_names_survive_the_line_whatever_they_are() -> None:
    long = "Kunden mit sehr langem Namen " * 20
    classes = _classes([["[0,1]", "x\x07y", 'quo"te'], ["x\x07y"], [long], ["[0,1]"]])
    assert max(map(len, classes.names)) <= LONGEST_TEXT
    populations, members = read_names(classes.names, len(classes.sets))
    assert members.tolist() == classes.members.tolist()
    assert all(
        given.replace("\x07", "").startswith(read) for given, read in zip(classes.populations, populations, strict=True)
    )
    assert long.startswith(populations[classes.populations.index(long)])


@pytest.mark.parametrize(
    "name", ["Customers", "[0,7]", "[true,0]", "[[0]]", "[", "{}", "[0.5,1]", "[0,2]", "[" * 190, "[1]", "null"]
)
def test_a_name_that_is_malformed_is_one_population(name: str) -> None:
    populations, members = read_names(['["A"]', '["B"]', name], 3)
    assert populations == ("A", "B", name)
    assert members.tolist() == np.eye(3, dtype=bool).tolist()


def test_a_class_without_a_name_has_a_number() -> None:
    assert read_names(['["A"]', "[0,1]", '[""]'], 4)[0] == ("A", "[0,1]", "population 3", "population 4")


@dataclass
class Crossed:
    """Two axes that are parted, each with a population that holds all."""

    cells: list[list[int]]

    def shown(self, floor: int) -> list[list[bool]]:
        common = np.array(self.cells, dtype=np.int64)
        parts = [np.vstack([np.eye(size, dtype=bool), np.ones((1, size), dtype=bool)]) for size in common.shape]
        return [[bool(one) for one in row] for row in shown_counts(common, *parts, floor)]


def test_totals_that_cross_do_not_tell_a_hidden_count() -> None:
    shown = Crossed([[3, 4], [4, 10]]).shown(5)
    assert not any([shown[0][0], shown[0][1], shown[1][0]])
    assert shown[1][1]
    assert shown[2][2]
    assert not (shown[0][2] and shown[2][0])  # 7 + 7 + 10 − 21 would be the first


def test_a_total_that_adds_a_small_count_to_what_is_shown_is_not_shown() -> None:
    assert Crossed([[30, 3], [20, 40]]).shown(5) == [[True, False, False], [True, True, True], [True, False, False]]
    assert Crossed([[30, 0], [0, 0]]).shown(5)[2][2] is False
    assert Crossed([[30, 3], [3, 40]]).shown(5)[2][2] is True


def test_a_population_that_holds_others_hides_where_it_would_tell_one() -> None:
    # all = a or b: with a shown, all would tell b. Large is in a, and may be small without hiding it.
    ours = np.array([[1, 1, 0], [0, 0, 1], [1, 0, 0], [1, 1, 1], [1, 1, 1]], dtype=bool)
    shown = shown_counts(np.array([[2], [18], [3]]), ours, np.ones((2, 1), dtype=bool), 5)
    assert shown[:, 0].tolist() == [True, False, False, False, False]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert all(all(row) for row in Crossed([[9, 8], [7, 6]]).shown(5))
    assert all(all(row) for row in Crossed([[0, 0], [0, 0]]).shown(0))


def test_of_very_many_counts_none_is_shown_that_holds_a_hidden_one() -> None:
    common = np.full((60, 60), 9)
    common[0, 0] = 1
    whole = np.vstack([np.eye(60, dtype=bool), np.ones((1, 60), dtype=bool)])
    shown = shown_counts(common, whole, whole, 5)
    assert np.argwhere(~shown).tolist() == [[0, 0], [0, 60], [60, 0], [60, 60]]


flags = st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=4)
common_keys = st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=4, max_size=4)


@settings(max_examples=100, deadline=None)
@given(flags, flags, common_keys)
def test_no_sum_or_difference_of_what_is_shown_is_hidden(ours: Any, theirs: Any, common: Any) -> None:
    one, two = (np.array([*each, [True] * 4]) for each in (ours, theirs))
    counts = one.astype(int) @ np.array(common) @ two.astype(int).T
    shown = shown_counts(np.array(common), one, two, 5)
    assert not (shown & (counts < 5)).any()
    vectors = {place: np.outer(one[place[0]], two[place[1]]).ravel() for place in np.ndindex(*counts.shape)}
    known = np.array([vectors[place] for place in vectors if shown[place]] or [np.zeros(16)], dtype=float)
    for place, vector in vectors.items():
        if counts[place] < 5 and vector.any():
            left = vector - np.linalg.lstsq(known.T, vector.astype(float), rcond=None)[0] @ known
            assert np.abs(left).max() > 1e-6


def test_names_are_plain_text_lists() -> None:
    acme = plan_of(crm("A", [(1, frozenset({"EMEA", "Large"}))]), "Globex", COUNTED, mode=Mode.COUNTS)
    assert [json.loads(one) for one in acme.plan.names] == [["EMEA"], ["Large"], [0, 1]]


def test_who_learns_is_what_the_policy_says_of_the_partner() -> None:
    policy = parse_policy('learns = "us"\n[[partner]]\nname = "Globex"\nlearns = "partner"', source="policy.toml")
    asked = {"partner": "Globex", "mode": Mode.OVERLAPS}
    assert learner_of(policy, role=Role.INVITER, **asked) is Learner.JOINER
    assert learner_of(policy, role=Role.JOINER, **asked) is Learner.INVITER
    assert learner_of(policy, partner="Initech", role=Role.JOINER, mode=Mode.OVERLAPS) is Learner.JOINER
    with pytest.raises(OneLearns, match=r"policy\.toml has learns = 'partner' for Globex"):
        learner_of(policy, partner="Globex", role=Role.JOINER, mode=Mode.COUNTS)
