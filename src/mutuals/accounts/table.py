"""Declared tables: the shape of every frame that flows between two stages, a sentence per column."""

from dataclasses import dataclass

import polars as pl

from mutuals.errors import MutualsError


class WrongTable(MutualsError):
    """A frame does not have the declared columns. A defect of the calling stage: mend the stage, not the data."""


@dataclass(frozen=True)
class Column:
    """One column of a declared table: its name, its Polars type and the sentence that says what it holds."""

    name: str
    dtype: pl.DataType | type[pl.DataType]
    sentence: str


@dataclass(frozen=True)
class Table:
    """A declared table: what each row is, and its columns in order."""

    name: str
    sentence: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.columns]

    @property
    def schema(self) -> pl.Schema:
        """The Polars schema."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    def empty(self) -> pl.DataFrame:
        """The table with no rows."""
        return pl.DataFrame(schema=self.schema)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` with every declared column first, cast to its type (absent ones null), then its other columns."""
        have = set(frame.columns)
        declared = [
            (pl.col(c.name).cast(c.dtype) if c.name in have else pl.lit(None, dtype=c.dtype).alias(c.name))
            for c in self.columns
        ]
        others = [name for name in frame.columns if name not in set(self.names)]
        return frame.select(*declared, *others)

    def check(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` itself, or `WrongTable` if a declared column is absent or of another type."""
        for column in self.columns:
            if column.name not in frame.columns:
                raise WrongTable(f"{self.name} lacks the column {column.name!r}")
            if frame.schema[column.name] != column.dtype:
                raise WrongTable(f"{self.name}.{column.name} is {frame.schema[column.name]}, not {column.dtype}")
        return frame
