"""The pairs of lists that are measured: labelled ones from outside where they are at hand, generated ones always."""

import os
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from measure import Usage, mutuals, run

HERE = Path(__file__).parent
OUT = HERE / "out"
"""Where generated lists, links and the peer's environment are kept; not part of the project."""

SEED = 7


@dataclass(frozen=True)
class Task:
    """Two lists and the truth between them."""

    name: str
    ours: Path
    theirs: Path
    truth: Path

    def true_pairs(self) -> pl.DataFrame:
        """The truth as account_id, partner_account_id."""
        frame = (
            pl.read_parquet(self.truth)
            if self.truth.suffix == ".parquet"
            else pl.read_csv(self.truth, infer_schema=False)
        )
        return frame.rename({"id_a": "account_id", "id_b": "partner_account_id"}, strict=False).select(
            pl.col("account_id", "partner_account_id").cast(pl.String)
        )

    @property
    def out(self) -> Path:
        """A folder for what is made of this task."""
        return OUT / self.name


def outside(quick: bool) -> list[Task]:
    """The labelled lists in `MUTUALS_BENCH_DATA` (default `../shared/data` beside the checkout); none when absent.

    A task is a folder with `a.parquet`, `b.parquet` and `truth.parquet` (id_a, id_b).
    """
    folder = Path(os.environ.get("MUTUALS_BENCH_DATA", HERE.parent.parent / "shared" / "data"))
    found = sorted(path.parent for path in folder.glob("*/truth.parquet")) if folder.is_dir() else []
    tasks = [Task(path.name, path / "a.parquet", path / "b.parquet", path / "truth.parquet") for path in found]
    return [task for task in tasks if not (quick and task.ours.stat().st_size > 2_000_000)]


def generated(accounts: int, overlap: float = 0.3) -> tuple[Task, Usage]:
    """A fresh example of `mutuals example`, and what writing it took."""
    folder = OUT / f"example_{accounts}"
    command = mutuals("example", folder, "--accounts", str(accounts), "--overlap", str(overlap), "--seed", str(SEED))
    usage = run(command)
    return Task(folder.name, folder / "acme.csv", folder / "globex.csv", folder / "truth.csv"), usage
