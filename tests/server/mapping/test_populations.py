"""Populations: members equal a plain filter however they came to be; what is wrong with a filter is said."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutuals.accounts.filters import WrongFilter, passing
from mutuals.server.mapping import conditions
from mutuals.server.mapping.columns import without_more
from mutuals.server.mapping.filters import read_filter
from mutuals.server.mapping.members import find_members, refresh
from mutuals.server.mapping.models import Account, Population, PopulationMember
from mutuals.server.mapping.operations import accounts as account_operations
from mutuals.server.mapping.operations import populations as operations
from mutuals.server.mapping.operations.lists import locked
from mutuals.server.mapping.queries import populations as queries
from mutuals.server.mapping.snapshots import accounts_of
from mutuals.server.tenants.actors import Actor, MayNot
from mutuals.server.tenants.models import AuditEntry, Job
from mutuals.server.tenants.roles import Role
from tests.server.conftest import member
from tests.server.mapping.files import ACCOUNTS, OPPORTUNITIES, imported_of, own, undone, work

pytestmark = pytest.mark.django_db(databases=["default", "progress"])

CUSTOMERS = [[{"column": "status", "operator": "is", "value": "customer"}]]
LARGE = [[{"column": "employees", "operator": "at_least", "value": 500}]]
OPEN = [[{"column": "open_opportunities", "operator": "at_least", "value": 1}]]


def made(actor: Actor, groups: Any, name: str = "Some", kind: str = "Other") -> Population:
    wanted = operations.Wanted(name=name, kind=kind, groups=groups)
    return operations.create(by=actor, account_list=own(actor), wanted=wanted)


def ids_of(population: Population) -> set[str]:
    population.refresh_from_db()
    found = PopulationMember.objects.filter(population=population).values_list("account__account_id", flat=True)
    assert len(found) == population.members
    return set(found)


def plain(actor: Actor, groups: Any) -> set[str]:
    """The members that a filter has by the core alone."""
    accounts = without_more(accounts_of(own(actor)).drop("revision", "deleted"))
    passes = passing(accounts, read_filter(groups, where="test"), now=date(2026, 1, 1))
    return set(accounts["account_id"].filter(passes))


@pytest.mark.django_db(transaction=True, databases=["default", "progress"])
def test_members_follow_imports_undo_edits_and_deletion(in_acme: Actor) -> None:
    imported_of(in_acme, ACCOUNTS)
    customers, large = made(in_acme, CUSTOMERS, "Customers"), made(in_acme, LARGE, "Large")
    assert (ids_of(customers), ids_of(large)) == ({"1", "3"}, {"2", "3"})
    second = imported_of(in_acme, [{**ACCOUNTS[1], "Type": "Customer", "Employees": "20"}])
    assert (ids_of(customers), ids_of(large)) == ({"1", "2", "3"}, {"3"})
    undone(in_acme, second)
    assert (ids_of(customers), ids_of(large)) == ({"1", "3"}, {"2", "3"})
    account = Account.objects.get(account_id="4")
    account_operations.change(by=in_acme, account=account, values={"status": "CUSTOMER", "employees": 900})
    assert (ids_of(customers), ids_of(large)) == ({"1", "3", "4"}, {"2", "3", "4"})
    account_operations.delete(by=in_acme, account=Account.objects.get(account_id="3"))
    assert (ids_of(customers), ids_of(large)) == ({"1", "4"}, {"2", "4"})
    assert customers.revision == own(in_acme).revision


def test_opportunities_make_members(in_acme: Actor) -> None:
    imported_of(in_acme, ACCOUNTS)
    imported_of(in_acme, OPPORTUNITIES, kind="opportunities")
    population = made(in_acme, OPEN)
    won = made(in_acme, [[{"column": "last_won", "operator": "after", "value": "2026-01-01"}]], "Won")
    assert (ids_of(population), ids_of(won)) == ({"1"}, {"2"})
    closed = {**OPPORTUNITIES[0], "Closed": "true", "Won": "true"}
    imported_of(in_acme, [closed], kind="opportunities")
    assert (ids_of(population), ids_of(won)) == (set(), {"1", "2"})
    account_operations.change(by=in_acme, account=Account.objects.get(account_id="1"), values={"name": "A"})
    assert ids_of(won) == {"1", "2"}


def test_columns_that_are_no_field_can_be_asked_for(in_acme: Actor) -> None:
    imported_of(in_acme, [{**row, "Tier": tier} for row, tier in zip(ACCOUNTS, ("A", "B", "A", ""), strict=True)])
    population = made(in_acme, [[{"column": "tier", "operator": "is", "value": "a"}]])
    assert population.groups[0][0]["column"] == "Tier"
    assert ids_of(population) == {"1", "3"}
    assert "Tier" in [field["name"] for field in conditions.fields_of(own(in_acme))]


TEXTS = st.sampled_from(["Customer", "Prospect", "customer", 'Ä. 50% "x"', "'; DROP", "1.234", "2026-02-01", ""])
NUMBERS = st.one_of(st.none(), st.integers(0, 20))
CONDITION = st.one_of(
    st.builds(
        lambda column, operator, value: {"column": column, "operator": operator, "value": value},
        st.sampled_from(["status", "name", "Tier"]),
        st.sampled_from(["is", "is_not", "contains", "starts_with", "ends_with"]),
        TEXTS.filter(bool),
    ),
    st.builds(lambda v: {"column": "status", "operator": "in", "value": v}, st.lists(TEXTS, min_size=1, max_size=3)),
    st.builds(lambda v: {"column": "Tier", "operator": "is_empty", "value": v}, st.booleans()),
    st.builds(
        lambda operator, value: {"column": "employees", "operator": operator, "value": value},
        st.sampled_from(["at_least", "less_than", "is", "is_not"]),
        st.integers(0, 20),
    ),
)
GROUPS = st.lists(st.lists(CONDITION, min_size=1, max_size=3), min_size=1, max_size=3)
ROWS = st.lists(st.tuples(st.integers(1, 9), TEXTS, NUMBERS, TEXTS), min_size=1, max_size=8)


def write(actor: Actor, rows: list[tuple[Any, ...]]) -> None:
    """Rows as an import writes them, without the file."""
    from mutuals.accounts import ACCOUNTS as SHAPE
    from mutuals.server.mapping import writes
    from mutuals.server.mapping.columns import with_more
    from mutuals.server.mapping.snapshots import stored

    names = ["account_id", "status", "employees", "Tier"]
    values = [(str(number), status or None, employees, tier or None) for number, status, employees, tier in rows]
    schema = {"account_id": pl.String, "status": pl.String, "employees": pl.Int64, "Tier": pl.String}
    frame = pl.DataFrame(values, schema=schema, orient="row").unique("account_id", keep="last", maintain_order=True)
    incoming = SHAPE.conform(frame.with_columns(name=pl.col("status")))
    assert set(names) <= set(incoming.columns)
    now = locked(own(actor))
    writes.apply(now, writes.difference(stored(now), with_more(incoming), replaces=False))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(groups=GROUPS, first=ROWS, second=ROWS)
def test_members_equal_a_plain_filter_found_at_once_or_bit_by_bit(
    in_acme: Actor, groups: Any, first: list[Any], second: list[Any]
) -> None:
    write(in_acme, [(99, "x", 1, "y"), *first])
    population = Population.objects.create(account_list=own(in_acme), name="Drawn", kind="Other", groups=groups)
    try:
        find_members(population, locked(own(in_acme)))
        assert ids_of(population) == plain(in_acme, groups)
        write(in_acme, second)
        refresh(locked(own(in_acme)))
        bit_by_bit = ids_of(population)
        assert bit_by_bit == plain(in_acme, groups)
        find_members(population, locked(own(in_acme)))
        assert ids_of(population) == bit_by_bit
    finally:
        population.delete()
        Account.objects.filter(account_list=own(in_acme)).update(status=None, more=None, employees=None)


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([[{"column": "nonsense", "operator": "is", "value": "x"}]], "no column 'nonsense'"),
        ([[{"column": "status", "operator": "resembles", "value": "x"}]], "not an operator"),
        ([[{"column": "employees", "operator": "at_least", "value": "many"}]], "takes a number"),
        ([[{"column": "status", "operator": "at_least", "value": 5}]], "needs number values"),
        ([[{"column": "status"}]], "needs a column, an operator and a value"),
        ([], "list of conditions"),
        ([[]], "list of conditions"),
    ],
)
def test_a_wrong_filter_is_refused_with_a_sentence(in_acme: Actor, groups: Any, said: str) -> None:
    imported_of(in_acme, ACCOUNTS)
    with pytest.raises(WrongFilter, match=said):
        made(in_acme, groups)
    assert not Population.objects.exists()


def test_names_are_given_once(in_acme: Actor) -> None:
    first = made(in_acme, CUSTOMERS, "Customers")
    for name in ("Customers", " Customers ", "", "x" * 81):
        with pytest.raises(operations.WrongName):
            made(in_acme, CUSTOMERS, name)
    with pytest.raises(operations.WrongKind):
        made(in_acme, CUSTOMERS, "Other", "Friends")
    wanted = operations.Wanted(name="Customers", kind="Customers", groups=LARGE)
    operations.change(by=in_acme, population=first, wanted=wanted)
    assert AuditEntry.objects.get(action="populations.change").details == {"changed": ["groups", "kind"]}


def test_order_is_what_people_say(in_acme: Actor) -> None:
    first, second, third = (made(in_acme, CUSTOMERS, name) for name in "abc")
    operations.move(by=in_acme, population=third, up=True)
    operations.move(by=in_acme, population=first, up=True)
    assert [one.name for one in queries.populations(account_list=own(in_acme))] == ["a", "c", "b"]
    operations.reorder(by=in_acme, account_list=own(in_acme), order=[second.pk, 10**6])
    assert [one.name for one in queries.populations(account_list=own(in_acme))] == ["b", "a", "c"]


def test_standard_populations_are_suggested_with_the_reason(in_acme: Actor) -> None:
    assert queries.suggestions(account_list=own(in_acme)) == []
    imported_of(in_acme, ACCOUNTS)
    found = queries.suggestions(account_list=own(in_acme))
    assert [(one.kind, one.count) for one in found] == [("Customers", 2), ("Prospects", 2)]
    assert found[0].reason == "The status of an account is “Customer”."
    imported_of(in_acme, OPPORTUNITIES, kind="opportunities")
    found = queries.suggestions(account_list=own(in_acme))
    assert [(one.kind, one.count) for one in found][1] == ("Open opportunities", 1)
    for one in found:
        population = made(in_acme, one.groups, one.kind, one.kind)
        assert population.members == one.count
    assert queries.suggestions(account_list=own(in_acme)) == []


def test_a_long_list_is_looked_at_by_a_job(in_acme: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    imported_of(in_acme, ACCOUNTS)
    monkeypatch.setattr(operations, "MOST_AT_ONCE", 3)
    population = made(in_acme, CUSTOMERS)
    assert Job.objects.filter(kind="find-members", state="queued").count() == 1
    assert ids_of(population) == set()
    work()
    assert ids_of(population) == {"1", "3"}


def test_what_people_typed_comes_back_as_they_typed_it(in_acme: Actor) -> None:
    typed = [
        [
            {"field": "status", "operator": "in", "value": "a; b", "until": ""},
            {"field": "employees", "operator": "between", "value": "1", "until": "2.5"},
            {"field": "name", "operator": "filled", "value": "", "until": ""},
            {"field": "last_won", "operator": "between", "value": "2026-01-01", "until": "2026-02-01"},
            {"field": "last_won", "operator": "within_days", "value": "30", "until": ""},
            {"field": "employees", "operator": "is", "value": "5", "until": ""},
            {"field": "status", "operator": "is", "value": "5", "until": ""},
            {"field": "city", "operator": "contains_any", "value": "x; y", "until": ""},
        ]
    ]
    groups = [[conditions.condition(**one, where="test") for one in group] for group in typed]
    assert conditions.rows_of(groups) == typed
    assert [one["value"] for one in groups[0]][5:7] == [5, "5"]
    with pytest.raises(WrongFilter, match="what\\? Fill in a value"):
        conditions.condition(field="status", operator="is", value=" ", until="", where="test")
    with pytest.raises(WrongFilter, match="is no number"):
        conditions.condition(field="employees", operator="is", value="nan", until="", where="test")
    assert own(in_acme).accounts == 0


def test_analysts_change_nothing(in_acme: Actor) -> None:
    population = made(in_acme, CUSTOMERS)
    analyst = member(in_acme.organization, Role.ANALYST)
    for act in (
        lambda: made(analyst, CUSTOMERS, "Mine"),
        lambda: operations.delete(by=analyst, population=population),
        lambda: operations.move(by=analyst, population=population, up=True),
    ):
        with pytest.raises(MayNot):
            act()
