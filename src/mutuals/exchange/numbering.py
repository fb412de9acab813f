"""Numbers that accounts keep for an epoch, so that a run which continues another knows accounts that were there before.

The protocol knows accounts by number. A run that stands alone numbers them by row; a list that is exported again has
other rows, so whoever goes on from an earlier run takes the numbers of that one, and new accounts come behind them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.psi.keys import OurSide, Payloads
from mutuals.psi.results import Intersection


@dataclass(frozen=True)
class Numbering:
    """`ids` are account ids by number, those that have left included; `numbers` the number of each row of our list."""

    ids: pl.Series
    numbers: NDArray[np.uint32]

    def numbered(self, ours: OurSide) -> OurSide:
        """`ours`, whose accounts are rows, by number."""
        rows = ours.keys["account"].to_numpy()
        keys = ours.keys.with_columns(account=pl.Series(self.numbers[rows], dtype=pl.UInt32))
        payloads = None if ours.payloads is None else _ByNumber(ours.payloads, self._rows())
        return replace(ours, keys=keys, payloads=payloads)

    def by_row(self, result: Intersection) -> Intersection:
        """`result`, whose accounts are numbers, by row of our list."""
        rows = self._rows()[result.links["account"].to_numpy()]
        links = result.links.with_columns(account=pl.Series(rows, dtype=pl.UInt32))
        return replace(result, links=links.sort("account", "handle"))

    def ids_of(self, numbers: pl.Series) -> frozenset[str]:
        """The account ids of these numbers."""
        return frozenset(self.ids.gather(numbers))

    def _rows(self) -> NDArray[np.int64]:
        rows = np.full(len(self.ids), -1, np.int64)
        rows[self.numbers] = np.arange(len(self.numbers))
        return rows


@dataclass(frozen=True)
class _ByNumber:
    """Payloads, which are by row, by number."""

    payloads: Payloads
    rows: NDArray[np.int64]

    def __getitem__(self, number: int, /) -> bytes:
        return self.payloads[int(self.rows[number])]


def numbering(ids: pl.Series, known: Sequence[str] | pl.Series = ()) -> Numbering:
    """Numbers for the accounts of a list, by row; those of `known` (account ids by number) keep theirs."""
    before = pl.Series("id", known, dtype=pl.String)
    places = before.to_frame().with_row_index("number")
    listed = ids.rename("id").to_frame().join(places, on="id", how="left", maintain_order="left")
    new = listed["number"].is_null()
    behind = len(before) + new.cast(pl.UInt32).cum_sum() - 1
    numbers = listed["number"].fill_null(behind).to_numpy()
    return Numbering(pl.concat([before, listed["id"].filter(new)]), numbers)
