"""The nearest of either side → candidate pairs, of all accounts or of those whose nearest changed."""

import numpy as np
from numpy.typing import NDArray

from mutuals.matching.candidates import MIN_SHARE, TOP
from mutuals.matching.incremental.counted import Index, distinct
from mutuals.matching.incremental.nearest import Nearest

Flags = NDArray[np.bool_]


def candidate_codes(forth: Nearest, back: Nearest, ours: Flags, theirs: Flags) -> Index:
    """Codes (row of ours × how many theirs are, + row of theirs), sorted, of the candidate pairs of which either
    account is flagged.

    A pair is a candidate where one is among the `TOP` nearest of the other, and its score reaches `MIN_SHARE` of the
    best that either of the two has.
    """
    size = len(back.other)
    row, other, score = _proposed(forth, ours, theirs)
    their_row, our_row, their_score = _proposed(back, theirs, ours)
    codes = np.concatenate([row * size + other, our_row * size + their_row])
    scores = np.concatenate([score, their_score])
    best = np.minimum(forth.best[np.concatenate([row, our_row])], back.best[np.concatenate([other, their_row])])
    return distinct(codes[scores >= MIN_SHARE * best])


def _proposed(nearest: Nearest, here: Flags, there: Flags) -> tuple[Index, Index, NDArray[np.float64]]:
    """Row, other row and score of every pair that one side proposes and in which either account is flagged."""
    other = nearest.other[:, :TOP]
    wanted = (other >= 0) & (here[:, None] | (there[np.maximum(other, 0)] if len(there) else False))
    row, rank = np.nonzero(wanted)
    return row, other[row, rank].astype(np.int64), nearest.score[row, rank]
