"""What is kept of a run for the next one of the same epoch, so that it costs only what has changed.

One file: a line of JSON that says of which run and under which sizes, then what the protocol wants back.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from mutuals.exchange.durable import replace_file


@dataclass(frozen=True)
class Kept:
    """`run` names the run on both sides; `sizes` (inviter's, joiner's) are those of the epoch's first run, under whose
    terms the next one is; `content` is what `Party.keep` gave: keep it like a private key."""

    run: str
    sizes: tuple[int, int]
    content: bytes


def write_kept(path: Path, kept: Kept) -> None:
    """Keep it, in one step. Raises `CannotKeep`."""
    head = json.dumps({"run": kept.run, "sizes": kept.sizes}).encode()
    replace_file(path, head + b"\n" + kept.content)


def read_kept(path: Path) -> Kept | None:
    """What was kept, or None: a run that finds nothing to continue is a whole one."""
    if not path.exists():
        return None
    head, _, content = path.read_bytes().partition(b"\n")
    try:
        said = json.loads(head)
        return Kept(str(said["run"]), (int(said["sizes"][0]), int(said["sizes"][1])), content)
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def kept_run(path: Path) -> str:
    """The run that was kept in `path`, or nothing."""
    kept = read_kept(path)
    return "" if kept is None else kept.run
