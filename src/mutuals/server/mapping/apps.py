"""The Django app."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    """Accounts, populations, partnerships, sharing, maps."""

    name = "mutuals.server.mapping"
    label = "mapping"

    def ready(self) -> None:
        """Make the kinds of job known, and that partners who are invited may sign up."""
        from mutuals.server.mapping import carrying  # noqa: F401
        from mutuals.server.mapping.queries import partnerships
        from mutuals.server.tenants.adapters import WAYS_IN

        WAYS_IN.append(lambda email: partnerships.is_invited(email=email))
