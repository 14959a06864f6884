"""Where pages of councils are."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "councils"

urlpatterns: list[URLPattern] = []
