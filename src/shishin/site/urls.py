"""Every address of the site, by package."""

from __future__ import annotations

from django.urls import include, path

from shishin.kit.views import choose_language, job_page
from shishin.site.views import health_of_site, security_txt

urlpatterns = [
    path("", include("shishin.portal.urls")),
    path("", include("shishin.desk.urls")),
    path("", include("shishin.consultations.urls")),
    path("", include("shishin.governance.urls")),
    path("", include("shishin.guidelines.urls")),
    path("", include("shishin.councils.urls")),
    path("", include("shishin.people.urls")),
    path("", include("shishin.trail.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", choose_language, name="language"),
    # What the worker does for who waits.
    path("jobs/<uuid:uuid>/", job_page, name="job"),
    # What machines ask.
    path("health/", health_of_site, name="health"),
    path(".well-known/security.txt", security_txt, name="security"),
]

# Pages that say what went wrong. allauth looks for `handler429`.
handler400 = "shishin.kit.views.bad_request"
handler403 = "shishin.kit.views.forbidden"
handler404 = "shishin.kit.views.not_found"
handler429 = "shishin.kit.views.too_many_requests"
handler500 = "shishin.kit.views.server_error"
