"""What an organization owns: every table whose manager is scoped to one, and its folders in the data folder.

A new table is found by its manager; a new kind of folder is a line in `FOLDERS`.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from mutuals.server.mapping.models import AccountList, Import
from mutuals.server.tenants.models import Job

FOLDERS: tuple[tuple[str, type[models.Model]], ...] = (
    ("imports", Import),
    ("lists", AccountList),
    ("quality", AccountList),
    ("exports", Job),
)
"""Folder in the data folder → the table whose ids name what lies there."""

SECRET = {"secret", "password"}
"""Columns that no export has."""


def tables() -> list[type[models.Model]]:
    """Every table of rows that belong to one organization; those that point to others come first."""
    own = [one for one in apps.get_models() if type(one._default_manager).__module__ == "django_scopes.manager"]
    depth: dict[type[models.Model], int] = {}

    def depth_of(model: type[models.Model]) -> int:
        if model not in depth:
            depth[model] = 0  # a table that points to itself ends here
            targets = {field.related_model for field in model._meta.concrete_fields if field.related_model}
            depth[model] = 1 + max((depth_of(one) for one in targets if one in own), default=0)
        return depth[model]

    return sorted(own, key=lambda one: (-depth_of(one), one._meta.label))


def name_of(model: type[models.Model]) -> str:
    """What people call the rows of a table."""
    return str(model._meta.verbose_name_plural)


def rows(model: type[models.Model]) -> "models.QuerySet[Any]":
    """The rows of the organization in scope."""
    return model._default_manager.order_by("pk")


def paths() -> Iterator[Path]:
    """Files and folders of the organization in scope that are there."""
    for folder, model in FOLDERS:
        for pk in model._default_manager.values_list("pk", flat=True).iterator():
            yield from (Path(settings.DATA) / folder).glob(f"{pk}")
            yield from (Path(settings.DATA) / folder).glob(f"{pk}.*")


def files() -> Iterator[Path]:
    """Every single file in them."""
    for path in paths():
        yield from (path,) if path.is_file() else (one for one in sorted(path.rglob("*")) if one.is_file())


def remove_files() -> int:
    """Remove them all; gives how many."""
    removed = sum(1 for _ in files())
    for path in list(paths()):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return removed
