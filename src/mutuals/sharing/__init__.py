"""The gate: what a partner may see of an overlap, and of what it does not see, nothing."""

from mutuals.sharing.exclusions import EXCLUSION_RULES, Exclusion
from mutuals.sharing.levels import LEVEL_RULES, LevelRule, SharingLevel
from mutuals.sharing.policy import Learns, PartnerShare, Share, Shared, SharingPolicy
from mutuals.sharing.policy_file import STARTER, WrongPolicy, parse_policy, read_policy, starter_policy
from mutuals.sharing.presets import DEFAULT_PRESET, FIELD_PRESETS, SHAREABLE, FieldPreset
from mutuals.sharing.reveal import COUNT_FLOOR, VISIBLE_COUNTS, VISIBLE_OVERLAPS, Visible, listed_fields, reveal
from mutuals.sharing.shared import SHARED_ACCOUNTS, shared_accounts

__all__ = [
    "COUNT_FLOOR",
    "DEFAULT_PRESET",
    "EXCLUSION_RULES",
    "FIELD_PRESETS",
    "LEVEL_RULES",
    "SHAREABLE",
    "SHARED_ACCOUNTS",
    "STARTER",
    "VISIBLE_COUNTS",
    "VISIBLE_OVERLAPS",
    "Exclusion",
    "FieldPreset",
    "Learns",
    "LevelRule",
    "PartnerShare",
    "Share",
    "Shared",
    "SharingLevel",
    "SharingPolicy",
    "Visible",
    "WrongPolicy",
    "listed_fields",
    "parse_policy",
    "read_policy",
    "reveal",
    "shared_accounts",
    "starter_policy",
]
