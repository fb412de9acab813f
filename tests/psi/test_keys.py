"""What a party can bring: tables of keys in shape, within the cap, with payloads that fit."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from mutuals.psi import Mode, OurSide, Party, Role, TermsDiffer, UnusableKeys, UnusableTerms
from mutuals.psi.messages import Hello
from tests.psi.two import go_on, parties, secrets, side, table, terms

ONE = table([{"domain": ["acme.example"]}])


def ours(keys: pl.DataFrame, **given: object) -> OurSide:
    return replace(OurSide(keys, secrets(Role.INVITER)), **given)


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (ONE.drop("account"), "no column 'account'"),
        (ONE.with_columns(account=pl.lit("first")), "another type"),
        (ONE.with_columns(key=pl.lit(None, pl.Binary)), "missing"),
        (ONE.with_columns(key=pl.lit(b"")), "has not 1 to 1024 bytes"),
        (ONE.with_columns(key=pl.lit(b"x" * 1025)), "has not 1 to 1024 bytes"),
        (ONE.with_columns(kind=pl.lit("fax")), "'fax' are not in the terms"),
    ],
)
def test_tables_out_of_shape_are_refused(keys: pl.DataFrame, says: str) -> None:
    with pytest.raises(UnusableKeys, match=says):
        Party(Role.INVITER, terms(), ours(keys), go_on)


def test_text_is_taken_as_utf8_and_twice_the_same_is_once() -> None:
    text = pl.concat([ONE, ONE]).with_columns(pl.col("key").cast(pl.String))
    run = parties(terms(), ours(text), side(Role.JOINER, [{"domain": ["acme.example"]}])).go()
    assert run.joiner.result.tally.common.tolist() == [1]
    assert run.inviter.result.tally.ours == (1,)


def test_a_list_above_the_cap_is_refused_on_both_sides() -> None:
    many = [{"domain": [str(number)]} for number in range(100)]
    for mode in Mode:
        capped = replace(terms(mode=mode), inviter_cap=99)
        with pytest.raises(UnusableKeys, match=r"100 keys of kind 'domain' are more than the terms allow \(99\)"):
            Party(Role.INVITER, capped, side(Role.INVITER, many, classes=[number % 3 for number in range(100)]), go_on)
    joiner = Party(Role.JOINER, replace(terms(mode=Mode.COUNTS), inviter_cap=99), side(Role.JOINER, []), go_on)
    hello = Party(Role.INVITER, replace(terms(mode=Mode.COUNTS), inviter_cap=99), side(Role.INVITER, []), go_on)
    greeting = Hello.decode(hello.step(None))
    with pytest.raises(TermsDiffer, match="announces 448 keys in all"):
        joiner.step(replace(greeting, sizes=np.array([112, 112, 112, 112], np.uint32)).encode())


def test_payloads_must_be_there_and_fit() -> None:
    theirs = side(Role.JOINER, [{"domain": ["acme.example"]}])
    for payloads, says in (([], "no payload"), ({7: b""}, "no payload"), ([bytes(65_537)], "more than 65536 bytes")):
        with pytest.raises(UnusableKeys, match=says):
            parties(terms(), ours(ONE, payloads=payloads), theirs).go()
    for payloads in (None, {0: b"by number"}, [bytes(65_536)]):
        run = parties(terms(), ours(ONE, payloads=payloads), theirs).go()
        assert run.joiner.result.links["payload"].to_list() == [payloads[0] if payloads else b""]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"partnership": b""}, "16 bytes"),
        ({"epoch": -1}, "32 bits"),
        ({"kinds": ()}, "1 to 64 key kinds"),
        ({"kinds": ("a", "a")}, "named twice"),
        ({"kinds": ("",)}, "1 to 32 bytes"),
        ({"mode": Mode.COUNTS, "kinds": ("a", "b")}, "one key kind"),
        ({"inviter_cap": 0}, "a cap is"),
    ],
)
def test_terms_that_contradict_themselves_are_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(UnusableTerms, match=says):
        replace(terms(), **change)


def test_progress_is_told_to_the_last_item() -> None:
    told: list[tuple[str, int, int]] = []
    many = [{"domain": [str(number)]} for number in range(100)]
    party = Party(Role.INVITER, terms(), side(Role.INVITER, many), go_on, progress=lambda *said: told.append(said))
    other = parties(terms(), side(Role.INVITER, many), side(Role.JOINER, many))
    other.inviter = party
    other.go()
    assert told == [("blinding", 100, 100), ("re-blinding", 112, 112)]
