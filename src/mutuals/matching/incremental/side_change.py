"""Accounts added, edited and deleted on one side: the state before → the state after, and which rows are new in it."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.accounts import ACCOUNTS
from mutuals.matching.incremental.counted import Counts, Hashes, Index, Postings, flat_ranges, hashes_of, key_hashes
from mutuals.matching.incremental.side import SideState, contents, group_hashes, prepared
from mutuals.matching.incremental.slicing import put_together, take_rows
from mutuals.normalise.fields import NormalisedList

COUNTED_FIELDS = ("domain", "phone")
"""Fields of which a comparison asks how many accounts share a value."""


@dataclass(frozen=True)
class SideChange:
    """One side before and after some accounts changed.

    `moved`: by row before, the row after, -1 for accounts deleted and edited; `source`: by row after, the row before,
    -1 for accounts added and edited (the fresh ones); `fresh_keys`: the keys of these, by row after.
    """

    before: SideState
    after: SideState
    moved: Index
    source: Index
    fresh_keys: Postings

    @property
    def nothing(self) -> bool:
        """Whether nothing changed."""
        return self.before is self.after

    @cached_property
    def fresh(self) -> NDArray[np.bool_]:
        """By row after: whether the account was added or edited."""
        return self.source < 0

    def recounted_rows(self, other: "SideChange") -> NDArray[np.bool_]:
        """By row after: whether the account has a domain or phone number of which the accounts that changed on either
        side had or have some, so that another number of accounts may share it now."""
        moved = np.unique(np.concatenate([self._counted_keys, other._counted_keys]))
        starts, lengths = self.after.postings.runs(moved)
        flags = np.zeros(self.after.height, bool)
        flags[self.after.postings.rows[flat_ranges(starts, lengths)]] = True
        return flags

    @cached_property
    def _counted_keys(self) -> Hashes:
        """The domains and phone numbers that accounts which changed had or have."""
        gone = self.before.normalised.fields[np.flatnonzero(self.moved < 0)]
        fresh = self.after.normalised.fields[np.flatnonzero(self.fresh)]
        values = [(name, frame[name].drop_nulls()) for name in COUNTED_FIELDS for frame in (gone, fresh)]
        return np.concatenate([key_hashes(hashes_of(texts), name) for name, texts in values])


def unchanged(side: SideState) -> SideChange:
    """No change of a side."""
    rows = np.arange(side.height)
    return SideChange(side, side, rows, rows, Postings(np.zeros(0, np.uint64), np.zeros(0, np.uint32)))


def change_side(
    side: SideState, changed: pl.DataFrame | None = None, deleted: pl.Series | list[str] | None = None
) -> SideChange:
    """Put accounts that were added or edited (`changed`, shape `ACCOUNTS`, one row an id) in the place of those of
    their ids, and take out those whose ids were `deleted`; ids that are not there are not missed.

    Accounts whose cells are as they were for all that matching looks at are no change. An id in both is deleted first.
    """
    changed = _really_changed(side, ACCOUNTS.empty() if changed is None else changed)
    ids = pl.Series("account_id", deleted if deleted is not None else [], dtype=pl.String)
    new_ids = changed["account_id"]
    leaving = side.account_ids.is_in(pl.concat([ids.rename("id"), new_ids.rename("id")]).implode()).to_numpy()
    if not leaving.any() and changed.is_empty():
        return unchanged(side)
    fresh, content = prepared(changed, side.stop_domains)
    moved, source, fresh_rows = _renumbered(side.account_ids, leaving, fresh.fields["account_id"])
    keys = Postings.of(fresh).numbered(fresh_rows)
    after = replace(
        side,
        normalised=_merged(side.normalised, fresh, source, fresh_rows),
        content=_filled(side.content, source, content, fresh_rows),
        group=_filled(side.group, source, group_hashes(fresh), fresh_rows),
        postings=side.postings.moved(moved, keys),
        changes=side.changes + _count(side.account_ids, leaving, new_ids),
    )
    return SideChange(side, after, moved, source, keys)


def differences(side: SideState, accounts: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """What is needed to turn `side` into the state of the whole list `accounts`: the accounts to change, and the ids
    to delete."""
    gone = side.account_ids.filter(~side.account_ids.is_in(accounts["account_id"].implode()))
    return _really_changed(side, accounts), gone


def _really_changed(side: SideState, accounts: pl.DataFrame) -> pl.DataFrame:
    """Those of `accounts` that are not in `side` just so."""
    accounts = ACCOUNTS.conform(accounts)
    known = pl.DataFrame({"account_id": side.account_ids, "content": side.content})
    known = known.filter(pl.col("account_id").is_in(accounts["account_id"].implode()))
    found = accounts.select("account_id", now=pl.Series(contents(accounts))).join(
        known, on="account_id", how="left", maintain_order="left"
    )
    return accounts.filter(found["content"].ne_missing(found["now"]))


def _renumbered(ids: pl.Series, leaving: NDArray[np.bool_], new: pl.Series) -> tuple[Index, Index, Index]:
    """`moved` and `source` of `SideChange`, and the row of each of the sorted `new` ids among those that stay."""
    staying = np.flatnonzero(~leaving)
    at = ids.gather(staying).search_sorted(new) if len(new) else pl.Series([], dtype=pl.UInt32)
    fresh_rows = at.to_numpy().astype(np.int64) + np.arange(len(new))
    source = np.full(len(staying) + len(new), -1, np.int64)
    old = np.ones(len(source), bool)
    old[fresh_rows] = False
    source[old] = staying
    moved = np.full(len(ids), -1, np.int64)
    moved[staying] = np.flatnonzero(old)
    return moved, source, fresh_rows


def _merged(before: NormalisedList, fresh: NormalisedList, source: Index, fresh_rows: Index) -> NormalisedList:
    rows = source.copy()
    rows[fresh_rows] = before.height + np.arange(fresh.height)
    return take_rows(put_together(before, fresh), rows)


def _filled(before: Hashes, source: Index, fresh: Hashes, fresh_rows: Index) -> Hashes:
    values = before[np.maximum(source, 0)] if len(before) else np.zeros(len(source), np.uint64)
    values[fresh_rows] = fresh
    return values


def _count(ids: pl.Series, leaving: NDArray[np.bool_], new: pl.Series) -> int:
    """How many accounts changed: an edited one counts once."""
    added = len(new) - int(new.is_in(ids.implode()).sum())
    return int(leaving.sum()) + added


def counts_of_values(sides: tuple[SideState, SideState], name: str, values: pl.Series) -> Index:
    """How many accounts of both sides have each of `values` of a field of `COUNTED_FIELDS`."""
    keys = key_hashes(hashes_of(values), name)
    total: Index = sum((side.postings.runs(keys)[1] for side in sides), np.zeros(len(values), np.int64))
    return total


def words_in(sides: tuple[SideState, SideState], words: pl.Series) -> Index:
    """How often each of `words` occurred on both sides when they were counted."""
    hashed = hashes_of(words)
    counts: list[Counts] = [side.statistics.words for side in sides]
    total: Index = sum((each.of(hashed) for each in counts), np.zeros(len(words), np.int64))
    return total
