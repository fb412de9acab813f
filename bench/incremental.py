"""Maps carried along as accounts change: what it costs beside the first map, and how near it stays to a full one.

incremental.py [ACCOUNTS [A_PARTNER [PARTNERS]]]
"""

import shutil
import sys
from functools import partial

import polars as pl
from incremental_lists import changing
from measure import Measured, reporting, run
from private_speed import Wanted, bounds
from scoring import Figures, score
from tasks import HERE, OUT, SEED, Task

from mutuals.matching import match_accounts
from mutuals.matching.incremental import change_side, match_changes, match_sides, side_state
from mutuals.pipeline import import_accounts

SHARE = 0.01
"""Share of each list that changes between two maps."""

SUMS = (0.01, 0.05, 0.1, 0.2, 0.4)
"""Shares that change in sum, to see when a full map is due."""


def speed(accounts: int, a_partner: int, partners: int = 10, *, threads: int = 1) -> str:
    """The first map and the next one as a table, and the bound."""
    folder = OUT / f"incremental_{accounts}"
    shutil.rmtree(folder, ignore_errors=True)
    sizes = [str(size) for size in (accounts, a_partner, partners)]
    run([sys.executable, str(HERE / "incremental_lists.py"), str(folder), *sizes, str(SHARE)])
    taken: dict[str, Measured] = {}
    for what in ("first", "again"):
        print(f"incremental: {what} map of {accounts:,} with {partners} × {a_partner:,}", file=sys.stderr)
        command = [sys.executable, str(HERE / "incremental_map.py"), what, str(folder), str(partners)]
        taken[what] = reporting(command, threads=threads)
    first, again = taken["first"], taken["again"]
    shutil.rmtree(folder / "states")
    title = f"CPU, map after {SHARE:.0%} changed : first map"
    return "\n".join(
        [
            "| map | CPU s | peak MB | links |",
            "|---|---:|---:|---:|",
            f"| first | {first.cpu_seconds:.1f} | {first.peak_megabytes:.0f} | {first.said['links']:,} found |",
            f"| after {SHARE:.0%} of every list changed | {again.cpu_seconds:.1f} | {again.peak_megabytes:.0f} "
            f"| {again.said['links']:,} added, changed or removed |",
            "",
            bounds([Wanted(title, again.cpu_seconds / first.cpu_seconds, 0.05, 3)]),
        ]
    )


def closeness(tasks: list[Task]) -> str:
    """Carried maps beside full ones that learn anew, as shares of two lists change in sum."""
    head = [
        "| list | changed | best F1 carried | best F1 in full | difference | right above 0.95 carried | in full |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines = []
    for task in tasks:
        lists = [import_accounts(path).account_list.accounts for path in (task.ours, task.theirs)]
        for share in SUMS:
            print(f"incremental: {task.name}, {share:.0%} changed", file=sys.stderr)
            carried, full = _both(task, lists, share)
            lines.append(
                f"| {task.name} | {share:.0%} | {carried.best_f1:.4f} | {full.best_f1:.4f} "
                f"| {carried.best_f1 - full.best_f1:+.4f} "
                f"| {carried.right_above_95:.4f} | {full.right_above_95:.4f} |"
            )
    return "\n".join([*head, *lines])


def _both(task: Task, lists: list[pl.DataFrame], share: float) -> tuple[Figures, Figures]:
    """The figures of a carried map and of a full one, after a share of both lists changed."""
    ours, theirs = (changing(each, share, SEED + number) for number, each in enumerate(lists))
    sides = [side_state(each.before) for each in (ours, theirs)]
    pair = match_sides(*sides, all_candidates=True)
    changes = [change_side(side, each.changed, each.deleted) for side, each in zip(sides, (ours, theirs), strict=True)]
    carried = match_changes(pair, *changes).pair.matches
    full = match_accounts(ours.after, theirs.after, all_candidates=True)
    there = [
        pl.col(name).is_in(each.after["account_id"].implode())
        for name, each in (("account_id", ours), ("partner_account_id", theirs))
    ]
    scored = partial(score, truth=task.true_pairs().filter(*there))
    return scored(carried), scored(full)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    print(speed(*(given or [1_000_000, 100_000])))
