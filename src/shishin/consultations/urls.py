"""Where pages of consultations are."""

from __future__ import annotations

from django.urls import URLPattern, path

from shishin.consultations.asking import views as asking

app_name = "consultations"

CONSULTATION = "consultations/<slug:slug>/"
MANAGED = "manage/consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    # /consultations/
    path("consultations/", asking.consultations, name="consultations"),
    path(CONSULTATION, asking.consultation, name="consultation"),
    # /manage/consultations/
    path("manage/consultations/", asking.manage, name="manage"),
    path("manage/consultation-profiles/", asking.profiles, name="profiles"),
]
