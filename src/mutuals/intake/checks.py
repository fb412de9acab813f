"""The checks of the data-quality report: each a function that finds rows, and a line in `CHECKS` with the fix."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from mutuals.intake.accounts import Intake
from mutuals.intake.duplicates import duplicates_by_domain, duplicates_by_name, identity, repeated
from mutuals.normalise.countries import countries
from mutuals.normalise.domains import domains
from mutuals.normalise.identifiers import duns, lei, registration, vat

SEVERITIES = pl.Enum(["problem", "warning", "hint"])
"""problem: an account is lost or may match wrongly; warning: it may not match; hint: worth a look."""


@dataclass(frozen=True)
class Examined:
    """A list with what the checks need worked out once: domains, identifiers, countries, names and cities."""

    accounts: pl.DataFrame
    rejected: pl.DataFrame
    sites: pl.DataFrame
    country: pl.Series
    identity: pl.DataFrame
    identifiers: dict[str, pl.DataFrame]
    mapped: frozenset[str]


@dataclass(frozen=True)
class Check:
    """One kind of finding: `find` gives source_row, value and detail of each row concerned; `fix` says what to do."""

    kind: str
    severity: str
    column: str
    find: Callable[[Examined], pl.DataFrame]
    fix: str


def examine(intake: Intake) -> Examined:
    """The list with its domains, identifiers and countries worked out."""
    accounts = intake.account_list.accounts
    country = countries(accounts["country"])
    return Examined(
        accounts=accounts,
        rejected=intake.rejected,
        sites=domains(accounts["website"]),
        country=country,
        identity=identity(accounts),
        identifiers={
            "lei": lei(accounts["lei"]),
            "duns": duns(accounts["duns"]),
            "vat_id": vat(accounts["vat_id"], country),
            "registration_number": registration(accounts["registration_number"], country),
        },
        mapped=frozenset(intake.mapping.columns),
    )


def _where(examined: Examined, flags: pl.Series, value: str, detail: pl.Expr | None = None) -> pl.DataFrame:
    """The accounts for which `flags` is true, with the value of a column and a detail."""
    picked = examined.accounts.filter(flags.fill_null(value=False))
    said = pl.lit(None, dtype=pl.String) if detail is None else detail
    return picked.select("source_row", pl.col(value).cast(pl.String).alias("value"), said.alias("detail"))


def _refused(examined: Examined, *, again: bool) -> pl.DataFrame:
    """The refused rows, with the reason; `again` picks those that repeat an account id."""
    repeats = pl.col("reason").str.starts_with("has the account id")
    picked = examined.rejected.filter(repeats if again else ~repeats)
    return picked.select(
        "source_row", pl.col("text").str.slice(0, 100).alias("value"), pl.col("reason").alias("detail")
    )


def _site(kind: str) -> Callable[[Examined], pl.DataFrame]:
    """A check: accounts whose website is of a kind of `DOMAIN_KINDS`."""

    def find(examined: Examined) -> pl.DataFrame:
        flags = examined.sites.get_column("kind").cast(pl.String) == kind
        return _where(examined, flags, "name" if kind == "missing" else "website")

    return find


def _identifier(name: str) -> Callable[[Examined], pl.DataFrame]:
    """A check: accounts with an identifier that is none, or whose check digits are wrong."""

    def find(examined: Examined) -> pl.DataFrame:
        read = examined.identifiers[name]
        wrong = read.get_column("valid").eq_missing(other=False) & examined.accounts.get_column(name).is_not_null()
        return _where(examined, wrong, name)

    return find


def _same_identifier(name: str) -> Callable[[Examined], pl.DataFrame]:
    """A check: accounts that share an identifier that is not wrong."""

    def find(examined: Examined) -> pl.DataFrame:
        read = examined.identifiers[name]
        usable = read.get_column("value").set(read.get_column("valid").eq_missing(other=False), None)
        return repeated(examined.accounts, usable)

    return find


def _nameless(examined: Examined) -> pl.DataFrame:
    """Accounts without a name, or whose name is a placeholder."""
    name = examined.accounts.get_column("name").fill_null("")
    return _where(examined, name.str.contains(PLACEHOLDER_NAME), "website", pl.col("name"))


PLACEHOLDER_NAME: Final = (
    r"(?i)^(?:\P{L}*|n/?a|none|null|unknown|test(?: (?:account|company))?|tbd|dummy|demo|example|sample|xxx+|asdf\w*|"
    r"unbekannt|keine|kein name|inconnu|aucun|desconocid[oa]|ninguno|desconhecid[oa]|nenhum|no name|account|company)$"
)
"""A name that names nobody."""


def _country_unknown(examined: Examined) -> pl.DataFrame:
    """Accounts with a country that is not understood."""
    return _where(
        examined, examined.accounts.get_column("country").is_not_null() & examined.country.is_null(), "country"
    )


def _parent_unknown(examined: Examined) -> pl.DataFrame:
    """Accounts whose parent is not on the list."""
    ids = examined.accounts.get_column("account_id")
    parents = examined.accounts.get_column("parent_account_id")
    return _where(examined, parents.is_not_null() & ~parents.is_in(ids.implode()), "parent_account_id")


CHECKS: Final[tuple[Check, ...]] = (
    Check(
        "Rows refused", "problem", "", lambda e: _refused(e, again=False),
        "Mend these rows in the file, or in the CRM, and read it again; the reason stands with each.",
    ),
    Check(
        "Account id used twice", "problem", "account_id", lambda e: _refused(e, again=True),
        "Give each account an id of its own, or delete the copy; the first row with the id was kept.",
    ),
    Check(
        "No usable name", "warning", "name", _nameless,
        "Fill in the company's registered name; without it only the domain or an identifier can match.",
    ),
    Check(
        "Website missing", "warning", "website", _site("missing"),
        "Fill in the company's own domain: it is the strongest evidence after a registry number.",
    ),
    Check(
        "Website is a free-mail domain", "warning", "website", _site("free_mail"),
        "Replace the mail provider by the company's own domain; it is not used for matching.",
    ),
    Check(
        "Website is a hosting or page-builder address", "warning", "website", _site("hosting"),
        "Replace it by the company's own domain if it has one; many companies share the host.",
    ),
    Check(
        "Website is a social-media or directory page", "warning", "website", _site("social"),
        "Replace the profile by the company's own domain.",
    ),
    Check(
        "Website is a placeholder", "warning", "website", _site("placeholder"),
        "Empty the cell, or fill in the company's own domain.",
    ),
    Check(
        "Website cannot be read", "warning", "website", _site("invalid"),
        "Correct the address to a form such as acme.example.",
    ),
    Check(
        "Duplicate: same domain, similar name", "warning", "website",
        lambda e: duplicates_by_domain(e.accounts, e.identity, e.sites),
        "Merge the accounts in the CRM; until then both match and the overlap counts one company twice.",
    ),
    Check(
        "Duplicate: same name, same city", "warning", "name",
        lambda e: duplicates_by_name(e.accounts, e.identity, e.country),
        "Merge the accounts in the CRM, or tell them apart by website or registry number.",
    ),
    Check(
        "Duplicate: same LEI", "warning", "lei", _same_identifier("lei"),
        "Merge the accounts, or correct the wrong one: an LEI belongs to one legal entity.",
    ),
    Check(
        "Duplicate: same D-U-N-S number", "warning", "duns", _same_identifier("duns"),
        "Merge the accounts, or correct the wrong one: a D-U-N-S number belongs to one site of a company.",
    ),
    Check(
        "Duplicate: same VAT id", "hint", "vat_id", _same_identifier("vat_id"),
        "Merge the accounts if they are one company; VAT groups may share a number.",
    ),
    Check(
        "Duplicate: same registration number", "hint", "registration_number", _same_identifier("registration_number"),
        "Merge the accounts if they are one company and of one country.",
    ),
    Check(
        "LEI invalid", "warning", "lei", _identifier("lei"),
        "Copy it again from the registry: 20 characters, the last two of which are check digits.",
    ),
    Check(
        "D-U-N-S number invalid", "warning", "duns", _identifier("duns"),
        "Correct it to nine digits; spreadsheets drop leading zeros and turn numbers into 1.2E+08.",
    ),
    Check(
        "VAT id invalid", "warning", "vat_id", _identifier("vat_id"),
        "Correct it: the number, its check digits or its country do not agree.",
    ),
    Check(
        "Registration number invalid", "hint", "registration_number", _identifier("registration_number"),
        "Correct it: it does not have the form or check digits of its country's register.",
    ),
    Check(
        "Country not understood", "hint", "country", _country_unknown,
        "Write the country's name or two-letter code.",
    ),
    Check(
        "Parent not on the list", "hint", "parent_account_id", _parent_unknown,
        "Add the parent account to the export, so that groups can be told from single companies.",
    ),
)  # fmt: skip
"""Every check of the report, in the order of findings of one severity and count."""
