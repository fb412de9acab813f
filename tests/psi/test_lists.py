"""What lists have in common, also where values begin alike."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mutuals.psi.lists import Matches, OwnList, PeerList, as_text, empty_own, match, no_matches, sorted_rows, within

# Few beginnings and few ends, zeros among them: many values that differ in their last bytes alone.
TAGS = st.lists(st.tuples(st.sampled_from([0, 1, 255]), st.sampled_from([0, 7, 256])), unique=True, max_size=9)


def rows(values: list[tuple[int, int]]) -> np.ndarray:
    return np.frombuffer(
        b"".join(first.to_bytes(8, "big") + last.to_bytes(8, "big") for first, last in values), dtype=np.uint8
    ).reshape(-1, 16)


@given(TAGS, TAGS)
def test_what_is_within_is_found_and_nothing_else(sought: list[tuple[int, int]], values: list[tuple[int, int]]) -> None:
    found = within(as_text(sorted_rows(rows(sought))), as_text(rows(values)))
    assert found.tolist() == [each in sought for each in values]


@given(TAGS, TAGS, st.data())
def test_matches_are_the_tags_in_common_of_those_that_count(
    ours: list[tuple[int, int]], theirs: list[tuple[int, int]], data: st.DataObject
) -> None:
    alive = data.draw(st.lists(st.booleans(), min_size=len(theirs), max_size=len(theirs)))
    own = OwnList(empty_own().keys, empty_own().points, np.empty(0, np.bool_), sorted_rows(rows(ours)))
    peer = PeerList(np.empty((len(theirs), 32), np.uint8), np.array(alive, np.bool_), rows(theirs))
    found, new = match(own, peer, no_matches())
    expected = sorted((tag, at) for at, tag in enumerate(theirs) if alive[at] and tag in ours)
    assert found.theirs.tolist() == [at for _, at in expected]
    assert new.tolist() == list(range(len(expected)))
    known = Matches(found.tags[1:], found.theirs[1:], np.arange(len(expected))[1:])
    again, fresh = match(own, peer, known)
    assert again.ours.tolist() == [-1, *range(1, len(expected))][: len(expected)]
    assert fresh.tolist() == [0][: len(expected)]
