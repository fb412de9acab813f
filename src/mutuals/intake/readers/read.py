"""Any file as a table: the reader that its contents call for."""

import os
from collections.abc import Callable

from mutuals.intake.readers.delimited import read_delimited
from mutuals.intake.readers.excel import read_excel
from mutuals.intake.readers.jsonlines import read_jsonlines
from mutuals.intake.readers.parquet import read_parquet
from mutuals.intake.readers.table import FileTable
from mutuals.intake.source import MAX_BYTES, Format, Source, open_source

READERS: dict[Format, Callable[[Source], FileTable]] = {
    Format.DELIMITED: read_delimited,
    Format.EXCEL: read_excel,
    Format.PARQUET: read_parquet,
    Format.JSON_LINES: read_jsonlines,
}
"""The reader of each format."""


def read_table(path: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES) -> FileTable:
    """The table in the file at `path`, of whatever format. Raises kinds of `BadInput`, each with one clear sentence."""
    source = open_source(path, max_bytes=max_bytes)
    return READERS[source.format](source)
