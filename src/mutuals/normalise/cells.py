"""Work done once for each distinct cell of a column, and its result back on every row."""

import polars as pl


def rows_of(text: pl.Series, **beside: pl.Series | None) -> pl.DataFrame:
    """A row a cell: `text` and the columns `beside` it that decide how it is read (all null for None), as strings."""
    columns = {"text": text, **beside}
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(text))
    return pl.DataFrame(
        {name: nothing if column is None else column.cast(pl.String) for name, column in columns.items()}
    )


def distinct_cells(rows: pl.DataFrame) -> pl.DataFrame:
    """Each distinct row of `rows` that has a text, in order of first appearance."""
    return rows.filter(pl.col("text").is_not_null()).unique(maintain_order=True)


def on_every_row(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The columns that `cells` (from `distinct_cells`) gained, on every one of `rows`; null where there is no cell."""
    joined = rows.join(cells, on=rows.columns, how="left", maintain_order="left", nulls_equal=True)
    return joined.drop(rows.columns)
