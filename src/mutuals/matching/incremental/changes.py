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
from mutuals.matching.incremental.links import (
    judged_codes,
    kept_judgements,
    link_table,
    may_be_links,
    with_counts,
    worth_keeping,
)
from mutuals.matching.incremental.nearest import Direction
from mutuals.matching.incremental.pair import PairState
from mutuals.matching.incremental.side import SideState
from mutuals.matching.incremental.side_change import SideChange
from mutuals.matching.incremental.weighed import LevelTable, by_name, compared, contest_of_rows
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
        touched = self._touched(pair, source, stale)
        return _told(self.pair.links, self._linked(pair, stale, touched, judged, verdicts))

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
        there = (ours >= 0) & (theirs >= 0)
        # Where an account is gone, -1 looks at the last one's flag, which `there` makes no difference.
        asked = our_flags[ours] | their_flags[theirs] if there.any() else ~there
        again, stays = np.flatnonzero(there & asked), np.flatnonzero(there & ~asked)
        judged = judged[our_flags[judged // self.width] | their_flags[judged % self.width]] if len(judged) else judged
        found = distinct(np.concatenate([found, judged])) if len(judged) else found
        known = np.full(len(found), -1, np.int64)
        old = ours[again].astype(np.int64) * self.width + theirs[again]
        met = in_sorted(found, old)
        known[met] = again[np.searchsorted(old, found[met])]
        ours, theirs = ours[stays], theirs[stays]
        at = np.searchsorted(ours.astype(np.int64) * self.width + theirs, found)
        return (
            np.insert(ours, at, (found // self.width).astype(np.int32)),
            np.insert(theirs, at, (found % self.width).astype(np.int32)),
            np.insert(stays, at, known),
        )

    def _weighed(self, row: NDArray[np.int32], other: NDArray[np.int32], source: Index) -> tuple[PairState, Flags]:
        """The state with these pairs, compared and weighed anew where need be; and for which pairs it was."""
        counts = [one.recounted_rows(two) for one, two in (self.sides, self.sides[::-1])]
        stale = source < 0
        if len(row):
            stale |= counts[0][row] & counts[1][other]
        log_odds, grouped = _gathered(self.pair.log_odds, source), _gathered(self.pair.grouped, source)
        rows = np.flatnonzero(stale)
        fresh = self._compared(row[rows], other[rows])
        named = by_name(fresh)
        log_odds[rows] = weigh(named, COMPARISONS, self.pair.learned, self.rules)[3]
        grouped[rows] = group(named)
        telling = may_be_links(log_odds, grouped, self.rules)
        was_telling = may_be_links(self.pair.log_odds, self.pair.grouped, self.rules)
        levels = np.zeros((len(telling), len(COMPARISONS)), np.uint8)
        anew = stale[telling]
        levels[anew] = fresh[np.searchsorted(rows, telling[anew])]
        levels[~anew] = self.pair.levels[np.searchsorted(was_telling, source[telling[~anew]])]
        pair = replace(self.pair, ours=row, theirs=other, levels=levels, log_odds=log_odds, grouped=grouped)
        return pair, stale

    def _compared(self, row: NDArray[np.int32], other: NDArray[np.int32]) -> LevelTable:
        ours, theirs = row.astype(np.int64), other.astype(np.int64)
        return compared(self.after, ours, theirs, self.rules, threads=self.threads)

    def _touched(self, pair: PairState, source: Index, stale: Flags) -> tuple[Flags, Flags]:
        """By row of either side after: whether a candidate of the account is new, compared anew, or gone."""
        gone = np.ones(len(self.pair.ours), bool)
        gone[source[source >= 0]] = False
        flags = []
        for side, rows, before in zip(
            self.sides, (pair.ours, pair.theirs), (self.pair.ours, self.pair.theirs), strict=True
        ):
            touched = np.zeros(side.after.height, bool)
            touched[rows[stale]] = True
            left = side.moved[before[gone]]
            touched[left[left >= 0]] = True
            flags.append(touched)
        return flags[0], flags[1]

    def _linked(
        self, pair: PairState, stale: Flags, touched: tuple[Flags, Flags], judged: pl.DataFrame, verdicts: Index
    ) -> PairState:
        """The state with its links: as before where nothing touched them or they came out the same, else anew."""
        telling = may_be_links(pair.log_odds, pair.grouped, self.rules)
        judged_rows, verdict_rows = (self._rows_of(pair, codes) for codes in (judged["code"].to_numpy(), verdicts))
        possible = distinct(np.concatenate([telling, judged_rows]))
        moved = touched[0][pair.ours[possible]] | touched[1][pair.theirs[possible]] | in_sorted(possible, verdict_rows)
        asked, as_before = possible[moved], possible[~moved]
        probability = self._probability(pair, asked)
        kept = worth_keeping(
            probability, pair.grouped[asked], in_sorted(asked, judged_rows), self.rules, pair.all_candidates
        )
        before, was = self._links_before()
        codes = self._codes(pair, asked)
        untouched = was.filter(in_sorted(before, self._codes(pair, as_before)))
        rows, codes, probability = asked[kept], codes[kept], probability[kept]
        known = in_sorted(codes, before)
        at = np.searchsorted(before, codes[known])
        same = np.zeros(len(codes), bool)
        same[known] = was["model"].to_numpy()[at] == probability[known]
        same &= ~stale[rows] & ~in_sorted(rows, verdict_rows)
        levels = self._levels(pair, rows[~same], telling)
        new = link_table(self.after, codes[~same], levels, probability[~same], judged, pair.learned, self.rules)
        links = pl.concat([untouched, was[at[same[known]]], new]).sort("ours", "theirs")
        return replace(pair, links=with_counts(links))

    def _probability(self, pair: PairState, asked: Index) -> NDArray[np.float64]:
        """The probability of these pairs, from all candidates of their accounts."""
        ours, theirs = (np.zeros(side.after.height, bool) for side in self.sides)
        ours[pair.ours[asked]], theirs[pair.theirs[asked]] = True, True
        rivals = np.flatnonzero(ours[pair.ours] | theirs[pair.theirs]) if len(pair.ours) else asked
        rows = pair.ours[rivals].astype(np.int64), pair.theirs[rivals].astype(np.int64)
        found = compete(pair.log_odds[rivals], contest_of_rows(self.after, *rows))
        return found[np.searchsorted(rivals, asked)]

    def _levels(self, pair: PairState, rows: Index, telling: Index) -> LevelTable:
        """The levels of these pairs: as they are kept, or compared for a link that is there by a judgement alone."""
        known = in_sorted(rows, telling)
        levels = np.zeros((len(rows), len(COMPARISONS)), np.uint8)
        levels[known] = pair.levels[np.searchsorted(telling, rows[known])]
        if not known.all():
            levels[~known] = self._compared(pair.ours[rows[~known]], pair.theirs[rows[~known]])
        return levels

    def _codes(self, pair: PairState, rows: Index) -> Index:
        return pair.ours[rows].astype(np.int64) * self.width + pair.theirs[rows]

    def _rows_of(self, pair: PairState, codes: Index) -> Index:
        """Which pairs have these sorted codes; codes of no pair are left out."""
        if not len(codes):
            return np.zeros(0, np.int64)
        every = self._codes(pair, np.arange(len(pair.ours)))
        return np.searchsorted(every, codes[in_sorted(codes, every)])

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
