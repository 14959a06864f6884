"""Every address of the site, by package."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("shishin.portal.urls")),
    path("", include("shishin.guidelines.urls")),
    path("", include("shishin.councils.urls")),
    path("", include("shishin.people.urls")),
    path("", include("shishin.trail.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
