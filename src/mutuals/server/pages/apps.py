"""The Django app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Templates, their tags and the views."""

    name = "mutuals.server.pages"
    label = "pages"
