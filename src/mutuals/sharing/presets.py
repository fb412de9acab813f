"""Field presets: named sets of account fields that are shared with an overlap.

To change one, edit its line in `FIELD_PRESETS`; a policy file may add its own under `[field_presets]`.
"""

from dataclasses import dataclass

from mutuals.accounts import ACCOUNTS

SHAREABLE: tuple[str, ...] = tuple(name for name in ACCOUNTS.names if name not in {"source_row", "parent_account_id"})
"""Account fields that a preset may hold. The place in our file is nobody's business, and a parent's id would name an
account that may be hidden."""


@dataclass(frozen=True)
class FieldPreset:
    """A named set of account fields; `columns` are among `SHAREABLE`, in the order of the accounts table."""

    name: str
    sentence: str
    columns: tuple[str, ...]


DEFAULT_PRESET = "names-and-domain"
"""What is shared with an overlap unless the policy says otherwise."""

FIELD_PRESETS: dict[str, FieldPreset] = {
    preset.name: preset
    for preset in (
        FieldPreset("nothing", "That the account overlaps, and no field of it.", ()),
        FieldPreset("names-and-domain", "The company's name and website.", ("name", "website")),
        FieldPreset(
            "firmographics",
            "Name, website, where it is, industry and size.",
            ("name", "website", "country", "region", "city", "industry", "employees"),
        ),
        FieldPreset(
            "co-sell",
            "Name, website, country, city, status and whom to talk to.",
            ("name", "website", "country", "city", "owner_name", "owner_email", "status"),
        ),
    )
}
"""The presets that come with Mutuals, by name."""
