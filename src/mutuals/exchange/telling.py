"""What a result means: what we learned, and what the partner did, for the ledger and for people."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.exchange.classes import Classes, read_names
from mutuals.exchange.floor import shown_counts
from mutuals.exchange.ledger_entry import Disclosure
from mutuals.exchange.payloads import received
from mutuals.exchange.plan import Told
from mutuals.psi.results import Intersection, IntersectionSize
from mutuals.sharing import SHAREABLE

ANY = "any of those shared"
"""What the ledger calls the accounts of a disclosure whose populations cannot be known here."""

ALL = "accounts"
"""What the ledger calls the count over all populations."""


@dataclass(frozen=True)
class Teller:
    """Says what a result means.

    `ids` are the account ids of the accounts that took part and `shared` what the policy lets the partner see of them
    (SHARED_ACCOUNTS), both by row; `classes` are those of a run that only counts; `both` is whether both sides learn.
    """

    ids: pl.Series
    shared: pl.DataFrame
    classes: Classes | None
    floor: int
    both: bool = True

    def tell(self, result: object, names: tuple[str, ...], stage: str) -> Told:
        """What `result` means, with the partner's `names` of its classes, once our messages brought about `stage`."""
        if isinstance(result, Intersection):
            return self._overlaps(result, stage) if self.both else self._ours_alone(result)
        if not isinstance(result, IntersectionSize):
            raise TypeError(f"{type(result).__name__} is no result of a run")
        return self._size(result, stage) if self.classes is None else self._counts(result, self.classes, names)

    def _overlaps(self, result: Intersection, stage: str) -> Told:
        """Overlaps that both know, with what each side learned of the other's populations."""
        got = received(result.links, self.ids)
        rows = result.links["account"].unique().sort()
        seen = self.shared[rows.to_list()]
        shown = [name for name in SHAREABLE if got.records[name].null_count() < got.records.height]
        learned = _by_population(got.records.select("populations"), tuple(shown))
        ours = seen.group_by("populations", "fields").len() if stage == "fields" else None
        opened = seen if stage in {"matches", "fields"} else seen.clear()
        disclosed = _by_population(opened.select("populations"), _all_fields(ours))
        counts: dict[str, int | None] = {"our accounts": len(rows), "their accounts": got.records.height}
        return Told(counts, learned, disclosed, frozenset(self.ids.gather(rows)), got)

    def _ours_alone(self, result: Intersection) -> Told:
        """Overlaps that we alone know: which of our accounts, and not with how many of the partner's; it has a count
        by kind of key, as we have."""
        rows = result.links["account"].unique()
        counts = {"our accounts": len(rows), **self._by_kind(result)}
        got = received(result.links, self.ids)
        nothing_more = (Disclosure(ANY, None),)
        return Told(counts, nothing_more, nothing_more, frozenset(self.ids.gather(rows)), got)

    def _size(self, result: IntersectionSize, stage: str) -> Told:
        """For the side that learns no more than how many: the partner knows which of its own, we not of whom."""
        disclosed = (Disclosure(ANY, None),) if stage in {"count", "matches", "fields"} else ()
        return Told(self._by_kind(result), (), disclosed)

    def _by_kind(self, result: Intersection | IntersectionSize) -> dict[str, int | None]:
        kinds = zip(result.tally.lists, result.tally.common.tolist(), strict=True)
        return {f"common keys: {kind}": (number if number >= self.floor else None) for kind, number in kinds}

    def _counts(self, result: IntersectionSize, classes: Classes, names: Sequence[str]) -> Told:
        """Counts by pair of populations, and totals; none that is below the floor or would tell one that is."""
        used = np.asarray(result.tally.ours) > 0  # in a class without a key of ours nothing can be counted
        common = np.asarray(result.tally.common)[used]
        populations, members = read_names(names, common.shape[1])
        ours, theirs = _with_total(classes.members[:, used]), _with_total(members)
        cells = ours.astype(np.int64) @ common @ theirs.astype(np.int64).T
        shown = shown_counts(common, ours, theirs, self.floor)
        values = [
            [n if show else None for n, show in zip(*each, strict=True)]
            for each in zip(cells.tolist(), shown, strict=True)
        ]
        counts: dict[str, int | None] = {
            f"{mine} × {other}": values[i][j]
            for i, mine in enumerate(classes.populations)
            for j, other in enumerate(populations)
        }
        counts[ALL] = values[-1][-1]
        learned = tuple(Disclosure(name, values[-1][j]) for j, name in enumerate(populations))
        disclosed = tuple(Disclosure(name, values[i][-1]) for i, name in enumerate(classes.populations))
        return Told(counts, learned, disclosed)


def _with_total(members: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """`members` and a last row that is of all classes."""
    return np.vstack([members, np.ones((1, members.shape[1]), dtype=np.bool_)])


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
