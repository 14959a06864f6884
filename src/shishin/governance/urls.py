"""Where pages of governance are."""

from __future__ import annotations

from django.urls import path

from shishin.governance.performing import file_views
from shishin.governance.performing import views as performing

app_name = "governance"

LISTS = "governance/lists/"
ORGANIZATION = "governance/organizations/<slug:slug>/"

urlpatterns = [
    # /governance/lists/
    path(f"{LISTS}<slug:slug>/years/<int:year>/", performing.year, name="year"),
    path(f"{LISTS}<slug:slug>/years/<int:year>/publish/", performing.publish, name="publish-year"),
    # /governance/organizations/
    path(ORGANIZATION, performing.organization, name="organization"),
    path(f"{ORGANIZATION}<int:year>/", performing.state_gaps, name="state-gaps"),
    path(f"{ORGANIZATION}<int:year>/<slug:duty>/", performing.state, name="state"),
    # /governance/matrix/
    path("governance/matrix/", performing.matrix, name="matrix"),
    path("governance/matrix/<str:format>/", file_views.matrix_file, name="matrix-file"),
    # /governance/statuses/
    path("governance/statuses/", file_views.take_in, name="take-statuses"),
]
