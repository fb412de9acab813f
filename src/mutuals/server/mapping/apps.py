"""The Django app."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    """Accounts, populations, partnerships, sharing, maps."""

    name = "mutuals.server.mapping"
    label = "mapping"
