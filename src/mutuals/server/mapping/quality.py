"""The data-quality report of a list: made by a job, kept as files in the data folder with its day."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.utils import timezone

from mutuals.accounts import ACCOUNTS, MEMBERS
from mutuals.accounts import AccountList as Accounts
from mutuals.intake import REJECTED, FieldMapping, Intake, MappedField, check_quality
from mutuals.server.mapping.models import AccountList
from mutuals.server.mapping.snapshots import accounts_of


@dataclass(frozen=True)
class Report:
    """A report that was kept: its day, the revision and number of accounts it was made of, and its `findings`."""

    at: datetime
    revision: int
    accounts: int
    findings: list[dict[str, Any]]


def check(account_list: AccountList) -> int:
    """Look at every account of the list, and keep what was found; gives how many kinds of findings there are."""
    accounts = accounts_of(account_list)
    numbered = accounts.with_columns(source_row=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32))
    report = check_quality(_intake(numbered.select(ACCOUNTS.names)))  # of no account, too
    named = numbered.select("source_row", "id", "account_id", "name")
    rows = report.rows.join(named, on="source_row", how="left", maintain_order="left")
    rows = rows.with_columns(detail=_with_ids(rows, numbered))
    folder = _folder(account_list.pk)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(folder / "rows.parquet", rows.select("kind", "id", "account_id", "name", "value", "detail"))
    said = {
        "at": timezone.now().isoformat(),
        "revision": account_list.revision,
        "accounts": accounts.height,
        "findings": report.findings.select("kind", "severity", "count", "fix").to_dicts(),
    }
    draft = folder / ".report"
    draft.write_text(json.dumps(said), encoding="utf-8")
    draft.replace(folder / "report.json")
    return report.findings.height


def report_of(account_list: AccountList) -> Report | None:
    """The report that was kept last; None where none was made."""
    path = _folder(account_list.pk) / "report.json"
    if not path.exists():
        return None
    said = json.loads(path.read_text(encoding="utf-8"))
    return Report(datetime.fromisoformat(said["at"]), said["revision"], said["accounts"], said["findings"])


def rows_of(account_list: AccountList) -> pl.LazyFrame:
    """Every row of every finding: kind, id, account_id, name, value, detail."""
    return pl.scan_parquet(_folder(account_list.pk) / "rows.parquet")


def _intake(accounts: pl.DataFrame) -> Intake:
    """Accounts of a list as what was read of a file, without refused rows: these stand with their import."""
    filled = [name for name in ACCOUNTS.names if accounts[name].null_count() < accounts.height]
    mapping = FieldMapping(tuple(MappedField(name, name) for name in filled))
    return Intake(Accounts("", accounts, MEMBERS.empty(), ()), mapping, REJECTED.empty(), ())


def _with_ids(rows: pl.DataFrame, numbered: pl.DataFrame) -> pl.Series:
    """The details with ids of accounts where they name rows: rows are numbered anew for each report."""
    said = rows.with_row_index("place").filter(pl.col("detail").str.contains(_ROWS))
    others = pl.col("detail").str.extract_all(r"\d+").cast(pl.List(pl.UInt32)).alias("other")
    each = said.select("place", "source_row", others).explode("other").filter(pl.col("other") != pl.col("source_row"))
    ids = each.join(numbered.select("account_id", other="source_row"), on="other", how="left", maintain_order="left")
    joined = ids.group_by("place").agg(
        (pl.lit("like account ") + pl.col("account_id").str.join(", ")).first().alias("like")
    )
    placed = rows.with_row_index("place").join(joined, on="place", how="left", maintain_order="left")
    return placed.select(pl.coalesce("like", "detail")).to_series()


_ROWS = r"^(?:like row|rows) [\d, ]+$"


def _folder(list_id: int) -> Path:
    return Path(settings.DATA) / "quality" / str(list_id)


def _write(path: Path, frame: pl.DataFrame) -> None:
    draft = path.with_name(f".{path.name}")
    frame.write_parquet(draft, compression="lz4")
    draft.replace(path)
