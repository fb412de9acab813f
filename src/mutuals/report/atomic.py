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
    """A fresh folder to write into; when the block ends well its files replace those of the same name in `folder`.

    `folder` is made where it is missing, and its other files stay. When the block fails nothing changes. Raises
    `CannotWrite` where `folder` is a file or may not be written.
    """
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".mutuals-", dir=folder))
    except OSError as error:
        raise CannotWrite(
            f"Cannot write to the folder {folder}: {error.strerror or error}. Nothing was written."
        ) from error
    try:
        yield draft
        for file in sorted(draft.iterdir()):
            os.replace(file, folder / file.name)  # noqa: PTH105  replaces on every platform, files in use apart
    except OSError as error:
        raise CannotWrite(f"Cannot write to the folder {folder}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if made and not any(folder.iterdir()):
            folder.rmdir()


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to; when the block ends well the file takes the place of `path`, else nothing changes."""
    with whole_folder(path.parent) as draft:
        yield draft / path.name
