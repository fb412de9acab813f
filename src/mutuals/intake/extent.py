"""How far a sheet of a workbook reaches, before a reader fills the space between its cells.

Two cells at opposite corners of a sheet, or one cell repeated a million times, would make a reader lay out billions of
cells; so the extent of a sheet must fit the number of cells that are in it. Looks at the XML of xlsx and ods sheets.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

FREE_CELLS: Final = 20_000_000
"""The extent (rows × columns) any sheet may have."""

MAX_SPARSENESS: Final = 30
"""How many times the number of its cells the extent of a larger sheet may be."""


@dataclass(frozen=True)
class Extent:
    """A sheet's last row, last column (26 at least) and number of cells."""

    rows: int
    columns: int
    cells: int

    @property
    def too_sparse(self) -> bool:
        """Whether the space between the cells is far more than the cells."""
        extent = self.rows * self.columns
        return extent > FREE_CELLS and extent > MAX_SPARSENESS * self.cells


_OUTLINE = re.compile(rb' r="(?:([A-Z]{2,3})\d|(\d{5,7})")')
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_REPEATED_CELL = re.compile(rb'<table:table-cell (?=[^>]*value-type)[^>]*?number-columns-repeated="(\d+)"')
_REPEATED_ROW = re.compile(
    rb'number-rows-repeated="(\d+)"[^>]*(?<!/)>(?=(?:(?!</table:table-row)[^\0]){0,800}?value-type=)'
)


def extent_of(chunks: Iterable[bytes], *, outline: bool) -> Extent:
    """The extent of a sheet from its XML in pieces.

    `outline` takes the rows and cells that are there at all, formatted ones included, which is quick and never too
    little; without it only filled cells count.
    """
    rows, columns, cells = 1, 26, 0
    for chunk in chunks:
        cells += chunk.count(b"<c ") + chunk.count(b":c ") + chunk.count(b"<table:table-cell")
        places = (_OUTLINE if outline else _FILLED_CELL).findall(chunk)
        rows = max([rows, *(int(row) for row in {row for _, row in places} if row)])
        columns = max([columns, *(_column_number(letters) for letters in {letters for letters, _ in places})])
        if b"-repeated=" in chunk:
            rows = max([rows, *map(int, _REPEATED_ROW.findall(chunk))])
            columns = max([columns, *map(int, _REPEATED_CELL.findall(chunk))])
    return Extent(rows, columns, cells)


def _column_number(letters: bytes) -> int:
    """The number of a spreadsheet column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
