"""`mutuals map` as a whole process on one core, from files to `matches.parquet`: how good, how fast, how big."""

import shutil
import sys
from dataclasses import dataclass

import polars as pl
from measure import Usage, mutuals, run
from scoring import Figures, score
from tasks import Task


@dataclass(frozen=True)
class Row:
    """One list measured."""

    task: Task
    figures: Figures
    usage: Usage


def measured(task: Task, *, threads: int = 1) -> Row:
    """Map the two lists of `task` and score every candidate link."""
    print(f"mutuals map: {task.name}", file=sys.stderr)
    out = task.out / "map"
    shutil.rmtree(out, ignore_errors=True)
    usage = run(
        mutuals("map", task.ours, task.theirs, "--out", out, "--all-candidates", "--quiet", "--threads", str(threads)),
        threads=threads,
    )
    links = pl.read_parquet(out / "matches.parquet")
    return Row(task, score(links, task.true_pairs()), usage)


HEAD = [
    "| list | best F1 | right above 0.95 | recall there | calibration error | CPU s | peak MB |",
    "|---|---:|---:|---:|---:|---:|---:|",
]


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    return "\n".join(
        [
            *HEAD,
            *(
                f"| {row.task.name} | {row.figures.best_f1:.4f} | {row.figures.right_above_95:.4f} "
                f"| {row.figures.recall_above_95:.4f} | {row.figures.calibration_error:.4f} "
                f"| {row.usage.cpu_seconds:.1f} | {row.usage.peak_megabytes:.0f} |"
                for row in rows
            ),
        ]
    )
