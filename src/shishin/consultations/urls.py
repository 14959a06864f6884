"""Where pages of consultations are."""

from __future__ import annotations

from django.urls import URLPattern, path

from shishin.consultations.asking import views as asking
from shishin.consultations.taking_in import views as taking_in

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
    # Taking in.
    path("manage/rounds/<uuid:uuid>/type-in/", taking_in.type_opinions_in, name="type-in"),
    path("manage/rounds/<uuid:uuid>/take-in/", taking_in.take_file, name="take-in"),
    path("manage/intakes/<uuid:uuid>/", taking_in.intake, name="intake"),
    path("manage/intakes/<uuid:uuid>/columns/", taking_in.columns, name="columns"),
    path("manage/intakes/<uuid:uuid>/refused.<str:form>", taking_in.refused_rows, name="refused-rows"),
    path("manage/intakes/<uuid:uuid>/undo/", taking_in.undo, name="undo-intake"),
]
