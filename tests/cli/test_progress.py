"""The bar on a terminal steps aside while something is said or asked, so that the question can be read."""

import os
import pty
import subprocess
import sys

SCRIPT = """
import sys, time
from mutuals.cli.progress import watching
with watching(shown=True) as watch:
    watch.tell("Working", 0.25)
    time.sleep(0.3)
    with watch.aside():
        print("QUESTION", file=sys.stderr, flush=True)
        time.sleep(0.5)
        print("ANSWER", file=sys.stderr, flush=True)
    watch.tell("Going on", 0.75)
    time.sleep(0.3)
"""


def _drawn() -> str:
    """What the script writes to a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "NO_COLOR": "1"}
    process = subprocess.Popen([sys.executable, "-c", SCRIPT], stderr=theirs, stdout=theirs, env=environment)
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    assert process.wait() == 0
    return b"".join(parts).decode()


def test_nothing_is_drawn_between_a_question_and_its_answer() -> None:
    drawn = _drawn()
    assert "Working" in drawn
    assert "Going on" in drawn
    between = drawn[drawn.index("QUESTION") : drawn.index("ANSWER")]
    assert between.split() == ["QUESTION"]
    before = drawn[: drawn.index("QUESTION")]
    assert before.rstrip().endswith(("\x1b[2K", "\x1b[?25h")), "the bar was not taken away before the question"
