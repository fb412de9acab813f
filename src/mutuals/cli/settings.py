"""What `mutuals map` was given, kept in `summary.json` so that `explain` and `judge` can go on from there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mutuals.errors import BadInput


class WrongOption(BadInput):
    """An option says what cannot be done. The person corrects it; nothing was read or written."""


class NoMap(BadInput):
    """There is no map in the folder named. The person makes one with `mutuals map`, or names its folder."""


@dataclass(frozen=True)
class ListSettings:
    """How one side's list is read.

    `columns` (field → header) and the saved `mapping` overrule the suggested mapping; `population` puts the whole file
    in one; `more` are further files, each in the population named.
    """

    file: Path
    label: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    mapping: Path | None = None
    populations: Path | None = None
    population: str | None = None
    more: tuple[tuple[str, Path], ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file of accounts."""
        return (self.file, *(path for _, path in self.more))


@dataclass(frozen=True)
class MapSettings:
    """Everything that one map is made from."""

    ours: ListSettings
    theirs: ListSettings
    opportunities: Path | None = None
    rules: Path | None = None
    judgements: Path | None = None
    levels: tuple[str, ...] = ()
    all_candidates: bool = False
    threads: int = 1

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Every file that is read."""
        others = (self.opportunities, self.rules, self.judgements)
        return (*self.ours.files, *self.theirs.files, *(path for path in others if path))


def list_settings(
    file: Path,
    *,
    label: str,
    columns: Sequence[str],
    mapping: Path | None,
    populations: Path | None,
    population: Sequence[str],
) -> ListSettings:
    """The settings of one list from its options as typed. Raises `WrongOption`."""
    parted = [text.partition("=") for text in population]
    whole = [name.strip() for name, sign, _ in parted if not sign]
    more = tuple((name.strip(), Path(path)) for name, sign, path in parted if sign)
    if len(whole) > 1:
        raise WrongOption(f"{file.name} can be one population only, not {' and '.join(map(repr, whole))}")
    if more and not whole and not populations:
        raise WrongOption(f"say which population {file.name} itself is, too: --population NAME")
    if any(not name or not str(path) for name, path in more) or "" in whole:
        raise WrongOption("a population is given as NAME or NAME=FILE")
    return ListSettings(file, label, pairs(columns), mapping, populations, whole[0] if whole else None, more)


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """`FIELD=HEADER` texts as a table. Raises `WrongOption`."""
    found = {}
    for text in texts:
        name, sign, header = text.partition("=")
        if not sign or not name.strip():
            raise WrongOption(f'--column takes FIELD=HEADER, such as name="Account Name", not {text!r}')
        found[name.strip()] = header.strip()
    return found


def chosen_levels(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """The levels of a comma-separated text, in their order. Raises `WrongOption`."""
    asked = [word.strip().lower() for word in text.split(",") if word.strip()]
    unknown = [word for word in asked if word not in known]
    if unknown or not asked:
        raise WrongOption(f"--levels takes some of {', '.join(known)}, separated by commas; not {text!r}")
    return tuple(level for level in known if level in asked)


def as_json(settings: MapSettings) -> dict[str, Any]:
    """The settings as plain values for `summary.json`: each path as given and as found from anywhere."""
    return {
        "inputs": {
            "ours": _list_as_json(settings.ours),
            "theirs": _list_as_json(settings.theirs),
            "opportunities": _path(settings.opportunities),
            "rules": _path(settings.rules),
            "judgements": _path(settings.judgements),
        },
        "options": {
            "levels": list(settings.levels),
            "all_candidates": settings.all_candidates,
            "threads": settings.threads,
        },
    }


def settings_of(folder: Path) -> MapSettings:
    """The settings of the map in `folder`. Raises `NoMap` where it holds none that can be read."""
    values = summary_of(folder)
    try:
        inputs, options = values["inputs"], values["options"]
        return MapSettings(
            ours=_list_from_json(inputs["ours"]),
            theirs=_list_from_json(inputs["theirs"]),
            opportunities=_resolved(inputs["opportunities"]),
            rules=_resolved(inputs["rules"]),
            judgements=_resolved(inputs["judgements"]),
            levels=tuple(options["levels"]),
            all_candidates=options["all_candidates"],
            threads=options["threads"],
        )
    except (KeyError, TypeError) as error:
        raise NoMap(f"{folder / 'summary.json'} does not say what the map was made from; map again") from error


def summary_of(folder: Path) -> dict[str, Any]:
    """What `summary.json` in `folder` says. Raises `NoMap`."""
    file = folder / "summary.json"
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoMap(
            f"there is no map in {folder}; make one with `mutuals map`, or name its folder with --out"
        ) from None
    except (OSError, ValueError) as error:
        raise NoMap(f"{file} cannot be read ({error}); map again") from error
    if not isinstance(values, dict):
        raise NoMap(f"{file} is no summary of a map; map again")
    return values


def _list_as_json(one: ListSettings) -> dict[str, Any]:
    return {
        "file": _path(one.file),
        "label": one.label,
        "columns": dict(one.columns),
        "mapping": _path(one.mapping),
        "populations": _path(one.populations),
        "population": one.population,
        "more": [{"population": name, **(_path(path) or {})} for name, path in one.more],
    }


def _list_from_json(values: Mapping[str, Any]) -> ListSettings:
    return ListSettings(
        file=Path(values["file"]["resolved"]),
        label=values["label"],
        columns=values["columns"],
        mapping=_resolved(values["mapping"]),
        populations=_resolved(values["populations"]),
        population=values["population"],
        more=tuple((one["population"], Path(one["resolved"])) for one in values["more"]),
    )


def _path(path: Path | None) -> dict[str, str] | None:
    return {"given": str(path), "resolved": str(path.resolve())} if path else None


def _resolved(values: Mapping[str, str] | None) -> Path | None:
    return Path(values["resolved"]) if values else None
