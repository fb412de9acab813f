"""JSON lines as a table of text: one object a line; nested objects become columns such as `address.city`."""

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from mutuals.intake.encoding import to_utf8
from mutuals.intake.readers.table import FileTable, clean
from mutuals.intake.rejected import rejected_rows
from mutuals.intake.source import EmptyFile, NotATable, Source

MAX_COLUMNS = 2_000
"""More keys than this are no table: every record has keys of its own."""

_BATCH = 50_000


def read_jsonlines(source: Source) -> FileTable:
    """The table in a file of JSON lines; a line that is no JSON object is refused. Raises `NotATable`, `EmptyFile`.

    Keys become columns in the order in which they first appear; lists of plain values are joined by `; `.
    """
    text = to_utf8(source.data)
    lines, refused, frames = [], [], []
    batch: list[dict[str, str]] = []
    keys: dict[str, None] = {}
    for number, line in enumerate(text.data.split(b"\n"), start=1):
        if not line.strip():
            continue
        record = _record(line)
        if isinstance(record, str):
            refused.append((number, record, line[:10_000].decode(errors="replace")))
            continue
        lines.append(number)
        keys.update(dict.fromkeys(record))
        batch.append(record)
        if len(batch) == _BATCH:
            frames.append(_frame(source.name, batch, keys))
            batch = []
    frames.append(_frame(source.name, batch, keys))
    if not lines:
        first = f"; the first, {refused[0][1]}" if refused else ""
        raise NotATable(f"{source.name} holds no JSON object{first}; write one object a line")
    if not keys:
        raise EmptyFile(f"{source.name} holds only empty objects; export it again")
    source_rows = pl.Series("source_row", lines, dtype=pl.UInt32)
    frame, rows = clean(pl.concat(frames, how="diagonal"), source_rows, list(keys))
    if not frame.height:
        raise EmptyFile(f"{source.name} holds only empty values; export it again")
    notes = (text.note,) if text.note else ()
    return FileTable(source.name, f"JSON lines, {text.encoding}", frame, rows, rejected_rows(refused), notes)


_decode = json.JSONDecoder().decode


def _record(line: bytes) -> dict[str, str] | str:
    """The object of a line as flat text, or the reason why it is none."""
    try:
        value = _decode(line.decode(errors="replace").strip())
    except (ValueError, RecursionError) as problem:
        return f"is not JSON ({problem})"
    if not isinstance(value, dict):
        return f'is JSON but no object ({type(value).__name__}); write it as {{"name": …}}'
    flat: dict[str, str] = {}
    _flatten("", value, flat)
    return flat


def _flatten(prefix: str, value: Mapping[str, Any], into: dict[str, str]) -> None:
    """Put the values of an object into a flat one, keys joined by points; nulls are left out."""
    for key, item in value.items():
        if type(item) is str:
            into[prefix + key] = item
        elif isinstance(item, dict):
            _flatten(f"{prefix}{key}.", item, into)
        elif isinstance(item, list):
            plain = not any(isinstance(part, dict | list) for part in item)
            into[prefix + key] = "; ".join(map(_text, item)) if plain else json.dumps(item, ensure_ascii=False)
        elif item is not None:
            into[prefix + key] = _text(item)


def _text(value: Any) -> str:
    """A plain JSON value as text: whole numbers without `.0`, yes and no as JSON writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)


def _frame(name: str, batch: list[dict[str, str]], keys: Mapping[str, None]) -> pl.DataFrame:
    """A batch of flat objects as text columns, one for each key seen so far."""
    if len(keys) > MAX_COLUMNS:
        raise NotATable(
            f"{name} has more than {MAX_COLUMNS:,} different keys and is no table; give every line the same keys"
        )
    return pl.DataFrame(batch, schema=dict.fromkeys(keys, pl.String))
