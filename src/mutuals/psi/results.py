"""What a run gives: what the gate is asked, and what a party has learned at the end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.psi.terms import Mode, Role

LINK_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "account": pl.UInt32,
    "handle": pl.Binary,
    "kinds": pl.List(pl.String),
    "payload": pl.Binary,
}
"""One row is one of our accounts and one of the partner's with at least one key in common: our row number, the
partner's handle (8 bytes, the same within an epoch), the kinds of their common keys in the order of the terms, and
what the partner says of its account."""


@dataclass(frozen=True)
class Tally:
    """What both sides know once tags are exchanged, and all that the gate may judge by.

    `lists` names our lists (key kinds, or population classes), `ours` counts our distinct keys in each, `theirs` are
    the lengths of the partner's lists, each up to a bucket, and `arrived` how much of each came in this run. `common`
    counts common keys: one a kind, shape (kinds,), or, where the run only counts, one a pair of classes, shape (ours,
    theirs). `new` is what of it no earlier run of the epoch showed.
    """

    mode: Mode
    lists: tuple[str, ...]
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    arrived: tuple[int, ...]
    common: NDArray[np.int64]
    new: NDArray[np.int64]


@dataclass(frozen=True)
class Stop:
    """The gate's answer that ends a run. The partner is told `reason`, at most 500 bytes."""

    reason: str


Gate = Callable[[Tally], Stop | None]
"""The policy of one side: None lets the run go on."""

Watch = Callable[[pl.Series], Stop | None]
"""Shown our accounts that turned out to be common, by number, before any record of them leaves; None lets it go on."""


@dataclass(frozen=True)
class Stopped:
    """A policy ended the run. `by` is who stopped it.

    `tally` is missing if the partner ended the run before the tags were exchanged; `opened` is whether the sides that
    learn already knew which accounts are common: then it ended before our records, or the partner's, were sent.
    """

    by: Role
    reason: str
    tally: Tally | None
    opened: bool = False


@dataclass(frozen=True)
class IntersectionSize:
    """How much is common, without which: the end of a run that only counts, and for a side that is not to learn more.

    Where the run only counts, an account has one key and `tally.common` counts accounts: several accounts of one side
    that share a key count once.
    """

    tally: Tally


@dataclass(frozen=True)
class Intersection:
    """Which of our accounts are common, shape `LINK_COLUMNS`, sorted by account and handle.

    Where we alone learn, the partner does not know which records to send: handle and payload are null, and a row is
    one of our accounts.
    """

    links: pl.DataFrame
    tally: Tally
