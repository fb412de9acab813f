"""Quality and speed of `mutuals map` and of `mutuals private`, and their peers' beside them, as Markdown tables.

    run.py [PART …] [--quick] [--no-peer] [--no-million] [--threads N]

Parts, all of them by default: map (quality and speed, and Splink's), threads, million, private (what a private overlap
costs, and OpenMined's PSI), keys (private matching beside matching in the clear, and what each kind of match key adds),
incremental (maps carried along as accounts change: what that costs, and how near it stays to a full map).

Always measured: lists of `mutuals example`. Also, when they are at hand: the labelled lists in the folder that the
variable MUTUALS_BENCH_DATA names. Every figure is of one whole process, command line to files, on one core unless
`--threads` says otherwise; CPU seconds are user and system together. `--quick` leaves out what takes minutes.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable

import incremental
import peer
import private_quality
import private_speed
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


def threads_table(task: Task) -> str:
    """The same map on one core and on two."""
    lines = [
        f"| {threads} | {row.usage.wall_seconds:.1f} | {row.usage.cpu_seconds:.1f} | {row.usage.peak_megabytes:.0f} |"
        for threads in (1, 2)
        if (row := quality.measured(task, threads=threads))
    ]
    return "\n".join(["| threads | seconds | CPU s | peak MB |", "|---:|---:|---:|---:|", *lines])


def show(title: str, *content: str) -> None:
    """Print a section."""
    print(f"## {title}\n", *content, sep="\n", end="\n\n", flush=True)


def map_part(given: argparse.Namespace) -> None:
    """Mapping in the clear, and the peer."""
    measured = tasks(given.quick)
    rows = [quality.measured(task, threads=given.threads) for task in measured]
    show("mutuals map", quality.table(rows))
    if not given.no_peer:
        peers = [peer.measured(task, threads=given.threads) for task in measured]
        show("Splink 5 on DuckDB, the same fields prepared for it (preparing not counted)", peer_table(rows, peers))


def threads_part(given: argparse.Namespace) -> None:
    """Mapping on one core and on two."""
    task, _ = generated(10_000 if given.quick else 100_000)
    show(f"Threads: {task.name}", threads_table(task))


def million_part(given: argparse.Namespace) -> None:
    """Mapping a million accounts a side."""
    if not given.quick and not given.no_million:
        row, sentence = million(threads=given.threads)
        show("A million accounts a side", quality.table([row]), sentence)


def private_part(given: argparse.Namespace) -> None:
    """What a private overlap costs."""
    count = 20_000 if given.quick else 100_000
    title = f"Private overlap: {count:,} × {count:,} keys, {private_speed.SHARE:.0%} common, both parties"
    show(title, private_speed.speed(count, with_peer=not given.no_peer))
    if not given.quick and not given.no_million:
        show("Private overlap: a million keys a side", private_speed.memory(1_000_000))


def keys_part(given: argparse.Namespace) -> None:
    """How well private matching finds accounts."""
    for task in [*outside(given.quick), generated(10_000)[0]]:
        show(f"Private beside clear matching: {task.name}", private_quality.tables(task))


def incremental_part(given: argparse.Namespace) -> None:
    """Maps carried along as accounts change."""
    small = given.quick or given.no_million
    accounts, a_partner = (100_000, 10_000) if small else (1_000_000, 100_000)
    title = f"After a change: {accounts:,} accounts with 10 partners of {a_partner:,}"
    show(title, incremental.speed(accounts, a_partner, threads=given.threads))
    show("After changes in sum: carried along beside in full", incremental.closeness(tasks(given.quick)))


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "map": map_part,
    "threads": threads_part,
    "million": million_part,
    "private": private_part,
    "keys": keys_part,
    "incremental": incremental_part,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default all)")
    parser.add_argument("--quick", action="store_true", help="small lists alone")
    parser.add_argument("--no-peer", action="store_true", help="without the peers")
    parser.add_argument("--no-million", action="store_true", help="without a million accounts a side")
    parser.add_argument("--threads", type=int, default=1, help="threads of `mutuals map` and its peer (default 1)")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no part is called {min(unknown)!r}; there are {', '.join(PARTS)}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}\n", flush=True)
    try:
        for name in given.parts or PARTS:
            PARTS[name](given)
    except Failed as failed:
        sys.exit(str(failed))


if __name__ == "__main__":
    main()
