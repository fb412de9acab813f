"""Text from lists made fit for a terminal, and numbers with their nouns."""

import re
from collections.abc import Iterable

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def clean(text: str) -> str:
    """`text` without control characters and changes of writing direction: a name must not move the cursor."""
    return _UNPRINTABLE.sub(" ", text)


def counted(number: int, noun: str, plural: str = "") -> str:
    """`number` with its noun: '1 account', '2,000 accounts'."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def flow(items: Iterable[str], *, width: int, sign: str = " · ") -> list[str]:
    """`items` set after each other in lines of `width`, never broken within an item."""
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + len(sign) + len(item) <= width:
            lines[-1] += sign + item
        else:
            lines.append(item)
    return lines
