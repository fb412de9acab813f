"""A report to test the outputs with: three companies' worth of everything that a page can show."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from mutuals.accounts import AccountList
from mutuals.overlap import map_overlaps
from mutuals.report import REFUSED, RULES_USED, MapReport, map_report
from tests.overlap.builders import account_list, matches, opportunities

DIRTY = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http://evil.example")',
    "[bold red]boo[/bold red]",
    "\x1b[31mred\x1b[0m and _x0041_",
    "evil\u202egnp.exe",
    "株式会社ノースベール",
    "شركة المثال للتجارة",
    "{{ data }} & {{ script }}",
    "two\nlines\tand a tab",
    "Northvale " + "very " * 40 + "long GmbH",
)
"""Names that break outputs which trust them."""


def small_report() -> MapReport:
    """Four overlaps in three cells, two currencies, a group link, a possible link, refused rows and rules."""
    ours = account_list(
        "Acme",
        {"a1": "CD", "a2": "D", "a3": "P", "a4": "C", "a5": ""},
        owner_name=["Ada Moss", "Ben Ruiz", "Chloé Adam", None, None],
        city=["Leeds", "Lyon", None, "Leeds", None],
    )
    theirs = account_list("Globex", {"b1": "C", "b2": "C", "b3": "P", "b4": "C", "b5": "D"})
    links = matches(
        ("a1", "b1", 0.99, "certain"),
        ("a2", "b2", 0.8, "likely"),
        ("a2", "b3", 0.96, "certain", "subsidiary"),
        ("a3", "b4", 0.97, "certain"),
        ("a4", "b5", 0.95, "certain", "group"),
        ("a5", "b5", 0.4, "possible"),
    )
    deals = opportunities(("a1", 1000, "EUR"), ("a2", 250, "EUR"), ("a2", 40, "USD"), ("nowhere", 1, "EUR"))
    refused = pl.DataFrame(
        [("Acme", 17, "No name and no website: give the row one of them.", '=cmd|"/c calc"!A0')],
        schema=REFUSED.schema,
        orient="row",
    )
    rules = pl.DataFrame(
        [("bands", "certain", "0.95", "Links at or above this probability are certain.")],
        schema=RULES_USED.schema,
        orient="row",
    )
    return map_report(
        map_overlaps(links, ours=ours, theirs=theirs, opportunities=deals),
        refused=refused,
        rules=rules,
        notes=("Acme: one account is in no population.",),
        settings={"ours": "acme.csv"},
        made_on="22 November 2026",
    )


def dirty_report() -> MapReport:
    """Every name of `DIRTY` on both sides, and list names that are markup."""
    members = {f"=id{place}": "CDP"[place % 3] for place in range(len(DIRTY))}
    whole = map_overlaps(
        matches(*((key, key) for key in members)),
        ours=_named("<b>Acme</b> & Söhne", members, DIRTY),
        theirs=_named("Globex [red]", members, [*DIRTY[1:], DIRTY[0]]),
    )
    return map_report(whole, notes=DIRTY)


def _named(label: str, members: dict[str, str], names: Sequence[str]) -> AccountList:
    """A list whose accounts have the given names."""
    plain = account_list(label, members)
    return replace(plain, accounts=plain.accounts.with_columns(pl.Series("name", names)))


def many_overlaps(number: int) -> MapReport:
    """A report of `number` overlaps, each account with one counterpart."""
    members = {f"k{place:05d}": "CDP"[place % 3] for place in range(number)}
    return map_report(
        map_overlaps(
            matches(*((key, key) for key in members)),
            ours=account_list("Acme", members),
            theirs=account_list("Globex", dict(zip(members, [*list(members.values())[1:], "C"], strict=True))),
        )
    )


def empty_report() -> MapReport:
    """Two lists with nothing in common and no populations."""
    return map_report(
        map_overlaps(
            matches(), ours=account_list("Acme", {"a1": ""}, ()), theirs=account_list("Globex", {"b1": ""}, ())
        )
    )
