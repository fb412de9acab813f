"""The state of a pair of sides: what was learned from the two lists, each account's nearest, the pairs, the links."""

import json
from dataclasses import astuple, dataclass
from hashlib import sha256

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.contest import Contest, compete
from mutuals.matching.homonyms import expected_across
from mutuals.matching.incremental.candidate_pairs import candidate_codes
from mutuals.matching.incremental.counted import distinct, in_sorted
from mutuals.matching.incremental.links import judged_codes, kept_judgements, link_table, may_be_links, worth_keeping
from mutuals.matching.incremental.nearest import Nearest, nearest_of_all
from mutuals.matching.incremental.side import SideState
from mutuals.matching.incremental.weighed import LevelTable, by_name, compared, contest_of_rows
from mutuals.matching.match import Progress, best_first
from mutuals.matching.model import Learned, learn, weigh
from mutuals.matching.pairs import Levels
from mutuals.matching.relation import group
from mutuals.matching.rules import Rules, shipped_rules


@dataclass(frozen=True)
class PairState:
    """One matching of two sides, as it is kept between maps.

    `forth` and `back` are the nearest of our accounts and of theirs. By candidate pair, sorted by row of ours and of
    theirs: `ours` and `theirs`, the `log_odds` before rivals, and whether the two are `grouped` (of one group, unless
    the same). By pair that may be a link (`telling`): the levels of its comparisons (pairs × comparisons). `links` are
    the rows of `MATCHES` with `ours`, `theirs` and the probability that the `model` gives; `judgements` those that were
    laid over it.

    `sides` are the marks of the two sides that the rows are of, `statistics` those of what was counted in them, `rules`
    that of the rules. `learned_at` are the changes of each side by when the weights were learned.
    """

    learned: Learned
    forth: Nearest
    back: Nearest
    ours: NDArray[np.int32]
    theirs: NDArray[np.int32]
    levels: LevelTable
    log_odds: NDArray[np.float64]
    grouped: NDArray[np.bool_]
    links: pl.DataFrame
    judgements: pl.DataFrame
    all_candidates: bool
    sides: tuple[int, int]
    statistics: tuple[int, int]
    rules: str
    learned_at: tuple[int, int]

    @property
    def matches(self) -> pl.DataFrame:
        """The links, shape `MATCHES`, best first, as `match_accounts` gives them."""
        return best_first(self.links)


def mark_of(rules: Rules) -> str:
    """A text by which rules are known: rules that match differently have another one, and so have other comparisons."""
    tables = [
        {name: np.round(values, 6).tolist() for name, values in table.items()}
        for table in (rules.weights, rules.chance)
    ]
    numbers = [rules.prior, rules.name_cap, rules.homonym_density * 1e9, rules.group_cap, *astuple(rules.bands)]
    vetoes = {name: round(weight, 6) for name, weight in rules.vetoes.items()}
    pinned = {name: sorted(levels) for name, levels in rules.pinned.items() if levels}
    lists = [sorted(rules.stop_words), sorted(rules.stop_domains)]
    levels = {one.name: [level.name for level in one.levels] for one in COMPARISONS}
    said = [tables, [round(number, 6) for number in numbers], vetoes, pinned, lists, levels]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def match_sides(  # noqa: PLR0913  keyword-only, and each is one thing that the caller decides
    ours: SideState,
    theirs: SideState,
    *,
    rules: Rules | None = None,
    judgements: pl.DataFrame | None = None,
    all_candidates: bool = False,
    learned: Learned | None = None,
    threads: int = 1,
    progress: Progress | None = None,
) -> PairState:
    """Match two sides anew and learn the weights from them, or take those that were `learned` before.

    As `match_lists`, of sides that are normalised already; where several candidates score the same, others of them may
    be kept.
    """
    rules = rules or shipped_rules()
    tell = progress or (lambda _what, _share: None)
    sides = (ours, theirs)
    tell("Finding candidates", 0.0)
    forth, back = nearest_of_all(ours, theirs, threads=threads)
    judged = judged_codes(judgements, sides)
    codes = candidate_codes(forth, back, np.ones(ours.height, bool), np.ones(theirs.height, bool))
    codes = distinct(np.concatenate([codes, judged["code"].to_numpy()]))
    row, other = codes // max(theirs.height, 1), codes % max(theirs.height, 1)
    tell("Comparing candidates", 0.2)
    levels = compared(sides, row, other, rules, threads=threads)
    tell("Learning from these lists", 0.7)
    contest = contest_of_rows(sides, row, other)
    named = by_name(levels)
    learned = learned or _learned(sides, named, rules, contest)
    log_odds = weigh(named, COMPARISONS, learned, rules)[3]
    probability = compete(log_odds, contest)
    grouped = group(named)
    tell("Writing the evidence", 0.9)
    kept = worth_keeping(probability, grouped, in_sorted(codes, judged["code"].to_numpy()), rules, all_candidates)
    links = link_table(sides, codes[kept], levels[kept], probability[kept], judged, learned, rules)
    tell("Matched", 1.0)
    return PairState(
        learned=learned,
        forth=forth,
        back=back,
        ours=row.astype(np.int32),
        theirs=other.astype(np.int32),
        levels=levels[may_be_links(log_odds, grouped, rules)],
        log_odds=log_odds,
        grouped=grouped,
        links=links,
        judgements=kept_judgements(judgements),
        all_candidates=all_candidates,
        sides=(ours.mark, theirs.mark),
        statistics=(ours.statistics.mark, theirs.statistics.mark),
        rules=mark_of(rules),
        learned_at=(ours.changes, theirs.changes),
    )


def _learned(sides: tuple[SideState, SideState], levels: dict[str, Levels], rules: Rules, contest: Contest) -> Learned:
    """What these pairs of two sides teach; nothing where there are none."""
    if not len(next(iter(levels.values()))):
        return Learned.nothing(rules)
    return learn(levels, COMPARISONS, rules, contest, homonyms=_homonyms(sides, rules))


def _homonyms(sides: tuple[SideState, SideState], rules: Rules) -> NDArray[np.float64]:
    """Expected pairs of different companies with an equal name across two sides, as they were counted."""
    ours, theirs = (side.statistics for side in sides)
    return expected_across(ours.homonyms + theirs.homonyms, (ours.accounts, theirs.accounts), rules)
