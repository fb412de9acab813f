"""Everything an organization owns, as one zip: a file of JSON lines a table, and the files that were uploaded."""

import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from mutuals.server.governance.owned import SECRET, files, name_of, rows, tables
from mutuals.server.jobs import JobKind, State, Tell, register
from mutuals.server.tenants.models import Job, Membership, Organization

KEPT = timedelta(days=7)
"""How long an export can be downloaded."""

README = """Everything that {name} owned on this Mutuals server.

organization.json   the organization and its people
tables/*.jsonl      every table, a row a line; secrets, which are kept as hashes, are left out
files/              uploaded files, what was read of them, and copies of lists
"""


def export_path(job: Job) -> Path:
    """Where the zip lies."""
    return Path(settings.DATA) / "exports" / f"{job.pk}.zip"


def _export(job: Job, _state: State, tell: Tell) -> State:
    path, draft = export_path(job), export_path(job).with_suffix(".draft")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    models_, counts = tables(), {}
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
        archive.writestr("README.txt", README.format(name=job.organization.name))
        archive.writestr("organization.json", _organization(job.organization))
        for number, model in enumerate(models_):
            tell(f"Writing {name_of(model)}", number / (len(models_) + 1))
            counts[name_of(model)] = _write(archive, model)
        tell("Adding files", len(models_) / (len(models_) + 1))
        for file in files():
            if "exports" not in file.parts[-2:]:
                archive.write(file, Path("files") / file.relative_to(settings.DATA))
    draft.replace(path)
    return {"result": {"bytes": path.stat().st_size, "rows": sum(counts.values())}}


def _write(archive: zipfile.ZipFile, model: type[models.Model]) -> int:
    """One table into the archive; gives its rows."""
    number = 0
    with archive.open(f"tables/{model._meta.label_lower}.jsonl", "w", force_zip64=True) as out:
        for number, row in enumerate(_rows(model), start=1):  # noqa: B007  the count is what is wanted
            out.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n")
    return number


def _rows(model: type[models.Model]) -> Iterator[dict[str, Any]]:
    columns = [field.attname for field in model._meta.concrete_fields if field.name not in SECRET]
    yield from rows(model).values(*columns).iterator(chunk_size=2_000)


def _organization(organization: Organization) -> str:
    people = Membership.objects.filter(organization=organization).select_related("user").order_by("user__email")
    said = {
        "uid": organization.uid,
        "name": organization.name,
        "domain": organization.domain,
        "created": organization.created,
        "people": [{"name": one.user.name, "email": one.user.email, "role": one.held.value} for one in people],
    }
    return json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


EXPORT = register(JobKind("export-organization", "Export of everything", ((_export, 1.0),)))
"""Writes the zip."""
