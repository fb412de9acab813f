"""The columns of accounts and opportunities for people: their names, which are shown, which a file may fill."""

from mutuals.accounts import ACCOUNTS
from mutuals.intake.account_fields import ACCOUNT_FIELDS
from mutuals.intake.opportunity_fields import OPPORTUNITY_FIELDS

LABELS = {
    "account_id": "Account id",
    "vat_id": "VAT id",
    "duns": "D-U-N-S",
    "lei": "LEI",
    "parent_account_id": "Parent account",
    "owner_email": "Owner's e-mail",
    "owner_name": "Owner",
    "source_row": "Row in the file",
    "opportunity_id": "Opportunity id",
    "account_name": "Account's name",
    "is_closed": "Closed",
    "is_won": "Won",
    "outcome": "Status (open, won, lost)",
    "last_won": "Last won on",
}
"""What people call a column where its name with spaces is not it."""

SHOWN = tuple(column.name for column in ACCOUNTS.columns if column.name not in {"account_id", "source_row"})
"""Columns of an account that people see and may change."""

IMPORTED = {
    "accounts": tuple(field.name for field in ACCOUNT_FIELDS),
    "opportunities": tuple(field.name for field in OPPORTUNITY_FIELDS),
}
"""Columns that a file of each kind may fill, in the order in which a person confirms them."""


def label(name: str) -> str:
    """What people call a column."""
    return LABELS.get(name) or name.replace("_", " ").capitalize()
