"""The characters of a text file: which encoding its bytes are in, and the same text as UTF-8 with plain line ends."""

import codecs
from dataclasses import dataclass

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, longest first where one begins another."""


@dataclass(frozen=True)
class Text:
    """A text as UTF-8 without a mark and with `\\n` alone as line end; `encoding` is what it was; `note` if mixed."""

    data: bytes
    encoding: str
    note: str = ""


def to_utf8(data: bytes) -> Text:
    """`data` as UTF-8, from UTF-8, UTF-16, UTF-32 or Windows-1252, found by mark, by pattern and by trying.

    A file that is UTF-8 but for a few bytes (rows pasted together from two systems) has those read as Windows-1252.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _from(data[len(mark) :], name)
    return _from(data, _unmarked_utf16(data[:4096]) or "utf-8")


def _from(data: bytes, name: str) -> Text:
    """The text of `data`, which is in the encoding `name` or, if that is UTF-8 and fails, in Windows-1252."""
    if name != "utf-8":
        return Text(_plain_lines(data.decode(name, errors="replace").encode()), name)
    if data.isascii():
        return Text(_plain_lines(data), "utf-8")
    try:
        data.decode()
    except UnicodeDecodeError:
        valid = data.decode(errors="ignore")
        good = len(valid.encode()) - len(valid)
        bad = len(data) - len(valid.encode())
        if good <= bad:
            return Text(_plain_lines(data.decode("cp1252", errors="latin1_bytes").encode()), "cp1252")
        mended = _plain_lines(data.decode(errors="cp1252_bytes").encode())
        return Text(mended, "utf-8", f"{bad:,} bytes are not UTF-8 like the rest and were read as Windows-1252")
    return Text(_plain_lines(data), "utf-8")


def _unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark, known by its zero bytes: nearly every second byte of western text."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if half and even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _plain_lines(data: bytes) -> bytes:
    """The text with `\\n` alone as line end, whether it had `\\r\\n`, `\\r` or all three."""
    if b"\r" not in data:
        return data
    data = data.replace(b"\r\n", b"\n")
    return data.replace(b"\r", b"\n") if b"\r" in data else data


def _as_cp1252(problem: UnicodeError) -> tuple[str, int]:
    """The bytes that are no UTF-8, read as Windows-1252."""
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    return problem.object[problem.start : problem.end].decode("cp1252", errors="latin1_bytes"), problem.end


def _as_latin1(problem: UnicodeError) -> tuple[str, int]:
    """The five bytes that Windows-1252 leaves open, as Latin-1 has them."""
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    return problem.object[problem.start : problem.end].decode("latin-1"), problem.end


codecs.register_error("cp1252_bytes", _as_cp1252)
codecs.register_error("latin1_bytes", _as_latin1)
