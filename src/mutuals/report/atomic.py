"""Writing whole or not at all: nobody ever reads half a file, and a failed run leaves the last good one."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mutuals.errors import BadInput


class CannotWrite(BadInput):
    """The place to write to is not a folder, or may not be written. The person names another folder."""


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A fresh folder to write into; when the block ends well it becomes `folder`, or its files take their places in it.

    A `folder` that is not there yet appears whole, in one step. One that is there keeps its other files. When the block
    fails nothing changes. Raises `CannotWrite` where `folder` is a file or may not be written.
    """
    home = folder if folder.exists() else folder.parent
    missing = [path for path in (home, *home.parents) if not path.exists()]
    try:
        home.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".mutuals-", dir=home))
        whole = draft / "whole"
        whole.mkdir()  # a folder of its own: the one around it is for our eyes only
    except OSError as error:
        raise CannotWrite(
            f"Cannot write to the folder {folder}: {error.strerror or error}. Nothing was written."
        ) from error
    try:
        yield whole
        _take_place(whole, folder)
    except OSError as error:
        raise CannotWrite(f"Cannot write to the folder {folder}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        for path in missing:
            if not any(path.iterdir()):
                path.rmdir()


def _take_place(whole: Path, folder: Path) -> None:
    """`whole` becomes `folder`, or its files those of `folder`."""
    if not folder.exists():
        whole.rename(folder)
        return
    for file in sorted(whole.iterdir()):
        os.replace(file, folder / file.name)  # noqa: PTH105  replaces on every platform, files in use apart


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to; when the block ends well the file takes the place of `path`, else nothing changes."""
    with whole_folder(path.parent) as draft:
        yield draft / path.name
