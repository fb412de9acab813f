"""A sharing policy: who may see how much of which population, until when, and what nobody may see.

Which line holds for one population and one partner:
1. the partner's own line for the population, if there is one;
2. else, where the partner has a level of its own and the population has a line for everyone, the stricter of the two;
3. else whichever of these there is, and last the default.
Of several expiry dates the earliest holds, and what has expired is Hidden. Fields come from the most specific line that
names a preset. Who learns: the partner's own line, else that of the policy.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from mutuals.sharing.exclusions import Exclusion
from mutuals.sharing.levels import SharingLevel, stricter
from mutuals.sharing.presets import DEFAULT_PRESET, FIELD_PRESETS, FieldPreset


class Learns(StrEnum):
    """Which side of a private run learns which accounts are common; both learn how many."""

    BOTH = "both"
    US = "us"
    PARTNER = "partner"


@dataclass(frozen=True)
class Share:
    """One line of a policy: a level, the name of a field preset and the last day it holds; None says nothing of it."""

    level: SharingLevel | None = None
    fields: str | None = None
    expires: date | None = None


@dataclass(frozen=True)
class PartnerShare:
    """What the policy says of one partner: its own default line, lines by population, exclusions, its domains, and who
    learns (None: as with everybody)."""

    default: Share = Share()
    populations: Mapping[str, Share] = field(default_factory=dict)
    exclusions: tuple[Exclusion, ...] = ()
    domains: tuple[str, ...] = ()
    learns: Learns | None = None


@dataclass(frozen=True)
class Shared:
    """What holds for one population, one partner and one day: the level, the columns, the day it ends (or None)."""

    level: SharingLevel
    columns: tuple[str, ...]
    expires: date | None = None


@dataclass(frozen=True)
class SharingPolicy:
    """Everything that one organization says about sharing. What it does not name is Hidden.

    `guards` is the table `[guards]` as written, for whoever drives an exchange; `source` names the file.
    """

    default: Share = Share(SharingLevel.HIDDEN, DEFAULT_PRESET)
    populations: Mapping[str, Share] = field(default_factory=dict)
    partners: Mapping[str, PartnerShare] = field(default_factory=dict)
    exclusions: tuple[Exclusion, ...] = ()
    presets: Mapping[str, FieldPreset] = field(default_factory=lambda: FIELD_PRESETS)
    guards: Mapping[str, Any] = field(default_factory=dict)
    learns: Learns = Learns.BOTH
    source: str = field(default="the policy", compare=False)

    def shared(self, population: str, *, partner: str, on: date) -> Shared:
        """What `partner` may see of `population` on the day `on`."""
        theirs = self.partners.get(partner, PartnerShare())
        lines = (
            theirs.populations.get(population),
            theirs.default,
            self.populations.get(population),
            self.default,
        )
        expiries = [line.expires for line in lines if line is not None and line.expires is not None]
        level = SharingLevel.HIDDEN if any(on > day for day in expiries) else _level(lines)
        preset = next((line.fields for line in lines if line is not None and line.fields), DEFAULT_PRESET)
        return Shared(level, self.presets[preset].columns, min(expiries, default=None))

    def exclusions_for(self, partner: str) -> tuple[Exclusion, ...]:
        """Every exclusion that holds with `partner`: those for everyone, its own, and the partner itself."""
        theirs = self.partners.get(partner, PartnerShare())
        itself = Exclusion("the partner itself", domains=theirs.domains)
        return (*self.exclusions, *theirs.exclusions, *([itself] if theirs.domains else []))

    def learns_with(self, partner: str) -> Learns:
        """Which side learns which accounts are common in a private run with `partner`."""
        return self.partners.get(partner, PartnerShare()).learns or self.learns

    def digest(self) -> str:
        """SHA-256 of what the policy says, in hexadecimal: equal for two files that say the same."""
        return hashlib.sha256(json.dumps(_plain(self), sort_keys=True).encode()).hexdigest()


def _level(lines: tuple[Share | None, Share, Share | None, Share]) -> SharingLevel:
    """The level that holds, from the lines most specific first; see the top of the module."""
    own, partner, population, default = (line.level if line is not None else None for line in lines)
    if own is not None:
        return own
    if partner is not None and population is not None:
        return stricter(partner, population)
    return partner or population or default or SharingLevel.HIDDEN


def _plain(value: Any) -> Any:
    """`value` in terms of JSON; fields that say nothing of the policy (`source`, `where`) are left out."""
    if hasattr(value, "__dataclass_fields__"):
        compared = [name for name, one in value.__dataclass_fields__.items() if one.compare]
        return {name: _plain(getattr(value, name)) for name in compared}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)
