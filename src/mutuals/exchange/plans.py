"""Plans of runs from offers: what a run is asked for, and what its result means in the words of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from mutuals.exchange.guards import guard_settings
from mutuals.exchange.ledger_entry import Disclosure
from mutuals.exchange.offer import AND, Offer
from mutuals.exchange.plan import Plan, Told, epoch_of
from mutuals.exchange.records import read_records
from mutuals.normalise.match_keys import RECIPE
from mutuals.psi.results import Intersection, IntersectionSize, Tally
from mutuals.psi.terms import Learner, Mode, bucket
from mutuals.sharing import SHAREABLE, SharingPolicy

CELLS = {"ours": pl.String, "theirs": pl.String, "accounts": pl.UInt32}
"""One row is a pair of populations and how many accounts are in both; null where that may not be shown."""


@dataclass(frozen=True)
class Meaning:
    """What the results of one side's runs mean: the offer they were made from, and the least count that is shown where
    a run only counts (one that learns overlaps shows which they are)."""

    offer: Offer
    partner: str
    floor: int

    def told(self, result: Any, names: tuple[str, ...], stage: str) -> Told:
        """`result` in the words of the ledger; `names` are the partner's classes, `stage` how far ours reached."""
        if isinstance(result, Intersection):
            return self._overlaps(result, stage)
        return self._counts(result, names, stage)

    def _overlaps(self, result: Intersection, stage: str) -> Told:
        rows = result.links["account"].unique().sort()
        records = read_records(result.links, partner=self.partner, accounts=max(result.tally.theirs, default=0))
        theirs = records.account_list
        fields = tuple(name for name in SHAREABLE if theirs.accounts[name].null_count() < theirs.accounts.height)
        learned = tuple(
            Disclosure(name, count, fields)
            for name, count in theirs.members["population"].value_counts(sort=True).iter_rows()
        )
        matched = frozenset(self.offer.accounts["account_id"].gather(rows).to_list())
        disclosed = self._disclosed(rows, fields=stage == "fields")
        return Told({"accounts in common": len(rows)}, learned, disclosed, matched)

    def _counts(self, result: IntersectionSize, names: tuple[str, ...], stage: str) -> Told:
        if self.offer.classes is None:
            most = int(result.tally.common.max(initial=0))
            return Told({"keys in common": self._shown(most)}, (), self._everything(stage))
        table = self.cells(result.tally, names)
        counts = {f"{ours} × {theirs}": count for ours, theirs, count in table.iter_rows()}
        return Told(counts, (), self._everything(stage))

    def cells(self, tally: Tally, names: tuple[str, ...]) -> pl.DataFrame:
        """Accounts in common by population of ours and of the partner's, shape `CELLS`, from counts by class."""
        common = tally.common
        classes = pl.DataFrame(
            {
                "ours": [self.offer.names[i] for i in range(common.shape[0]) for _ in range(common.shape[1])],
                "theirs": [names[j] for _ in range(common.shape[0]) for j in range(common.shape[1])],
                "accounts": common.ravel(),
            }
        )
        split = (pl.col(side).str.split(AND) for side in ("ours", "theirs"))
        each = classes.with_columns(*split).explode("ours").explode("theirs")
        cells = each.group_by("ours", "theirs").agg(pl.col("accounts").sum()).sort("ours", "theirs")
        shown = pl.when(pl.col("accounts") >= self.floor).then("accounts").cast(pl.UInt32)
        return cells.select("ours", "theirs", shown.alias("accounts"))

    def _disclosed(self, rows: pl.Series, *, fields: bool) -> tuple[Disclosure, ...]:
        """What the partner may know of the accounts of ours in `rows`, by population."""
        told = {"population": self.offer.populations, "field": self.offer.fields}
        table = pl.DataFrame({name: column.gather(rows) for name, column in told.items()})
        each = table.with_row_index("row").explode("population").drop_nulls("population")
        found = each.group_by("population").agg(
            pl.col("row").n_unique(), pl.col("field").explode().drop_nulls().unique().sort()
        )
        return tuple(
            Disclosure(name, count, tuple(names) if fields else ())
            for name, count, names in found.sort("population").iter_rows()
        )

    def _everything(self, stage: str) -> tuple[Disclosure, ...]:
        """Counts of every population that takes part, once tags have left."""
        if stage in {"nothing", "sizes"}:
            return ()
        names = self.offer.populations.explode().drop_nulls().unique().sort().to_list()
        return tuple(Disclosure(name, None) for name in names)

    def _shown(self, count: int) -> int | None:
        return count if count >= self.floor else None


def plan_of(
    offer: Offer,
    policy: SharingPolicy,
    *,
    partner: str,
    on: date,
    learner: Learner = Learner.BOTH,
    incremental: bool = False,
    threads: int = 1,
) -> Plan:
    """The plan of a run with `offer`. Raises `WrongGuard`."""
    settings = guard_settings(policy.guards, where=policy.source)
    meaning = Meaning(offer, partner, int(settings["count_floor"]))
    return Plan(
        size=offer.accounts.height,
        mode=Mode.OVERLAPS if offer.classes is None else Mode.COUNTS,
        learner=learner,
        kinds=offer.kinds,
        recipe=RECIPE,
        epoch=epoch_of(on),
        policy=policy.digest(),
        guards=settings,
        ours=offer.ours,
        tell=meaning.told,
        names=offer.names,
        incremental=incremental,
        threads=threads,
    )


def sentences(disclosed: Sequence[Disclosure], partner: str) -> tuple[str, ...]:
    """What the partner learned, a sentence a population."""
    return tuple(
        f"{partner} learned how many of ours in {one.population} are on its list, too, and not which"
        if one.accounts is None
        else f"{partner} learned that {one.accounts:,} of ours in {one.population} are on its list, too"
        + (f", with their {', '.join(one.fields)}" if one.fields else "")
        for one in disclosed
    )


def announced(accounts: int) -> int:
    """The size of a list as the partner is told it: rounded up to its bucket."""
    return bucket(accounts)
