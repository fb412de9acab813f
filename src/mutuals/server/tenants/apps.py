"""The Django app."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """Organizations, people, roles, tokens, audit."""

    name = "mutuals.server.tenants"
    label = "tenants"
