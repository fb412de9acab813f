"""Where the files of an import lie in the data folder."""

import shutil
from pathlib import Path
from uuid import UUID

from django.conf import settings


def import_folder(identifier: UUID) -> Path:
    """The folder of an import, made if need be, for the server alone."""
    folder = Path(settings.DATA) / "imports" / str(identifier)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def upload_path(identifier: UUID, file_name: str) -> Path:
    """Where the upload lies: under a name of ours, with the ending of the person's, which readers may look at."""
    ending = "".join(Path(file_name).suffixes[-2:])[:20]
    return import_folder(identifier) / f"upload{ending if ending.replace('.', '').isalnum() else ''}"


def remove_import_folder(identifier: UUID) -> None:
    """Remove everything that lies there."""
    shutil.rmtree(Path(settings.DATA) / "imports" / str(identifier), ignore_errors=True)
