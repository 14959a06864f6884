"""Where pages of councils are."""

from __future__ import annotations

from django.urls import path

from shishin.councils.views import keeping, reading

app_name = "councils"

BODIES = "manage/bodies/"

urlpatterns = [
    # /councils/
    path("councils/", reading.bodies, name="bodies"),
    path("councils/<slug:slug>/", reading.body, name="body"),
    # /manage/bodies/
    path(BODIES, keeping.bodies, name="manage-bodies"),
    path(f"{BODIES}add/", keeping.establish, name="establish"),
    path(f"{BODIES}<slug:slug>/rename/", keeping.rename, name="rename"),
    path(f"{BODIES}<slug:slug>/change/", keeping.change, name="change"),
    path(f"{BODIES}<slug:slug>/abolish/", keeping.abolish, name="abolish"),
    path(f"{BODIES}<slug:slug>/seats/", keeping.seat, name="give-seat"),
    path(f"{BODIES}<slug:slug>/meetings/", keeping.meet, name="record-meeting"),
    path(f"{BODIES}<slug:slug>/decisions/", keeping.decide, name="record-decision"),
    path("manage/seats/<uuid:uuid>/end/", keeping.end, name="end-seat"),
]
