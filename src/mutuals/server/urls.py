"""Every address of the server.

Below `/o/<organization>/` everything belongs to one organization: views there are made with `pages.tenancy.page`, which
answers strangers with 404 and opens the organization's scope; a test goes through this table.
"""

from django.urls import include, path

from mutuals.server.pages import design, errors, first_run, home, invitations, organization, partnership_answers

urlpatterns = [
    path("", home.home, name="home"),
    path("start/", first_run.start, name="first-run"),
    path("health/", home.health, name="health"),
    path("design/", design.show, name="design"),
    path("invitations/<str:secret>/", invitations.show, name="invitation"),
    path("partnerships/<str:secret>/", partnership_answers.show, name="partnership-answer"),
    path("receipts/<uuid:pk>/", organization.receipt, name="receipt"),
    path("account/", include("allauth.urls")),
    path("", include("mutuals.server.pages.urls")),
]
handler404 = errors.not_found
handler403 = errors.forbidden
handler500 = errors.failed
