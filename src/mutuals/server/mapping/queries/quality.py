"""Reads of data quality: the report that was made last, the first rows of each finding, and all of them as a file."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from mutuals.server.mapping.models import AccountList
from mutuals.server.mapping.quality import Report, report_of, rows_of
from mutuals.server.mapping.queries.exports import rows_csv
from mutuals.server.mapping.snapshots import rows_changed

FIRST_ROWS = 5
"""Rows of a finding on the page; the file has them all."""


@dataclass(frozen=True)
class Found:
    """A finding: what, how bad, in how many rows, the fix in words; the `first` rows with id, name, value, detail."""

    kind: str
    severity: str
    count: int
    fix: str
    first: list[dict[str, Any]]


def report(*, account_list: AccountList) -> Report | None:
    """The report that was made last, None where none was."""
    return report_of(account_list)


def is_stale(*, account_list: AccountList, report: Report) -> bool:
    """Whether an account was changed after the report was made."""
    return rows_changed(account_list, after=report.revision, most=0) > 0


def findings(*, account_list: AccountList, report: Report) -> list[Found]:
    """What was found, worst first, each with its first rows."""
    first = rows_of(account_list).group_by("kind", maintain_order=True).head(FIRST_ROWS).collect()
    by_kind = {kind: rows.to_dicts() for (kind,), rows in first.group_by("kind")}
    return [Found(**one, first=by_kind.get(one["kind"], [])) for one in report.findings]


def findings_csv(*, account_list: AccountList, kind: str = "") -> bytes:
    """Every row of every finding, or of one kind, as CSV; no cell begins a formula."""
    rows = rows_of(account_list)
    if kind:
        rows = rows.filter(pl.col("kind") == kind)
    return rows_csv(rows.select("kind", "account_id", "name", "value", "detail").collect())
