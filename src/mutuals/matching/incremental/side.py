"""The state of one side: its accounts normalised, their keys, and what was counted in them once.

A side is normalised once, however many partners it is mapped with. Row *i* everywhere is the *i*-th account by id.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.accounts import ACCOUNTS
from mutuals.matching.compare import first_names
from mutuals.matching.homonyms import homonyms_within
from mutuals.matching.incremental.counted import Counts, Hashes, Index, Postings, hashes_of
from mutuals.matching.incremental.slicing import take_rows
from mutuals.matching.match import without_stop_domains
from mutuals.matching.name_pairs import spelt_words
from mutuals.matching.rules import Rules, shipped_rules
from mutuals.normalise.fields import NormalisedList, normalise_accounts

LOOKED_AT = (
    "name country region city postal_code street phone website lei duns vat_id registration_number "
    "parent_account_id industry"
).split()
"""The columns of `ACCOUNTS` that normalising looks at; a change elsewhere is no change of an account."""

TIE = 2.0**-23
"""How much a key's weight differs at most from account to account, so that candidates of equal scores have an order."""


@dataclass(frozen=True)
class Statistics:
    """What was counted in a list when it was last counted, and stays as it was while accounts change.

    `accounts` and `variants` (names) are how many there were; `keys` how many accounts had each key, where more than
    one had it; `words` how often each word occurred; `homonyms` pairs of different companies of one name, by place.
    """

    accounts: int
    variants: int
    keys: Counts
    words: Counts
    homonyms: NDArray[np.float64]

    @cached_property
    def mark(self) -> int:
        """A number by which statistics are known: others have another one."""
        arrays = (self.keys.hashes, self.keys.counts, self.words.hashes, self.words.counts, self.homonyms)
        return _mark(np.array([self.accounts, self.variants]), *arrays)


@dataclass(frozen=True)
class SideState:
    """One list's accounts as matching needs them, sorted by account id.

    By row: `content` is a hash of the cells that normalising looks at, `group` one that duplicates have in common.
    `changes` counts the accounts that were added, edited or deleted since `statistics` were taken.
    """

    normalised: NormalisedList
    content: Hashes
    group: Hashes
    postings: Postings
    statistics: Statistics
    stop_domains: frozenset[str] = frozenset()
    changes: int = 0

    @property
    def height(self) -> int:
        """Number of accounts."""
        return self.normalised.height

    @property
    def account_ids(self) -> pl.Series:
        """Account ids, sorted."""
        return self.normalised.fields["account_id"]

    @cached_property
    def tie(self) -> NDArray[np.float64]:
        """By row a factor of nearly 1, peculiar to the account."""
        share = (self._id_hashes >> np.uint64(34)).astype(np.float64) / 2.0**30
        return 1 + TIE * share

    @cached_property
    def duplicates(self) -> tuple[Index, NDArray[np.bool_]]:
        """By row the number of the account's group of duplicates, and whether there is more than one account in it."""
        _, number, size = np.unique(self.group, return_inverse=True, return_counts=True)
        return number.astype(np.int64), size[number] > 1

    @cached_property
    def mark(self) -> int:
        """A number by which this state of the list is known."""
        return _mark(self._id_hashes, self.content)

    @cached_property
    def _id_hashes(self) -> Hashes:
        return hashes_of(self.account_ids)


def side_state(accounts: pl.DataFrame, *, rules: Rules | None = None) -> SideState:
    """The state of a list (shape `ACCOUNTS` or part of it, one row an id), whose statistics are those of `accounts`."""
    rules = rules or shipped_rules()
    listed, content = prepared(accounts, rules.stop_domains)
    postings = Postings.of(listed)
    statistics = counted(listed, postings)
    return SideState(listed, content, group_hashes(listed), postings, statistics, rules.stop_domains)


def recounted(side: SideState) -> SideState:
    """The same accounts with statistics as they are now, for a full map without normalising anything."""
    statistics = counted(side.normalised, side.postings)
    return replace(side, statistics=statistics, changes=0)


def prepared(accounts: pl.DataFrame, stop_domains: frozenset[str]) -> tuple[NormalisedList, Hashes]:
    """Accounts normalised, sorted by id, and a hash of the content of each."""
    accounts = ACCOUNTS.conform(accounts).select(ACCOUNTS.names).sort("account_id")
    listed = without_stop_domains(normalise_accounts(accounts), stop_domains)
    return take_rows(listed, np.arange(listed.height)), contents(accounts)


def contents(accounts: pl.DataFrame) -> Hashes:
    """By row a hash of the cells that normalising looks at."""
    return accounts.select(LOOKED_AT).hash_rows(seed=0).to_numpy()


def group_hashes(side: NormalisedList) -> Hashes:
    """By row a hash that is the same for duplicates: one name, and one domain or, without one, one country and city."""
    place = pl.concat_str(pl.col("country").fill_null(""), pl.lit("|"), pl.col("city").fill_null(""))
    frame = side.fields.select(
        "account_id", name=pl.Series(first_names(side).tolist(), dtype=pl.String), mark=pl.coalesce("domain", place)
    )
    alone = pl.concat_str(pl.lit("\x1f"), "account_id")
    text = pl.when(pl.col("name") == "").then(alone).otherwise(pl.concat_str("name", pl.lit("\x1f"), "mark"))
    return hashes_of(frame.select(text).to_series())


def counted(side: NormalisedList, postings: Postings) -> Statistics:
    """The statistics of a list."""
    words = np.sort(hashes_of(spelt_words(side.names)[0]["word"]))
    homonyms = homonyms_within(side.fields, first_names(side))
    keys = Counts.of_sorted(postings.keys, least=2)
    return Statistics(side.height, side.names.variants.height, keys, Counts.of_sorted(words), homonyms)


def _mark(*arrays: NDArray[np.generic]) -> int:
    mark = 0
    for array in arrays:
        mark = crc32(np.ascontiguousarray(array).data, mark)
    return mark
