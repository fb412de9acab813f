"""What is kept of a run for the next one of the same epoch, so that it costs only what has changed.

One file: a line of JSON with its own checksum, the account ids by number, and what the protocol wants back.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from mutuals.exchange.durable import replace_file

LEAKS = (
    "The partner sees about how many accounts you add between two runs, and how many you take off the list, when.",
    "It sees which accounts that it knows of as common have left, were changed or are new: each alone, not in a crowd.",
    "Your secrets and the partner's blinded list stay on this disk for the epoch, a quarter at most: who copies "
    "the folder can test guesses against that list.",
    "Every run tells a little; the limits on runs a week and on accounts added in an epoch are what bounds that.",
)
"""What going on from an earlier run gives away beyond a whole one; shown before it is switched on."""


@dataclass(frozen=True)
class Kept:
    """What a run of the epoch left for the next.

    `run` names it on both sides; `sizes` (inviter's, joiner's) are those of the epoch's first run, under whose terms
    the next one is; `added` are accounts that the partner has added since then, beyond each run's smallest block;
    `ids` are our account ids by number; `content` is what `Party.keep` gave: keep it like a private key.
    """

    run: str
    sizes: tuple[int, int]
    added: int
    ids: pl.Series
    content: bytes


def write_kept(path: Path, kept: Kept, *, terms: Mapping[str, Any]) -> None:
    """Keep it, in one step; `terms` are those of the run. Raises `CannotKeep`."""
    ids = io.BytesIO()
    kept.ids.to_frame("id").write_ipc(ids)
    body = ids.getvalue() + kept.content
    said = {"run": kept.run, "sizes": kept.sizes, "added": kept.added, "terms": dict(terms), "ids": len(ids.getvalue())}
    head = json.dumps({**said, "sha256": hashlib.sha256(body).hexdigest()}).encode()
    replace_file(path, head + b"\n" + body)


def read_kept(path: Path, *, terms: Mapping[str, Any]) -> Kept | None:
    """What was kept of a run of these terms, whole, or None: a run that finds nothing to continue is a whole one."""
    if not path.exists():
        return None
    head, _, body = path.read_bytes().partition(b"\n")
    try:
        said = json.loads(head)
        if said["terms"] != dict(terms) or said["sha256"] != hashlib.sha256(body).hexdigest():
            return None
        ids = pl.read_ipc(io.BytesIO(body[: said["ids"]]))["id"]
        inviter, joiner = said["sizes"]
        return Kept(str(said["run"]), (int(inviter), int(joiner)), int(said["added"]), ids, body[said["ids"] :])
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
