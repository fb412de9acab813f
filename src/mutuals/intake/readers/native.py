"""A native reader (Rust) at work on a file that may be damaged.

On bytes they did not expect such readers do not always raise: they panic, which prints pages to the terminal and raises
what Python's `except Exception` does not catch. Here that becomes an ordinary error, and the pages stay unprinted.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Unreadable(Exception):
    """The native reader gave up; the text is its own first line."""


@contextmanager
def native_reader() -> Iterator[None]:
    """Run a native reader; whatever it raises becomes `Unreadable`, and what it prints to the terminal is dropped."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    except Exception as problem:
        raise Unreadable(_first_line(problem)) from None
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        raise Unreadable("its contents contradict each other") from None
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _first_line(problem: Exception) -> str:
    """The first line of what the reader said."""
    return (str(problem).splitlines() or [type(problem).__name__])[0]
