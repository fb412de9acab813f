"""What a comparison is: a question about two accounts, its possible answers (levels), and what each is worth."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mutuals.matching.pairs import Levels


@dataclass(frozen=True)
class Level:
    """One answer of a comparison: its name in the rules file and the words it has in the evidence.

    `said` is empty for answers that are no evidence (nothing to compare). What `agrees` never speaks against a match,
    whatever two lists at hand would teach.
    """

    name: str
    said: str
    agrees: bool = False


@dataclass(frozen=True)
class Comparison:
    """One line of the table of comparisons.

    `function` returns, for each pair, the number of the level that holds; its docstring is the sentence that users
    read. `learned` comparisons adapt their weights to the lists at hand; the others keep the shipped ones. `order` is
    +1 where later levels must weigh no less than earlier ones, -1 where no more, 0 where order says nothing; level 0
    (nothing to compare) stands outside the order. `veto` names a level that is always shown as a warning.
    What companies of one group have in common is `shared`.
    """

    name: str
    title: str
    function: Callable[[Any], Levels]
    levels: tuple[Level, ...]
    learned: bool
    order: int = 0
    veto: str = ""
    shared: bool = False

    @property
    def sentence(self) -> str:
        """The sentence that users read: the function's docstring, on one line."""
        return " ".join((self.function.__doc__ or "").split())

    @property
    def agreeing(self) -> list[int]:
        """Numbers of the levels that never speak against a match."""
        return [number for number, level in enumerate(self.levels) if level.agrees]

    def number(self, level: str) -> int:
        """The number of the level called `level`; `ValueError` if there is none."""
        return [one.name for one in self.levels].index(level)
