"""A file before it is read: is it there, is it a file, and by its first bytes, what is it really?

Names and endings of files are hearsay; the bytes decide. Whatever is no table is refused here in one clear sentence.
"""

import os
import stat
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Final

from mutuals.errors import BadInput
from mutuals.intake.expand import DamagedArchive, check_workbook, expand_gzip

MAX_BYTES: Final = 8 * 1024**3
"""The most that a file may hold once it is expanded: about four times a list of ten million accounts."""


class NoFile(BadInput):
    """There is no file that can be opened under this path. The person gives the right path or permission."""


class EmptyFile(BadInput):
    """The file holds nothing, or a header and no rows. The person exports it again."""


class NotATable(BadInput):
    """The file is no table that can be read. The person exports it as CSV, Excel, Parquet or JSON lines."""


class FileTooBig(BadInput):
    """The file holds more than the limit. The person splits it or raises the limit."""


class Format(StrEnum):
    """What a file is, by its contents."""

    DELIMITED = "delimited text"
    EXCEL = "workbook"
    PARQUET = "Parquet"
    JSON_LINES = "JSON lines"


@dataclass(frozen=True)
class Source:
    """A file and what is in it: `data` are its bytes, expanded if it was compressed."""

    path: Path
    format: Format
    data: bytes

    @property
    def name(self) -> str:
        """The file's name, as sentences give it."""
        return self.path.name


_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a bitmap picture"),
    (b"RIFF", "a media file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"ARROW1", "an Arrow file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
)
"""Files that are no table we read, by their first bytes. Those that could begin a text need control characters too."""

_MAY_BEGIN_TEXT: Final = {b"BM", b"MZ", b"ORC", b"RIFF", b"BZh", b"Rar!", b"ARROW1", b"GIF8"}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ADVICE: Final = "export the accounts as CSV, Excel, Parquet or JSON lines"


def open_source(path: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES) -> Source:
    """The bytes of the file at `path` and what they are; gzip is expanded on the way, never beyond `max_bytes`.

    Raises `NoFile`, `EmptyFile`, `FileTooBig`, `NotATable`, `DamagedArchive` or `EndlessArchive`.
    """
    where = Path(path)
    data = _read(where, max_bytes)
    if data.startswith(b"\x1f\x8b"):
        data = expand_gzip(data, name=where.name, max_bytes=max_bytes)
        if data.startswith(b"\x1f\x8b"):
            raise DamagedArchive(f"{where.name} is a gzip inside a gzip; unpack it and give the file itself")
    if not data[:1024].strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0") and not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise EmptyFile(f"{where.name} is empty; export it again")
    return Source(where, _recognise(where.name, data, max_bytes), data)


def _read(path: Path, max_bytes: int) -> bytes:
    """The file's bytes, or a sentence on why there are none."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise NoFile(f"{path} is a folder; give the file in it")
        if not stat.S_ISREG(status.st_mode):
            raise NoFile(f"{path} is not a plain file (a device or pipe); save the data to a file first")
        if status.st_size > max_bytes:
            raise FileTooBig(
                f"{path.name} has {_size(status.st_size)}, more than the limit of {_size(max_bytes)}; split it"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise NoFile(f"there is no file {path}; check the path") from None
    except PermissionError:
        raise NoFile(f"{path} may not be read; ask for permission or copy it") from None
    except (OSError, ValueError) as problem:
        raise NoFile(f"{path} cannot be opened: {problem}") from None


def _recognise(name: str, data: bytes, max_bytes: int) -> Format:
    """What the bytes are; raises `NotATable` for what is known to be something else."""
    if data.startswith(b"PAR1"):
        return Format.PARQUET
    if data.startswith(_OLE):
        return _recognise_ole(name, data)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _recognise_zip(name, data, max_bytes)
    sample = data[: 1 << 16]
    odd = sum(sample.count(bytes([code])) for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1a")
    for signature, what in _SIGNATURES:
        if data.startswith(signature) and (odd or signature not in _MAY_BEGIN_TEXT):
            raise NotATable(f"{name} is {what}, not a table; {_ADVICE}")
    opening = sample[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith((b"<!doctype", b"<html", b"<head", b"<table", b"<meta", b"<style")):
        raise NotATable(f"{name} is a web page, not a table, whatever its ending; {_ADVICE}")
    if opening.startswith((b"<?xml", b"<svg")):
        raise NotATable(f"{name} is an XML file, not a table; {_ADVICE}")
    if opening.startswith(b"{") and not sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Format.JSON_LINES
    if opening.startswith((b"[{", b"[\n", b"[\r", b"[ ", b"[]", b"[[")):
        raise NotATable(f"{name} is one JSON array; write one object a line (JSON lines), for example with jq -c '.[]'")
    return Format.DELIMITED


def _recognise_ole(name: str, data: bytes) -> Format:
    """An old binary Office file: a workbook, an encrypted workbook, or something else."""
    directory = data
    if "EncryptedPackage".encode("utf-16-le") in directory:
        raise NotATable(f"{name} is protected with a password; save a copy without one")
    if "Workbook".encode("utf-16-le") in directory or "Book".encode("utf-16-le") in directory:
        return Format.EXCEL
    raise NotATable(f"{name} is an Office file but no workbook; {_ADVICE}")


def _recognise_zip(name: str, data: bytes, max_bytes: int) -> Format:
    """A ZIP container: xlsx, xlsb or ods workbook after the guard against bombs, or something else."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = set(archive.namelist())
            if "xl/workbook.xml" in members or "xl/workbook.bin" in members:
                check_workbook(archive, name=name, max_bytes=max_bytes)
                return Format.EXCEL
            if "content.xml" in members and b"opendocument.spreadsheet" in _head(archive, "mimetype"):
                check_workbook(archive, name=name, max_bytes=max_bytes)
                return Format.EXCEL
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as problem:
        raise DamagedArchive(f"{name} is damaged or cut short ({problem}); export it again") from None
    kinds = {"word/document.xml": "a Word document", "ppt/presentation.xml": "a presentation"}
    what = next((kind for member, kind in kinds.items() if member in members), None)
    if what is None and "content.xml" in members:
        what = "an OpenDocument file but no spreadsheet"
    if what is None:
        raise NotATable(f"{name} is a ZIP archive; unpack it and give the file in it")
    raise NotATable(f"{name} is {what}, not a table; {_ADVICE}")


def _head(archive: zipfile.ZipFile, member: str) -> bytes:
    """The first bytes of a member, empty if it is not there."""
    if member not in archive.namelist():
        return b""
    with archive.open(member) as stream:
        return stream.read(200)


def _size(count: int) -> str:
    """A number of bytes for people."""
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:,.0f} {unit}"
        size /= 1000
    return f"{size:,.1f} GB"
