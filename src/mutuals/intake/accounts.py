"""A file of accounts → an `AccountList`: the table read, its columns mapped, bad rows refused, populations found."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from mutuals.accounts import ACCOUNTS, AccountList
from mutuals.accounts.values import read_numbers
from mutuals.errors import BadInput
from mutuals.intake.account_fields import ACCOUNT_FIELDS
from mutuals.intake.mapping import FieldMapping, suggest_mapping
from mutuals.intake.populations import PopulationRules, find_populations
from mutuals.intake.readers.read import read_table
from mutuals.intake.readers.table import FileTable
from mutuals.intake.rejected import REJECTED, all_rejected, rejected_where
from mutuals.intake.source import MAX_BYTES
from mutuals.intake.summary_rows import summary_rows


class NoNameOrWebsite(BadInput):
    """No column can be a company's name or website, so nothing can be matched. The person says which column is."""


class NothingUsable(BadInput):
    """Every row of the file was refused. The person mends the file as the first reason says."""


MAX_CELL: Final = 32_767
"""Characters that a cell may have: what a spreadsheet's cell can hold."""

_TEXT: Final = tuple(column.name for column in ACCOUNTS.columns if column.dtype == pl.String)
_NUMBERS: Final = tuple(c.name for c in ACCOUNTS.columns if c.dtype in (pl.Int64, pl.Float64))
_DIGITS: Final = ("account_id", "parent_account_id", "postal_code", "phone", "duns", "registration_number")


@dataclass(frozen=True)
class Intake:
    """What came of a file: the list, how its columns were read, the rows refused (`REJECTED`), and what to know.

    `description` says what the file is (format, delimiter, encoding or sheet).
    """

    account_list: AccountList
    mapping: FieldMapping
    rejected: pl.DataFrame
    notes: tuple[str, ...]
    description: str = ""

    @property
    def rows(self) -> int:
        """Rows of the file that hold something: those taken and those refused."""
        return self.account_list.accounts.height + self.rejected.height


def read_accounts(  # noqa: PLR0913 - each is one thing that a person may say of a file
    path: str | os.PathLike[str],
    *,
    label: str = "",
    mapping: FieldMapping | None = None,
    columns: Mapping[str, str] | None = None,
    populations: PopulationRules | None = None,
    population: str | None = None,
    now: date | None = None,
    max_bytes: int = MAX_BYTES,
) -> Intake:
    """The accounts in the file at `path`, of any format that `readers` knows.

    `label` names the list (else the file's name does). `columns` (field → header) and `mapping` overrule the suggested
    mapping. Populations come from `populations` (see `load_population_rules`), or all accounts are in the one
    `population`; else from the status column. `now` is today, for filters that count days. Rows that cannot be used
    are in `rejected`, the rest in the list; raises `BadInput` only if nothing of the file can be used, or a setting is
    wrong.
    """
    table = read_table(path, max_bytes=max_bytes)
    chosen = suggest_mapping(table.frame, ACCOUNT_FIELDS, mapping=mapping, columns=columns, name=table.name)
    if not {"name", "website"} & set(chosen.columns):
        raise NoNameOrWebsite(_no_name(table))
    accounts, refused, notes = _accounts(table, chosen)
    rejected = all_rejected([table.rejected, refused])
    if not accounts.height:
        row, reason, _ = rejected.row(0)
        raise NothingUsable(
            f"{table.name}: none of its {rejected.height:,} rows can be used; the first, row {row}, {reason}"
        )
    aliases = {line.header: line.field for line in chosen.fields if line.header}
    found = find_populations(accounts, rules=populations, whole=population, aliases=aliases, now=now)
    return Intake(
        AccountList(label or Path(table.name).name.split(".")[0], accounts, found.members, found.populations),
        chosen,
        rejected,
        (*table.notes, *chosen.notes, *notes, *found.notes),
        table.description,
    )


def _accounts(table: FileTable, mapping: FieldMapping) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """The rows of the table as `ACCOUNTS`, the rows refused, and notes."""
    notes: list[str] = []
    named = _named(table, mapping, notes)
    reasons = _reasons(table, named)
    bad = reasons.is_not_null()
    refused = rejected_where(table.frame, table.rows, bad, pl.lit(reasons)) if bad.any() else REJECTED.empty()
    good = named.filter(~bad) if bad.any() else named
    good = good.with_columns(_number(good.get_column(name), notes) for name in _NUMBERS if name in good.columns)
    return ACCOUNTS.conform(good), refused, notes


def _named(table: FileTable, mapping: FieldMapping, notes: list[str]) -> pl.DataFrame:
    """The table's columns under the names of their fields, unmapped ones under their own, with ids and source rows."""
    by_field = mapping.columns
    fields = [pl.col(header).alias(field) for field, header in by_field.items()]
    others = [pl.col(header).alias(_own_name(header)) for header in mapping.unmapped]
    named = table.frame.select(*fields, *others).with_columns(table.rows.alias("source_row"))
    whole = [name for name in _DIGITS if name in named.columns and _is_float_text(named.get_column(name))]
    named = named.with_columns(pl.col(name).str.strip_suffix(".0") for name in whole)
    made = pl.concat_str(pl.lit("row-"), pl.col("source_row"))
    if "account_id" not in by_field:
        notes.append("no column holds ids; accounts are named by their row (row-2 …), which changes when rows move")
        return named.with_columns(account_id=made)
    blank = named.get_column("account_id").null_count()
    if blank:
        notes.append(f"{blank:,} accounts have no id and are named by their row (row-2 …)")
    return _shortened(named.with_columns(pl.col("account_id").fill_null(made)), mapping, notes)


def _shortened(named: pl.DataFrame, mapping: FieldMapping, notes: list[str]) -> pl.DataFrame:
    """Cells of unmapped columns cut to what a spreadsheet can hold."""
    for header in mapping.unmapped:
        name = _own_name(header)
        long = int((named.get_column(name).str.len_chars() > MAX_CELL).sum())
        if long:
            notes.append(f"{long:,} cells of {header!r} are longer than {MAX_CELL:,} characters and were cut")
            named = named.with_columns(pl.col(name).str.slice(0, MAX_CELL))
    return named


def _reasons(table: FileTable, named: pl.DataFrame) -> pl.Series:
    """For each row the reason why it is no account, or null."""
    have = [name for name in ("name", "website") if name in named.columns]
    missing = pl.all_horizontal(pl.col(name).is_null() for name in have)
    reasons = [
        pl.when(pl.lit(summary_rows(table.frame))).then(pl.lit("is a summary below the table, not an account")),
        *(_too_long(name) for name in _overlong(named)),
        pl.when(missing).then(pl.lit(f"has no {' and no '.join(have)}")),
    ]
    usable = named.select(pl.coalesce(reasons).alias("reason")).to_series()
    ids = named.get_column("account_id")
    if ids.n_unique() == len(ids):
        return usable
    first = pl.col("source_row").filter(pl.col("reason").is_null()).first().over("account_id")
    again = pl.col("reason").is_null() & (pl.col("source_row") != first)
    said = pl.format("has the account id '{}', which row {} already has", "account_id", first)
    checked = named.select("account_id", "source_row", usable)
    return checked.select(pl.when(again).then(said).otherwise("reason").alias("reason")).to_series()


def _overlong(named: pl.DataFrame) -> list[str]:
    """The fields in which some cell is longer than a spreadsheet's cell can be."""
    texts = [name for name in _TEXT if name in named.columns]
    lengths = named.select(pl.col(name).str.len_bytes().max() for name in texts).row(0)
    return [name for name, length in zip(texts, lengths, strict=True) if (length or 0) > MAX_CELL]


def _too_long(name: str) -> pl.Expr:
    """The reason for a row whose cell in a field is too long."""
    characters = pl.col(name).str.len_chars()
    said = pl.format(f"has a cell of {{}} characters in {name}; at most {MAX_CELL:,} can be used", characters)
    return pl.when(characters > MAX_CELL).then(said)


def _number(column: pl.Series, notes: list[str]) -> pl.Series:
    """A column of numbers as its type in `ACCOUNTS`; cells that are none, such as ranges, become null with a note."""
    reading = read_numbers(column)
    unread = int(reading.unread.sum())
    if reading.note:
        notes.append(f"{column.name}: {reading.note}")
    if unread:
        example = column.filter(reading.unread)[0]
        notes.append(f"{column.name}: {unread:,} cells are not one number, such as {example!r}, and were left empty")
    dtype = ACCOUNTS.schema[column.name]
    values = reading.values.round(0) if dtype == pl.Int64 else reading.values
    return values.cast(dtype, strict=False).alias(column.name)


def _is_float_text(column: pl.Series) -> bool:
    """Whether every value is a whole number written with `.0`, as programs write ids when some are missing."""
    first = column.drop_nulls().head(1)
    if not len(first) or not first.str.contains(r"^\d+\.0$").all():
        return False
    return bool(column.drop_nulls().str.contains(r"^\d+\.0$").all())


def _own_name(header: str) -> str:
    """The name under which an unmapped column travels: its header, marked if that is the name of a field."""
    return f"{header} (unmapped)" if header in ACCOUNTS.names else header


def _no_name(table: FileTable) -> str:
    """The sentence for a file without a name or website."""
    headers = ", ".join(repr(header) for header in table.frame.columns[:30])
    more = " …" if table.frame.width > 30 else ""
    return (
        f"{table.name} has no column that could be a company's name or website; its columns are {headers}{more}. "
        'Say which it is, for example with --column name="…"'
    )
