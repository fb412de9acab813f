"""How far a run is, as a share of the whole: what was computed and what was exchanged, each as it was counted.

To change how much a part of the work counts, edit its line in `PARTS`.
"""

from mutuals.exchange.driving import Progress

PARTS: dict[str, float] = {
    "blinding": 0.3,
    "re-blinding": 0.4,
    "sealing": 0.05,
    "opening": 0.05,
    "rounds": 0.2,
}
"""The parts of a run and what each counts in the whole; `rounds` is the share of the messages that were exchanged."""


class Journey:
    """Listens to the parts of a run and tells `progress` the step and the share of the whole, which never goes back."""

    def __init__(self, progress: Progress, *, rounds: int) -> None:
        """`rounds` is how many messages each side sends."""
        self._progress, self._rounds = progress, rounds
        self._done = dict.fromkeys(PARTS, 0.0)

    @property
    def share(self) -> float:
        """Share of the whole run done, 0 to 1."""
        return sum(PARTS[part] * done for part, done in self._done.items())

    def computed(self, part: str, done: int, total: int) -> None:
        """So many items of a part of the work are done."""
        self._reach(part, done / total if total else 1.0)
        self._progress(part.capitalize(), self.share)

    def exchanged(self, messages: int) -> None:
        """So many of our messages are made; the work before them is done, in this process or an earlier one."""
        self._reach("rounds", messages / self._rounds)
        for part, round_ in (("blinding", 2), ("re-blinding", 3), ("sealing", 7), ("opening", 8)):
            if messages >= round_:
                self._reach(part, 1.0)
        self._progress("Exchanging", self.share)

    def step(self, words: str, share: float) -> None:
        """A step that the whole does not count by itself: a transfer, or waiting; `share` is its own."""
        self._progress(f"{words} ({share:.0%})", self.share)

    def arrived(self) -> None:
        """The run is done."""
        self._done = dict.fromkeys(PARTS, 1.0)
        self._progress("Done", 1.0)

    def _reach(self, part: str, share: float) -> None:
        self._done[part] = min(1.0, max(self._done.get(part, 0.0), share))
