"""One list's accounts with every field normalised: what keys are made from and comparisons compare."""

from dataclasses import dataclass

import polars as pl

from mutuals.normalise.countries import countries
from mutuals.normalise.domains import domains
from mutuals.normalise.folding import words
from mutuals.normalise.identifiers import duns, lei, registration, vat
from mutuals.normalise.names import DIGRAPHS, Names, take_apart
from mutuals.normalise.phones import phones
from mutuals.normalise.places import cities, postal_areas, postal_codes, regions, streets


@dataclass(frozen=True)
class NormalisedList:
    """The normalised side of one list; row *i* everywhere is the *i*-th account.

    `fields` (one row an account, nulls where a field is missing or unusable): account_id, country (ISO 3166 alpha-2),
    region, city, postal, area, number, street, phone, domain and stem (informative domains only), lei, duns, vat,
    registration, parent. `names`: the names taken apart.
    """

    fields: pl.DataFrame
    names: Names

    @property
    def height(self) -> int:
        """Number of accounts."""
        return self.fields.height


def normalise_accounts(accounts: pl.DataFrame) -> NormalisedList:
    """Normalise every field of `accounts` (shape `ACCOUNTS`) that matching looks at."""
    country = countries(accounts["country"])
    postal = postal_codes(accounts["postal_code"], country)
    street = streets(accounts["street"])
    site = domains(accounts["website"])
    informative = site["kind"] == "informative"
    columns = {
        "account_id": accounts["account_id"],
        "country": country,
        "region": regions(accounts["region"], country),
        "city": cities(accounts["city"]),
        "postal": postal,
        "area": postal_areas(postal, country),
        "number": street["number"],
        "street": street["street"],
        "phone": phones(accounts["phone"], country),
        "domain": site["domain"].set(~informative, None),
        "stem": site["stem"]
        .set(~informative, None)
        .str.replace_all("-", "", literal=True)
        .str.replace_all(DIGRAPHS, "${1}${2}${3}"),
        "lei": _valid(lei(accounts["lei"])),
        "duns": _valid(duns(accounts["duns"])),
        "vat": _valid(vat(accounts["vat_id"], country)),
        "registration": _valid(registration(accounts["registration_number"], country)),
        "parent": accounts["parent_account_id"],
        "industry": words(accounts["industry"]),
    }
    return NormalisedList(pl.DataFrame(columns), take_apart(accounts["name"]))


def _valid(identifier: pl.DataFrame) -> pl.Series:
    """Canonical identifiers, without those whose checksum is wrong: a mistyped number identifies nobody."""
    return identifier["value"].set(~identifier["valid"].fill_null(value=True), None)
