"""Compressed files, expanded with a guard: an archive that expands without end costs bounded memory and time.

Tables compress 3 to 30 times; a bomb a thousand times. So beyond `FREE_BYTES` the ratio to the compressed size may not
pass `MAX_RATIO`. A workbook is guarded a second time, by the extent of its sheets (`extent`).
"""

import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from typing import Final

from mutuals.errors import BadInput
from mutuals.intake.extent import extent_of

FREE_BYTES: Final = 64 * 1024**2
"""What anything may expand to, whatever the ratio."""

MAX_RATIO: Final = 200
"""How many times its compressed size a file may expand to, beyond `FREE_BYTES`."""

_CHUNK: Final = 1 << 20
_OVERLAP: Final = 1 << 10


class DamagedArchive(BadInput):
    """A compressed file cannot be expanded to its end. The person exports or copies it again."""


class EndlessArchive(BadInput):
    """A compressed file expands to far more than any list of accounts. The person asks where it came from."""


def expand_gzip(data: bytes, *, name: str, max_bytes: int) -> bytes:
    """The contents of a gzip file, of one or several members. Raises `EndlessArchive` or `DamagedArchive`."""
    out = bytearray()
    rest = data
    try:
        while rest.startswith(b"\x1f\x8b"):
            stream = zlib.decompressobj(wbits=31)
            while not stream.eof:
                out += stream.decompress(rest, _CHUNK)
                rest = stream.unconsumed_tail
                if len(out) > min(max_bytes, max(FREE_BYTES, MAX_RATIO * (len(data) - len(rest)))):
                    raise EndlessArchive(_endless(name, len(out)))
                if not rest and not stream.eof:
                    raise DamagedArchive(f"{name} is cut short: the gzip file has no end; copy or export it again")
            rest = stream.unused_data
    except zlib.error as problem:
        raise DamagedArchive(f"{name} is a damaged gzip file ({problem}); export it again") from None
    return bytes(out)


def _endless(name: str, size: int) -> str:
    """The sentence on a bomb."""
    return (
        f"{name} expands to {size // 1000**2:,} MB or more, far beyond what a list of its size holds; nothing was read"
    )


def check_workbook(archive: zipfile.ZipFile, *, name: str, max_bytes: int) -> None:
    """Expand every sheet of a workbook once, keeping nothing: raises `EndlessArchive` if it is a bomb of either sort.

    Reading to the end also checks each member's checksum and its declared size, so a member cannot lie about it.
    """
    packed = sum(member.compress_size for member in archive.infolist())
    limit = min(max_bytes, max(FREE_BYTES, MAX_RATIO * packed))
    total = sum(member.file_size for member in archive.infolist())
    if total > limit or len(archive.infolist()) > 10_000:
        raise EndlessArchive(
            f"{name} expands to {total // 1000**2:,} MB, far beyond what a workbook of its size can hold"
        )
    for member in archive.infolist():
        if member.flag_bits & 1:
            raise DamagedArchive(f"{name} is protected with a password; save a copy without one")
        is_sheet = member.filename.endswith(".xml")
        sheet = extent_of(_chunks(archive, member) if is_sheet else [], outline=True)
        if sheet.too_sparse:
            sheet = extent_of(_chunks(archive, member), outline=False)
        if sheet.too_sparse:
            raise EndlessArchive(
                f"{name}: {member.filename} reaches to row {sheet.rows:,} and column {sheet.columns:,} with only "
                f"{sheet.cells:,} cells; delete the stray cells far from the table"
            )
        if not is_sheet:
            deque(_chunks(archive, member), maxlen=0)


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The expanded bytes of a member, a piece at a time, each repeating the end of the last so that no tag is cut."""
    tail = b""
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            yield tail + piece
            tail = piece[-_OVERLAP:]
