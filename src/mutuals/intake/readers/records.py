"""Delimited text gone through piece by piece: what is sound is kept, what is not is refused with its line and reason.

Used to look at the first rows of any file, and for files that are not sound throughout. A cell is either quoted (quotes
inside doubled, blanks allowed around it) or plain; quotes in the middle of a plain cell are taken as written. A record
that fits neither (a quote that opens and never closes, say) is refused alone, and reading goes on at the next line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

WINDOW = 1 << 20
"""A record is first looked for in so many bytes, so that an open quote does not swallow the file."""

LARGE_WINDOW = 1 << 26
"""And then in so many, but only `LARGE_WINDOWS` times a file."""

LARGE_WINDOWS = 16


@dataclass(frozen=True)
class Grammar:
    """The patterns of a record and of a cell for one delimiter, over bytes."""

    record: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    delimiter: bytes


@cache
def grammar(delimiter: str) -> Grammar:
    """The grammar of text with this delimiter."""
    d = re.escape(delimiter.encode())
    quoted = rb' *+"(?:[^"]++|"")*+" *+(?=' + d + rb"|\n|\Z)"
    plain = rb'(?! *+")[^\n' + d + rb"]*+"
    cell = rb"(?:" + quoted + rb"|" + plain + rb")"
    return Grammar(
        record=re.compile(cell + rb"(?:" + d + cell + rb")*+(?:\n|\Z)"),
        cell=re.compile(rb"(?:\A|" + d + rb")(" + quoted + rb"|" + plain + rb")"),
        delimiter=delimiter.encode(),
    )


@cache
def strict_records(delimiter: str, width: int) -> re.Pattern[bytes]:
    """The pattern of as many records as follow each other that are sound beyond doubt and have `width` cells."""
    d = re.escape(delimiter.encode())
    cell = rb'(?:"(?:[^"\0]++|"")*+"|[^"\0\n' + d + rb"]*+)"
    return re.compile(rb"(?:" + cell + rb"(?:" + d + cell + rb"){%d}\n(?!\n)){1,50000}+" % (width - 1))


@dataclass(frozen=True)
class Record:
    """One record: the `line` it begins on (from 0), its cells, or None and the `reason` if it is not sound."""

    line: int
    text: bytes
    cells: list[bytes] | None
    reason: str = ""


@dataclass(frozen=True)
class SoundRecords:
    """Many records in a row that are sound beyond doubt; the first begins on `line`."""

    line: int
    text: bytes


def pieces(data: bytes, *, start: int, delimiter: str, width: int) -> Iterator[Record | SoundRecords]:
    """The records of `data` from byte `start` on: those of `width` cells without a doubt together, the others alone."""
    strict = strict_records(delimiter, width)
    position, line = start, 0
    while position < len(data):
        many = strict.match(data, position, min(len(data), position + LARGE_WINDOW))
        if many is not None:
            yield SoundRecords(line, many.group())
            position, line = many.end(), line + many.group().count(b"\n")
        for record in records(data, start=position, delimiter=delimiter):
            yield Record(line, record.text, record.cells, record.reason)
            position, line = position + len(record.text), line + record.text.count(b"\n")
            break


def records(data: bytes, *, start: int, delimiter: str) -> Iterator[Record]:
    """The records of `data` from byte `start` on, one by one, blank lines included."""
    rules = grammar(delimiter)
    position, line, large = start, 0, 0
    end = len(data)
    while position < end:
        match = rules.record.match(data, position, min(end, position + WINDOW))
        cut_short = match is None or (match.end() == position + WINDOW and not match.group().endswith(b"\n"))
        if cut_short and position + WINDOW < end and large < LARGE_WINDOWS:
            large += 1
            match = rules.record.match(data, position, min(end, position + LARGE_WINDOW))
        if match is None:
            stop = data.find(b"\n", position)
            stop = end if stop < 0 else stop + 1
            yield Record(line, data[position:stop], None, _reason(data[position:stop]))
            position, line = stop, line + 1
            continue
        text = match.group()
        yield Record(line, text, _cells(rules, text.removesuffix(b"\n")))
        position, line = match.end(), line + text.count(b"\n")


def unquoted(cell: bytes) -> bytes:
    """What a cell says: without its quotes and the blanks around them, doubled ones single."""
    bare = cell.strip(b" ")
    return bare[1:-1].replace(b'""', b'"') if bare.startswith(b'"') else cell


def _cells(rules: Grammar, record: bytes) -> list[bytes]:
    """The cells of a sound record, as written."""
    if b'"' not in record:
        return record.split(rules.delimiter)
    return rules.cell.findall(record)


def _reason(text: bytes) -> str:
    """Why a line is no record."""
    if text.count(b'"') % 2:
        return "a quote opens in this row and does not close; close it or leave it out"
    return "a quoted cell goes on after its closing quote; double the quotes inside a cell"
