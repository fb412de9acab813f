"""One organization mapped with each of its partners, in full or carried along, from files to states in folders.

incremental_map.py first|again FOLDER PARTNERS     (lists of incremental_lists.py; prints figures as JSON)
"""

import json
import sys
from pathlib import Path

import polars as pl

from mutuals.matching.incremental import (
    SideChange,
    change_side,
    match_changes,
    match_sides,
    read_pair,
    read_side,
    side_state,
    write_pair,
    write_side,
)


def first(folder: Path, partners: int) -> int:
    """Map in full; the number of links."""
    ours = side_state(pl.read_parquet(folder / "us.parquet"))
    write_side(folder / "states" / "us", ours)
    links = 0
    for name in (f"partner{n}" for n in range(partners)):
        theirs = side_state(pl.read_parquet(folder / f"{name}.parquet"))
        write_side(folder / "states" / name, theirs)
        pair = match_sides(ours, theirs)
        write_pair(folder / "states" / f"us-{name}", pair)
        links += pair.links.height
    return links


def again(folder: Path, partners: int) -> int:
    """Carry every map along; the number of links that were added, changed or removed."""
    ours = changed(folder, "us")
    links = 0
    for name in (f"partner{n}" for n in range(partners)):
        theirs = changed(folder, name)
        told = match_changes(read_pair(folder / "states" / f"us-{name}"), ours, theirs)
        write_pair(folder / "states" / f"us-{name}", told.pair)
        links += told.added.height + told.changed.height + told.removed.height
    return links


def changed(folder: Path, name: str) -> SideChange:
    """One side with its changes, kept."""
    accounts, deleted = (pl.read_parquet(folder / f"{name}-{what}.parquet") for what in ("changed", "deleted"))
    change = change_side(read_side(folder / "states" / name), accounts, deleted["account_id"])
    write_side(folder / "states" / name, change.after)
    return change


if __name__ == "__main__":
    done = {"first": first, "again": again}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps({"links": done}))
