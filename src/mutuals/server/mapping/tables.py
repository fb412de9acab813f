"""Many rows into and out of a table at once, past the ORM: the same calls for SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import connection, models

from mutuals.server.mapping.columns import BATCH, batches


def insert(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Insert the rows of `frame`, whose columns are columns of the table."""
    table, columns = model._meta.db_table, _names(frame.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_quoted(table)} ({columns}) FROM STDIN") as copy:
                for rows in batches(frame):
                    for row in rows:
                        copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(frame.columns))
        for rows in batches(frame):
            cursor.executemany(f"INSERT INTO {_quoted(table)} ({columns}) VALUES ({places})", rows)


def update(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Give the rows of `frame`, found by its column id, the values of its other columns."""
    others = [name for name in frame.columns if name != "id"]
    assigned = ", ".join(f"{_quoted(name)} = %s" for name in others)
    with connection.cursor() as cursor:
        for rows in batches(frame.select(*others, "id")):
            cursor.executemany(f"UPDATE {_quoted(model._meta.db_table)} SET {assigned} WHERE id = %s", rows)


def remove(model: type[models.Model], ids: pl.Series) -> None:
    """Delete the rows of these ids for good."""
    with connection.cursor() as cursor:
        for rows in batches(ids.to_frame()):
            cursor.executemany(f"DELETE FROM {_quoted(model._meta.db_table)} WHERE id = %s", rows)


def read(
    model: type[models.Model], columns: Sequence[str], schema: pl.Schema, where: str, values: Sequence[Any]
) -> pl.DataFrame:
    """The rows that `where` (SQL with places for `values`) selects, in order of id, as a frame of `schema`."""
    query = f"SELECT {_names(columns)} FROM {_quoted(model._meta.db_table)} WHERE {where} ORDER BY id"
    parts = [pl.DataFrame(schema=schema)]
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, values)
        while rows := cursor.fetchmany(BATCH):
            parts.append(pl.DataFrame(rows, schema=schema, orient="row"))
    return pl.concat(parts)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
