"""Two sides after some of their accounts changed: the links as a full map with the same statistics would give them.

What was learned stays as it was. Only accounts that changed are looked for on the other side; only pairs that are new,
or in which something that is compared changed, are compared; rivals are set against each other anew.
"""

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.contest import compete
from mutuals.matching.incremental.candidate_pairs import candidate_codes
from mutuals.matching.incremental.counted import Index, distinct, in_sorted
from mutuals.matching.incremental.due import FullMapNeeded, misfit
from mutuals.matching.incremental.links import judged_codes, kept_judgements, link_table, with_counts, worth_keeping
from mutuals.matching.incremental.nearest import Direction
from mutuals.matching.incremental.pair import PairState
from mutuals.matching.incremental.side import SideState
from mutuals.matching.incremental.side_change import SideChange
from mutuals.matching.incremental.weighed import by_name, compared, contest_of_rows
from mutuals.matching.model import weigh
from mutuals.matching.relation import group
from mutuals.matching.rules import Rules, shipped_rules
from mutuals.matching.schema import MATCHES

Flags = NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.generic)
IDS = ["account_id", "partner_account_id"]


@dataclass(frozen=True)
class LinkChanges:
    """What became of the links: the state after, and the links `added`, `changed` (as they are now) and `removed` (as
    they were), each of shape `MATCHES`."""

    pair: PairState
    added: pl.DataFrame
    changed: pl.DataFrame
    removed: pl.DataFrame


def match_changes(
    pair: PairState,
    ours: SideChange,
    theirs: SideChange,
    *,
    rules: Rules | None = None,
    judgements: pl.DataFrame | None = None,
    threads: int = 1,
) -> LinkChanges:
    """The links after these changes of the two sides, with all `judgements` that count now.

    Probabilities are those of `match_sides` on the sides after, with the weights of `pair`. Raises `FullMapNeeded`
    where the changes do not start from the sides that `pair` was matched with, or the rules are others.
    """
    rules = rules or shipped_rules()
    reason = misfit(pair, ours, theirs, rules=rules)
    if reason:
        raise FullMapNeeded(reason)
    judgements = kept_judgements(judgements)
    if ours.nothing and theirs.nothing and judgements.equals(pair.judgements):
        return LinkChanges(pair, MATCHES.empty(), MATCHES.empty(), MATCHES.empty())
    return _Change(pair, (ours, theirs), rules, judgements, threads).made()


@dataclass(frozen=True)
class _Change:
    """One pair of sides on its way from one state to the next."""

    pair: PairState
    sides: tuple[SideChange, SideChange]
    rules: Rules
    judgements: pl.DataFrame
    threads: int

    @property
    def after(self) -> tuple[SideState, SideState]:
        return self.sides[0].after, self.sides[1].after

    @property
    def width(self) -> int:
        return max(self.sides[1].after.height, 1)

    def made(self) -> LinkChanges:
        """The state after, and what became of the links."""
        ours, theirs = self.sides
        forth, our_flags = Direction(ours, theirs, self.threads).renewed(self.pair.forth)
        back, their_flags = Direction(theirs, ours, self.threads).renewed(self.pair.back)
        judged = judged_codes(self.judgements, self.after)
        verdicts = self._verdicts_changed(judged)
        our_flags[verdicts // self.width] = True
        found = candidate_codes(forth, back, our_flags, their_flags)
        row, other, source = self._pairs(found, our_flags, their_flags, judged["code"].to_numpy())
        pair, stale = self._weighed(row, other, source)
        pair = replace(
            pair,
            forth=forth,
            back=back,
            judgements=self.judgements,
            sides=(self.after[0].mark, self.after[1].mark),
        )
        return _told(self.pair.links, self._linked(pair, stale, judged, verdicts))

    def _verdicts_changed(self, judged: pl.DataFrame) -> Index:
        """Codes of the pairs on which people's judgement is another than it was."""
        before = judged_codes(self.pair.judgements, self.after)
        both = judged.join(before, on="code", how="full", coalesce=True, suffix="_before")
        changed = both.filter(pl.col("judgement").ne_missing(pl.col("judgement_before")))["code"].sort()
        return changed.to_numpy()

    def _pairs(
        self, found: Index, our_flags: Flags, their_flags: Flags, judged: Index
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], Index]:
        """Rows of the candidate pairs after, sorted, and by pair its number before, -1 where it is new.

        Pairs of which an account is flagged are those `found`, and those judged; the others are as before.
        """
        ours, theirs = (
            side.moved.astype(np.int32)[rows]
            for side, rows in zip(self.sides, (self.pair.ours, self.pair.theirs), strict=True)
        )
        number = np.flatnonzero((ours >= 0) & (theirs >= 0))
        ours, theirs = ours[number], theirs[number]
        asked = our_flags[ours] | their_flags[theirs] if len(number) else np.zeros(0, bool)
        judged = judged[our_flags[judged // self.width] | their_flags[judged % self.width]] if len(judged) else judged
        found = distinct(np.concatenate([found, judged])) if len(judged) else found
        known = np.full(len(found), -1, np.int64)
        old = ours[asked].astype(np.int64) * self.width + theirs[asked]
        again = in_sorted(found, old)
        known[again] = number[asked][np.searchsorted(old, found[again])]
        ours, theirs, number = ours[~asked], theirs[~asked], number[~asked]
        at = np.searchsorted(ours.astype(np.int64) * self.width + theirs, found)
        return (
            np.insert(ours, at, (found // self.width).astype(np.int32)),
            np.insert(theirs, at, (found % self.width).astype(np.int32)),
            np.insert(number, at, known),
        )

    def _weighed(self, row: NDArray[np.int32], other: NDArray[np.int32], source: Index) -> tuple[PairState, Flags]:
        """The state with these pairs, compared and weighed anew where need be; and for which pairs it was."""
        counts = [one.recounted_rows(two) for one, two in (self.sides, self.sides[::-1])]
        stale = source < 0
        if len(row):
            stale |= counts[0][row] & counts[1][other]
        levels = _gathered(self.pair.levels, source)
        log_odds, grouped = _gathered(self.pair.log_odds, source), _gathered(self.pair.grouped, source)
        rows = np.flatnonzero(stale)
        ours, theirs = row[rows].astype(np.int64), other[rows].astype(np.int64)
        fresh = compared(self.after, ours, theirs, self.rules, threads=self.threads)
        levels[rows], named = fresh, by_name(fresh)
        log_odds[rows] = weigh(named, COMPARISONS, self.pair.learned, self.rules)[3]
        grouped[rows] = group(named)
        pair = replace(self.pair, ours=row, theirs=other, levels=levels, log_odds=log_odds, grouped=grouped)
        return pair, stale

    def _linked(self, pair: PairState, stale: Flags, judged: pl.DataFrame, verdicts: Index) -> PairState:
        """The state with its links: those that are as they were, and the others written anew."""
        ours, theirs = pair.ours.astype(np.int64), pair.theirs.astype(np.int64)
        probability = compete(pair.log_odds, contest_of_rows(self.after, ours, theirs))
        codes = ours * self.width + theirs
        with_verdict = np.zeros(len(codes), bool)
        with_verdict[np.searchsorted(codes, judged["code"].to_numpy())] = True
        kept = worth_keeping(probability, pair.grouped, with_verdict, self.rules, pair.all_candidates)
        codes, probability, stale = codes[kept], probability[kept], stale[kept]
        before, was = self._links_before()
        known = in_sorted(codes, before)
        at = np.searchsorted(before, codes[known])
        same = np.zeros(len(codes), bool)
        same[known] = was["model"].to_numpy()[at] == probability[known]
        same &= ~stale & ~in_sorted(codes, verdicts)
        new = link_table(
            self.after, codes[~same], pair.levels[kept[~same]], probability[~same], judged, pair.learned, self.rules
        )
        links = pl.concat([was[at[same[known]]], new]).sort("ours", "theirs")
        return replace(pair, links=with_counts(links))

    def _links_before(self) -> tuple[Index, pl.DataFrame]:
        """Codes, sorted, of the links before whose accounts are as they were, and these links, in the rows after."""
        links = self.pair.links
        ours, theirs = (
            side.moved[links[name].to_numpy()] for side, name in zip(self.sides, ("ours", "theirs"), strict=True)
        )
        there = np.flatnonzero((ours >= 0) & (theirs >= 0))
        rows = [pl.Series(name, rows[there], pl.Int32) for name, rows in (("ours", ours), ("theirs", theirs))]
        return ours[there] * self.width + theirs[there], links[there].with_columns(rows)


def _gathered(values: NDArray[Kind], source: Index) -> NDArray[Kind]:
    """The rows of `values` at these places; whatever where that is -1."""
    if not len(values):
        return np.zeros((len(source), *values.shape[1:]), values.dtype)
    taken: NDArray[Kind] = np.take(values, np.maximum(source, 0), axis=0)
    return taken


def _told(before: pl.DataFrame, after: PairState) -> LinkChanges:
    """What became of the links `before`."""
    now, was = (frame.select(MATCHES.names) for frame in (after.links, before))
    removed = was.join(now, on=IDS, how="anti")
    added = now.join(was, on=IDS, how="anti")
    others = [name for name in MATCHES.names if name not in IDS]
    both = now.join(was, on=IDS, how="inner", suffix="_before", maintain_order="left")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in others)
    return LinkChanges(after, added, both.filter(differs).select(MATCHES.names), removed)
