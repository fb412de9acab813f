"""A field mapping kept in a TOML file, so that next month's export is read as this month's was."""

import os
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from mutuals.errors import BadInput
from mutuals.intake.mapping import FieldMapping, MappedField


class WrongSettings(BadInput):
    """A settings file cannot be read or says what cannot be done. The person mends the file at the place named."""


def save_mapping(mapping: FieldMapping, path: str | os.PathLike[str]) -> None:
    """Write `mapping` to `path` as TOML, each field with its reason; the file is replaced as a whole or not at all."""
    lines = [
        "# Which column of the file is which field. Change a header to read the field from another column;",
        '# "" reads it from none; a field left out is suggested anew.',
        "",
        "[columns]",
    ]
    for line in mapping.fields:
        lines.append(f"# {' '.join(line.reason.split())}")
        lines.append(tomli_w.dumps({line.field: line.header}).strip())
    if mapping.unmapped:
        lines += ["", "# Not mapped: " + ", ".join(repr(header) for header in mapping.unmapped)]
    write_whole(Path(path), "\n".join(lines) + "\n")


def load_mapping(path: str | os.PathLike[str]) -> FieldMapping:
    """The mapping kept in `path`. Raises `WrongSettings`."""
    table = read_toml(path)
    columns = table.get("columns")
    if not isinstance(columns, dict) or not all(isinstance(header, str) for header in columns.values()):
        raise WrongSettings(f'{path} has no table [columns] of lines such as name = "Account Name"')
    return FieldMapping(tuple(MappedField(field, header) for field, header in columns.items()))


def read_toml(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The contents of a TOML file; raises `WrongSettings` with the place of a mistake."""
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise WrongSettings(f"there is no file {path}; check the path") from None
    except (OSError, ValueError) as problem:
        raise WrongSettings(f"{path} cannot be read as TOML: {problem}") from None


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that it is there as a whole or, if anything fails, not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise WrongSettings(f"{path} cannot be written: {problem.strerror or problem}") from None
