"""Exclusions: accounts that are shared with nobody, whatever a level says (NDA customers, regulated, competitors).

An exclusion names accounts in the ways of `EXCLUSION_RULES`. A new way is a documented function and a line there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from mutuals.accounts.filters import Filter, passing
from mutuals.normalise.domains import domains as read_domains


@dataclass(frozen=True)
class Exclusion:
    """Accounts left out of everything, with the reason for it; an account is meant if any of the ways names it.

    `domains` are hosts in lower case (`as_host`), `where` names the place in the policy for errors.
    """

    reason: str
    account_ids: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    accounts: Filter | None = None
    where: str = field(default="the policy", compare=False)


def by_account_id(accounts: pl.DataFrame, exclusion: Exclusion, _on: date) -> pl.Series:
    """The account's own id is listed."""
    return accounts["account_id"].is_in(list(exclusion.account_ids))


def by_domain(accounts: pl.DataFrame, exclusion: Exclusion, _on: date) -> pl.Series:
    """The website, or any address written in that cell, is at the domain or below it."""
    if not exclusion.domains:
        return pl.repeat(value=False, n=accounts.height, eager=True)
    text = accounts["website"].cast(pl.String).str.to_lowercase()
    hosts = pl.DataFrame({"written": text.str.extract_all(_HOST), "read": read_domains(text)["host"]})
    each = (
        hosts.with_row_index("row")
        .select("row", host=pl.col("written").list.concat(pl.col("read")))
        .explode("host", empty_as_null=True)
        .drop_nulls("host")
        .unique()
    )
    rows = _at_or_below(each, exclusion.domains)
    return pl.int_range(accounts.height, dtype=pl.UInt32, eager=True).is_in(rows.implode())


def by_filter(accounts: pl.DataFrame, exclusion: Exclusion, on: date) -> pl.Series:
    """The account passes the filter."""
    if exclusion.accounts is None:
        return pl.repeat(value=False, n=accounts.height, eager=True)
    return passing(accounts, exclusion.accounts, now=on, where=exclusion.where)


EXCLUSION_RULES: dict[str, Callable[[pl.DataFrame, Exclusion, date], pl.Series]] = {
    "account_ids": by_account_id,
    "domains": by_domain,
    "all or any": by_filter,
}
"""How an exclusion names accounts in the policy file, and the rule that finds them."""

_HOST = r"[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+"


def as_host(domain: str) -> str | None:
    """The host of a domain or address as typed (https://www.Initech.example/ → initech.example), or None."""
    host = read_domains(pl.Series([domain], dtype=pl.String))["host"][0]
    return None if host is None else str(host)


def reasons(accounts: pl.DataFrame, exclusions: tuple[Exclusion, ...], *, on: date) -> pl.Series:
    """For each account the reason of the first exclusion that names it, or null. `on` is today, for filters in days.

    Raises `WrongFilter` where a filter asks for what the list does not have.
    """
    found = pl.Series("excluded", [None], dtype=pl.String).new_from_index(0, accounts.height)
    for exclusion in exclusions:
        named = pl.repeat(value=False, n=accounts.height, eager=True)
        for rule in EXCLUSION_RULES.values():
            named = named | rule(accounts, exclusion, on).fill_null(value=False)
        found = found.set(named & found.is_null(), exclusion.reason)
    return found


def _at_or_below(hosts: pl.DataFrame, listed: tuple[str, ...]) -> pl.Series:
    """The rows of `hosts` (row, host) whose host is a listed one or ends in a point and a listed one."""
    labels = hosts.with_columns(pl.col("host").str.split("."))
    deepest = max(host.count(".") + 1 for host in listed)
    return pl.concat(
        labels.filter(pl.col("host").list.tail(depth).list.join(".").is_in(list(listed)))["row"]
        for depth in range(1, deepest + 1)
    )
