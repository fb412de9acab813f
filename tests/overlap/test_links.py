"""Which links count as overlaps, and what each overlap says."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from mutuals.accounts import AccountList, WrongTable
from mutuals.overlap import ALL_LEVELS, COUNTED_BANDS, OVERLAPS, at_levels, find_overlaps, open_amounts, side_of
from tests.overlap.builders import account_list, matches, opportunities

OURS = account_list("Acme", {"a1": "C", "a2": "D", "a3": "", "a4": "DC"}, owner_name=["Ada", None, "Ben", None])
THEIRS = account_list("Globex", {"b1": "P", "b2": "C", "b3": ""}, city=["Leeds", None, "Lyon"])


def find(
    links: pl.DataFrame, *, ours: AccountList = OURS, deals: pl.DataFrame | None = None, **which: object
) -> pl.DataFrame:
    return find_overlaps(links, ours=side_of(ours), theirs=side_of(THEIRS), amounts=open_amounts(deals), **which)  # type: ignore[arg-type]


def pairs(overlaps: pl.DataFrame) -> list[tuple[str, str]]:
    return overlaps.select("account_id", "partner_account_id").rows()


def test_an_overlap_shows_both_accounts() -> None:
    overlap = find(matches(("a1", "b1", 0.97))).to_dicts()[0]
    assert overlap["name"] == "Acme a1"
    assert overlap["partner_name"] == "Globex b1"
    assert overlap["owner_name"] == "Ada"
    assert overlap["partner_city"] == "Leeds"
    assert overlap["our_populations"] == ["Customers"]
    assert overlap["partner_populations"] == ["Prospects"]
    assert overlap["probability"] == 0.97


def test_the_frame_has_its_declared_shape_even_when_empty() -> None:
    for links in (matches(), matches(("a1", "b1"))):
        overlaps = OVERLAPS.check(find(links))
        assert overlaps.columns == OVERLAPS.names


def test_populations_stand_in_the_order_of_the_list() -> None:
    assert find(matches(("a4", "b3")))["our_populations"].to_list() == [["Customers", "Deals"]]


def test_an_account_in_no_population_has_an_empty_list() -> None:
    assert find(matches(("a3", "b3")))["our_populations"].to_list() == [[]]


@pytest.mark.parametrize(
    ("band", "judgement", "counts"),
    [
        ("certain", None, True),
        ("likely", None, True),
        ("possible", None, False),
        ("unlikely", None, False),
        ("certain", "rejected", False),
        ("unlikely", "rejected", False),
        ("unlikely", "confirmed", True),
        ("possible", "alias", True),
    ],
)
def test_bands_count_unless_a_person_said_otherwise(band: str, judgement: str | None, counts: bool) -> None:
    assert bool(pairs(find(matches(("a1", "b1", 0.5, band, "entity", judgement))))) is counts


def test_the_bands_that_count_are_the_callers() -> None:
    links = matches(("a1", "b1", 0.9, "certain"), ("a2", "b2", 0.5, "possible"))
    assert pairs(find(links, bands=("possible",))) == [("a2", "b2")]


@pytest.mark.parametrize("level", ALL_LEVELS)
def test_levels_that_count_are_the_callers(level: str) -> None:
    links = matches(*((f"a{place + 1}", "b1", 0.9, "certain", name) for place, name in enumerate(ALL_LEVELS)))
    assert find(links, levels=(level,))["level"].to_list() == [level]
    assert find(links)["level"].to_list() == list(ALL_LEVELS)


def test_a_confirmed_link_counts_at_every_level() -> None:
    links = matches(("a1", "b1", 0.1, "unlikely", "group", "confirmed"), ("a2", "b2", 0.9, "certain", "group"))
    assert pairs(find(links, levels=("entity",))) == [("a1", "b1")]


def test_links_are_counted_among_those_that_count() -> None:
    overlaps = find(
        matches(
            ("a1", "b1"),
            ("a1", "b2"),
            ("a2", "b2", 0.9, "likely", "group"),
            ("a1", "b3", 0.1, "possible"),
        )
    )
    assert overlaps["our_links"].to_list() == [2, 2, 1]
    assert overlaps["partner_links"].to_list() == [1, 2, 2]
    narrowed = at_levels(overlaps, ("entity",))
    assert narrowed["our_links"].to_list() == [2, 2]
    assert narrowed["partner_links"].to_list() == [1, 1]


def test_the_order_is_that_of_the_matches() -> None:
    links = matches(("a3", "b1"), ("a1", "b3"), ("a2", "b2"))
    assert [ours for ours, _ in pairs(find(links))] == ["a3", "a1", "a2"]


def test_open_amounts_are_per_currency_and_only_of_open_deals() -> None:
    deals = opportunities(
        ("a1", 100, "EUR"), ("a1", 50, "EUR"), ("a1", 7, "USD"), ("a1", 1000, "EUR"), ("a2", None, "EUR"),
        is_closed=[False, None, None, True, None],
        is_won=[False, False, None, False, None],
    )  # fmt: skip
    first, second = find(matches(("a1", "b1"), ("a2", "b2")), deals=deals).to_dicts()
    assert first["open_amounts"] == [
        {"currency": "EUR", "amount": Decimal("150.00")},
        {"currency": "USD", "amount": Decimal("7.00")},
    ]
    assert first["open_opportunities"] == 3
    assert first["next_close_date"] == date(2027, 1, 1)
    assert second["open_amounts"] is None
    assert second["open_opportunities"] == 1


def test_a_won_deal_is_not_open_even_where_closed_is_not_said() -> None:
    deals = opportunities(("a1", 100, "EUR"), is_won=[True], is_closed=[None])
    assert open_amounts(deals).is_empty()


@pytest.mark.parametrize(("link", "side"), [(("a9", "b1"), "Acme"), (("a1", "b9"), "Globex")])
def test_a_link_to_an_account_on_no_list_is_a_defect(link: tuple[str, str], side: str) -> None:
    with pytest.raises(WrongTable, match=side):
        find(matches(link))


def test_an_undeclared_population_is_a_defect() -> None:
    stray = account_list("Acme", {"a1": ["Partners"]})
    with pytest.raises(WrongTable, match="Partners"):
        side_of(stray)


def test_default_bands_are_the_sure_ones() -> None:
    assert COUNTED_BANDS == ("certain", "likely")
