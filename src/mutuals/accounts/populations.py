"""Populations: named, filtered segments of an organization's accounts."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl


class PopulationKind(StrEnum):
    """What a population is for; the account mapping matrix and the plays are written in these words."""

    CUSTOMERS = "Customers"
    OPEN_OPPORTUNITIES = "Open opportunities"
    PROSPECTS = "Prospects"
    OTHER = "Other"


@dataclass(frozen=True)
class Population:
    """A named segment of accounts of one kind; `reason` says in a sentence how it came to be."""

    name: str
    kind: PopulationKind
    reason: str = ""


@dataclass(frozen=True)
class AccountList:
    """One organization's side of a map: its accounts, its populations and who is in which.

    `accounts` has the shape `ACCOUNTS`, `members` the shape `MEMBERS`; `populations` are in the order to show them.
    """

    label: str
    accounts: pl.DataFrame
    members: pl.DataFrame
    populations: tuple[Population, ...]
