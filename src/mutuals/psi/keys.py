"""What a party brings: the keys of its accounts, what partners of a match may read of an account, and its secrets."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.errors import BadInput
from mutuals.psi.group import WIDTH, exponent_from, fresh_seed
from mutuals.psi.messages import MOST_LISTS
from mutuals.psi.results import Watch
from mutuals.psi.sealing import derive
from mutuals.psi.terms import Mode, Role, Terms

LONGEST_KEY = 1024
"""Bytes of a key."""

KEY_COLUMNS = {"kind": pl.String, "account": pl.UInt32, "key": pl.Binary}
"""The table of keys: a row says that the account has this key of this kind. Accounts are the caller's numbers; runs
that continue one another must number alike, or each account seems to have left and another to have come."""


class Payloads(Protocol):
    """What the partner may read of an account, by its number: a list, a dict, or anything that is indexed like them."""

    def __getitem__(self, account: int, /) -> bytes:
        """The bytes of one account, at most 64 KiB; asked for matched accounts alone."""


class UnusableKeys(BadInput):
    """Keys, classes or payloads cannot be used as they are. The caller mends what the message names."""


class WrongSecrets(BadInput):
    """The secrets belong to another partnership or epoch. The caller passes those of this one."""


@dataclass(frozen=True)
class EpochSecrets:
    """A party's secret exponents for one partnership and epoch, from one seed; a run inside the epoch needs them again.

    Whoever has them and the other side's messages can test guesses against its list: keep them like a private key.
    """

    partnership: bytes
    epoch: int
    seed: bytes

    @classmethod
    def fresh(cls, partnership: bytes, epoch: int) -> "EpochSecrets":
        """New secrets from the operating system's source of randomness."""
        return cls(partnership, epoch, fresh_seed())

    def exponent(self, kind: str) -> bytes:
        """The exponent, 32 bytes, that blinds keys of this kind."""
        return exponent_from(self._derived(b"exponent " + kind.encode(), WIDTH))

    def handle_key(self) -> bytes:
        """What turns our row numbers into handles that mean nothing outside the epoch."""
        return self._derived(b"handles", WIDTH)

    def _derived(self, purpose: bytes, length: int) -> bytes:
        info = b"Mutuals-PSI-v1 " + self.partnership + self.epoch.to_bytes(4, "big") + purpose
        return derive(self.seed, info, length)

    def to_bytes(self) -> bytes:
        """52 bytes to keep in a file that only the owner can read."""
        return self.partnership + self.epoch.to_bytes(4, "big") + self.seed

    @classmethod
    def from_bytes(cls, content: bytes) -> "EpochSecrets":
        """What `to_bytes` wrote. Raises `WrongSecrets`."""
        if len(content) != 52:
            raise WrongSecrets(f"secrets of an epoch have 52 bytes, these have {len(content)}.")
        return cls(content[:16], int.from_bytes(content[16:20], "big"), content[20:])

    def check(self, terms: Terms) -> None:
        """Raises `WrongSecrets` unless these are the secrets for `terms`."""
        if (self.partnership, self.epoch) != (terms.partnership, terms.epoch) or len(self.seed) != 32:
            raise WrongSecrets(
                f"the secrets are for epoch {self.epoch} of partnership {self.partnership.hex()}, the terms are for "
                f"epoch {terms.epoch} of {terms.partnership.hex()}."
            )


@dataclass(frozen=True)
class OurSide:
    """What one side brings to a run.

    `keys` has `KEY_COLUMNS`; text is taken as UTF-8. Overlaps: `payloads[account]` is what a partner with a common key
    will read of the account, at most 64 KiB, already cut down to what policy allows; `kept` is what `Party.keep` gave
    after an earlier run of the epoch, for a run that costs only what changed; `watch` is asked once it is known which
    accounts are common, before any payload leaves. Counts: `classes[account]` is the
    account's population class, 0 to 255, and an account has one key at most.
    """

    keys: pl.DataFrame
    secrets: EpochSecrets
    payloads: Payloads | None = None
    classes: NDArray[np.uint8] | None = None
    kept: bytes | None = None
    watch: Watch | None = None


def key_lists(ours: OurSide, terms: Terms, role: Role) -> list[pl.DataFrame]:
    """The lists of a run, each with columns key and account, distinct, sorted: one a kind, or one a population class.

    Raises `UnusableKeys`.
    """
    ours.secrets.check(terms)
    keys = _checked(ours.keys, terms)
    if terms.mode is Mode.OVERLAPS:
        lists = [_distinct(keys.filter(pl.col("kind") == kind).select("key", "account")) for kind in terms.kinds]
    else:
        lists = _by_class(_distinct(keys.select("key", "account")), ours.classes)
    counts = [each["key"].n_unique() for each in lists]
    for name, count in zip(terms.kinds, counts if terms.mode is Mode.OVERLAPS else [sum(counts)], strict=True):
        if count > terms.cap(role):
            raise UnusableKeys(f"{count} keys of kind {name!r} are more than the terms allow ({terms.cap(role)}).")
    return lists


def digest(lists: list[pl.DataFrame]) -> bytes:
    """32 bytes that tell two inputs apart: a saved run goes on only with the keys it began with."""
    hashed = hashlib.sha256()
    for each in lists:
        lengths = each["key"].bin.size().to_numpy().astype("<u4")
        for part in (lengths.tobytes(), b"".join(each["key"].to_list()), each["account"].to_numpy().tobytes()):
            hashed.update(len(part).to_bytes(8, "big") + part)
    return hashed.digest()


def _checked(keys: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """`keys` in the shape of `KEY_COLUMNS`."""
    if missing := [name for name in KEY_COLUMNS if name not in keys.columns]:
        raise UnusableKeys(f"the table of keys has no column {missing[0]!r}.")
    try:
        keys = keys.select(pl.col(name).cast(kind) for name, kind in KEY_COLUMNS.items())
    except pl.exceptions.PolarsError as error:
        raise UnusableKeys(f"the table of keys has a column of another type ({error}).") from error
    length = pl.col("key").bin.size()
    if keys.filter(pl.any_horizontal(pl.all().is_null()) | (length == 0) | (length > LONGEST_KEY)).height:
        raise UnusableKeys(f"a key is missing or has not 1 to {LONGEST_KEY} bytes, or lacks its kind or account.")
    if other := sorted(set(keys["kind"].unique()) - set(terms.kinds)):
        raise UnusableKeys(f"keys of kind {other[0]!r} are not in the terms ({', '.join(terms.kinds)}).")
    return keys


def _distinct(keys: pl.DataFrame) -> pl.DataFrame:
    """Keys of one kind (key, account), distinct and sorted: once sorted, what repeats stands beside itself."""
    ordered = keys.sort("key", "account")
    return ordered.filter(pl.any_horizontal(pl.all().ne_missing(pl.all().shift(1))))


def _by_class(keys: pl.DataFrame, classes: NDArray[np.uint8] | None) -> list[pl.DataFrame]:
    """A list for each population class; a key that several accounts share counts for the first of them alone."""
    if keys["account"].n_unique() < keys.height:
        raise UnusableKeys("a run that only counts takes one key an account, and an account here has two.")
    if classes is None or not len(classes):
        classes = np.zeros(int(keys["account"].max() or 0) + 1, dtype=np.uint8)  # type: ignore[arg-type]
    if keys.height and int(keys["account"].max() or 0) >= len(classes):  # type: ignore[arg-type]
        raise UnusableKeys(f"an account with a key has no class: there are classes for {len(classes)} accounts.")
    count = int(classes.max()) + 1
    if count > MOST_LISTS:
        raise UnusableKeys(f"{count} population classes are more than the {MOST_LISTS} of the protocol.")
    first = keys.group_by("key", maintain_order=True).agg(pl.col("account").min()).select("key", "account")
    of = pl.Series(classes[first["account"].to_numpy()])
    return [first.filter(of == number) for number in range(count)]
