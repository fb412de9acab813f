"""A million overlaps: the map of two whole lists stays a matter of seconds."""

import time

import numpy as np
import polars as pl
import pytest

from mutuals.accounts import ACCOUNTS, MEMBERS, AccountList
from mutuals.matching.schema import MATCHES
from mutuals.overlap import map_overlaps
from tests.overlap.builders import POPULATIONS

SIZE = 1_000_000
CPU_SECONDS = 12
"""Twice what it takes on a machine with other work to do; a quadratic step would take hours."""


def big_list(label: str, seed: int) -> AccountList:
    ids = pl.select(pl.format("{}-{}", pl.lit(label), pl.int_range(SIZE)).alias("account_id"))
    names = [population.name for population in POPULATIONS]
    inside = np.random.default_rng(seed).choice(names, SIZE)
    accounts = ACCOUNTS.conform(ids.with_columns(name="account_id"))
    return AccountList(label, accounts, MEMBERS.conform(ids.with_columns(population=pl.Series(inside))), POPULATIONS)


@pytest.mark.slow
def test_a_million_overlaps() -> None:
    ours, theirs = big_list("Acme", 1), big_list("Globex", 2)
    order = np.random.default_rng(3).permutation(SIZE)
    links = MATCHES.conform(
        pl.DataFrame(
            {
                "account_id": ours.accounts["account_id"],
                "partner_account_id": theirs.accounts["account_id"].gather(order),
                "probability": 0.97,
                "band": "certain",
                "level": "entity",
            }
        )
    )
    began = time.process_time()
    whole = map_overlaps(links, ours=ours, theirs=theirs)
    assert time.process_time() - began < CPU_SECONDS
    assert whole.matrix.cell() == (SIZE, SIZE, SIZE)
    assert int(whole.matrix.cells.head(9)["pairs"].sum()) == SIZE
