"""Files that survive a kill or a power cut: written whole or not at all, and on the disk before anybody relies on them.

Everything an exchange keeps goes through here, so that a full disk is one error with one sentence, and so that the
tests can fill the disk by taking the place of `write_all`.
"""

import errno
import os
from pathlib import Path
from typing import NoReturn

from mutuals.errors import TryAgain

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""Nobody but the owner reads identity keys, secrets and saved parties."""


class CannotKeep(TryAgain):
    """The folder of the node cannot be written (a full disk, a lost mount). Nothing half-written was left; the person
    makes room and runs the same command again."""


def write_all(descriptor: int, content: bytes | memoryview) -> None:
    """Write every byte of `content`; a call of the system may take fewer."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def private_folder(folder: Path) -> Path:
    """`folder`, made if need be, for its owner alone. Raises `CannotKeep`."""
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        fail(folder, error)
    return folder


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` to `path` in one step: whoever reads sees the old file or the new one. Raises `CannotKeep`."""
    draft = path.with_name(f".{path.name}.part")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
        try:
            write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        draft.unlink(missing_ok=True)
        fail(path, error)


def append_at(path: Path, offset: int, content: bytes) -> None:
    """Put `content` at byte `offset` of `path`, which is then cut behind it. Raises `CannotKeep`, the file cut back."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, PRIVATE_FILE)
        try:
            _append_or_cut(descriptor, offset, content)
        finally:
            os.close(descriptor)
    except OSError as error:
        fail(path, error)


def _append_or_cut(descriptor: int, offset: int, content: bytes) -> None:
    os.lseek(descriptor, offset, os.SEEK_SET)
    try:
        write_all(descriptor, content)
        os.ftruncate(descriptor, offset + len(content))
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, offset)
        raise


def sync_folder(folder: Path) -> None:
    """Put the names in `folder` on the disk, where the system can do so."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # folders cannot be opened on every system
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fail(path: Path, error: OSError) -> NoReturn:
    """Raise `CannotKeep` for what went wrong at `path`."""
    why = "the disk is full" if error.errno in {errno.ENOSPC, errno.EDQUOT} else (error.strerror or str(error))
    raise CannotKeep(
        f"{path} cannot be written: {why}. What was there before is kept; make room and run the same command again."
    ) from error
