"""When a full map is due again, and why."""

from mutuals.errors import BadInput
from mutuals.matching.incremental.pair import PairState, mark_of
from mutuals.matching.incremental.side_change import SideChange
from mutuals.matching.rules import Rules, shipped_rules

MOST_CHANGED = 0.1
"""Share of a list's accounts that may change, in sum, before weights and frequencies should be learned anew. On
labelled lists F1 stays within 0.001 of a full map up to here; at 0.2 it was 0.002 lower on one, at 0.4 0.005."""


class FullMapNeeded(BadInput):
    """What is kept of an earlier matching does not fit what is asked of it. The caller matches the two lists anew."""


def full_map_due(
    pair: PairState,
    ours: SideChange,
    theirs: SideChange,
    *,
    rules: Rules | None = None,
    most_changed: float = MOST_CHANGED,
) -> str | None:
    """Why the two lists should be matched anew rather than changed, in a sentence; None where they need not be."""
    reason = misfit(pair, ours, theirs, rules=rules)
    if reason:
        return reason
    for side, at, whose in ((ours, pair.learned_at[0], "our"), (theirs, pair.learned_at[1], "the partner's")):
        accounts, changed = side.after.statistics.accounts, side.after.changes - at
        if changed > most_changed * accounts:
            return (
                f"{changed:,} of {accounts:,} accounts on {whose} list changed since the weights were learned, more "
                f"than {most_changed:.0%}."
            )
    return None


def misfit(pair: PairState, ours: SideChange, theirs: SideChange, *, rules: Rules | None = None) -> str | None:
    """Why `pair` cannot be changed so at all, in a sentence; None where it can."""
    rules = rules or shipped_rules()
    if pair.rules != mark_of(rules):
        return "The match rules, or what they weigh, are others than those of the last map."
    for side, rows, statistics, whose in zip(
        (ours, theirs), pair.sides, pair.statistics, ("Our", "The partner's"), strict=True
    ):
        if side.before.statistics.mark != statistics:
            return f"{whose} list was counted anew since the last map."
        if side.before.mark != rows:
            return f"{whose} list is not that of the last map: changes are missing between the two."
        if side.before.stop_domains != rules.stop_domains:
            return f"{whose} list was prepared with other stop domains than the rules name."
    return None
