"""One process at a time: a lock that the system lets go of when its holder dies, however it dies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mutuals.errors import TryAgain
from mutuals.exchange.durable import PRIVATE_FILE

try:
    import fcntl
except ImportError:  # pragma: no cover  Windows: two commands in one folder are then the person's to avoid
    fcntl = None  # type: ignore[assignment]


class InUse(TryAgain):
    """Another process works with this folder. The person waits for it, or ends it, and runs the command again."""


@contextmanager
def locked(path: Path, *, what: str = "") -> Iterator[None]:
    """Hold the lock of `path` (a file `<path>.lock`) while the block runs.

    Waits for it; with `what`, which names it in a sentence, raises `InUse` at once instead of waiting.
    """
    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (fcntl.LOCK_NB if what else 0))
        yield
    except BlockingIOError:
        raise InUse(f"Another process is using {what or path}; wait for it to end and try again.") from None
    finally:
        os.close(descriptor)
