"""A state in a folder: frames, and arrays that are read where they lie, as files, and `state.json` that names them.

Files are called by what they hold, so a new state never overwrites one of the old; it counts from the moment that
`state.json` is put in place of the old one, in one step. A writer that fails leaves the last good state. One process
writes to a folder at a time.
"""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

import mutuals
from mutuals.matching.incremental.due import FullMapNeeded
from mutuals.normalise.keys import KEYS

FORMAT = 1
"""Version of the files below; whoever changes what is kept raises it."""

_MANIFEST = "state.json"
_BLOCK = 4096
Content = dict[str, NDArray[Any] | pl.DataFrame]


class UnusableState(FullMapNeeded):
    """A kept state is not there, is damaged, or was kept by another version. The caller matches the lists anew."""


@dataclass(frozen=True)
class Kept:
    """What a folder holds: values as JSON has them, and the files by name."""

    values: dict[str, Any]
    files: dict[str, Path]

    def array(self, name: str) -> NDArray[Any]:
        """An array, read where it lies."""
        return np.asarray(np.load(self.files[name], mmap_mode="r"))

    def frame(self, name: str) -> pl.DataFrame:
        """A frame."""
        return pl.read_ipc(self.files[name])


def write_state(folder: Path, kind: str, values: Mapping[str, Any], content: Content) -> None:
    """Keep a state of this `kind` in `folder`, whole or not at all, in place of the one that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: _written(folder, name, each) for name, each in content.items()}
    draft = folder / f"{_MANIFEST}.part"
    said = {"made_by": _maker(), "kind": kind, "values": dict(values), "files": files}
    draft.write_text(json.dumps(said), encoding="utf-8")
    draft.replace(folder / _MANIFEST)
    named = {each["file"] for each in files.values()} | {_MANIFEST}
    for path in folder.iterdir():
        if path.name not in named and path.suffix in {".npy", ".arrow", ".part"}:
            with contextlib.suppress(OSError):  # somebody still reads it; the next writer finds it again
                path.unlink()


def read_state(folder: Path, kind: str, *, verify: bool = True) -> Kept:
    """What `folder` keeps of this `kind`. Without `verify` files are held to be sound that have the right size.

    Raises `UnusableState`.
    """
    try:
        said = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        maker, found, values, files = said["made_by"], said["kind"], said["values"], dict(said["files"])
    except FileNotFoundError as error:
        raise UnusableState(f"{folder}: no state of a matching is kept here.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableState(f"{folder}: {_MANIFEST} cannot be read ({error}).") from error
    if maker != _maker():
        raise UnusableState(f"{folder}: the state was kept by another version ({_versions(maker)}).")
    if found != kind:
        raise UnusableState(f"{folder}: this is the state of a {found}, not of a {kind}.")
    for name, each in files.items():
        _check(folder / each["file"], name, each, verify)
    return Kept(values, {name: folder / each["file"] for name, each in files.items()})


def _written(folder: Path, name: str, content: NDArray[Any] | pl.DataFrame) -> dict[str, Any]:
    """Write one file and return what `state.json` says of it."""
    draft = folder / f"{name}.part"
    if isinstance(content, pl.DataFrame):
        content.rechunk().write_ipc(draft, compression="uncompressed")
    else:
        with draft.open("wb") as file:
            np.save(file, content)
    size, total = draft.stat().st_size, _sum(draft)
    final = folder / f"{name}-{size:x}-{total:08x}.{'arrow' if isinstance(content, pl.DataFrame) else 'npy'}"
    draft.replace(final)
    return {"file": final.name, "bytes": size, "sum": total}


def _check(path: Path, name: str, said: Mapping[str, Any], verify: bool) -> None:
    try:
        sound = path.stat().st_size == said["bytes"] and (not verify or _sum(path) == said["sum"])
    except OSError as error:
        raise UnusableState(f"{path}: {name} cannot be read ({error.strerror or error}).") from error
    if not sound:
        raise UnusableState(f"{path}: {name} is damaged.")


def _sum(path: Path) -> int:
    """A checksum as fast as memory is read: the sums of blocks of 32 KB, and a CRC over these."""
    if not path.stat().st_size:
        return 0
    data = np.memmap(path, np.uint8, "r")
    words = np.asarray(data[: len(data) // 8 * 8]).view(np.uint64)
    blocks = len(words) // _BLOCK * _BLOCK
    sums = words[:blocks].reshape(-1, _BLOCK).sum(axis=1, dtype=np.uint64)
    rest = np.asarray(data[blocks * 8 :])
    return crc32(rest.tobytes(), crc32(sums.tobytes()))


def _maker() -> dict[str, Any]:
    """What a state depends on beside the lists. Hashes are the same in one version of Polars on one kind of machine
    alone, so that of a text is kept, too."""
    probe = pl.Series(["Acme Ltd"])
    return {
        "format": FORMAT,
        "mutuals": mutuals.__version__,
        "polars": pl.__version__,
        "hashes": [int(probe.hash(seed=0)[0]), int(probe.to_frame("a").hash_rows(seed=0)[0])],
        "keys": {name: [kind.space, kind.weight] for name, kind in KEYS.items()},
    }


def _versions(maker: object) -> str:
    if not isinstance(maker, dict):
        return "unknown"
    return ", ".join(f"{name} {maker.get(name)}" for name in ("format", "mutuals", "polars"))
