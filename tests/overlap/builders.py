"""Small maps to test with: lists, links and opportunities told in as few words as they need."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from mutuals.accounts import ACCOUNTS, MEMBERS, OPPORTUNITIES, AccountList, Population, PopulationKind
from mutuals.matching.schema import MATCHES

POPULATIONS = (
    Population("Customers", PopulationKind.CUSTOMERS, "Status is Customer."),
    Population("Deals", PopulationKind.OPEN_OPPORTUNITIES, "Status is Open."),
    Population("Prospects", PopulationKind.PROSPECTS, "Status is Prospect."),
)


def account_list(
    label: str,
    members: Mapping[str, Sequence[str]],
    populations: tuple[Population, ...] = POPULATIONS,
    **columns: Sequence[Any],
) -> AccountList:
    """A list whose accounts are the keys of `members`, each in the populations named by their first letter or whole."""
    names = {population.name[0]: population.name for population in populations}
    rows = [(account, names.get(name, name)) for account, inside in members.items() for name in inside]
    accounts = pl.DataFrame({"account_id": list(members), "name": [f"{label} {key}" for key in members], **columns})
    return AccountList(
        label,
        ACCOUNTS.conform(accounts.with_columns(pl.col("account_id").cast(pl.String))),
        pl.DataFrame(rows, schema=MEMBERS.schema, orient="row"),
        populations,
    )


def matches(*links: tuple[Any, ...]) -> pl.DataFrame:
    """MATCHES from (ours, theirs[, probability[, band[, level[, judgement]]]])."""
    rows = [
        {
            "account_id": ours,
            "partner_account_id": theirs,
            "probability": 0.99 if probability is None else probability,
            "band": band,
            "level": level,
            "evidence": "Name equal without legal form +9.1 · City differs −0.8",
            "judgement": judgement,
        }
        for ours, theirs, probability, band, level, judgement in (_six(link) for link in links)
    ]
    return MATCHES.conform(pl.DataFrame(rows, schema={name: MATCHES.schema[name] for name in MATCHES.names[:7]}))


def _six(link: tuple[Any, ...]) -> tuple[Any, ...]:
    ours, theirs, probability, band, level, judgement = (*link, None, None, None, None)[:6]
    return ours, theirs, probability, band or "certain", level or "entity", judgement


def opportunities(*deals: tuple[str, str | int | None, str | None], **columns: Sequence[Any]) -> pl.DataFrame:
    """Open OPPORTUNITIES from (account, amount, currency)."""
    frame = pl.DataFrame(
        {
            "opportunity_id": [f"O{place}" for place in range(len(deals))],
            "account_id": [account for account, _, _ in deals],
            "amount": [None if amount is None else Decimal(amount) for _, amount, _ in deals],
            "currency": [currency for _, _, currency in deals],
            "close_date": [date(2027, 1, 1 + place) for place in range(len(deals))],
            **columns,
        },
        schema_overrides={"account_id": pl.String, "amount": pl.Decimal(38, 2), "currency": pl.String},
    )
    return OPPORTUNITIES.conform(frame)
