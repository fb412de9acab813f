"""The data-quality report of a list: what to mend so that more accounts match, with the rows and the fix."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from mutuals.accounts import ACCOUNTS, Column, Table
from mutuals.intake.accounts import Intake
from mutuals.intake.checks import CHECKS, SEVERITIES, Check, examine

ROWS_SHOWN: Final = 1_000
"""How many row numbers a finding lists; `QualityReport.rows` has them all."""

FINDINGS = Table(
    "FINDINGS",
    "One row is one kind of thing to mend in a list, worst first.",
    (
        Column("kind", pl.String, "What was found."),
        Column("severity", SEVERITIES, "problem, warning or hint."),
        Column("column", pl.String, "The column it was found in; empty for whole rows."),
        Column("count", pl.UInt32, "In how many rows."),
        Column("rows", pl.List(pl.UInt32), f"The first {ROWS_SHOWN:,} of their row numbers."),
        Column("example", pl.String, "What the first of them says."),
        Column("fix", pl.String, "What to do."),
    ),
)

FINDING_ROWS = Table(
    "FINDING_ROWS",
    "One row is one finding in one row of the file.",
    (
        Column("kind", pl.String, "What was found."),
        Column("source_row", pl.UInt32, "Row number in the file."),
        Column("value", pl.String, "The cell concerned, or what names the account."),
        Column("detail", pl.String, "What is wrong with it, or which rows it is like."),
    ),
)

FILLED = Table(
    "FILLED",
    "One row is one column of the list.",
    (
        Column("column", pl.String, "The field, or the header of a column that is none."),
        Column("header", pl.String, "The header in the file."),
        Column("filled", pl.Float64, "Share of accounts with a value, 0 to 1."),
        Column("distinct", pl.UInt32, "How many different values."),
    ),
)


@dataclass(frozen=True)
class QualityReport:
    """What is good and bad about a list: `findings` (`FINDINGS`), their `rows` (`FINDING_ROWS`) and how far each column
    is `filled` (`FILLED`); `accounts` and `refused` count rows."""

    label: str
    accounts: int
    refused: int
    findings: pl.DataFrame
    rows: pl.DataFrame
    filled: pl.DataFrame


def check_quality(intake: Intake) -> QualityReport:
    """The data-quality report of what `read_accounts` read."""
    examined = examine(intake)
    found = [(check, check.find(examined)) for check in CHECKS]
    rows = [FINDING_ROWS.conform(rows.with_columns(kind=pl.lit(check.kind))) for check, rows in found]
    summary = [_finding(check, rows) for check, rows in found if rows.height]
    findings = pl.DataFrame(summary, schema=FINDINGS.schema, orient="row")
    accounts = intake.account_list.accounts
    return QualityReport(
        intake.account_list.label,
        accounts.height,
        intake.rejected.height,
        findings.sort("severity", "count", descending=[False, True], maintain_order=True),
        pl.concat([FINDING_ROWS.empty(), *rows]),
        _filled(intake, accounts),
    )


def _finding(check: Check, rows: pl.DataFrame) -> tuple[str, str, str, int, list[int], str, str]:
    """One line of the findings."""
    numbers = rows.get_column("source_row").unique().sort()
    example = rows.row(0, named=True)
    shown = " · ".join(text for text in (example["value"], example["detail"]) if text)
    return check.kind, check.severity, check.column, len(numbers), numbers.head(ROWS_SHOWN).to_list(), shown, check.fix


def _filled(intake: Intake, accounts: pl.DataFrame) -> pl.DataFrame:
    """How far each column is filled, mapped fields first."""
    headers = intake.mapping.columns
    others = [name for name in accounts.columns if name not in ACCOUNTS.names]
    columns = [accounts.get_column(name) for name in ACCOUNTS.names if name in headers]
    columns += [accounts.get_column(name) for name in others]
    rows = [
        (
            column.name,
            headers.get(column.name, column.name),
            1 - column.null_count() / len(column),
            column.drop_nulls().n_unique(),
        )
        for column in columns
    ]
    return pl.DataFrame(rows, schema=FILLED.schema, orient="row")
