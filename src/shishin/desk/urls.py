"""Where somebody finds what waits for them."""

from __future__ import annotations

from django.urls import URLPattern, path

from shishin.desk import views

app_name = "desk"

urlpatterns: list[URLPattern] = [
    # /desk/
    path("desk/", views.desk, name="desk"),
    path("desk/digest/", views.digest, name="digest"),
]
