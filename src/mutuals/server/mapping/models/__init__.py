"""The tables of accounts, populations, partnerships and maps: columns and constraints, no rules."""

from mutuals.server.mapping.models.accounts import Account, AccountList, Opportunity
from mutuals.server.mapping.models.imports import Import
from mutuals.server.mapping.models.partnerships import Partnership
from mutuals.server.mapping.models.populations import Population, PopulationMember

__all__ = [
    "Account",
    "AccountList",
    "Import",
    "Opportunity",
    "Partnership",
    "Population",
    "PopulationMember",
]
