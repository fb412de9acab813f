"""Progress on standard error while a verb works, and the seconds that each of its steps took."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn


class Watch:
    """Listens to the steps of a run: shows the share done, and keeps the seconds of each step."""

    def __init__(
        self, show: Callable[[str, float], None], *, aside: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """`show` is called with the step and the share of the whole run done, 0 to 1; while what `aside` gives is
        entered nothing is drawn, so that something can be said or asked."""
        self._show = show
        self.aside = aside
        self._step = ""
        self._since = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def part(self, start: float, end: float) -> Callable[[str, float], None]:
        """A listener for a part of the run, from share `start` to share `end` of the whole."""
        return lambda step, share: self.tell(step, start + (end - start) * share)

    def tell(self, step: str, share: float) -> None:
        """`step` begins (or goes on) with `share` of the whole run done."""
        now = time.perf_counter()
        if step != self._step:
            self._close(now)
            self._step = step
        self._show(step, share)

    def finished(self) -> dict[str, float]:
        """End the last step; the seconds of every step."""
        self._close(time.perf_counter())
        self._step = ""
        return self.seconds

    def _close(self, now: float) -> None:
        if self._step:
            self.seconds[self._step] = round(self.seconds.get(self._step, 0.0) + now - self._since, 3)
        self._since = now


@contextmanager
def watching(*, shown: bool) -> Iterator[Watch]:
    """A watch whose bar is drawn on standard error if it is `shown` and a terminal; it is gone when the block ends."""
    if not (shown and sys.stderr.isatty()):
        yield Watch(lambda _step, _share: None, aside=nullcontext)
        return
    columns = (TextColumn("{task.description:<26}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Starting", total=1.0)

        @contextmanager
        def aside() -> Iterator[None]:
            progress.stop()
            try:
                yield
            finally:
                progress.start()

        yield Watch(lambda step, share: progress.update(task, description=step, completed=share), aside=aside)
