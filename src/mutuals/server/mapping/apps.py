"""The Django app."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    """Accounts, populations, partnerships, sharing, maps."""

    name = "mutuals.server.mapping"
    label = "mapping"

    def ready(self) -> None:
        """Make the kinds of job known."""
        from mutuals.server.mapping import carrying  # noqa: F401
