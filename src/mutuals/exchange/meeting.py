"""What the two sides settle before a run: who, how long the lists are, what either kept, and runs that are open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mutuals.exchange.kept import Kept, read_kept
from mutuals.exchange.ledger_entry import COMPLETED, ENDED
from mutuals.exchange.node import Node, Partnership
from mutuals.exchange.plan import Plan
from mutuals.exchange.saved_run import SavedRun
from mutuals.psi.terms import bucket


@dataclass(frozen=True)
class Met:
    """What the first contact settled: the run's id, the partner's announced size and population names, the run that it
    kept to continue from, and whether it says that this run is over; once begun, the sizes under whose terms it is."""

    run: str
    their_size: int
    their_names: tuple[str, ...] = ()
    their_kept: str = ""
    over: bool = False
    sizes: tuple[int, int] = (0, 0)


MOST_NAMES, LONGEST_NAME = 256, 200
"""Populations that a partner may name, and the characters of a name that are kept."""


def met(run: str, said: Mapping[str, Any]) -> Met:
    """What the partner says at the first contact. Raises `ValueError`, `KeyError` or `TypeError`."""
    size = int(said["size"])
    if size != bucket(size):
        raise ValueError("a size that is no bucket")
    names = ("".join(c for c in str(name) if c.isprintable())[:LONGEST_NAME] for name in said["names"][:MOST_NAMES])
    return Met(run, size, tuple(names), str(said["kept"]))


def kept_of(node: Node, partnership: Partnership, plan: Plan) -> Kept | None:
    """What an earlier run of the epoch left for one like `plan`, where it is to go on from there."""
    return read_kept(node.kept_path(partnership, plan.epoch), terms=plan.terms) if plan.incremental else None


def kept_run(node: Node, partnership: Partnership, plan: Plan) -> str:
    """The name of the run that we could go on from, or nothing: what the two sides tell each other at the start."""
    kept = kept_of(node, partnership, plan)
    return "" if kept is None else kept.run


def settled(node: Node, saved: SavedRun) -> SavedRun:
    """`saved` without a run that the ledger says has ended badly: a kill came between the two."""
    if saved.standing is not None:
        ends = [one for one in node.ledger.entries() if one.run == saved.at.run and one.event == ENDED]
        if ends and ends[-1].outcome != COMPLETED:
            saved.discard()
    return saved


def met_of(saved: SavedRun) -> Met | None:
    """What the first contact of the run in `saved` settled, if there is one."""
    if saved.standing is None:
        return None
    said = dict(saved.at.met)
    return Met(**{**said, "their_names": tuple(said["their_names"]), "sizes": tuple(said["sizes"])})
