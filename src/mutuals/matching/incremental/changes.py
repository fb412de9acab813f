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
from mutuals.matching.incremental.counted import Index
from mutuals.matching.incremental.due import FullMapNeeded, misfit
from mutuals.matching.incremental.links import judged_codes, kept_judgements, link_table, with_counts, worth_keeping
from mutuals.matching.incremental.nearest import Direction, Nearest
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
        codes, source = self._pairs(forth, back, our_flags, their_flags, judged["code"].to_numpy())
        after, stale = self._weighed(codes, source)
        probability = compete(after.log_odds, contest_of_rows(self.after, codes // self.width, codes % self.width))
        kept = worth_keeping(
            probability, after.grouped, np.isin(codes, judged["code"].to_numpy()), self.rules, after.all_candidates
        )
        links = self._links(after, codes, kept, probability, stale, judged, verdicts)
        after = replace(
            after,
            forth=forth,
            back=back,
            links=links,
            judgements=self.judgements,
            sides=(self.after[0].mark, self.after[1].mark),
        )
        return _told(self.pair.links, after)

    def _verdicts_changed(self, judged: pl.DataFrame) -> Index:
        """Codes of the pairs on which people's judgement is another than it was."""
        before = judged_codes(self.pair.judgements, self.after)
        both = judged.join(before, on="code", how="full", coalesce=True, suffix="_before")
        changed = both.filter(pl.col("judgement").ne_missing(pl.col("judgement_before")))["code"].sort()
        return changed.to_numpy()

    def _pairs(
        self, forth: Nearest, back: Nearest, our_flags: Flags, their_flags: Flags, judged: Index
    ) -> tuple[Index, Index]:
        """Codes of the candidate pairs, sorted, and by pair its number before, -1 where it is new."""
        before, alive = self._codes_before()
        asked = self._flagged(before, our_flags, their_flags)
        found = candidate_codes(forth, back, our_flags, their_flags)
        found = np.union1d(found, judged[self._flagged(judged, our_flags, their_flags)])
        known = np.full(len(found), -1, np.int64)
        old, old_number = before[asked], alive[asked]
        if len(old):
            at = np.minimum(np.searchsorted(old, found), len(old) - 1)
            known = np.where(old[at] == found, old_number[at], -1)
        codes = np.concatenate([before[~asked], found])
        order = np.argsort(codes, kind="stable")
        return codes[order], np.concatenate([alive[~asked], known])[order]

    def _flagged(self, codes: Index, ours: Flags, theirs: Flags) -> Flags:
        """Which pairs have either account flagged."""
        return ours[codes // self.width] | theirs[codes % self.width] if len(codes) else np.zeros(0, bool)

    def _codes_before(self) -> tuple[Index, Index]:
        """Codes, in the rows after, of the pairs before whose accounts are both as they were; and their
        numbers."""
        ours, theirs = (
            side.moved[rows] for side, rows in zip(self.sides, (self.pair.ours, self.pair.theirs), strict=True)
        )
        alive = np.flatnonzero((ours >= 0) & (theirs >= 0))
        return ours[alive] * self.width + theirs[alive], alive

    def _weighed(self, codes: Index, source: Index) -> tuple[PairState, Flags]:
        """The state with these pairs, compared and weighed anew where need be; and for which pairs it was."""
        row, other = codes // self.width, codes % self.width
        counts = [one.recounted_rows(two) for one, two in (self.sides, self.sides[::-1])]
        stale = (source < 0) | (counts[0][row] & counts[1][other])
        taken = np.maximum(source, 0)
        levels = _gathered(self.pair.levels, taken)
        log_odds, grouped = _gathered(self.pair.log_odds, taken), _gathered(self.pair.grouped, taken)
        rows = np.flatnonzero(stale)
        fresh = compared(self.after, row[rows], other[rows], self.rules, threads=self.threads)
        levels[:, rows] = fresh
        log_odds[rows] = weigh(by_name(fresh), COMPARISONS, self.pair.learned, self.rules)[3]
        grouped[rows] = group(by_name(fresh))
        ours, theirs = row.astype(np.int32), other.astype(np.int32)
        return replace(self.pair, ours=ours, theirs=theirs, levels=levels, log_odds=log_odds, grouped=grouped), stale

    def _links(
        self,
        after: PairState,
        codes: Index,
        kept: Index,
        probability: NDArray[np.float64],
        stale: Flags,
        judged: pl.DataFrame,
        verdicts: Index,
    ) -> pl.DataFrame:
        """All links after: those that are as they were, and the others written anew."""
        ours, theirs = (
            side.moved[self.pair.links[name].to_numpy()]
            for side, name in zip(self.sides, ("ours", "theirs"), strict=True)
        )
        number = pl.DataFrame({"at": kept, "code": codes[kept], "now": probability[kept], "stale": stale[kept]})
        before = pl.DataFrame({"code": ours * self.width + theirs, "model": self.pair.links["model"]})
        before = before.with_row_index("link").filter(pl.Series((ours >= 0) & (theirs >= 0)))
        found = number.join(before, on="code", how="left", maintain_order="left")
        same = (pl.col("now") == pl.col("model")).fill_null(value=False) & ~pl.col("stale")
        same &= ~pl.col("code").is_in(pl.Series(verdicts).implode())
        as_before, anew = found.filter(same), found.filter(~same)["at"].to_numpy()
        old = self.pair.links[as_before["link"].to_numpy()].with_columns(
            ours=(as_before["code"] // self.width).cast(pl.Int32),
            theirs=(as_before["code"] % self.width).cast(pl.Int32),
        )
        new = link_table(
            self.after, codes[anew], after.levels[:, anew], probability[anew], judged, after.learned, self.rules
        )
        return with_counts(pl.concat([old, new]).sort("ours", "theirs"))


def _gathered(values: NDArray[Kind], at: Index) -> NDArray[Kind]:
    """`values` at these places of their last axis; zeros where there are no values at all."""
    if not values.shape[-1]:
        return np.zeros((*values.shape[:-1], len(at)), values.dtype)
    taken: NDArray[Kind] = np.take(values, at, axis=-1)
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
