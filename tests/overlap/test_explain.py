"""The sentences that say why numbers differ."""

from mutuals.overlap import AccountMap, greenfield_counts, map_overlaps
from tests.overlap.builders import account_list, matches, opportunities

OURS = account_list("Acme", {"a1": "CD", "a2": "D", "a3": ""})
THEIRS = account_list("Globex", {"b1": "P", "b2": "C", "b3": "C"})


def of(*links: tuple[object, ...], deals: tuple[tuple[str, int, str], ...] = ()) -> AccountMap:
    return map_overlaps(matches(*links), ours=OURS, theirs=THEIRS, opportunities=opportunities(*deals))


def test_nothing_in_common() -> None:
    assert of().why_counts_differ() == ("No account of Acme overlaps with one of Globex.",)


def test_one_to_one_numbers_agree() -> None:
    assert of(("a2", "b1")).why_counts_differ() == (
        "1 account of Acme and 1 account of Globex meet in 1 pair.",
        "Every account has one counterpart, so the three numbers agree.",
        "Each account of Acme stands in one cell, so here the cells add up to the total.",
    )


def test_several_counterparts_are_named_with_what_they_make() -> None:
    why = of(("a1", "b1"), ("a1", "b2"), ("a1", "b3"), ("a2", "b3")).why_counts_differ()
    assert why[0] == "2 accounts of Acme and 3 accounts of Globex meet in 4 pairs."
    assert why[1] == (
        "1 account of Acme has several counterparts at Globex (most: Acme a1, 3), "
        "which makes 2 pairs beyond one an account."
    )
    assert why[2] == (
        "1 account of Globex has several counterparts at Acme (most: Globex b3, 2), "
        "which makes 1 pair beyond one an account."
    )


def test_cells_and_money_that_do_not_add_up_are_explained() -> None:
    whole = of(("a1", "b1"), ("a1", "b2"), deals=(("a1", 100, "EUR"), ("a1", 5, "USD")))
    accounts, money, currencies = whole.why_counts_differ()[2:]
    assert "cells add up to 4 accounts of Acme, the total is 1" in accounts
    assert "adds up to 400 EUR and 20 USD, the total is 100 EUR and 5 USD" in money
    assert "(EUR, USD)" in currencies


def test_levels_can_be_switched_afterwards() -> None:
    whole = of(("a1", "b1"), ("a2", "b2", 0.9, "likely", "group"))
    assert whole.matrix.cell() == (1, 1, 1)
    assert whole.cells.at(("entity", "group")).cell() == (2, 2, 2)
    assert whole.why_counts_differ(("entity", "group"))[0].startswith("2 accounts of Acme")
    assert ("entity", "group") in whole.level_choices()
    assert whole.levels in whole.level_choices()


def test_links_that_do_not_count_are_tallied_too() -> None:
    whole = of(("a1", "b1"), ("a2", "b2", 0.4, "possible"), ("a3", "b3", 0.9, "certain", "entity", "rejected"))
    assert int(whole.links["links"].sum()) == 3
    assert whole.counted.height == 1


def test_opportunities_on_no_list_are_counted_apart() -> None:
    assert of(("a1", "b1"), deals=(("a1", 5, "EUR"), ("zz", 5, "EUR"), ("zz", 6, "USD"))).stray_opportunities == 2


def test_the_partners_greenfield_is_counted_and_not_listed() -> None:
    whole = of(("a1", "b2"))
    counts = greenfield_counts(whole.matrix, ours=whole.ours, theirs=whole.theirs)
    assert counts.equals(whole.greenfield.counts)
    theirs = {row[1]: row[2:] for row in counts.iter_rows() if row[0] == "theirs"}
    assert theirs == {"Customers": (2, 1, 1), "Deals": (0, 0, 0), "Prospects": (1, 0, 1), None: (3, 1, 2)}
    assert whole.greenfield.accounts["name"].to_list() == ["Acme a2", "Acme a3"]
    assert "Globex" not in str(whole.greenfield.accounts.to_dicts())
