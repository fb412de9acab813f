"""Reads of imports."""

from uuid import UUID

import polars as pl

from mutuals.server.mapping.carrying import refused_rows
from mutuals.server.mapping.models import AccountList, Import


def newest(*, account_list: AccountList, most: int = 100) -> list[Import]:
    """The imports of a list, newest first."""
    found = Import.objects.filter(account_list=account_list).select_related("created_by").defer("found")
    return list(found.order_by("-created")[:most])


def one(*, account_list: AccountList, pk: UUID) -> Import | None:
    """The import, None where the list has no such."""
    return Import.objects.filter(account_list=account_list, pk=pk).select_related("created_by").first()


def refused(*, imported: Import) -> pl.DataFrame:
    """The refused rows, shape REJECTED: row, reason, text."""
    return refused_rows(imported)
