"""Where a table begins: the header row among titles, blank rows and, sometimes, no header at all."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mutuals.intake.account_fields import ACCOUNT_FIELDS
from mutuals.intake.fields import header_index, header_key
from mutuals.intake.opportunity_fields import OPPORTUNITY_FIELDS

SEARCHED_ROWS = 50
"""How far down a header is looked for."""


@dataclass(frozen=True)
class HeaderRow:
    """The header: `position` is its place among the rows looked at, -1 where the table has none; `known` counts the
    headers that name a field."""

    position: int
    headers: tuple[str, ...]
    known: int

    @property
    def note(self) -> str:
        """What a person should know about where the table begins; empty if it begins as usual."""
        if self.position < 0:
            return "the file has no header row; columns are named Column 1, Column 2 … and mapped by their contents"
        if self.position > 0:
            return f"the header was found in row {self.position + 1} of the file; what stands above it was left out"
        return ""


def find_header(rows: Sequence[Sequence[str]]) -> HeaderRow | None:
    """The header among the first rows of a file: the row that names most fields, if any does.

    Else the first row as wide as most, unless its cells are such as only data has (numbers, web addresses): then there
    is no header. None if there is no row with anything in it.
    """
    searched = [tuple(cell.strip() for cell in row) for row in rows[:SEARCHED_ROWS]]
    filled = [sum(map(bool, row)) for row in searched]
    if not any(filled):
        return None
    usual = Counter(count for count in filled if count).most_common(1)[0][0]
    first = next(i for i, count in enumerate(filled) if count >= usual)
    known = [sum(map(is_known_header, row)) for row in searched]
    data = [any(map(_DATA.search, row)) for row in searched]
    best = max(range(len(searched)), key=lambda i: (known[i], -i))
    if known[best] >= 2 or (known[best] and best == first and not data[best]):
        return HeaderRow(best, _as_wide_as_data(searched[best], rows[best + 1 :]), known[best])
    if data[first]:
        width = Counter(len(row) for row in rows if any(row)).most_common(1)[0][0]
        return HeaderRow(-1, ("",) * width, 0)
    return HeaderRow(first, _as_wide_as_data(searched[first], rows[first + 1 :]), 0)


_DATA = re.compile(
    r"^[\d\W]*\d[\d\W]*$|^(?:https?://|www\.)|@|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}$|^\d{4}-\d\d-\d\d|^[A-Z]{1,3}[-_]?\d{2,}$"
)
"""A cell that no header has: a number, a web or mail address, a day, an id."""


def is_known_header(text: str) -> bool:
    """Whether the text is a header of any field."""
    key = header_key(text) if len(text) < 80 else ""
    return key in header_index(ACCOUNT_FIELDS) or key in header_index(OPPORTUNITY_FIELDS)


def _as_wide_as_data(header: tuple[str, ...], data: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The header with as many blank cells at its end as most rows of data have, as trailing delimiters leave them."""
    named = len(header)
    while named > 1 and not header[named - 1]:
        named -= 1
    widths = Counter(len(row) for row in data if any(row))
    usual = widths.most_common(1)[0][0] if widths else len(header)
    if usual > len(header) and any(cell for row in data for cell in row[len(header) :]):
        return header
    return header[:named] + ("",) * (max(usual, named) - named)
