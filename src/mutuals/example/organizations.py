"""The two organizations whose lists are made: what each calls its columns, its ids and its stages."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from mutuals.example.dice import Dice, Ints

_SALESFORCE_PREFIX = "001Dn00000"
_BASE_62 = pl.Series(list("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"))
_CASE_LETTERS = pl.Series(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"))


@dataclass(frozen=True)
class Organization:
    """One side: its name, the CRM it exports from, the share of the dirt it has, and its headers.

    `headers` maps columns of `ACCOUNTS` to the headers of the export, in their order; `statuses` is the line of
    `business.toml` that its statuses are drawn from.
    """

    name: str
    crm: str
    dirt: float
    statuses: str
    headers: dict[str, str]

    def ids(self, count: int, dice: Dice) -> pl.Series:
        """`count` different account ids as the CRM makes them, in no order that tells anything."""
        numbers = dice.order(count)
        return _salesforce_ids(numbers) if self.crm == "Salesforce" else _hubspot_ids(numbers)


def _salesforce_ids(numbers: Ints) -> pl.Series:
    """Eighteen characters, the last three of which say which of the others are capitals."""
    spread = (numbers * 48_271 + 11_000_000) % 62**5
    places = [spread // 62**power % 62 for power in range(5)]
    capitals = np.sum([(place < 26).astype(np.int64) << bit for bit, place in enumerate(places)], axis=0)
    columns = {str(bit): _BASE_62.gather(place) for bit, place in enumerate(places)}
    tail = pl.DataFrame(columns).select(pl.concat_str(pl.all()).alias("id"))["id"]
    fixed = "".join(
        _CASE_LETTERS[sum(1 << i for i, letter in enumerate(part) if letter.isupper())]
        for part in (_SALESFORCE_PREFIX[:5], _SALESFORCE_PREFIX[5:])
    )
    return _SALESFORCE_PREFIX + tail + fixed + _CASE_LETTERS.gather(capitals)


def _hubspot_ids(numbers: Ints) -> pl.Series:
    """Eleven digits."""
    return pl.Series(18_000_000_000 + numbers * 4_099 % 9_999_999_967).cast(pl.String)


ACME = Organization(
    name="Acme",
    crm="Salesforce",
    dirt=0.45,
    statuses="our_types",
    headers={
        "account_id": "Account ID",
        "name": "Account Name",
        "status": "Type",
        "website": "Website",
        "phone": "Phone",
        "street": "Billing Street",
        "city": "Billing City",
        "region": "Billing State/Province",
        "postal_code": "Billing Zip/Postal Code",
        "country": "Billing Country",
        "industry": "Industry",
        "employees": "Employees",
        "annual_revenue": "Annual Revenue",
        "parent_account_id": "Parent Account ID",
        "duns": "D-U-N-S Number",
        "lei": "LEI",
        "vat_id": "VAT Number",
        "registration_number": "Company Registration Number",
        "products": "Products",
        "owner_name": "Account Owner",
        "owner_email": "Account Owner: Email",
    },
)
"""Us: accounts as Salesforce exports them."""

GLOBEX = Organization(
    name="Globex",
    crm="HubSpot",
    dirt=1.0,
    statuses="their_stages",
    headers={
        "account_id": "Record ID",
        "name": "Company name",
        "website": "Website URL",
        "status": "Lifecycle Stage",
        "phone": "Phone Number",
        "street": "Street Address",
        "city": "City",
        "region": "State/Region",
        "postal_code": "Postal Code",
        "country": "Country/Region",
        "industry": "Industry",
        "employees": "Number of Employees",
        "annual_revenue": "Annual Revenue",
        "owner_name": "Company owner",
        "owner_email": "Company owner email",
        "parent_account_id": "Parent Company ID",
        "vat_id": "VAT ID",
        "registration_number": "Registration number",
        "duns": "DUNS",
        "lei": "Legal Entity Identifier",
    },
)
"""The partner: companies as HubSpot exports them."""
