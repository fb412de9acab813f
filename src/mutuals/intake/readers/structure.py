"""The skeleton of delimited text: where records begin, how many cells each has, whether the quoting is sound.

One pass of NumPy over the bytes, in chunks. If all is sound, Polars' native reader may be trusted with the file as it
is; if not, `readers.records` goes through it record by record.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_QUOTE: Final = ord('"')
_LINE_END: Final = ord("\n")
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Structure:
    """What the pass found: `sound` if every record has `width` cells and every quote is in its place.

    `lines` holds the line, counted from 0 at the start of the data, on which each record begins. A blank line is a
    record.
    """

    sound: bool
    lines: NDArray[np.uint32]


_UNSOUND: Final = Structure(sound=False, lines=np.zeros(0, dtype=np.uint32))


def examine(data: bytes, *, start: int, delimiter: str, width: int) -> Structure:
    """The structure of `data` from byte `start` on; `delimiter` is one ASCII character, line ends are `\\n` alone."""
    if data.find(b"\0", start) >= 0:
        return _UNSOUND
    text = np.frombuffer(data, dtype=np.uint8)
    quoted = data.find(b'"', start) >= 0
    inside, line, cells_before = 0, 0, 0
    begins = [np.zeros(1, dtype=np.uint32)]
    for begin in range(start, len(text), _CHUNK):
        chunk = text[begin : begin + _CHUNK]
        line_ends, cells = np.flatnonzero(chunk == _LINE_END), chunk == ord(delimiter)
        ends = line_ends
        if quoted:
            quotes = chunk == _QUOTE
            if not _quotes_in_place(text, begin + np.flatnonzero(quotes), inside, start, ord(delimiter)):
                return _UNSOUND
            state = (np.cumsum(quotes, dtype=np.uint8) + np.uint8(inside)) & 1
            inside = int(state[-1])
            ends = line_ends[state[line_ends] == 0]
            cells &= state == 0
        running = np.cumsum(cells, dtype=np.int64)
        counts = np.diff(running[ends], prepend=-cells_before)
        if not _all_of_width(text, counts, begin + ends, width - 1, start):
            return _UNSOUND
        cells_before = int(running[-1] - (running[ends[-1]] if len(ends) else -cells_before))
        begins.append((line + 1 + np.searchsorted(line_ends, ends)).astype(np.uint32))
        line += len(line_ends)
    closed = len(text) <= start or text[-1] == _LINE_END
    if inside or not (closed or cells_before == width - 1):
        return _UNSOUND
    lines = np.concatenate(begins)
    return Structure(sound=True, lines=lines[:-1] if closed else lines)


def _quotes_in_place(
    text: NDArray[np.uint8], quotes: NDArray[np.int64], inside: int, start: int, delimiter: int
) -> bool:
    """Whether each opening quote begins a cell and each closing quote ends one (a doubled quote is both)."""
    opening, closing = quotes[inside::2], quotes[1 - inside :: 2]
    before = text[np.maximum(opening - 1, 0)]
    opens = (opening == start) | (before == delimiter) | (before == _LINE_END) | (before == _QUOTE)
    after = text[np.minimum(closing + 1, len(text) - 1)]
    closes = (closing == len(text) - 1) | (after == delimiter) | (after == _LINE_END) | (after == _QUOTE)
    return bool(opens.all() and closes.all())


def _all_of_width(
    text: NDArray[np.uint8], counts: NDArray[np.int64], ends: NDArray[np.int64], delimiters: int, start: int
) -> bool:
    """Whether every record has as many delimiters as it should; a blank line has none and is allowed."""
    odd = ends[counts != delimiters]
    if not len(odd):
        return True
    blank = (counts[counts != delimiters] == 0) & ((odd == start) | (text[np.maximum(odd - 1, 0)] == _LINE_END))
    return bool(blank.all())
