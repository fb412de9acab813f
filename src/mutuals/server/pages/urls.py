"""Addresses of an organization's pages."""

from django.urls import include, path

from mutuals.server.pages import accounts, audit, imports, jobs, overview, people, tokens

organization = [
    path("", overview.show, name="organization-home"),
    path("accounts/", accounts.listed, name="accounts"),
    path("accounts/export.csv", accounts.export, name="accounts-export"),
    path("accounts/<int:pk>/", accounts.show, name="account"),
    path("accounts/<int:pk>/edit/", accounts.edit, name="account-edit"),
    path("accounts/<int:pk>/delete/", accounts.delete, name="account-delete"),
    path("imports/", imports.listed, name="imports"),
    path("imports/upload/", imports.upload, name="import-upload"),
    path("imports/<uuid:pk>/", imports.show, name="import"),
    path("imports/<uuid:pk>/confirm/", imports.confirm, name="import-confirm"),
    path("imports/<uuid:pk>/drop/", imports.drop, name="import-drop"),
    path("imports/<uuid:pk>/undo/", imports.undo, name="import-undo"),
    path("imports/<uuid:pk>/refused.csv", imports.refused, name="import-refused"),
    path("jobs/<uuid:pk>/", jobs.show, name="job"),
    path("people/", people.listed, name="people"),
    path("people/invite/", people.invite, name="people-invite"),
    path("people/invitations/<int:pk>/resend/", people.resend, name="people-resend"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="people-withdraw"),
    path("people/<int:pk>/role/", people.change_role, name="people-role"),
    path("people/<int:pk>/remove/", people.remove, name="people-remove"),
    path("tokens/", tokens.listed, name="tokens"),
    path("tokens/make/", tokens.make, name="token-make"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("audit/", audit.listed, name="audit"),
    path("audit/export.csv", audit.export, name="audit-export"),
]
urlpatterns = [path("o/<slug:organization>/", include(organization))]
