"""`summary.json`: the figures of a map with what it was made from, for scripts and for whoever asks later."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mutuals.report.atomic import whole_file
from mutuals.report.content import MapReport
from mutuals.report.figures import amounts_of, figures
from mutuals.report.words import next_steps


def summary(
    report: MapReport,
    *,
    files: Mapping[str, str] | None = None,
    timings: Mapping[str, float] | None = None,
    versions: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The summary as plain values.

    `files` are the outputs by what they are, `timings` seconds by stage, `versions` of what took part beside Mutuals.
    """
    account_map = report.account_map
    return {
        "mutuals": report.version,
        "made_on": report.made_on,
        "ours": report.ours,
        "theirs": report.theirs,
        "bands": list(account_map.bands),
        "levels": list(account_map.levels),
        "figures": figures(report),
        "matrix": _matrix(report),
        "greenfield": account_map.greenfield.counts.with_columns(
            side=account_map.greenfield.counts["side"].cast(str)
        ).to_dicts(),
        "why": list(account_map.why_counts_differ()),
        "next": list(next_steps(report)),
        "notes": list(report.notes),
        "settings": dict(report.settings),
        "files": dict(files or {}),
        "seconds": dict(timings or {}),
        "versions": dict(versions or {}),
    }


def write_summary(
    report: MapReport,
    path: Path,
    *,
    files: Mapping[str, str] | None = None,
    timings: Mapping[str, float] | None = None,
    versions: Mapping[str, str] | None = None,
) -> None:
    """Write `summary` as indented JSON, whole or not at all."""
    values = summary(report, files=files, timings=timings, versions=versions)
    with whole_file(path) as draft:
        draft.write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


def _matrix(report: MapReport) -> list[dict[str, Any]]:
    """Every cell and total, a null population being all of them."""
    matrix = report.account_map.matrix
    return [
        {
            **cell,
            "potential_revenue": amounts_of(matrix.potential_of(cell["our_population"], cell["partner_population"])),
        }
        for cell in matrix.cells.to_dicts()
    ]
