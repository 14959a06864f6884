"""Where pages of consultations are."""

from __future__ import annotations

from django.urls import URLPattern, path

from shishin.consultations.asking import views as asking
from shishin.consultations.sorting import opinion_views as single
from shishin.consultations.sorting import theme_views as themes
from shishin.consultations.sorting import views as queue

app_name = "consultations"

CONSULTATION = "consultations/<slug:slug>/"
MANAGED = "manage/consultations/<slug:slug>/"
OPINION = "manage/opinions/<uuid:uuid>/"

urlpatterns: list[URLPattern] = [
    # /consultations/
    path("consultations/", asking.consultations, name="consultations"),
    path(CONSULTATION, asking.consultation, name="consultation"),
    # /manage/consultations/
    path("manage/consultations/", asking.manage, name="manage"),
    path("manage/consultation-profiles/", asking.profiles, name="profiles"),
    # /manage/consultations/<slug>/opinions/ and themes/, /manage/opinions/, /manage/moderation/
    path(MANAGED + "opinions/", queue.opinions, name="opinions"),
    path(MANAGED + "opinions/<slug:act>/", queue.act_on_opinions, name="act-on-opinions"),
    path(MANAGED + "themes/", themes.themes, name="themes"),
    path(MANAGED + "themes/<uuid:uuid>/", themes.theme, name="theme"),
    path(OPINION, single.opinion, name="opinion"),
    path(OPINION + "split/", single.split, name="split"),
    path(OPINION + "mask/", single.mask, name="mask"),
    path("manage/moderation/", single.moderation, name="moderation"),
]
