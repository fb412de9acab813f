"""From a list and a policy to one side's part of a run: who takes part, with which keys, and what travels with them.

What the policy hides takes no part: no key of it is blinded, so nothing can be learned of it, not even by counting.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from mutuals.accounts import AccountList
from mutuals.errors import BadInput
from mutuals.exchange.guards import guard_settings
from mutuals.exchange.ledger_entry import Disclosure
from mutuals.exchange.payloads import payloads, received
from mutuals.exchange.plan import Plan, Told, epoch_of
from mutuals.normalise.fields import NormalisedList, normalise_accounts
from mutuals.normalise.match_keys import MATCH_KEY_KINDS, RECIPE, match_keys
from mutuals.psi.keys import EpochSecrets, OurSide
from mutuals.psi.results import Intersection, IntersectionSize
from mutuals.psi.terms import Learner, Mode
from mutuals.sharing import SHAREABLE, SharingLevel, SharingPolicy, shared_accounts
from mutuals.sharing.levels import openness

COUNTED_KIND = "domain"
"""The kind of key that a run which only counts uses unless it is told otherwise: one an account, and telling."""

ANY = "any of those shared"
"""What the ledger calls the accounts of a disclosure whose populations cannot be known here."""


class NothingToShare(BadInput):
    """The policy hides every account from the partner, so there is nothing to run with. The person mends the policy."""


@dataclass(frozen=True)
class Prepared:
    """A part of a run with what its outputs need: the accounts that take part, normalised, in the order of the rows
    that a result names."""

    plan: Plan
    account_list: AccountList
    normalised: NormalisedList


def prepare(  # noqa: PLR0913  keyword-only, and each is one thing that a person decides
    account_list: AccountList,
    policy: SharingPolicy,
    *,
    partner: str,
    on: date,
    mode: Mode = Mode.OVERLAPS,
    learner: Learner = Learner.BOTH,
    kinds: Collection[str] = (),
    incremental: bool = False,
    threads: int = 1,
) -> Prepared:
    """Our part of a run with `partner` on the day `on`.

    `kinds` are names in `MATCH_KEY_KINDS`; none means all of them, or `COUNTED_KIND` where the run only counts. Raises
    `NothingToShare`, `WrongFilter`, `WrongGuard`.
    """
    chosen = tuple(kinds) or (tuple(MATCH_KEY_KINDS) if mode is Mode.OVERLAPS else (COUNTED_KIND,))
    shared = shared_accounts(account_list, policy, partner=partner, on=on)
    least = SharingLevel.OVERLAPS if mode is Mode.OVERLAPS else SharingLevel.COUNTS
    taking = shared["level"].to_physical() >= openness(least)
    if not taking.any():
        raise NothingToShare(
            f"{policy.source} shows no account to {partner} at the level {least.value!r} or above; nothing was sent."
        )
    part = replace(account_list, accounts=account_list.accounts.filter(taking))
    part = replace(part, members=part.members.filter(pl.col("account_id").is_in(part.accounts["account_id"].implode())))
    shared, normalised = shared.filter(taking), normalise_accounts(part.accounts)
    side = _Side(part, shared, match_keys(normalised).filter(pl.col("kind").is_in(list(chosen))), mode)
    guards = guard_settings(policy.guards, where=policy.source)
    plan = Plan(
        size=part.accounts.height,
        mode=mode,
        learner=learner,
        kinds=chosen,
        recipe=RECIPE,
        epoch=epoch_of(on),
        policy=policy.digest(),
        guards=guards,
        ours=side.ours,
        tell=lambda result, names, stage: side.tell(result, names, stage, int(guards["count_floor"])),
        names=side.classes,
        incremental=incremental,
        threads=threads,
    )
    return Prepared(plan, part, normalised)


@dataclass(frozen=True)
class _Side:
    """What a plan's two functions need."""

    account_list: AccountList
    shared: pl.DataFrame
    keys: pl.DataFrame
    mode: Mode

    @property
    def classes(self) -> tuple[str, ...]:
        """Population classes of a run that only counts: an account is in the first of its populations."""
        if self.mode is Mode.OVERLAPS:
            return ()
        return tuple(self._first().unique(maintain_order=True).sort())

    def _first(self) -> pl.Series:
        return self.shared["counted_in"].list.first()

    def ours(self, secrets: EpochSecrets, kept: bytes | None) -> OurSide:
        """What the protocol needs of us."""
        keys = self.keys.select("kind", "key", account="row")
        keys = keys.with_columns(pl.col("key").cast(pl.Binary))
        if self.mode is Mode.COUNTS:
            one = keys.unique("account", keep="first", maintain_order=True)
            number = {name: place for place, name in enumerate(self.classes)}
            classes = self._first().replace_strict(number, return_dtype=pl.UInt8).to_numpy()
            return OurSide(one, secrets, classes=classes)
        travelling = payloads(self.account_list, self.shared, self.keys)
        return OurSide(keys, secrets, payloads=travelling, kept=kept)

    def tell(self, result: Any, names: tuple[str, ...], stage: str, floor: int) -> Told:
        """What a result means."""
        if isinstance(result, Intersection):
            return self._told_overlaps(result, stage)
        if self.mode is Mode.COUNTS:
            return _told_counts(result, self.classes, names, floor)
        return _told_size(result, stage, floor)

    def _told_overlaps(self, result: Intersection, stage: str) -> Told:
        """Overlaps, with what each side learned of the other's populations."""
        got = received(result.links)
        rows = result.links["account"].unique().sort()
        seen = self.shared[rows.to_list()]
        accounts = self.account_list.accounts["account_id"][rows.to_list()]
        shown = [name for name in SHAREABLE if got.records[name].null_count() < got.records.height]
        learned = _by_population(got.records.select("populations"), tuple(shown))
        ours = seen.group_by("populations", "fields").len() if stage == "fields" else None
        opened = seen if stage in {"matches", "fields"} else seen.clear()
        disclosed = _by_population(opened.select("populations"), _all_fields(ours))
        counts: dict[str, int | None] = {"our accounts": len(rows), "their accounts": got.records.height}
        return Told(counts, learned, disclosed, frozenset(accounts), got)


def _all_fields(seen: pl.DataFrame | None) -> tuple[str, ...]:
    return () if seen is None else tuple(seen["fields"].explode().drop_nulls().unique().sort())


def _by_population(each: pl.DataFrame, fields: tuple[str, ...]) -> tuple[Disclosure, ...]:
    """One disclosure a population, from a column `populations` of lists."""
    counted = (
        each.explode("populations", empty_as_null=True)
        .group_by(pl.col("populations").fill_null(ANY))
        .len()
        .sort("populations")
    )
    return tuple(Disclosure(name, number, fields) for name, number in counted.rows())


def _told_size(result: IntersectionSize, stage: str, floor: int) -> Told:
    """For the side that learns no more than how many: the partner may know which, and we cannot say of whom."""
    most = int(result.tally.common.max(initial=0))
    shown = most if most >= floor else None
    disclosed = (Disclosure(ANY, shown),) if stage in {"matches", "fields"} else ()
    kinds = zip(result.tally.lists, result.tally.common.tolist(), strict=True)
    counts = {f"common keys: {kind}": (number if number >= floor else None) for kind, number in kinds}
    return Told(counts, (), disclosed)


def _told_counts(result: IntersectionSize, ours: tuple[str, ...], theirs: tuple[str, ...], floor: int) -> Told:
    """Counts by pair of populations; those below the floor are not shown, nor a total that would give them away."""
    common = np.asarray(result.tally.common)
    theirs = (*theirs, *(f"population {n + 1}" for n in range(len(theirs), common.shape[1])))
    cells = {
        f"{mine} × {other}": int(common[i, j])
        for i, mine in enumerate(ours)
        for j, other in enumerate(theirs[: common.shape[1]])
    }
    counts: dict[str, int | None] = {name: (count if count >= floor else None) for name, count in cells.items()}
    counts["accounts"] = _safe_sum(list(cells.values()), floor)
    learned = tuple(
        Disclosure(name, _safe_sum(common[:, j].tolist(), floor)) for j, name in enumerate(theirs[: common.shape[1]])
    )
    disclosed = tuple(Disclosure(name, _safe_sum(common[i].tolist(), floor)) for i, name in enumerate(ours))
    return Told(counts, learned, disclosed)


def _safe_sum(cells: list[int], floor: int) -> int | None:
    """The sum, unless it is small or would tell what the cells that are not shown come to."""
    unseen = [count for count in cells if count < floor]
    total = sum(cells)
    return total if total >= floor and (not unseen or sum(unseen) >= floor) else None
