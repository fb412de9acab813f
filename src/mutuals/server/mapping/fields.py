"""The columns of an account for people: what they are called, which are shown, which a file may fill."""

from mutuals.accounts import ACCOUNTS
from mutuals.intake.account_fields import ACCOUNT_FIELDS

LABELS = {
    "account_id": "Account id",
    "vat_id": "VAT id",
    "duns": "D-U-N-S",
    "lei": "LEI",
    "parent_account_id": "Parent account",
    "owner_email": "Owner's e-mail",
    "owner_name": "Owner",
    "source_row": "Row in the file",
}
"""What people call a column where its name with spaces is not it."""

SHOWN = tuple(column.name for column in ACCOUNTS.columns if column.name not in {"account_id", "source_row"})
"""Columns of an account that people see and may change."""

IMPORTED = tuple(field.name for field in ACCOUNT_FIELDS)
"""Columns that a file may fill, in the order in which a person confirms them."""


def label(name: str) -> str:
    """What people call a column."""
    return LABELS.get(name) or name.replace("_", " ").capitalize()
