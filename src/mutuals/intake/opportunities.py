"""A file of opportunities → `OPPORTUNITIES`: amounts, dates and yes/no read, what is ambiguous refused or said."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from mutuals.accounts import OPPORTUNITIES
from mutuals.accounts.values import Reading, read_booleans, read_dates, read_numbers
from mutuals.errors import BadInput
from mutuals.intake.mapping import FieldMapping, suggest_mapping
from mutuals.intake.opportunity_fields import OPPORTUNITY_FIELDS
from mutuals.intake.outcomes import Outcome, outcome
from mutuals.intake.readers.read import read_table
from mutuals.intake.readers.table import FileTable
from mutuals.intake.rejected import REJECTED, all_rejected, rejected_where
from mutuals.intake.source import MAX_BYTES


class NoAccountColumn(BadInput):
    """No column says which account an opportunity is with. The person says which column does."""


CURRENCIES: Final[dict[str, str]] = {
    "€": "EUR", "EURO": "EUR", "EUROS": "EUR", "£": "GBP", "BRITISH POUND": "GBP", "POUND STERLING": "GBP",
    "US$": "USD", "$": "USD", "US DOLLAR": "USD", "U.S. DOLLAR": "USD", "DOLLAR": "USD", "US-DOLLAR": "USD",
    "SWISS FRANC": "CHF", "SCHWEIZER FRANKEN": "CHF", "SFR": "CHF", "FR.": "CHF", "R$": "BRL", "BRAZILIAN REAL": "BRL",
    "REAL": "BRL", "CANADIAN DOLLAR": "CAD", "C$": "CAD", "AUSTRALIAN DOLLAR": "AUD", "A$": "AUD", "₹": "INR",
    "INDIAN RUPEE": "INR", "JAPANESE YEN": "JPY", "SWEDISH KRONA": "SEK", "DANISH KRONE": "DKK",
    "NORWEGIAN KRONE": "NOK",
    "ZŁ": "PLN", "POLISH ZLOTY": "PLN", "₺": "TRY", "₩": "KRW", "₪": "ILS", "PESO MEXICANO": "MXN",
    "MEXICAN PESO": "MXN",
}  # fmt: skip
"""Signs and names of currencies as CRMs write them. `$` alone is read as US dollars, with a note."""


@dataclass(frozen=True)
class OpportunityIntake:
    """What came of a file of opportunities: `opportunities` (`OPPORTUNITIES`), the mapping, refused rows, notes."""

    opportunities: pl.DataFrame
    mapping: FieldMapping
    rejected: pl.DataFrame
    notes: tuple[str, ...]


def read_opportunities(
    path: str | os.PathLike[str],
    *,
    mapping: FieldMapping | None = None,
    columns: Mapping[str, str] | None = None,
    accounts: pl.DataFrame | None = None,
    max_bytes: int = MAX_BYTES,
) -> OpportunityIntake:
    """The opportunities in the file at `path`.

    With `accounts` (`ACCOUNTS`), an opportunity that gives its account's name alone finds the id by it, and one whose
    account is not on the list is refused. A row is refused, too, if it names no account, repeats an id, or has an
    amount, date or yes/no that cannot be read. `is_closed` and `is_won` come from their columns, else from the status
    or stage. Raises `BadInput` if nothing of the file can be used.
    """
    table = read_table(path, max_bytes=max_bytes)
    chosen = suggest_mapping(table.frame, OPPORTUNITY_FIELDS, mapping=mapping, columns=columns, name=table.name)
    if "account_id" not in chosen.columns and not (accounts is not None and "account_name" in chosen.columns):
        raise NoAccountColumn(_no_account(table, chosen))
    named = table.frame.select(pl.col(header).alias(field) for field, header in chosen.columns.items())
    named = named.with_columns(table.rows.alias("source_row"))
    notes = [*table.notes, *chosen.notes]
    named = _with_ids(named, accounts, notes)
    typed, unread = _typed(named, notes)
    reasons = _reasons(typed, unread, accounts)
    bad = reasons.is_not_null()
    refused = rejected_where(table.frame, table.rows, bad, pl.lit(reasons)) if bad.any() else REJECTED.empty()
    frame = OPPORTUNITIES.conform(typed.filter(~bad)).select(OPPORTUNITIES.names)
    return OpportunityIntake(frame, chosen, all_rejected([table.rejected, refused]), tuple(notes))


def _with_ids(named: pl.DataFrame, accounts: pl.DataFrame | None, notes: list[str]) -> pl.DataFrame:
    """The rows with an opportunity id and an account id, where these can be found."""
    if "opportunity_id" not in named.columns:
        notes.append("no column holds ids of opportunities; they are named by their row (row-2 …)")
        named = named.with_columns(opportunity_id=pl.lit(None, dtype=pl.String))
    made = pl.concat_str(pl.lit("row-"), pl.col("source_row"))
    named = named.with_columns(pl.col("opportunity_id").fill_null(made))
    if "account_id" not in named.columns:
        named = named.with_columns(account_id=pl.lit(None, dtype=pl.String))
    if accounts is None:
        return named
    by_id = pl.col("account_id").str.slice(0, 15), pl.col("account_id").str.contains(SALESFORCE_ID)
    named = _found_by(named, accounts, by_id, notes, "by its Salesforce id of 15 or 18 characters")
    if "account_name" not in named.columns:
        return named
    by_name = pl.col("account_name").str.to_lowercase(), pl.col("account_id").is_null()
    renamed = accounts.select("account_id", pl.col("name").alias("account_name"))
    return _found_by(named, renamed, by_name, notes, "by its name, as they give no account id")


SALESFORCE_ID: Final = r"^001[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$"
"""The id of a Salesforce account: reports show 15 characters, exports 18, of which the last three only check."""


def _found_by(
    named: pl.DataFrame, accounts: pl.DataFrame, key_where: tuple[pl.Expr, pl.Expr], notes: list[str], how: str
) -> pl.DataFrame:
    """The rows with the account id that a key finds, where the condition holds and exactly one account has the key."""
    key, where = key_where
    known = accounts.select(key.alias("__key"), pl.col("account_id").alias("__found")).drop_nulls()
    known = known.filter(pl.col("__key").is_unique())
    joined = named.with_columns(pl.when(where).then(key).alias("__key")).join(
        known, on="__key", how="left", maintain_order="left"
    )
    found = joined.select(pl.coalesce("__found", "account_id").alias("account_id")).to_series()
    count = int((~found.eq_missing(named.get_column("account_id"))).sum())
    if count:
        notes.append(f"{count:,} opportunities found their account {how}")
    return named.with_columns(found)


def _typed(named: pl.DataFrame, notes: list[str]) -> tuple[pl.DataFrame, dict[str, Reading]]:
    """The rows with amounts, dates and yes/no read, and each reading, for what could not be."""
    readings: dict[str, Reading] = {}
    if "amount" in named.columns:
        readings["amount"] = read_numbers(named.get_column("amount"))
    order = _day_first(named)
    for name in ("open_date", "close_date"):
        if name in named.columns:
            readings[name] = read_dates(named.get_column(name), day_first=order)
    for name in ("is_closed", "is_won"):
        if name in named.columns:
            readings[name] = read_booleans(named.get_column(name))
    notes += [f"{name}: {reading.note}" for name, reading in readings.items() if reading.note]
    typed = _with_currency(named, notes).with_columns(reading.values.alias(name) for name, reading in readings.items())
    return _with_outcome(typed, notes), readings


def _day_first(named: pl.DataFrame) -> bool | None:
    """Whether the day comes first in the file's dates, as one of its date columns shows; None if none does."""
    texts = [named.get_column(name) for name in ("open_date", "close_date") if name in named.columns]
    if not texts:
        return None
    together = pl.concat([text.alias("date") for text in texts]).drop_nulls()
    parts = together.str.extract_groups(r"^(?<a>\d{1,2})[/-](?<b>\d{1,2})[/-]").struct.unnest().cast(pl.Int32)
    day, month = (int((parts.get_column(name) > 12).sum()) for name in ("a", "b"))
    return None if day == month else day > month


def _with_currency(named: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """The currency of each row as an ISO code, from its column, else from the sign or code beside the amount."""
    said = pl.col("currency") if "currency" in named.columns else pl.lit(None, dtype=pl.String)
    sign = pl.lit(None, dtype=pl.String)
    if "amount" in named.columns:
        sign = pl.col("amount").str.extract(r"(US\$|R\$|C\$|A\$|\p{Sc}|\b[A-Z]{3}\b)")
    written = pl.coalesce(said, sign).str.strip_chars().str.to_uppercase()
    code = written.replace_strict(CURRENCIES, default=None, return_dtype=pl.String)
    iso = pl.when(written.str.contains(r"^[A-Z]{3}$")).then(written)
    trailing = written.str.extract(r"^([A-Z]{3})\b\s*[-(–]")
    if named.select((written == "$").any()).item():
        notes.append("amounts in $ are read as US dollars; add a currency column if they are others")
    return named.with_columns(currency=pl.coalesce(code, iso, trailing))


def _with_outcome(typed: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """Whether each opportunity is closed and won: its own columns, else what its status or stage says, else open."""
    sources = [name for name in ("outcome", "stage") if name in typed.columns]
    outcomes = [pl.col(name).replace_strict(_outcomes(typed.get_column(name)), default=None) for name in sources]
    told = pl.coalesce(*outcomes) if outcomes else pl.lit(None, dtype=pl.String)
    have = [name for name in ("is_closed", "is_won") if name in typed.columns]
    typed = typed.with_columns(
        pl.lit(None, dtype=pl.Boolean).alias(n) for n in ("is_closed", "is_won") if n not in have
    )
    won = pl.coalesce(pl.col("is_won"), told == Outcome.WON.value, pl.lit(value=False))
    closed = pl.coalesce(
        pl.col("is_closed"), pl.when(pl.col("is_won")).then(True), told != Outcome.OPEN.value, pl.lit(value=False)
    )
    if len(have) < 2 and sources:
        notes.append(f"whether a deal is closed and won is read from its {' or '.join(sources)} where not given")
    return typed.with_columns(is_closed=closed, is_won=won)


def _outcomes(words: pl.Series) -> dict[str, str]:
    """The outcome that each different stage or status says, of those that say one."""
    told = {word: outcome(word) for word in words.drop_nulls().unique(maintain_order=True)}
    return {word: str(one) for word, one in told.items() if one is not None}


def _reasons(typed: pl.DataFrame, readings: Mapping[str, Reading], accounts: pl.DataFrame | None) -> pl.Series:
    """For each row the reason why it is refused, or null."""
    reasons = [
        pl.when(pl.col("account_id").is_null()).then(
            pl.lit("names no account" if accounts is None else "names no account that is on the list")
        )
    ]
    for name, reading in readings.items():
        kind = {"amount": "an amount", "open_date": "a date", "close_date": "a date"}.get(name, "yes or no")
        reasons.append(pl.when(pl.lit(reading.unread)).then(pl.lit(f"{name} cannot be read as {kind}")))
    if accounts is not None:
        known = accounts.get_column("account_id").implode()
        said = pl.format("its account '{}' is not on the list of accounts", "account_id")
        reasons.append(pl.when(~pl.col("account_id").is_in(known)).then(said))
    usable = typed.select(pl.coalesce(reasons).alias("reason")).to_series()
    first = pl.col("source_row").filter(pl.col("reason").is_null()).first().over("opportunity_id")
    again = pl.col("reason").is_null() & (pl.col("source_row") != first)
    said = pl.format("has the opportunity id '{}', which row {} already has", "opportunity_id", first)
    checked = typed.select("opportunity_id", "source_row", usable)
    return checked.select(pl.when(again).then(said).otherwise("reason").alias("reason")).to_series()


def _no_account(table: FileTable, mapping: FieldMapping) -> str:
    """The sentence for a file whose opportunities name no account."""
    headers = ", ".join(repr(header) for header in table.frame.columns[:30])
    hint = "has only the account's name" if "account_name" in mapping.columns else "has no column with the account's id"
    return f"{table.name} {hint}; its columns are {headers}. Say which holds the id of the account"
