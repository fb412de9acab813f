"""Both sides learn exactly what plain intersection would give, for lists of every shape."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.psi import Intersection, IntersectionSize, Learner, Role
from tests.psi.two import Accounts, Run, expected_links, parties, side, terms

KINDS = ("domain", "phone", "name")


def accounts(kinds: tuple[str, ...] = KINDS) -> st.SearchStrategy[list[dict[str, list[str]]]]:
    """Few distinct keys, so that accounts share them within a list and across; some accounts have none."""
    key = st.sampled_from("abcdefgh") | st.text(min_size=1, max_size=3)
    return st.lists(st.dictionaries(st.sampled_from(kinds), st.lists(key, max_size=3), max_size=3), max_size=8)


def learned(run: Run, role: Role) -> dict[tuple[int, int], list[str]]:
    """What a side learned, the partner's accounts told by their payloads."""
    result = (run.inviter if role is Role.INVITER else run.joiner).result
    assert isinstance(result, Intersection)
    found = {}
    for account, handle, kinds, payload in result.links.iter_rows():
        assert len(handle) == 8
        partner, number = payload.decode().split()
        assert partner == role.other.value
        assert (account, int(number)) not in found
        found[account, int(number)] = kinds
    return found


def check(ours: Accounts, theirs: Accounts, kinds: tuple[str, ...] = KINDS) -> Run:
    agreed = terms(*kinds)
    run = parties(agreed, side(Role.INVITER, ours), side(Role.JOINER, theirs)).go()
    assert run.inviter.done
    assert run.joiner.done
    assert learned(run, Role.INVITER) == expected_links(ours, theirs, kinds)
    assert learned(run, Role.JOINER) == expected_links(theirs, ours, kinds)
    for party, mine, others in ((run.inviter, ours, theirs), (run.joiner, theirs, ours)):
        assert party.result is not None
        for number, kind in enumerate(kinds):
            sets = [{key for account in each for key in account.get(kind, ())} for each in (mine, others)]
            assert party.result.tally.common[number] == len(sets[0] & sets[1])
            assert party.result.tally.ours[number] == len(sets[0])
            assert party.result.tally.theirs[number] == 64
    return run


@settings(max_examples=12, deadline=None)
@given(accounts(), accounts())
def test_overlaps_are_the_plain_intersection(ours: Accounts, theirs: Accounts) -> None:
    check(ours, theirs)


def test_nothing_in_common_and_nothing_at_all() -> None:
    check([{"domain": ["a"]}], [{"domain": ["b"]}])
    check([], [])
    check([{}], [{"domain": ["b"]}])


def test_everything_in_common() -> None:
    same = [{"domain": [f"{number}.example"], "phone": [str(number)]} for number in range(70)]
    run = parties(terms("domain", "phone"), side(Role.INVITER, same), side(Role.JOINER, same)).go()
    assert learned(run, Role.INVITER) == {(number, number): ["domain", "phone"] for number in range(70)}
    assert run.inviter.result.tally.theirs == (80, 80)


def test_the_same_bytes_of_two_kinds_do_not_meet() -> None:
    check([{"domain": ["a"]}], [{"phone": ["a"]}])


def test_a_pair_of_accounts_overlaps_once_however_many_keys_agree() -> None:
    run = check([{"domain": ["a", "b"], "name": ["x"]}], [{"domain": ["b", "a"], "name": ["x"]}])
    assert run.inviter.result.links.height == 1


def test_threads_change_nothing() -> None:
    many = [{"domain": [f"{number}.example"]} for number in range(1500)]
    some = [{"domain": [f"{number * 3}.example"]} for number in range(600)]
    one, two = (
        parties(terms(), side(Role.INVITER, many), side(Role.JOINER, some), threads=threads).go() for threads in (1, 2)
    )
    assert one.said == two.said
    assert learned(one, Role.INVITER) == {(number * 3, number): ["domain"] for number in range(500)}


def test_one_side_learns_its_matches_and_the_other_their_number() -> None:
    ours = [{"domain": ["a"]}, {"domain": ["b"]}, {"phone": ["1"], "domain": ["c"]}]
    theirs = [{"domain": ["c", "d"]}, {"phone": ["1"]}, {"domain": ["a"]}]
    for learner in (Learner.INVITER, Learner.JOINER):
        agreed = terms("domain", "phone", learner=learner)
        run = parties(agreed, side(Role.INVITER, ours), side(Role.JOINER, theirs)).go()
        knows, counts = (run.inviter, run.joiner) if learner is Learner.INVITER else (run.joiner, run.inviter)
        assert isinstance(knows.result, Intersection)
        assert isinstance(counts.result, IntersectionSize)
        assert counts.result.tally.common.tolist() == [2, 1]
        rows = knows.result.links.drop("handle", "payload").rows()
        if learner is Learner.INVITER:
            assert rows == [(0, ["domain"]), (2, ["domain", "phone"])]
        else:
            assert rows == [(0, ["domain"]), (1, ["phone"]), (2, ["domain"])]
        assert knows.result.links["payload"].null_count() == len(rows)
