"""The lists of the private benchmark: company domains, of which a share is common to both sides. Seedless and equal
for Mutuals and its peer."""

import numpy as np
import polars as pl

from mutuals.psi import Learner, Mode, Role, Terms


def domains(start: int, count: int) -> list[str]:
    """`count` domains from number `start` on."""
    return [f"company-{number}.example" for number in range(start, start + count)]


def first_of(role: Role, count: int, share: float) -> int:
    """The number of a side's first domain: the lists share `share` of `count`."""
    return 0 if role is Role.INVITER else round(count * (1 - share))


def keys(role: Role, count: int, share: float) -> pl.DataFrame:
    """One side's table of keys."""
    start = first_of(role, count, share)
    return pl.DataFrame({"kind": "domain", "account": np.arange(count, dtype=np.uint32), "key": domains(start, count)})


def terms(count: int) -> Terms:
    """Terms of an overlaps run on one key kind."""
    return Terms(bytes(16), 1, 1, Mode.OVERLAPS, Learner.BOTH, ("domain",), inviter_cap=count, joiner_cap=count)
