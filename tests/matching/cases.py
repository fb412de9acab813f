"""Match cases as data: two accounts, the verdict a careful person gives, and why. One TOML file per theme.

    [[case]]
    left = { name = "Tarnwick Ltd", country = "GB" }        # columns of ACCOUNTS, as text
    right = { name = "Tarnwick Limited", country = "GB" }
    verdict = "same"                                        # same | different | unsure
    level = "entity"                                        # optional: entity | subsidiary | group | location
    jurisdiction = "GB"                                     # optional: whose legal form the case is about
    why = "the abbreviation and the long form are one legal form; the name is the same"

All companies are invented. Cases say what is true, not what the matcher answers today: where it falls short, the case
stays and `known-gaps.toml` names it with the reason.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mutuals.accounts import ACCOUNTS

FOLDER = Path(__file__).parent / "cases"
KNOWN_GAPS = Path(__file__).parent / "known-gaps.toml"

VERDICTS = {"same": (0.5, 1.0), "different": (0.0, 0.5), "unsure": (0.02, 0.98)}
"""What each verdict asks of the probability: at least the first, at most the second (`different`: below it)."""


@dataclass(frozen=True)
class Case:
    """Two accounts, the verdict on them and the reason; `level` and `jurisdiction` only where they are the point."""

    theme: str
    left: dict[str, str]
    right: dict[str, str]
    verdict: str
    why: str
    level: str | None = None
    jurisdiction: str | None = None

    @property
    def id(self) -> str:
        """Theme and a digest of the two accounts: stable while other cases come and go."""
        digest = hashlib.sha256(json.dumps([self.left, self.right], sort_keys=True).encode()).hexdigest()
        return f"{self.theme}-{digest[:8]}"

    def holds_for(self, probability: float) -> bool:
        """Whether `probability` is what the verdict asks for."""
        low, high = VERDICTS[self.verdict]
        return probability < high if self.verdict == "different" else low <= probability <= high


@dataclass(frozen=True)
class Gap:
    """A known shortcoming: the case's id, what the matcher gets wrong (`verdict` or `level`) and why that stands."""

    case: str
    what: str
    reason: str


def load_cases(folder: Path = FOLDER) -> list[Case]:
    """Every case of every theme, in the order of the files."""
    return [
        Case(theme=path.stem, **entry)
        for path in sorted(folder.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


def load_gaps(path: Path = KNOWN_GAPS) -> list[Gap]:
    """The known shortcomings, in the order of the file."""
    return [Gap(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("gap", [])]


def account_lists(cases: Iterable[Case]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The left accounts as our list and the right ones as the partner's, shape ACCOUNTS; pair n is O<n> and P<n>."""
    pairs = list(cases)
    schema = {name: pl.String for name in ACCOUNTS.names if ACCOUNTS.schema[name] == pl.String}
    ours = [{"account_id": f"O{n}", **case.left} for n, case in enumerate(pairs)]
    theirs = [{"account_id": f"P{n}", **case.right} for n, case in enumerate(pairs)]
    return ACCOUNTS.conform(pl.DataFrame(ours, schema=schema)), ACCOUNTS.conform(pl.DataFrame(theirs, schema=schema))
