"""A sharing policy as a TOML file that a person can write. What is not named in it is Hidden.

    learns = "both"                        # who learns which accounts are common: both, us, partner

    [default]                              # every population that has no line of its own
    level = "Counts only"                  # Hidden, Counts only, Overlapping accounts, All accounts
    fields = "names-and-domain"            # a field preset

    [[population]]
    name = "Customers"
    level = "Overlapping accounts"
    expires = 2027-03-31                   # the last day it holds

    [[partner]]
    name = "Globex"
    learns = "us"                          # with this partner
    domains = ["globex.example"]           # the partner itself is never shared with it
    [[partner.population]]
    name = "Prospects"
    level = "Hidden"

    [[exclude]]                            # wins over everything, for every partner
    reason = "NDA customers"
    account_ids = ["A-17"]
    domains = ["initech.example"]
    all = [{column = "industry", is = "Defence"}]

    [field_presets]
    "with city" = ["name", "website", "city"]

    [guards]                               # see `mutuals.exchange.guards`

A key that is not known is refused: a misspelt one would share something else than was meant.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from mutuals.accounts.filters import parse_filter
from mutuals.errors import BadInput
from mutuals.sharing.exclusions import Exclusion, as_host
from mutuals.sharing.levels import SharingLevel
from mutuals.sharing.policy import Learns, PartnerShare, Share, SharingPolicy
from mutuals.sharing.presets import DEFAULT_PRESET, FIELD_PRESETS, SHAREABLE, FieldPreset


class WrongPolicy(BadInput):
    """A sharing policy cannot be read or says what cannot be done. Nothing was shared; the person mends the place."""


STARTER = """\
# What partners may see. What is not named here is Hidden.

# Who learns which accounts are common: both sides, or "us" or the "partner" alone. The partner's policy must agree.
# learns = "both"

[default]
level = "Overlapping accounts"
fields = "names-and-domain"
"""
"""A policy to start from: with an overlap, its name and website."""

_SHARE_KEYS = ("level", "fields", "expires")
_EXCLUDE_KEYS = ("reason", "account_ids", "domains", "all", "any")
_PARTNER_KEYS = ("name", "learns", "domains", *_SHARE_KEYS, "population", "exclude")
_TOP_KEYS = ("learns", "default", "population", "partner", "exclude", "field_presets", "guards")


def read_policy(path: str | os.PathLike[str]) -> SharingPolicy:
    """The policy in a file. Raises `WrongPolicy` or `WrongFilter` with the place of the mistake."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as problem:
        raise WrongPolicy(f"The policy {path} cannot be read: {problem}. Nothing was shared.") from None
    return parse_policy(text, source=Path(path).name)


def starter_policy() -> SharingPolicy:
    """The policy of `STARTER`: overlapping accounts with their names and domain."""
    return parse_policy(STARTER, source="the policy that holds where none is given")


def parse_policy(text: str, *, source: str) -> SharingPolicy:
    """The policy that `text` says; `source` names it in errors. Raises `WrongPolicy` or `WrongFilter`."""
    try:
        table = tomllib.loads(text)
    except ValueError as problem:
        raise WrongPolicy(f"{source} cannot be read as TOML: {problem}. Nothing was shared.") from None
    _known(table, _TOP_KEYS, source)
    reader = _Reader(source, _presets(table.get("field_presets", {}), source))
    default = reader.share(_table(table, "default", source), "[default]", _SHARE_KEYS)
    return SharingPolicy(
        default=Share(default.level or SharingLevel.HIDDEN, default.fields or DEFAULT_PRESET, default.expires),
        populations=reader.populations(table, "[[population]]"),
        partners=reader.partners(table),
        exclusions=reader.exclusions(table, "[[exclude]]"),
        presets=reader.presets,
        guards=_table(table, "guards", source),
        learns=_learns(table, source) or Learns.BOTH,
        source=source,
    )


@dataclass(frozen=True)
class _Reader:
    """Reads the parts of one policy, whose presets are known."""

    source: str
    presets: Mapping[str, FieldPreset]

    def share(self, table: Mapping[str, Any], place: str, keys: tuple[str, ...]) -> Share:
        """One line: level, fields, expires."""
        where = f"{self.source}, {place}"
        _known(table, keys, where)
        level = table.get("level")
        names = [one.value for one in SharingLevel]
        if level is not None and level not in names:
            raise WrongPolicy(f"{where}: {level!r} is not a sharing level{_hint(level, names)}; use {_listed(names)}")
        fields = table.get("fields")
        if fields is not None and fields not in self.presets:
            known = list(self.presets)
            raise WrongPolicy(f"{where}: {fields!r} is not a field preset{_hint(fields, known)}; use {_listed(known)}")
        expires = table.get("expires")
        if isinstance(expires, datetime) or not isinstance(expires, date | None):
            raise WrongPolicy(f"{where}: expires is a day such as 2027-03-31, without quotes, not {expires!r}")
        return Share(None if level is None else SharingLevel(level), fields, expires)

    def populations(self, table: Mapping[str, Any], place: str) -> dict[str, Share]:
        """The lines by population."""
        found: dict[str, Share] = {}
        for number, entry in enumerate(_entries(table, "population", f"{self.source}, {place}"), start=1):
            name = _named(entry, f"{self.source}, {place} {number}")
            if name in found:
                raise WrongPolicy(f"{self.source}, {place}: two lines for {name!r}; keep one")
            found[name] = self.share(entry, f"{place} {name!r}", ("name", *_SHARE_KEYS))
        return found

    def partners(self, table: Mapping[str, Any]) -> dict[str, PartnerShare]:
        """The overrides by partner."""
        found: dict[str, PartnerShare] = {}
        for number, entry in enumerate(_entries(table, "partner", self.source), start=1):
            name = _named(entry, f"{self.source}, [[partner]] {number}")
            place = f"[[partner]] {name!r}"
            if name in found:
                raise WrongPolicy(f"{self.source}: two tables [[partner]] for {name!r}; keep one")
            found[name] = PartnerShare(
                self.share(entry, place, _PARTNER_KEYS),
                self.populations(entry, f"{place} [[partner.population]]"),
                self.exclusions(entry, f"{place} [[partner.exclude]]"),
                self.hosts(entry, place),
                _learns(entry, f"{self.source}, {place}"),
            )
        return found

    def exclusions(self, table: Mapping[str, Any], place: str) -> tuple[Exclusion, ...]:
        """The exclusions of the policy or of one partner."""
        found = []
        for number, entry in enumerate(_entries(table, "exclude", f"{self.source}, {place}"), start=1):
            where = f"{self.source}, {place} {number}"
            _known(entry, _EXCLUDE_KEYS, where)
            reason = entry.get("reason")
            if not isinstance(reason, str) or not reason.strip():
                raise WrongPolicy(f'{where}: say why, as in reason = "NDA customers"')
            filters = {key: entry[key] for key in ("all", "any") if key in entry}
            if not filters and not entry.get("account_ids") and not entry.get("domains"):
                raise WrongPolicy(f"{where} ({reason}) names no account; give account_ids, domains, all or any")
            found.append(
                Exclusion(
                    reason,
                    _texts(entry, "account_ids", where),
                    self.hosts(entry, f"{place} {number}"),
                    parse_filter(filters, where=where) if filters else None,
                    where,
                )
            )
        return tuple(found)

    def hosts(self, table: Mapping[str, Any], place: str) -> tuple[str, ...]:
        """The domains of an exclusion or a partner, as hosts."""
        where = f"{self.source}, {place}"
        found = []
        for text in _texts(table, "domains", where):
            host = as_host(text)
            if host is None:
                raise WrongPolicy(f"{where}: {text!r} is not a domain such as initech.example")
            found.append(host)
        return tuple(found)


def _presets(table: Any, source: str) -> dict[str, FieldPreset]:
    """The shipped presets and those of the file."""
    where = f"{source}, [field_presets]"
    if not isinstance(table, Mapping):
        raise WrongPolicy(f'{where}: write lines such as "with city" = ["name", "city"]')
    found = dict(FIELD_PRESETS)
    for name in table:
        columns = _texts(table, name, where)
        unknown = [column for column in columns if column not in SHAREABLE]
        if unknown:
            hint = _hint(unknown[0], SHAREABLE)
            raise WrongPolicy(f"{where}: {unknown[0]!r} cannot be shared{hint}; possible: {', '.join(SHAREABLE)}")
        found[name] = FieldPreset(name, f"As {source} says.", tuple(c for c in SHAREABLE if c in columns))
    return found


def _learns(table: Mapping[str, Any], where: str) -> Learns | None:
    """Who learns, where the table says so."""
    said, names = table.get("learns"), [one.value for one in Learns]
    if said is not None and said not in names:
        raise WrongPolicy(f"{where}: learns is {said!r}{_hint(said, names)}; use {_listed(names)}")
    return None if said is None else Learns(said)


def _known(table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    """Raises where `table` has a key that is none of `keys`: a misspelt key would silently share otherwise."""
    for key in table:
        if key not in keys:
            raise WrongPolicy(f"{where}: {key!r} is not known{_hint(key, keys)}; possible: {', '.join(keys)}")


def _table(table: Mapping[str, Any], key: str, source: str) -> Mapping[str, Any]:
    found = table.get(key, {})
    if not isinstance(found, Mapping):
        raise WrongPolicy(f"{source}: {key!r} is a table; write it as [{key}]")
    return found


def _entries(table: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise WrongPolicy(f"{where}: {key!r} is a list of tables; write each as [[{key}]]")
    return found


def _named(entry: Mapping[str, Any], where: str) -> str:
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise WrongPolicy(f'{where} has no name; write name = "…"')
    return name


def _texts(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
        raise WrongPolicy(f'{where}: {key!r} is a list of texts such as ["one", "two"]')
    return tuple(found)


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names)


def _hint(given: Any, known: list[str] | tuple[str, ...]) -> str:
    close = get_close_matches(str(given), known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
