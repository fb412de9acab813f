"""Addresses of an organization's pages."""

from django.urls import include, path

from mutuals.server.pages import overview

organization = [
    path("", overview.show, name="organization-home"),
]
urlpatterns = [path("o/<slug:organization>/", include(organization))]
