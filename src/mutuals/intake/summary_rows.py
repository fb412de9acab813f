"""Summary rows: the totals and small print that reports put under a table, which are no accounts."""

import polars as pl

LAST_ROWS = 20
"""How far from the end of a file a row may be a summary."""

SUMMARY = (
    r"(?i)^(?:grand |sub)?totals?\b[:\s]*(?:[(\d=].*|(?:number of )?(?:records?|rows?|accounts?)\b.*)?$"
    r"|^(?:gesamt(?:summe)?|summe|total général|total general|suma|soma|totale|totaal|sum|count|anzahl|average|"
    r"durchschnitt|moyenne|promedio|média)\b[:\s\d.,(]*$"
    r"|^(?:confidential information|copyright ©|©|generated (?:by|on|at)|report generated|as of \d|filters?:|"
    r"erstellt am|end of (?:report|file)|applied filters)"
    r"|^\d[\d,.]* (?:records?|rows?|accounts?|datensätze|enregistrements|registros)\b"
)
"""What the first filled cell of such a row says."""


def summary_rows(frame: pl.DataFrame) -> pl.Series:
    """Which rows of a table (text) are summaries: near its end, mostly empty, and beginning as `SUMMARY` says."""
    tail = frame.tail(LAST_ROWS)
    first = pl.coalesce(pl.all())
    filled = pl.sum_horizontal(pl.all().is_not_null())
    few = filled <= max(2, frame.width // 2)
    flags = tail.select((first.str.contains(SUMMARY) & few).fill_null(value=False).alias("summary")).to_series()
    head = pl.repeat(value=False, n=frame.height - tail.height, eager=True, dtype=pl.Boolean)
    return pl.concat([head.alias("summary"), flags])
