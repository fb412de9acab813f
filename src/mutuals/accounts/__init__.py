"""What one organization knows: the accounts table, populations and their filters."""

from mutuals.accounts.populations import AccountList, Population, PopulationKind
from mutuals.accounts.schema import ACCOUNTS, MEMBERS, OPPORTUNITIES
from mutuals.accounts.table import Column, Table, WrongTable

__all__ = [
    "ACCOUNTS",
    "MEMBERS",
    "OPPORTUNITIES",
    "AccountList",
    "Column",
    "Population",
    "PopulationKind",
    "Table",
    "WrongTable",
]
