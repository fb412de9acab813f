"""Reads of imports."""

from collections.abc import Mapping
from uuid import UUID

import polars as pl

from mutuals.server.mapping.carrying import refused_rows
from mutuals.server.mapping.folders import import_folder
from mutuals.server.mapping.models import AccountList, Import
from mutuals.server.mapping.opportunity_carrying import opportunities_of
from mutuals.server.mapping.snapshots import columns_of


def newest(*, account_list: AccountList, most: int = 100) -> list[Import]:
    """The imports of a list, newest first."""
    found = Import.objects.filter(account_list=account_list).select_related("created_by").defer("found")
    return list(found.order_by("-created")[:most])


def one(*, account_list: AccountList, pk: UUID) -> Import | None:
    """The import, None where the list has no such."""
    return Import.objects.filter(account_list=account_list, pk=pk).select_related("created_by", "account_list").first()


def deleted_by_replacing(*, imported: Import, columns: Mapping[str, str]) -> int | None:
    """How many rows of the list the file does not name, and would be deleted if it replaced the list; None where no
    column that was chosen (field → header) holds ids."""
    field = "account_id" if imported.kind == "accounts" else "opportunity_id"
    path = import_folder(imported.pk) / "table.parquet"
    header = columns.get(field, "")
    if header not in imported.found["headers"] or not path.exists():
        return None
    named = pl.read_parquet(path, columns=[header]).select(pl.col(header).str.strip_suffix(".0").alias(field))
    if imported.kind == "accounts":
        there = columns_of(imported.account_list, ["account_id"])
    else:
        there = opportunities_of(imported.account_list)
    both = pl.concat([named, pl.read_parquet(path, columns=[header]).rename({header: field})])
    return there.join(both, on=field, how="anti").height


def refused(*, imported: Import) -> pl.DataFrame:
    """The refused rows, shape REJECTED: row, reason, text."""
    return refused_rows(imported)
