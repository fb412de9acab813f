"""The partner's side of a private map: an account list of the records that a run opened, and what to say of the run."""

from collections.abc import Sequence

import polars as pl

from mutuals.accounts import ACCOUNTS, MEMBERS, AccountList, Population, PopulationKind
from mutuals.exchange.ledger_entry import Disclosure
from mutuals.exchange.payloads import Received
from mutuals.matching.private import Seen
from mutuals.normalise.match_keys import MATCH_KEY_KINDS
from mutuals.sharing import SHAREABLE

UNTOLD = "Not told"
"""The population of the partner's accounts where it says of none what it is in."""


def partner_list(got: Received, *, partner: str) -> AccountList:
    """The records as a list of accounts in the populations that the partner tells; ids are its handles."""
    accounts = got.records.select(
        *(name for name in ACCOUNTS.names if name in SHAREABLE and name != "account_id"), account_id="handle"
    )
    each = got.records.select("handle", "populations", "population_kinds").explode("populations", "population_kinds")
    told = each.drop_nulls("populations")
    reason = f"{partner} says so"
    if told.is_empty():
        told = got.records.select(
            "handle", populations=pl.lit(UNTOLD), population_kinds=pl.lit(PopulationKind.OTHER.value)
        )
        reason = f"{partner} tells of no account what it is in"
    named = told.select("populations", "population_kinds").unique("populations").sort("population_kinds", "populations")
    populations = tuple(Population(name, PopulationKind(kind), reason) for name, kind in named.iter_rows())
    members = told.select(account_id="handle", population="populations").unique(maintain_order=True)
    return AccountList(partner, ACCOUNTS.conform(accounts), MEMBERS.conform(members), populations)


def seen_of(got: Received, account_list: AccountList, *, accounts: int) -> Seen:
    """What matching may know of the records; the partner has about `accounts` accounts."""
    kinds = got.records.select("record", kind="kinds").explode("kind").drop_nulls()
    texts = [column.name for column in ACCOUNTS.columns if column.dtype == pl.String]
    return Seen(
        kinds=kinds.filter(pl.col("kind").is_in(list(MATCH_KEY_KINDS))),
        records=account_list.accounts.select(texts).with_row_index("record"),
        accounts=accounts,
    )


def sentences(disclosed: Sequence[Disclosure], partner: str, *, reached: str) -> tuple[str, ...]:
    """What the partner learned, a sentence a population; `reached` names the last stage that our messages brought
    about."""
    return tuple(_sentence(one, partner, reached) for one in disclosed)


def _sentence(one: Disclosure, partner: str, reached: str) -> str:
    which = ", and not which" if reached == "count" else ""
    if one.accounts is not None:
        fields = f", with their {', '.join(one.fields)}" if one.fields else ""
        return (
            f"{partner} learned that {one.accounts:,} of ours in {one.population} are on its list, too{which}{fields}"
        )
    if which:
        return f"{partner} learned how many of ours in {one.population} are on its list, too{which}"
    return f"{partner} learned which of its accounts are on our list (of ours, {one.population}), and no field of ours"
