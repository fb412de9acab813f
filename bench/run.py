"""Quality and speed of `mutuals map`, and a peer's beside them, as Markdown tables.

    run.py [--quick] [--no-peer] [--no-million] [--threads N]

Always measured: lists of `mutuals example`. Also, when they are at hand: the labelled lists in the folder that the
variable MUTUALS_BENCH_DATA names. Every figure is of one whole process, command line to files, on one core unless
`--threads` says otherwise; CPU seconds are user and system together. `--quick` leaves out what takes minutes.
"""

import argparse
import os
import platform
import sys

import peer
import quality
from example_million import million
from measure import Failed
from peer import PeerRow
from quality import Row
from tasks import Task, generated, outside


def tasks(quick: bool) -> list[Task]:
    """What is measured, the labelled lists first."""
    found = outside(quick)
    if not found:
        print("No labelled lists (MUTUALS_BENCH_DATA): generated lists alone are measured.\n")
    sizes = [10_000] if quick else [10_000, 100_000]
    return found + [generated(size)[0] for size in sizes]


def peer_table(rows: list[Row], peers: list[PeerRow]) -> str:
    """The peer's figures, and ours as multiples of them: below 1 is less than the peer."""
    head = [
        "| list | best F1 | right above 0.95 | recall there | calibration error | CPU s | peak MB "
        "| F1 missed, ours : peer | CPU, ours : peer | memory, ours : peer |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    ours = {row.task.name: row for row in rows}
    lines = [
        f"| {row.task.name} | {row.figures.best_f1:.4f} | {row.figures.right_above_95:.4f} "
        f"| {row.figures.recall_above_95:.4f} | {row.figures.calibration_error:.4f} "
        f"| {row.usage.cpu_seconds:.1f} | {row.usage.peak_megabytes:.0f} "
        f"| {(1 - mine.figures.best_f1) / max(1 - row.figures.best_f1, 1e-9):.2f} "
        f"| {mine.usage.cpu_seconds / row.usage.cpu_seconds:.2f} "
        f"| {mine.usage.peak_megabytes / row.usage.peak_megabytes:.2f} |"
        for row in peers
        if (mine := ours[row.task.name])
    ]
    return "\n".join([*head, *lines])


def threads_table(task: Task, one: Row) -> str:
    """The same map on one core and on two."""
    two = quality.measured(task, threads=2)
    lines = [
        f"| {threads} | {row.usage.wall_seconds:.1f} | {row.usage.cpu_seconds:.1f} | {row.usage.peak_megabytes:.0f} |"
        for threads, row in ((1, one), (2, two))
    ]
    return "\n".join(["| threads | seconds | CPU s | peak MB |", "|---:|---:|---:|---:|", *lines])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small lists alone")
    parser.add_argument("--no-peer", action="store_true", help="without the peer")
    parser.add_argument("--no-million", action="store_true", help="without a million accounts a side")
    parser.add_argument("--threads", type=int, default=1, help="threads of every process (default 1)")
    given = parser.parse_args()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}\n", flush=True)
    try:
        measured = tasks(given.quick)
        rows = [quality.measured(task, threads=given.threads) for task in measured]
        print("## mutuals map\n", quality.table(rows), sep="\n", end="\n\n", flush=True)
        if not given.no_peer:
            peers = [peer.measured(task, threads=given.threads) for task in measured]
            print("## Splink 5 on DuckDB, the same fields prepared for it (preparing not counted)\n")
            print(peer_table(rows, peers), end="\n\n", flush=True)
        print(
            f"## Threads: {measured[-1].name}\n",
            threads_table(measured[-1], rows[-1]),
            sep="\n",
            end="\n\n",
            flush=True,
        )
        if not given.quick and not given.no_million:
            row, sentence = million(threads=given.threads)
            print("## A million accounts a side\n", quality.table([row]), sentence, sep="\n")
    except Failed as failed:
        sys.exit(str(failed))


if __name__ == "__main__":
    main()
