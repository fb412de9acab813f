"""Matching kept between maps: after some accounts changed, only what they touch is looked at again.

1. `side_state` normalises one list: once, however many partners it is mapped with.
2. `match_sides` matches two of them in full, and learns the weights.
3. `change_side` puts changed accounts into a side; `match_changes` carries each pair of sides along.
4. `full_map_due` says when to learn anew, and why; `recounted` then counts a side anew without normalising it.

`write_side`, `read_side`, `write_pair` and `read_pair` keep the states in folders.
"""

from mutuals.matching.incremental.changes import LinkChanges, match_changes
from mutuals.matching.incremental.due import FullMapNeeded, full_map_due
from mutuals.matching.incremental.folder import UnusableState
from mutuals.matching.incremental.pair import PairState, match_sides
from mutuals.matching.incremental.side import SideState, recounted, side_state
from mutuals.matching.incremental.side_change import SideChange, change_side, differences, unchanged
from mutuals.matching.incremental.storing import read_pair, read_side, write_pair, write_side

__all__ = [
    "FullMapNeeded",
    "LinkChanges",
    "PairState",
    "SideChange",
    "SideState",
    "UnusableState",
    "change_side",
    "differences",
    "full_map_due",
    "match_changes",
    "match_sides",
    "read_pair",
    "read_side",
    "recounted",
    "side_state",
    "unchanged",
    "write_pair",
    "write_side",
]
