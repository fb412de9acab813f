"""One side of a run as a process of its own: `python -m tests.exchange.worker SIDE FOLDER LINK PORT SIZE [FAULT]`.

`FAULT` is `before:TURN` or `after:TURN`: SIGKILL just before or just after the outcome of that step is kept; or
`full:TURN`: the disk is full from that step on. Writes the account ids found.
"""

import errno
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from mutuals.errors import MutualsError
from mutuals.exchange import durable
from mutuals.exchange.hosting import host
from mutuals.exchange.joining import join
from mutuals.exchange.node import Node
from mutuals.exchange.saved_run import SavedRun
from tests.exchange.nodes import ACME, GLOBEX, Clerk, crm, names_of, plan_of


def trap(what: str) -> None:
    """Make the fault happen."""
    kind, _, number = what.partition(":")
    turn, real = int(number), SavedRun.advance

    def advance(self: SavedRun, *args: Any, **options: Any) -> None:
        now = self.at.turn + 1 == turn
        if now and kind == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        if now and kind == "full":
            durable.write_all = full  # type: ignore[assignment]
        real(self, *args, **options)
        if now and kind == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    def full(descriptor: int, content: bytes | memoryview) -> None:
        if len(content) > 4096 or not Path(sys.argv[2], "ledger.jsonl.reserve").exists():
            os.write(descriptor, memoryview(content)[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        while content:
            content = memoryview(content)[os.write(descriptor, content) :]

    SavedRun.advance = advance  # type: ignore[method-assign]


def main() -> int:
    side, folder, link, port, size = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    if len(sys.argv) > 6:
        trap(sys.argv[6])
    people = Clerk().people(patience=float(os.environ.get("PATIENCE", "30")))
    ours = (ACME, GLOBEX) if size == 0 else (crm("Acme", range(size)), crm("Globex", range(size // 2, size * 3 // 2)))
    node = Node(folder, name=side.capitalize())
    try:
        if side == "acme":
            prepared = plan_of(ours[0], "Globex")
            partnership = node.invited("Globex")
            assert partnership is not None
            exchanged = host(node, partnership, prepared.plan, people, listen=("127.0.0.1", port))
        else:
            prepared = plan_of(ours[1], "Acme")
            exchanged = join(node, node.accept(link), prepared.plan, people)
    except MutualsError as error:
        sys.stdout.write(f"{type(error).__name__} {error}\n")
        return 3
    sys.stdout.write(json.dumps(names_of(prepared, exchanged)) + "\n")
    exchanged.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
