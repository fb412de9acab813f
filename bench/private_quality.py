"""How well private matching finds accounts, beside matching in the clear, and what each kind of match key adds.

    private_quality.py

The keys of both lists are intersected here as a private run would, without its cryptography: the result is the same.
Lists as in `run.py`.
"""

import sys

import polars as pl
from scoring import Figures, score
from tasks import Task, generated, outside

from mutuals.accounts import ACCOUNTS
from mutuals.matching import match_accounts
from mutuals.matching.private import Seen, match_privately
from mutuals.normalise.fields import NormalisedList, normalise_accounts
from mutuals.normalise.match_keys import MATCH_KEY_KINDS, match_keys
from mutuals.pipeline import import_accounts


def lists(task: Task) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both lists, shape `ACCOUNTS`, sorted by account id."""
    ours, theirs = (import_accounts(path).account_list.accounts for path in (task.ours, task.theirs))
    return ACCOUNTS.conform(ours).sort("account_id"), ACCOUNTS.conform(theirs).sort("account_id")


def shared_keys(ours: NormalisedList, theirs: NormalisedList) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What a private run learns: keys shared (row, record, kind), and the kinds that each record has."""
    left, right = match_keys(ours), match_keys(theirs)
    shared = left.join(right.rename({"row": "record"}), on=["kind", "key"]).select("row", "record", "kind")
    return shared.unique(maintain_order=True), right.select(record="row", kind="kind").unique()


def kinds_table(shared: pl.DataFrame, truth: pl.DataFrame) -> str:
    """What each kind finds and adds; `truth` is (row, record)."""
    lines = [
        "| kind | pairs | right | finds | adds | so far |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    findable, so_far = truth["row"].n_unique(), pl.Series("row", [], pl.UInt32)
    for kind in MATCH_KEY_KINDS:
        pairs = shared.filter(pl.col("kind") == kind)
        right = pairs.join(truth, on=["row", "record"])
        found = right["row"].unique()
        both = pl.concat([so_far, found]).unique()
        shares = [right.height / max(pairs.height, 1), *(n / findable for n in (len(found), len(both) - len(so_far)))]
        lines.append(
            f"| {kind} | {pairs.height:,} | {shares[0]:.3f} | {shares[1]:.3f} | {shares[2]:.3f} "
            f"| {len(both) / findable:.3f} |"
        )
        so_far = both
    return "\n".join(lines)


def row(name: str, figures: Figures) -> str:
    """A line of the table of figures."""
    return (
        f"| {name} | {figures.best_f1:.4f} | {figures.right_above_95:.4f} | {figures.recall_above_95:.4f} "
        f"| {figures.calibration_error:.4f} |"
    )


def tables(task: Task) -> str:
    """Private beside clear on one list, and what each kind of key adds."""
    print(f"private and clear matching: {task.name}", file=sys.stderr)
    ours, theirs = lists(task)
    left = normalise_accounts(ours)
    shared, kinds = shared_keys(left, normalise_accounts(theirs))
    places = [
        side.select(pl.col("account_id").alias(name)).with_row_index(number)
        for side, name, number in ((ours, "account_id", "row"), (theirs, "partner_account_id", "record"))
    ]
    truth = task.true_pairs().unique()
    known = truth.join(places[0], on="account_id").join(places[1], on="partner_account_id").select("row", "record")
    lines = [
        "| matching | best F1 | right above 0.95 | recall there | calibration error |",
        "|---|---:|---:|---:|---:|",
        row("in the clear", score(match_accounts(ours, theirs, all_candidates=True, threads=2), truth)),
    ]
    for said, fields in (("private, no field shown", ()), ("private, name and website shown", ("name", "website"))):
        records = theirs.select("account_id", *fields).with_row_index("record")
        found = match_privately(ours, left, shared, Seen(kinds, records, theirs.height), all_candidates=True)
        lines.append(row(said, score(found.matches, truth)))
    return "\n".join([*lines, "", kinds_table(shared, known)])


def main() -> None:
    """Print both tables for each list."""
    for task in [*outside(quick=False), generated(10_000)[0]]:
        print(f"\n## {task.name}\n\n{tables(task)}", flush=True)


if __name__ == "__main__":
    main()
