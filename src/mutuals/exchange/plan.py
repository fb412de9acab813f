"""What one side brings to a run and asks of it, and the people whom a run may have to ask."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from mutuals.errors import BadInput
from mutuals.exchange.driving import Progress
from mutuals.exchange.guards import Settings
from mutuals.exchange.ledger_entry import Disclosure
from mutuals.exchange.payloads import Received
from mutuals.psi.encoding import VERSION
from mutuals.psi.keys import EpochSecrets, OurSide
from mutuals.psi.messages import MOST_KEYS
from mutuals.psi.terms import SUITE, Learner, Mode, Role, Terms, bucket

KEYS_PER_ACCOUNT = 4
"""Keys of one kind for each account announced, at most: a company has a few names and numbers, not hundreds."""


class OtherTerms(BadInput):
    """The two sides ask for different runs. Nothing of any list was sent; the two people agree on what the message
    names."""


@dataclass(frozen=True)
class Told:
    """What a run comes to, for the ledger and for people.

    `counts` by name (None: may not be shown), what was `learned` and `disclosed` by population, our account ids that
    the partner has, too (`matched`, where we learned them), and what of the partner's accounts was opened (`received`).
    """

    counts: dict[str, int | None]
    learned: tuple[Disclosure, ...]
    disclosed: tuple[Disclosure, ...]
    matched: frozenset[str] = frozenset()
    received: Received | None = None


@dataclass(frozen=True)
class Plan:
    """One side's part of a run.

    `ids` are the accounts that take part, by row; `policy` is the digest of the sharing policy; `names` are the
    populations of the classes of a run that only counts, in order. `ours` gives the protocol what it needs, by row,
    from the secrets and what was kept of an earlier run; `tell` says what a result means, from it, the partner's
    `names` and the name of the last stage that our messages reached. `incremental` continues the epoch's last run where
    both sides kept it.
    """

    ids: pl.Series
    mode: Mode
    learner: Learner
    kinds: tuple[str, ...]
    recipe: int
    epoch: int
    policy: str
    guards: Settings
    ours: Callable[[EpochSecrets, bytes | None], OurSide]
    tell: Callable[[Any, tuple[str, ...], str], Told]
    names: tuple[str, ...] = ()
    incremental: bool = False
    threads: int = 1

    @property
    def size(self) -> int:
        """How many accounts take part."""
        return len(self.ids)

    @property
    def announced(self) -> int:
        """The size that the partner is told: rounded up to its bucket."""
        return bucket(self.size)

    @property
    def terms(self) -> dict[str, Any]:
        """What both sides must hold alike, in plain values."""
        return {
            "protocol": VERSION,
            "suite": SUITE,
            "recipe": self.recipe,
            "mode": self.mode.value,
            "learner": self.learner.value,
            "kinds": list(self.kinds),
        }

    @property
    def rounds(self) -> int:
        """How many messages each side sends."""
        if self.mode is Mode.COUNTS:
            return 5
        return 7 if self.learner is Learner.BOTH else 6

    def compare(self, theirs: Any, *, partner: str, epoch: Any) -> None:
        """Raises `OtherTerms` where the partner's terms or epoch are not ours, naming the first that differs."""
        theirs = theirs if isinstance(theirs, dict) else {}
        for name, ours in {**self.terms, "epoch": self.epoch}.items():
            other = epoch if name == "epoch" else theirs.get(name)
            if other != ours:
                raise OtherTerms(
                    f"{_WORDS[name]} differ: {partner} has {_shown(other)}, we have {_shown(ours)}. Nothing was sent; "
                    f"{_MENDED.get(name, 'agree with the partner')}, and run the command again."
                )

    def agreed(self, partnership: bytes, *, inviter: int, joiner: int) -> Terms:
        """The protocol's terms, once both sides have announced their sizes."""
        caps = [min(MOST_KEYS // 2, KEYS_PER_ACCOUNT * size) for size in (inviter, joiner)]
        return Terms(
            partnership=partnership,
            epoch=self.epoch,
            recipe=self.recipe,
            mode=self.mode,
            learner=self.learner,
            kinds=self.kinds,
            inviter_cap=caps[0],
            joiner_cap=caps[1],
        )


_WORDS = {
    "protocol": "The versions of the protocol",
    "suite": "The cryptographic suites",
    "recipe": "The versions of the rules that make match keys",
    "mode": "The modes",
    "learner": "The sides that are to learn which accounts are common",
    "kinds": "The kinds of match keys",
    "epoch": "The epochs (quarters by the two computers' clocks)",
}


_MENDED = {
    "learner": 'agree on it: either both policies say learns = "both", or one "us" and the other "partner"; mend one',
}
"""What the two people do about a term that differs, where that is more than to agree."""


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)[:200]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class People:
    """Whom a run asks and tells: `confirm` is given the short code, `approve` the sentence of a guard; both answer.

    `progress` is called with the step and the share of it done; `clock` gives the time with its zone; `patience` is how
    many seconds of the partner's silence are waited for.
    """

    confirm: Callable[[str], bool]
    approve: Callable[[str], bool]
    progress: Progress = lambda _step, _share: None
    clock: Callable[[], datetime] = _now
    patience: float = 900.0


def epoch_of(day: date) -> int:
    """The epoch of a day: the number of its quarter, so that secrets and what is kept change four times a year."""
    return day.year * 4 + (day.month - 1) // 3


def roles(role: Role, ours: int, theirs: int) -> tuple[int, int]:
    """(inviter's, joiner's) of our value and the partner's."""
    return (ours, theirs) if role is Role.INVITER else (theirs, ours)
