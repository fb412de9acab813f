"""Managers that see one organization: outside its scope a query raises, whatever it asks."""

from typing import Any

from django.db import models
from django_scopes import ScopedManager


def scoped(path: str) -> "models.Manager[Any]":
    """A manager whose rows belong to the organization at `path` (lookups from the row, as in a filter)."""
    manager: models.Manager[Any] = ScopedManager(organization=path)
    return manager
