"""Field mapping: which column of a file is which field, suggested from headers and contents, shown, overridden, kept.

A suggestion weighs three things: what the header says (`fields`), what the cells look like (`contents`) and how many
are filled. Where two columns fit one field the better one is taken and the other named in the reason. What a person
says, in a saved mapping or for one run, wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import polars as pl

from mutuals.errors import BadInput
from mutuals.intake.contents import STRICT, TELLING, Profile, agreement, profile
from mutuals.intake.fields import LIKELY, SURE, Field, header_index, header_key, header_words


class UnknownColumn(BadInput):
    """A mapping names a column that the file lacks, or a field that does not exist. The person corrects the name."""


@dataclass(frozen=True)
class MappedField:
    """One line of a mapping: the field, the header it is read from (empty: from none), the share filled, and why."""

    field: str
    header: str
    filled: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class FieldMapping:
    """Which column of a file is which field; `unmapped` are the columns that travel along under their own header."""

    fields: tuple[MappedField, ...]
    unmapped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """Header by field, of the fields that have one."""
        return {line.field: line.header for line in self.fields if line.header}

    def frame(self) -> pl.DataFrame:
        """The mapping as a table to show: field, header, filled, reason."""
        rows = [(line.field, line.header, line.filled, line.reason) for line in self.fields]
        schema = {"field": pl.String, "header": pl.String, "filled": pl.Float64, "reason": pl.String}
        return pl.DataFrame(rows, schema=schema, orient="row")


CONTAINED: Final = 0.6
"""Strength of a header that contains another field's header among a few other words."""

BY_CONTENT: Final = 0.3
"""Strength of a column whose header says nothing and whose cells say it all."""

LONG_WORD: Final = 8
"""Letters from which one word of a header, such as `Firmenname`, is telling enough."""

MIN_TELLING: Final = 0.8
"""The share of cells that must look right where the header says nothing."""

MIN_AGREEMENT: Final = 0.1
"""The share below which a strict content test overrules the header."""

_OTHER_MEANING: Final = frozenset(
    (
        "parent", "ultimate", "owner", "contact", "created", "modified", "updated", "last", "previous", "former", "old",
        "partner", "shipping", "manager", "by", "date", "alternate", "secondary", "competitor", "assistant", "first",
        "person", "user", "product", "opportunity", "lead", "inhaber", "betreuer", "ansprechpartner", "lieferadresse",
        "ehemalig", "contacto", "contato", "proprietaire", "propietario", "source", "campaign", "checksum", "currency",
        "modify",
    )
)  # fmt: skip
"""Words that change what a header means: `Parent account name` is no account name."""


@dataclass(frozen=True)
class _Candidate:
    """A column that may be a field, with its score and the first half of the reason."""

    field: Field
    column: Profile
    score: float
    reason: str


def suggest_mapping(
    frame: pl.DataFrame,
    fields: tuple[Field, ...],
    *,
    mapping: FieldMapping | None = None,
    columns: Mapping[str, str] | None = None,
    name: str = "the file",
) -> FieldMapping:
    """The mapping of the columns of `frame` (text) to `fields`.

    `mapping` is one kept from before and `columns` (field → header, or empty for none) what the person says now; both
    win over the suggestion, `columns` over `mapping`. Raises `UnknownColumn` if `columns` names what is not there.
    """
    said, notes = _said(frame.columns, fields, mapping, columns or {}, name)
    taken = {header for header, _ in said.values()}
    profiles = [profile(frame.get_column(header)) for header in frame.columns]
    free = [column for column in profiles if column.header not in taken]
    open_fields = [field for field in fields if field.name not in said]
    candidates = [one for field in open_fields for one in _candidates(field, free, fields)]
    chosen, more_notes = _assign(candidates)
    filled = {column.header: column.filled for column in profiles}
    lines = []
    for field in fields:
        if field.name in said:
            header, reason = said[field.name]
            lines.append(MappedField(field.name, header, filled.get(header, 0.0), reason))
        elif field.name in chosen:
            best, reason = chosen[field.name]
            lines.append(MappedField(field.name, best.column.header, best.column.filled, reason))
    used = {line.header for line in lines}
    rest = tuple(header for header in frame.columns if header not in used)
    return FieldMapping(tuple(lines), rest, (*notes, *more_notes))


def find_header_named(wanted: str, headers: Iterable[str]) -> str | None:
    """The header that a person means: the same text, or the same but for case, accents and punctuation."""
    known = list(headers)
    if wanted in known:
        return wanted
    alike = [header for header in known if header_key(header) == header_key(wanted)]
    return alike[0] if alike and header_key(wanted) else None


def _said(
    headers: list[str],
    fields: tuple[Field, ...],
    mapping: FieldMapping | None,
    columns: Mapping[str, str],
    name: str,
) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """The fields that a person has decided: header and reason for each; and notes on what could not be kept."""
    names = [field.name for field in fields]
    said: dict[str, tuple[str, str]] = {}
    notes: list[str] = []
    for line in mapping.fields if mapping else ():
        header = find_header_named(line.header, headers) if line.header else ""
        if line.field in names and header is not None:
            said[line.field] = (header, "from the saved mapping")
        elif line.field in names:
            notes.append(f"the saved mapping reads {line.field} from {line.header!r}, which {name} lacks")
    for field, wanted in columns.items():
        if field not in names:
            raise UnknownColumn(f"there is no field {field!r}{_close(field, names)}; the fields are {', '.join(names)}")
        header = find_header_named(wanted, headers) if wanted.strip() else ""
        if header is None:
            known = ", ".join(repr(one) for one in headers)
            raise UnknownColumn(f"{name} has no column {wanted!r}{_close(wanted, headers)}; its columns are {known}")
        said = {other: pair for other, pair in said.items() if not header or pair[0] != header}
        said[field] = (header, "chosen by you")
    return said, notes


def _candidates(field: Field, columns: list[Profile], fields: tuple[Field, ...]) -> list[_Candidate]:
    """The columns that may be the field, scored."""
    found = []
    for column in columns:
        strength, reason = _header_says(field, column.header, fields)
        agrees = agreement(field.content, column) if strength else 0.0
        other = _known(column.header, fields) or bool(_OTHER_MEANING & set(header_words(column.header)))
        if not strength and not column.empty and not other:
            strength, agrees, reason = _cells_say(field, column)
        if strength == CONTAINED and (field.content in STRICT) and agrees < 0.5:
            strength = 0.0
        if strength:
            found.append(_Candidate(field, column, strength + 0.5 * agrees + 0.5 * column.filled, reason))
    return found


def _header_says(field: Field, header: str, fields: tuple[Field, ...]) -> tuple[float, str]:
    """How strongly the header means the field, and that in words."""
    strength = dict(header_index(fields).get(header_key(header), ())).get(field.name, 0.0)
    if strength == SURE:
        return strength, f"{header!r} is a usual header of it"
    if strength == LIKELY:
        return strength, f"{header!r} is sometimes a header of it"
    words = header_words(header)
    if _known(header, fields) or len(words) < 2 or _OTHER_MEANING & set(words):
        return 0.0, ""
    for size in range(len(words) - 1, max(0, len(words) - 4), -1):
        for part in (words[:size], words[-size:]):
            meant = dict(header_index(fields).get("".join(part), ()))
            telling = size > 1 or len(part[0]) >= LONG_WORD or (field.content in STRICT and len(part[0]) > 2)
            if meant.get(field.name) == SURE and telling:
                return CONTAINED, f"{header!r} contains {' '.join(part)!r}, a usual header of it"
    return 0.0, ""


def _cells_say(field: Field, column: Profile) -> tuple[float, float, str]:
    """How strongly the cells alone say that the column is the field: for fields whose values are like no other's."""
    if field.content in TELLING and field.name != "owner_email":
        agrees = agreement(field.content, column)
        if agrees >= MIN_TELLING:
            return BY_CONTENT, agrees, f"{agrees:.0%} of its cells are {TELLING[field.content]}"
    if field.content == "company_name":
        agrees = agreement("named_as_company", column)
        if agrees >= 0.2 and agreement("company_name", column) >= MIN_TELLING:
            return BY_CONTENT, agrees, f"{agrees:.0%} of its cells end as names of companies do"
    if field.name == "account_id" and column.header.startswith("Column ") and column.unique == column.filled == 1.0:
        agrees = agreement("numbered", column)
        if agrees >= MIN_TELLING:
            return BY_CONTENT, agrees, "no two of its cells are the same, and they look like ids"
    return 0.0, 0.0, ""


def _known(header: str, fields: tuple[Field, ...]) -> bool:
    """Whether the header means some field."""
    return header_key(header) in header_index(fields)


def _assign(candidates: list[_Candidate]) -> tuple[dict[str, tuple[_Candidate, str]], list[str]]:
    """The best column for each field, no column twice; and notes on columns whose cells contradict their header."""
    notes = []
    fit: list[_Candidate] = []
    for one in candidates:
        test = one.field.content
        if test in STRICT and not one.column.empty and agreement(test, one.column) < MIN_AGREEMENT:
            example = one.column.sample[0]
            notes.append(f"{one.column.header!r} is not read as {one.field.name}: it holds values such as {example!r}")
        else:
            fit.append(one)
    chosen: dict[str, tuple[_Candidate, str]] = {}
    used: set[str] = set()
    for one in sorted(fit, key=lambda candidate: -candidate.score):
        if one.field.name in chosen or one.column.header in used:
            continue
        used.add(one.column.header)
        chosen[one.field.name] = (one, one.reason)
    for field, (best, reason) in chosen.items():
        others = [one for one in fit if one.field.name == field and one.column.header not in used]
        if others:
            lost = ", ".join(f"{one.column.header!r} (filled {one.column.filled:.0%})" for one in others[:3])
            chosen[field] = (best, f"{reason}; filled {best.column.filled:.0%}, preferred to {lost}")
    return chosen, notes


def _close(wanted: str, known: Iterable[str]) -> str:
    """', did you mean …?' or nothing."""
    close = get_close_matches(wanted, list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
