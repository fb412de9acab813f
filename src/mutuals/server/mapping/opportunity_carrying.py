"""Opportunities of a file into a list, and back out. A row that is removed is gone; the import keeps it for undoing."""

import polars as pl
from django.conf import settings

from mutuals.accounts import OPPORTUNITIES
from mutuals.errors import BadInput
from mutuals.intake import read_opportunities
from mutuals.server.mapping.columns import BATCH, OPPORTUNITY_COLUMNS
from mutuals.server.mapping.folders import import_folder, upload_path
from mutuals.server.mapping.models import AccountList, Import, Opportunity
from mutuals.server.mapping.snapshots import columns_of
from mutuals.server.mapping.tables import insert, remove, update

State = dict[str, int]

_OWN: dict[str, pl.DataType | type[pl.DataType]] = {"id": pl.Int64, "revision": pl.Int64}
STORED = pl.Schema({**_OWN, **OPPORTUNITIES.schema})
"""Columns of the table as a frame."""

_COMPARED = tuple(name for name in OPPORTUNITY_COLUMNS if name not in {"opportunity_id", "source_row"})


class NoneUsable(BadInput):
    """Every row of a file of opportunities was refused. The person mends the file as the first reason says."""


def read(imported: Import) -> State:
    """The file as opportunities, and its refused rows, in the folder of the import. Raises `BadInput`."""
    folder = import_folder(imported.pk)
    intake = read_opportunities(
        upload_path(imported.pk, imported.file_name),
        columns=imported.columns or None,
        accounts=columns_of(imported.account_list, ["account_id", "name"]),
        max_bytes=settings.UPLOAD_MOST_BYTES,
    )
    rows, refused = intake.opportunities, intake.rejected
    if not rows.height:
        first = f"; the first, row {refused['source_row'][0]}, {refused['reason'][0]}" if refused.height else ""
        raise NoneUsable(f"{imported.file_name}: none of its {refused.height:,} rows can be used{first}")
    rows.write_parquet(folder / "rows.parquet")
    refused.write_parquet(folder / "refused.parquet")
    Import.objects.filter(pk=imported.pk).update(notes=list(intake.notes))
    return {"refused": refused.height, "rows": rows.height + refused.height}


def carry_in(imported: Import, account_list: AccountList) -> State:
    """The opportunities into the list, as one write; the rows as they were before are kept for taking it back."""
    folder, now = import_folder(imported.pk), opportunities_of(account_list)
    incoming, replaces = pl.read_parquet(folder / "rows.parquet"), imported.mode == "replace"
    joined = _joined(incoming, now, replaces=replaces)
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"old_{name}")) for name in _COMPARED)
    added = joined.filter(pl.col("id").is_null()).select(OPPORTUNITY_COLUMNS)
    changed = joined.filter(pl.col("id").is_not_null() & differs).select("id", *OPPORTUNITY_COLUMNS)
    gone = now.join(incoming, on="opportunity_id", how="anti") if replaces else now.clear()
    touched = pl.concat([changed.select("id"), gone.select("id")])
    now.join(touched, on="id", how="semi").write_parquet(folder / "before.parquet")
    account_list.revision += 1
    _write(account_list, added=added, changed=changed, gone=gone)
    unchanged = incoming.height - added.height - changed.height
    return {"added": added.height, "changed": changed.height, "deleted": gone.height, "unchanged": unchanged}


def take_back(imported: Import, account_list: AccountList) -> State:
    """The rows that the import wrote as they were before it; rows that were written again since then stay."""
    before = pl.read_parquet(import_folder(imported.pk) / "before.parquet")
    now = opportunities_of(account_list)
    mine = now.filter(pl.col("revision") == imported.revision)
    changed = before.join(mine.select("id"), on="id", how="semi")
    deleted = before.join(now, on="id", how="anti").join(now, on="opportunity_id", how="anti")
    added = mine.join(before, on="id", how="anti")
    account_list.revision += 1
    _write(account_list, added=deleted.select(OPPORTUNITY_COLUMNS), changed=changed.drop("revision"), gone=added)
    restored = changed.height + deleted.height
    kept = before.height + imported.counts["added"] - restored - added.height
    return {"restored": restored, "removed": added.height, "kept": kept}


def opportunities_of(account_list: AccountList) -> pl.DataFrame:
    """The opportunities of a list, shape `STORED`, by id."""
    rows = Opportunity.objects.filter(account_list=account_list).order_by("id").values_list(*STORED.names())
    parts, batch = [pl.DataFrame(schema=STORED)], []
    for row in rows.iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            parts.append(pl.DataFrame(batch, schema=STORED, orient="row"))
            batch = []
    return pl.concat([*parts, pl.DataFrame(batch, schema=STORED, orient="row")])


def _joined(incoming: pl.DataFrame, now: pl.DataFrame, *, replaces: bool) -> pl.DataFrame:
    """What comes in beside what is there; in a merge an empty cell changes nothing."""
    known = now.select("id", *(pl.col(name).alias(f"old_{name}") for name in OPPORTUNITY_COLUMNS))
    joined = incoming.join(known, left_on="opportunity_id", right_on="old_opportunity_id", how="left")
    return joined if replaces else joined.with_columns(pl.coalesce(name, f"old_{name}") for name in _COMPARED)


def _write(account_list: AccountList, *, added: pl.DataFrame, changed: pl.DataFrame, gone: pl.DataFrame) -> None:
    revision = pl.lit(account_list.revision)
    if gone.height:
        remove(Opportunity, gone["id"])
    if changed.height:
        update(Opportunity, changed.with_columns(revision=revision))
    if added.height:
        insert(Opportunity, added.with_columns(account_list_id=pl.lit(account_list.pk), revision=revision))
    account_list.opportunities += added.height - gone.height
    account_list.save(update_fields=["revision", "opportunities"])
