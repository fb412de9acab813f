"""Two parties in one process: made from small tables, driven to the end, every message recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from mutuals.psi import (
    KEY_COLUMNS,
    EpochSecrets,
    Gate,
    Learner,
    Mode,
    OurSide,
    Party,
    Role,
    Stop,
    Tally,
    Terms,
)

PARTNERSHIP = bytes(range(16))

Accounts = Sequence[Mapping[str, Sequence[str]]]
"""Keys by kind, an entry an account."""


def go_on(_: Tally) -> Stop | None:
    return None


def terms(*kinds: str, mode: Mode = Mode.OVERLAPS, learner: Learner = Learner.BOTH, epoch: int = 1) -> Terms:
    return Terms(PARTNERSHIP, epoch, 1, mode, learner, kinds or ("domain",), 10_000, 10_000)


def table(accounts: Accounts) -> pl.DataFrame:
    rows = [
        (kind, account, key) for account, kinds in enumerate(accounts) for kind, keys in kinds.items() for key in keys
    ]
    frame = pl.DataFrame(rows, schema={**KEY_COLUMNS, "key": pl.String}, orient="row")
    return frame.with_columns(pl.col("key").cast(pl.Binary))


def secrets(role: Role, epoch: int = 1) -> EpochSecrets:
    return EpochSecrets(PARTNERSHIP, epoch, bytes([7 if role is Role.INVITER else 9]) * 32)


def side(role: Role, accounts: Accounts, *, classes: Sequence[int] | None = None, kept: bytes | None = None) -> OurSide:
    return OurSide(
        keys=table(accounts),
        secrets=secrets(role),
        payloads=[f"{role.value} {number}".encode() for number in range(len(accounts))],
        classes=None if classes is None else np.array(classes, dtype=np.uint8),
        kept=kept,
    )


@dataclass
class Run:
    """Two parties, and all that they said: (who, message)."""

    inviter: Party
    joiner: Party
    said: list[tuple[Role, bytes]] = field(default_factory=list)

    def go(self, change: Callable[[Role, bytes], bytes] | None = None) -> "Run":
        """Drive the parties to the end; `change` may replace a message on its way."""
        change = change or (lambda _, message: message)
        message = self.inviter.step(None)
        while message is not None:
            self.said.append((Role.INVITER, change(Role.INVITER, message)))
            reply = self.joiner.step(self.said[-1][1])
            if reply is None:
                break
            self.said.append((Role.JOINER, change(Role.JOINER, reply)))
            message = self.inviter.step(self.said[-1][1])
        return self


def parties(
    agreed: Terms, ours: OurSide, theirs: OurSide, *, gates: tuple[Gate, Gate] = (go_on, go_on), threads: int = 1
) -> Run:
    return Run(
        Party(Role.INVITER, agreed, ours, gates[0], seed=bytes([1]) * 32, threads=threads),
        Party(Role.JOINER, agreed, theirs, gates[1], seed=bytes([2]) * 32, threads=threads),
    )


def expected_links(ours: Accounts, theirs: Accounts, kinds: Sequence[str]) -> dict[tuple[int, int], list[str]]:
    """Plain intersection: for each pair of accounts with a common key, the kinds that agree."""
    found = {}
    for row, left in enumerate(ours):
        for other, right in enumerate(theirs):
            common = [kind for kind in kinds if set(left.get(kind, ())) & set(right.get(kind, ()))]
            if common:
                found[row, other] = common
    return found
