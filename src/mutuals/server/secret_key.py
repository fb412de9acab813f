"""The key that signs cookies and links, made once in the data folder."""

import contextlib
import os
import secrets
from pathlib import Path


def own_secret_key(folder: Path) -> str:
    """The key in `folder`, made on first use for its owner alone; two processes that start at once take the same."""
    folder.mkdir(parents=True, exist_ok=True)
    path, draft = folder / "secret-key", folder / f".secret-key-{os.getpid()}"
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process was first: its key it is
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
