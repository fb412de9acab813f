"""The gate: nothing hidden, excluded or expired is ever in what a partner sees. Acme shares, Globex looks."""

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.accounts import AccountList
from mutuals.overlap import NO_POPULATION, find_overlaps, open_amounts, side_of
from mutuals.sharing import (
    FIELD_PRESETS,
    Exclusion,
    PartnerShare,
    Share,
    SharingLevel,
    SharingPolicy,
    reveal,
    shared_accounts,
)
from tests.overlap.builders import account_list, matches

ON = date(2027, 1, 15)
OVERLAPS_SHOWN = Share(SharingLevel.OVERLAPS, "names-and-domain")


def _acme(members: dict[str, str]) -> AccountList:
    """Accounts whose every field carries its own id, so that a leak can be seen wherever it is."""
    ids = list(members)
    fields = ("website", "country", "city", "owner_name", "owner_email", "industry", "status")
    columns = {
        name: [f"{name}-{key}.example" if name == "website" else f"{name}-{key}" for key in ids] for name in fields
    }
    return account_list("Acme", {key: list(inside) for key, inside in members.items()}, **columns)


def _overlaps(ours: AccountList, pairs: list[tuple[str, str]]) -> pl.DataFrame:
    theirs = account_list("Globex", {theirs: ["C"] for _, theirs in pairs} or {"G0": ["C"]})
    links = matches(*pairs) if pairs else matches(("x", "y")).clear()
    return find_overlaps(links, ours=side_of(ours), theirs=side_of(theirs), amounts=open_amounts(None))


def _policy(**levels: SharingLevel) -> SharingPolicy:
    return SharingPolicy(OVERLAPS_SHOWN, {name: Share(level) for name, level in levels.items()})


def test_an_overlap_shows_its_name_and_website_and_nothing_else() -> None:
    ours = _acme({"A1": "C", "A2": "C"})
    seen = reveal(_overlaps(ours, [("A1", "G1")]), ours, _policy(), partner="Globex", on=ON, floor=0).overlaps
    row = {name: value for name, value in seen.row(0, named=True).items() if value is not None}
    assert seen.height == 1
    assert row == {
        "viewer_account_id": "G1",
        "probability": 0.99,
        "band": "certain",
        "level": "Overlapping accounts",
        "populations": ["Customers"],
        "population_kinds": ["Customers"],
        "name": "Acme A1",
        "website": "website-A1.example",
    }


def test_all_accounts_shows_those_that_do_not_overlap_too() -> None:
    ours = _acme({"A1": "C", "A2": "C", "A3": "P"})
    policy = _policy(Customers=SharingLevel.ALL)
    seen = reveal(_overlaps(ours, [("A1", "G1")]), ours, policy, partner="Globex", on=ON).overlaps
    assert seen.select("viewer_account_id", "name").rows() == [("G1", "Acme A1"), (None, "Acme A2")]


def test_counts_only_counts_and_lists_nothing() -> None:
    ours = _acme({f"A{n}": "C" for n in range(6)})
    policy = _policy(Customers=SharingLevel.COUNTS)
    seen = reveal(_overlaps(ours, [(f"A{n}", f"G{n}") for n in range(6)]), ours, policy, partner="Globex", on=ON)
    assert seen.overlaps.is_empty()
    assert seen.counts.rows() == [("Customers", "Customers", 6), (None, None, 6)]


def test_one_hidden_population_hides_the_account_in_all() -> None:
    ours = _acme({"A1": "CP", "A2": "C"})
    policy = _policy(Prospects=SharingLevel.HIDDEN)
    seen = reveal(_overlaps(ours, [("A1", "G1"), ("A2", "G2")]), ours, policy, partner="Globex", on=ON)
    assert seen.overlaps["name"].to_list() == ["Acme A2"]


def test_a_population_at_counts_only_is_not_named_with_an_account_that_another_lists() -> None:
    ours = _acme({"A1": "CP"})
    policy = _policy(Prospects=SharingLevel.COUNTS)
    seen = reveal(_overlaps(ours, [("A1", "G1")]), ours, policy, partner="Globex", on=ON).overlaps
    assert seen["populations"].to_list() == [["Customers"]]


def test_small_counts_are_not_shown_and_no_total_gives_them_away() -> None:
    ours = _acme({f"A{n}": "C" if n < 8 else "P" for n in range(10)})
    seen = reveal(_overlaps(ours, [(f"A{n}", f"G{n}") for n in range(10)]), ours, _policy(), partner="Globex", on=ON)
    assert seen.counts.rows() == [("Customers", "Customers", 8), ("Prospects", "Customers", None), (None, None, None)]


def test_accounts_in_no_population_can_be_named_in_the_policy() -> None:
    ours = _acme({"A1": "", "A2": "C"})
    policy = _policy(**{NO_POPULATION.name: SharingLevel.HIDDEN})
    seen = reveal(_overlaps(ours, [("A1", "G1"), ("A2", "G2")]), ours, policy, partner="Globex", on=ON)
    assert seen.overlaps["name"].to_list() == ["Acme A2"]


def test_exclusions_by_id_domain_and_the_partner_itself() -> None:
    ours = _acme({"A1": "C", "A2": "C", "A3": "C", "A4": "C", "A5": "C"})
    sites = ["ok.example", "https://www.Initech.example/de", "globex.example", "ok.example; shop.initech.example", "x"]
    ours = AccountList(ours.label, ours.accounts.with_columns(website=pl.Series(sites)), ours.members, ours.populations)
    policy = SharingPolicy(
        OVERLAPS_SHOWN,
        partners={"Globex": PartnerShare(domains=("globex.example",))},
        exclusions=(Exclusion("NDA", account_ids=("A5",)), Exclusion("competitor", domains=("initech.example",))),
    )
    shared = shared_accounts(ours, policy, partner="Globex", on=ON)
    assert shared["excluded"].to_list() == [None, "competitor", "the partner itself", "competitor", "NDA"]
    assert shared["level"].to_list() == ["Overlapping accounts", *["Hidden"] * 4]


LEVELS = st.sampled_from(SharingLevel)
SHARES = st.builds(
    Share,
    st.none() | LEVELS,
    st.none() | st.sampled_from(sorted(FIELD_PRESETS)),
    st.none() | st.sampled_from([date(2027, 1, 14), date(2027, 1, 15), date(2027, 2, 1)]),
)
LINES = st.dictionaries(st.sampled_from(["Customers", "Deals", "Prospects", NO_POPULATION.name]), SHARES, max_size=4)
IDS = [f"A{n}" for n in range(5)]
POLICIES = st.builds(
    SharingPolicy,
    SHARES,
    LINES,
    st.builds(PartnerShare, SHARES, LINES).map(lambda share: {"Globex": share}),
    st.lists(st.sampled_from(IDS), max_size=2).map(lambda ids: (Exclusion("NDA", tuple(ids)),) if ids else ()),
)
MEMBERS = st.fixed_dictionaries({key: st.sampled_from(["", "C", "D", "P", "CP", "CDP", "DP"]) for key in IDS})
NAMES = {"C": "Customers", "D": "Deals", "P": "Prospects"}


@settings(max_examples=60, deadline=None)
@given(POLICIES, MEMBERS, st.sets(st.sampled_from(IDS)))
def test_no_hidden_excluded_or_expired_thing_is_ever_in_the_output(
    policy: SharingPolicy, members: dict[str, str], overlapping: set[str]
) -> None:
    ours = _acme(members)
    pairs = [(key, f"G{key}") for key in sorted(overlapping)]
    seen = reveal(_overlaps(ours, pairs), ours, policy, partner="Globex", on=ON, floor=0)
    printed = seen.overlaps.write_json()
    excluded = {key for one in policy.exclusions for key in one.account_ids}
    counted = 0
    for key, inside in members.items():
        populations = [NAMES[letter] for letter in inside] or [NO_POPULATION.name]
        lines = [policy.shared(name, partner="Globex", on=ON) for name in populations]
        hidden = key in excluded or any(line.level is SharingLevel.HIDDEN for line in lines)
        listing = [line for line in lines if line.level in {SharingLevel.OVERLAPS, SharingLevel.ALL}]
        unseen = hidden or not listing
        unseen |= key not in overlapping and all(line.level is not SharingLevel.ALL for line in lines)
        allowed = set() if unseen else {name for line in listing for name in line.columns}
        for name in ("website", "country", "city", "owner_name", "owner_email", "industry", "status"):
            assert (f"{name}-{key}" in printed) == (name in allowed)
        assert (f"Acme {key}" in printed) == ("name" in allowed)
        counted += not hidden and key in overlapping
    assert seen.counts.filter(pl.col("population").is_null())["accounts"].to_list() == [counted]


@settings(max_examples=40, deadline=None)
@given(POLICIES, MEMBERS)
def test_an_exclusion_wins_over_every_level(policy: SharingPolicy, members: dict[str, str]) -> None:
    ours = _acme(members)
    shut = SharingPolicy(
        policy.default, policy.populations, policy.partners, (Exclusion("all of them", account_ids=tuple(IDS)),)
    )
    seen = reveal(_overlaps(ours, [(key, f"G{key}") for key in IDS]), ours, shut, partner="Globex", on=ON, floor=0)
    assert seen.overlaps.is_empty()
    assert seen.counts.rows() == [(None, None, 0)]
