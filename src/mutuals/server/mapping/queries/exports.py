"""Lists as files, a piece at a time: memory stays bounded whatever their length."""

from collections.abc import Iterator

import polars as pl

from mutuals.accounts.spreadsheet import without_formulas
from mutuals.server.mapping.columns import BATCH, without_more


def accounts_csv(accounts: pl.DataFrame) -> Iterator[bytes]:
    """Accounts (shape STORED) as CSV, UTF-8, in the columns that an import reads; no cell begins a formula."""
    rows = without_more(accounts.drop("id", "revision", "deleted", "source_row"))
    rows = without_formulas(rows)
    yield rows.clear().write_csv().encode()
    for part in rows.iter_slices(BATCH):
        yield part.write_csv(include_header=False).encode()


def rows_csv(rows: pl.DataFrame) -> bytes:
    """A small table as CSV, UTF-8; no cell begins a formula."""
    return without_formulas(rows).write_csv().encode()
