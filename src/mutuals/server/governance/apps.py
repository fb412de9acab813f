"""The Django app."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Export, retention and deletion of organizations."""

    name = "mutuals.server.governance"
    label = "governance"

    def ready(self) -> None:
        """Make the kinds of job known."""
        from mutuals.server.governance import exporting, purging, retention  # noqa: F401
