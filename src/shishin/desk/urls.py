"""Where somebody finds what waits for them."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "desk"

urlpatterns: list[URLPattern] = []
