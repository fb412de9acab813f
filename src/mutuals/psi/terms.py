"""What two parties agree on before a run, and the context that binds everything in the run to it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mutuals.errors import BadInput
from mutuals.psi.messages import MOST_KEYS, MOST_KINDS, Hello

SUITE = "ristretto255-SHA512"
"""The only suite of version 1."""

SMALLEST_BUCKET = 64
"""Keys of the shortest list that is sent."""


LONG_LIST = 65_536
"""Keys from which buckets are eighths of a power of two rather than quarters."""


class Role(StrEnum):
    """Which of the two a party is: the inviter speaks first."""

    INVITER = "inviter"
    JOINER = "joiner"

    @property
    def other(self) -> "Role":
        """The partner's role."""
        return Role.JOINER if self is Role.INVITER else Role.INVITER


class Mode(StrEnum):
    """What a run is for: counts of common accounts by population class, or the common accounts themselves."""

    COUNTS = "counts"
    OVERLAPS = "overlaps"


class Learner(StrEnum):
    """Who learns which accounts are common; both learn how many."""

    BOTH = "both"
    INVITER = "inviter"
    JOINER = "joiner"

    def learns(self, role: Role) -> bool:
        """Whether the party of this role learns its matches."""
        return self is Learner.BOTH or self.value == role.value


_ROLES, _MODES, _LEARNERS = list(Role), list(Mode), list(Learner)


class UnusableTerms(BadInput):
    """Terms contradict themselves or exceed the protocol's bounds. The caller mends them."""


class TermsDiffer(BadInput):
    """The partner holds other terms than we do. The two people compare the term that the message names."""


@dataclass(frozen=True)
class Terms:
    """What both sides must hold alike: whose run, which keys, what for, who learns, and how long lists may be.

    `partnership` is 16 bytes, `epoch` a whole number that names the period, `recipe` the version of the rules that
    made the keys, `kinds` the names of key kinds in order; caps count distinct keys of one kind.
    """

    partnership: bytes
    epoch: int
    recipe: int
    mode: Mode
    learner: Learner
    kinds: tuple[str, ...]
    inviter_cap: int = 1_000_000
    joiner_cap: int = 1_000_000

    def __post_init__(self) -> None:
        """Raises `UnusableTerms`."""
        for right, wrong in (
            (len(self.partnership) == 16, "the partnership has 16 bytes"),
            (0 <= self.epoch < 2**32 and 0 <= self.recipe < 2**32, "epoch and recipe are whole numbers of 32 bits"),
            (1 <= len(self.kinds) <= MOST_KINDS, f"there are 1 to {MOST_KINDS} key kinds"),
            (len(set(self.kinds)) == len(self.kinds), "no key kind is named twice"),
            (all(1 <= len(kind.encode()) <= 32 for kind in self.kinds), "a key kind's name has 1 to 32 bytes"),
            (self.mode is Mode.OVERLAPS or len(self.kinds) == 1, "a run that only counts takes one key kind"),
            (self.mode is Mode.OVERLAPS or self.learner is Learner.BOTH, "in a run that only counts both learn"),
            (all(1 <= cap <= MOST_KEYS // 2 for cap in (self.inviter_cap, self.joiner_cap)), "a cap is 1 to 2**24"),
        ):
            if not right:
                raise UnusableTerms(f"these terms cannot be used: {wrong}.")

    def cap(self, role: Role) -> int:
        """The most distinct keys of one kind that the party of this role may bring."""
        return self.inviter_cap if role is Role.INVITER else self.joiner_cap

    def hello(self, role: Role, *, base: bytes, nonce: bytes, sizes: tuple[int, ...]) -> Hello:
        """The opening message of the party of this role."""
        return Hello(
            role=_ROLES.index(role) + 1,
            suite=SUITE,
            partnership=self.partnership,
            epoch=self.epoch,
            recipe=self.recipe,
            mode=_MODES.index(self.mode) + 1,
            learner=_LEARNERS.index(self.learner) + 1,
            inviter_cap=self.inviter_cap,
            joiner_cap=self.joiner_cap,
            kinds=self.kinds,
            base=base,
            nonce=nonce,
            sizes=np.array(sizes, dtype=np.uint32),
        )

    def check(self, ours: Hello, theirs: Hello) -> None:
        """Raises `TermsDiffer` if the partner's opening message holds other terms than ours, or our own role."""
        for name, words in _COMPARED.items():
            mine, other = getattr(ours, name), getattr(theirs, name)
            if mine != other:
                raise TermsDiffer(f"the partner's {words} is {_shown(other)}, ours is {_shown(mine)}.")
        if ours.role == theirs.role:
            raise TermsDiffer(f"both sides say that they are the {_ROLES[ours.role - 1]}.")
        if self.mode is Mode.OVERLAPS and len(theirs.sizes) != len(self.kinds):
            raise TermsDiffer(f"the partner announces {len(theirs.sizes)} lists for {len(self.kinds)} key kinds.")
        if not len(theirs.sizes):
            raise TermsDiffer("the partner announces no list.")
        cap, sizes = self.cap(_ROLES[theirs.role - 1]), theirs.sizes.tolist()
        for size in sizes:
            if size != bucket(size) or size > bucket(cap):
                raise TermsDiffer(
                    f"the partner announces a list of {size}; it must be a bucket of at most {bucket(cap)}."
                )
        # The lists of population classes share their cap; each is padded by a quarter at most, and to 64 at least.
        if self.mode is Mode.COUNTS and sum(sizes) > cap + cap // 4 + SMALLEST_BUCKET * len(sizes):
            raise TermsDiffer(f"the partner announces {sum(sizes)} keys in all; the terms allow {cap}.")


_COMPARED = {
    "suite": "suite",
    "partnership": "partnership",
    "epoch": "epoch",
    "recipe": "key recipe",
    "mode": "mode",
    "learner": "learner",
    "inviter_cap": "cap on the inviter's lists",
    "joiner_cap": "cap on the joiner's lists",
    "kinds": "list of key kinds",
    "base": "earlier run that this one continues",
}


def _shown(value: object) -> str:
    return (value.hex() or "none") if isinstance(value, bytes) else str(value)


def bucket(count: int) -> int:
    """The length that a list of `count` keys is padded to: at least 64, then a whole number of steps.

    A step is a quarter of the power of two below, from 65,536 on an eighth: there it hides 8,192 keys or more, and
    padding costs both sides as much as keys do.
    """
    if count <= SMALLEST_BUCKET:
        return SMALLEST_BUCKET
    below = 1 << (count - 1).bit_length() - 1
    step = below // (4 if below < LONG_LIST else 8)
    return -(-count // step) * step


def context(inviter: bytes, joiner: bytes) -> bytes:
    """The 64 bytes that bind a run to both opening messages, as sent: part of every tag and key of the run."""
    digest = hashlib.sha512(b"Mutuals-PSI-v1 context")
    for hello in (inviter, joiner):
        digest.update(len(hello).to_bytes(4, "big") + hello)
    return digest.digest()
