"""Where pages of consultations are."""

from __future__ import annotations

from django.urls import URLPattern, path

from shishin.consultations.asking import views as asking
from shishin.consultations.saying import views as saying

app_name = "consultations"

CONSULTATION = "consultations/<slug:slug>/"
MANAGED = "manage/consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    # Saying something. Before what a consultation could be called.
    path("consultations/receipts/", saying.receipts, name="receipts"),
    path("consultations/receipts/correct/", saying.correct_by_receipt, name="correct"),
    path("consultations/receipts/take-back/", saying.take_back_by_receipt, name="take-back"),
    path(f"{CONSULTATION}rounds/<int:number>/say/", saying.say, name="say"),
    # /consultations/
    path("consultations/", asking.consultations, name="consultations"),
    path(CONSULTATION, asking.consultation, name="consultation"),
    # /manage/consultations/
    path("manage/consultations/", asking.manage, name="manage"),
    path("manage/consultation-profiles/", asking.profiles, name="profiles"),
]
