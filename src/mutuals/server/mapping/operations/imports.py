"""Files on their way in: uploaded, confirmed, and carried in by a job; undone or dropped."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files import File

from mutuals.errors import BadInput
from mutuals.server import jobs
from mutuals.server.mapping.folders import import_folder, remove_import_folder, upload_path
from mutuals.server.mapping.models import AccountList, Import
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.models import Job
from mutuals.server.tenants.roles import Permission


class TooLarge(BadInput):
    """The upload is larger than the server takes. The person splits the file, or asks whoever runs the server."""


class NotWaiting(BadInput):
    """The import is not waiting for this: it went in, was dropped, or is under way. The person looks at its page."""


def upload(*, by: Actor, account_list: AccountList, file: "File[bytes]", kind: str = "accounts") -> Import:
    """Keep an uploaded file and have it read; a person confirms its columns before anything of it goes in.

    Raises `TooLarge`, `MayNot`.
    """
    by.require(Permission.WRITE_ACCOUNTS)
    most = settings.UPLOAD_MOST_BYTES
    if file.size > most:
        raise TooLarge(f"{file.name} has {file.size / 2**20:,.0f} MB; at most {most // 2**20:,} MB can be uploaded.")
    made = Import(account_list=account_list, kind=kind, file_name=(file.name or "upload")[:255], created_by=by.user)
    digest, size = hashlib.sha256(), 0
    with upload_path(made.pk, made.file_name).open("wb") as kept:
        for chunk in file.chunks():
            digest.update(chunk)
            size += len(chunk)
            kept.write(chunk)
    made.sha256, made.file_bytes = digest.hexdigest(), size
    with write(by, "imports.upload", needs=Permission.WRITE_ACCOUNTS, target=made.file_name, bytes=size):
        made.save(force_insert=True)
        jobs.start("read-import", by=by, about=str(made.pk))
    return made


def confirm(*, by: Actor, imported: Import, columns: Mapping[str, str], mode: str) -> Job:
    """Let an uploaded file go in with these columns (field → header); gives the job that carries it in.

    Raises `NotWaiting`, `MayNot`.
    """
    with write(by, "imports.confirm", needs=Permission.WRITE_ACCOUNTS, target=imported.file_name, mode=mode):
        _take(imported, "waiting", "running", columns=dict(columns), mode=mode)
        return jobs.start("import", by=by, about=str(imported.pk))


def undo(*, by: Actor, imported: Import) -> Job:
    """Take back what an import did; gives the job that does. Raises `NotWaiting`, `MayNot`."""
    if not (import_folder(imported.pk) / "before.parquet").exists():
        raise NotWaiting(f"{imported.file_name} cannot be taken back: its files were removed, as retention says.")
    with write(by, "imports.undo", needs=Permission.WRITE_ACCOUNTS, target=imported.file_name):
        _take(imported, "done", "running")
        return jobs.start("undo-import", by=by, about=str(imported.pk))


def drop(*, by: Actor, imported: Import) -> None:
    """Let go of a file that was not confirmed. Raises `NotWaiting`, `MayNot`."""
    with write(by, "imports.drop", needs=Permission.WRITE_ACCOUNTS, target=imported.file_name):
        _take(imported, "waiting", "dropped")
    remove_import_folder(imported.pk)


def _take(imported: Import, state: str, following: str, **changes: Any) -> None:
    """From one state to the next, once whoever else tries the same. Raises `NotWaiting`."""
    waiting = Import.objects.filter(pk=imported.pk, state=state)
    if not waiting.update(state=following, **changes):
        raise NotWaiting(f"{imported.file_name} is not waiting for this any more; see its page.")
    imported.refresh_from_db()
