"""The tables that one organization's own data takes: accounts, population membership, opportunities."""

import polars as pl

from mutuals.accounts.table import Column, Table

ACCOUNTS = Table(
    "ACCOUNTS",
    "One row is one account of one organization, as its CRM exported it: text as written, nothing normalised.",
    (
        Column("account_id", pl.String, "The organization's own id of the account; unique within the list."),
        Column("name", pl.String, "Company name."),
        Column("website", pl.String, "Website, domain or e-mail domain as typed."),
        Column("country", pl.String, "Country as a name or code in any common language."),
        Column("region", pl.String, "State, province or county."),
        Column("city", pl.String, "City."),
        Column("postal_code", pl.String, "Postal or ZIP code."),
        Column("street", pl.String, "Street and number."),
        Column("phone", pl.String, "Main phone number."),
        Column("duns", pl.String, "D-U-N-S number."),
        Column("lei", pl.String, "Legal Entity Identifier (ISO 17442)."),
        Column("vat_id", pl.String, "VAT identification number."),
        Column("registration_number", pl.String, "Number in the company register of its country."),
        Column("parent_account_id", pl.String, "Account id of the parent in the same list."),
        Column("industry", pl.String, "Industry."),
        Column("employees", pl.Int64, "Number of employees."),
        Column("annual_revenue", pl.Float64, "Annual revenue in the list's own currency."),
        Column("owner_name", pl.String, "Name of the account owner."),
        Column("owner_email", pl.String, "E-mail address of the account owner."),
        Column("status", pl.String, "Status, type or lifecycle stage as the CRM says it."),
        Column("products", pl.String, "Products owned, as written."),
        Column("source_row", pl.UInt32, "Row number in the file, the header being row 1."),
    ),
)
"""The accounts table. Columns of the file that were mapped to none of these follow as text under their own header."""

MEMBERS = Table(
    "MEMBERS",
    "One row says that one account is in one population; an account may be in several or in none.",
    (
        Column("account_id", pl.String, "Account id."),
        Column("population", pl.String, "Name of the population."),
    ),
)

OPPORTUNITIES = Table(
    "OPPORTUNITIES",
    "One row is one opportunity (deal) of one organization.",
    (
        Column("opportunity_id", pl.String, "The organization's own id of the opportunity."),
        Column("account_id", pl.String, "Account the opportunity is with."),
        Column("name", pl.String, "Name of the opportunity."),
        Column("stage", pl.String, "Stage as the CRM says it."),
        Column("amount", pl.Decimal(38, 2), "Amount in `currency`."),
        Column("currency", pl.String, "ISO 4217 code."),
        Column("open_date", pl.Date, "Day it was opened."),
        Column("close_date", pl.Date, "Day it was or is expected to be closed."),
        Column("is_closed", pl.Boolean, "Whether it is closed."),
        Column("is_won", pl.Boolean, "Whether it was won."),
        Column("product", pl.String, "Product."),
        Column("owner_name", pl.String, "Owner."),
        Column("source_row", pl.UInt32, "Row number in the file, the header being row 1."),
    ),
)
