"""Where pages of consultations are."""

from __future__ import annotations

from django.urls import URLPattern, path

from shishin.consultations.asking import managing_views as managing
from shishin.consultations.asking import views as asking

app_name = "consultations"

CONSULTATION = "consultations/<slug:slug>/"
MANAGED = "manage/consultations/<slug:slug>/"
ROUND = "manage/rounds/<uuid:uuid>/"
PROFILES = "manage/consultation-profiles/"

urlpatterns: list[URLPattern] = [
    # asking: /consultations/
    path("consultations/", asking.consultations, name="consultations"),
    path("consultations/feed.atom", asking.feed, name="feed"),
    path(CONSULTATION, asking.consultation, name="consultation"),
    # asking: /manage/consultations/, /manage/rounds/
    path("manage/consultations/", managing.manage, name="manage"),
    path("manage/prepare-consultation/", managing.prepare, name="prepare"),
    path(MANAGED, managing.desk, name="desk"),
    path(f"{MANAGED}change/", managing.change, name="change"),
    path(f"{MANAGED}announce/", managing.announce, name="announce"),
    path(f"{MANAGED}end/", managing.end, name="end"),
    path(f"{MANAGED}rounds/add/", managing.add, name="add-round"),
    path(f"{ROUND}change/", managing.change_a_round, name="change-round"),
    path(f"{ROUND}remove/", managing.remove_a_round, name="remove-round"),
    path(f"{ROUND}extend/", managing.extend, name="extend-round"),
    # asking: /manage/consultation-profiles/
    path(PROFILES, managing.profiles, name="profiles"),
    path(f"{PROFILES}add/", managing.add_rules, name="add-profile"),
    path(f"{PROFILES}<slug:slug>/change/", managing.change_rules, name="change-profile"),
    path(f"{PROFILES}<slug:slug>/remove/", managing.remove_rules, name="remove-profile"),
]
