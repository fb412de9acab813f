"""Files for the intake's tests, built on the spot: workbooks, archives and bombs. Nobody's real data."""

import gzip
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl
import xlsxwriter

SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def write(folder: Path, name: str, data: bytes | str) -> Path:
    """A file with these bytes (text as UTF-8)."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """An xlsx workbook with sheets of (name, rows); a None cell stays blank."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if hasattr(value, "year"):
                    sheet.write_datetime(r, c, value, days)
                elif value is not None:
                    sheet.write(r, c, value)
    book.close()
    return buffer.getvalue()


def workbook_of_cells(cells: Iterable[tuple[int, int, object]], *, formatted: tuple[int, int] | None = None) -> bytes:
    """An xlsx workbook with single cells (row and column from 0, value); `formatted` has a format and no value."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for r, c, value in cells:
        sheet.write(r, c, value)
    if formatted:
        sheet.write_blank(*formatted, None, book.add_format({"bold": True}))
    book.close()
    return buffer.getvalue()


def ods_cell(value: str, attributes: str = "") -> str:
    """A filled cell of an ods sheet."""
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{value}</text:p></table:table-cell>'


def ods_row(*cells: str, attributes: str = "") -> str:
    """A row of an ods sheet."""
    return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"


def ods(*rows: str) -> bytes:
    """An ods workbook of one sheet."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Accounts">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return archive({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def parquet(frame: pl.DataFrame) -> bytes:
    """A Parquet file of this frame."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def archive(members: dict[str, str | bytes]) -> bytes:
    """A ZIP archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return buffer.getvalue()


def workbook_bomb(times: int) -> bytes:
    """A workbook whose one sheet is a short piece of XML many times over: small packed, vast expanded."""
    honest = zipfile.ZipFile(io.BytesIO(workbook(("Accounts", [["id", "name"], [1, "Acme"]]))))
    sheet = honest.read("xl/worksheets/sheet1.xml")
    end = sheet.index(b"</sheetData>")
    piece = b'<row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>2</v></c></row>' * 10_000
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in honest.namelist():
            if name != "xl/worksheets/sheet1.xml":
                packed.writestr(name, honest.read(name))
                continue
            with packed.open(name, "w", force_zip64=True) as stream:
                stream.write(sheet[:end])
                for _ in range(times):
                    stream.write(piece)
                stream.write(sheet[end:])
    return buffer.getvalue()


def gzip_bomb(megabytes: int, piece: bytes = b"1,Acme\n") -> bytes:
    """A gzip that expands to so many megabytes of one line."""
    buffer = io.BytesIO()
    block = piece * (1_000_000 // len(piece))
    with gzip.open(buffer, "wb") as stream:
        for _ in range(megabytes):
            stream.write(block)
    return buffer.getvalue()


def old_office(*streams: str) -> bytes:
    """The head of an old binary Office file whose directory names these streams."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + directory).ljust(4096, b"\0")
