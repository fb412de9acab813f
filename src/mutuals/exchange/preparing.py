"""From a list and a policy to one side's part of a run: who takes part, with which keys, and what travels with them.

What the policy hides takes no part: no key of it is blinded, so nothing can be learned of it, not even by counting.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from mutuals.accounts import AccountList
from mutuals.errors import BadInput
from mutuals.exchange.classes import Classes, classes_of
from mutuals.exchange.guards import guard_settings
from mutuals.exchange.payloads import payloads
from mutuals.exchange.plan import Plan, epoch_of
from mutuals.exchange.telling import Teller
from mutuals.normalise.fields import NormalisedList, normalise_accounts
from mutuals.normalise.match_keys import MATCH_KEY_KINDS, RECIPE, match_keys
from mutuals.psi.keys import EpochSecrets, OurSide
from mutuals.psi.terms import Learner, Mode, Role
from mutuals.sharing import Learns, SharingLevel, SharingPolicy, shared_accounts
from mutuals.sharing.levels import openness

COUNTED_KIND = "domain"
"""The kind of key that a run which only counts uses unless it is told otherwise: one an account, and telling."""


class OneLearns(BadInput):
    """The policy has one side learn, and the run is one that tells both sides the same. The person changes either."""


class NothingToShare(BadInput):
    """The policy hides every account from the partner, so there is nothing to run with. The person mends the policy."""


@dataclass(frozen=True)
class Prepared:
    """A part of a run with what its outputs need: the accounts that take part, normalised, in the order of the rows
    that a result names; `notes` are sentences on what a person should know of it."""

    plan: Plan
    account_list: AccountList
    normalised: NormalisedList
    notes: tuple[str, ...] = ()


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
    `NothingToShare`, `WrongFilter`, `WrongGuard`, `TooManyPopulations`.
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
    keys = match_keys(normalised).filter(pl.col("kind").is_in(list(chosen)))
    order = [population.name for population in part.populations]
    classes = classes_of(keys, shared["counted_in"], order) if mode is Mode.COUNTS else None
    guards, ids = guard_settings(policy.guards, where=policy.source), part.accounts["account_id"]
    teller = Teller(ids, shared, classes, int(guards["count_floor"]), both=learner is Learner.BOTH)
    plan = Plan(
        ids=ids,
        mode=mode,
        learner=learner,
        kinds=chosen,
        recipe=RECIPE,
        epoch=epoch_of(on),
        policy=policy.digest(),
        guards=guards,
        ours=_Side(part, shared, keys, classes).ours,
        tell=teller.tell,
        names=classes.names if classes is not None else (),
        incremental=incremental,
        threads=threads,
    )
    return Prepared(plan, part, normalised, classes.notes if classes is not None else ())


def learner_of(policy: SharingPolicy, *, partner: str, role: Role, mode: Mode) -> Learner:
    """Which side the policy has learn which accounts are common with `partner`, where we are of `role`.

    Raises `OneLearns` for a run that only counts and is to tell one side alone.
    """
    learns = policy.learns_with(partner)
    if learns is Learns.BOTH:
        return Learner.BOTH
    if mode is Mode.COUNTS:
        raise OneLearns(
            f"{policy.source} has learns = {learns.value!r} for {partner}, and a run that only counts tells both sides "
            'the same. Nothing was sent; run without --counts, or write learns = "both".'
        )
    return Learner(role.value if learns is Learns.US else role.other.value)


@dataclass(frozen=True)
class _Side:
    """What the protocol is given of our list."""

    account_list: AccountList
    shared: pl.DataFrame
    keys: pl.DataFrame
    classes: Classes | None

    def ours(self, secrets: EpochSecrets, kept: bytes | None) -> OurSide:
        """What the protocol needs of us."""
        if self.classes is not None:
            return OurSide(self.classes.keys, secrets, classes=self.classes.of)
        keys = self.keys.select("kind", pl.col("key").cast(pl.Binary), account="row")
        return OurSide(keys, secrets, payloads=payloads(self.account_list, self.shared, self.keys), kept=kept)
