"""Where pages of consultations are."""

from __future__ import annotations

from django.urls import URLPattern, path

from shishin.consultations.analysing import views as analysing
from shishin.consultations.answering import views as answering
from shishin.consultations.asking import managing_views as managing
from shishin.consultations.asking import views as asking
from shishin.consultations.publishing import views as publishing
from shishin.consultations.saying import views as saying
from shishin.consultations.sorting import opinion_views as single
from shishin.consultations.sorting import theme_views as themes
from shishin.consultations.sorting import views as queue
from shishin.consultations.taking_in import views as taking_in

app_name = "consultations"

CONSULTATION = "consultations/<slug:slug>/"
MANAGED = "manage/consultations/<slug:slug>/"
ROUND = "manage/rounds/<uuid:uuid>/"
PROFILES = "manage/consultation-profiles/"
RESPONSE = "manage/responses/<uuid:uuid>/"
INTAKE = "manage/intakes/<uuid:uuid>/"
OPINION = "manage/opinions/<uuid:uuid>/"

urlpatterns: list[URLPattern] = [
    # Saying something. Before what a consultation could be called.
    path("consultations/receipts/", saying.receipts, name="receipts"),
    path(f"{CONSULTATION}rounds/<int:number>/say/", saying.say, name="say"),
    # asking: /consultations/
    path("consultations/", asking.consultations, name="consultations"),
    path("consultations/feed.atom", asking.feed, name="feed"),
    path(CONSULTATION, asking.consultation, name="consultation"),
    path(f"{CONSULTATION}results/", publishing.results, name="results"),
    path(f"{CONSULTATION}results/<int:number>/", publishing.result, name="result"),
    path(f"{CONSULTATION}results/files/<str:format>/", publishing.results_file, name="results-file"),
    path(f"{CONSULTATION}originals/", publishing.originals, name="originals"),
    path(f"{CONSULTATION}originals/files/<str:format>/", publishing.originals_file, name="originals-file"),
    # Responses and results, while they are written
    path(f"{MANAGED}responses/", answering.responses, name="responses"),
    path(f"{MANAGED}answer-sheet/", answering.answer_sheet, name="answer-sheet"),
    path(f"{MANAGED}publish/", publishing.publish, name="publish"),
    path(f"{MANAGED}correct/", publishing.correct, name="correct-results"),
    path("manage/responses/", answering.handed_over, name="handed-over"),
    path(RESPONSE, answering.response, name="response"),
    # /manage/consultations/<slug>/opinions/ and themes/, /manage/opinions/, /manage/moderation/
    path(MANAGED + "opinions/", queue.opinions, name="opinions"),
    path(MANAGED + "opinions/<slug:act>/", queue.act_on_opinions, name="act-on-opinions"),
    path(MANAGED + "themes/", themes.themes, name="themes"),
    path(MANAGED + "themes/proposed/<uuid:uuid>/", themes.proposed_theme, name="proposed-theme"),
    path(MANAGED + "themes/<uuid:uuid>/", themes.theme, name="theme"),
    path(MANAGED + "crosstab/", themes.crosstab, name="crosstab"),
    path(OPINION, single.opinion, name="opinion"),
    path(OPINION + "split/", single.split, name="split"),
    path(OPINION + "mask/", single.mask, name="mask"),
    path("manage/moderation/", single.moderation, name="moderation"),
    # asking: /manage/consultations/, /manage/rounds/
    path("manage/consultations/", managing.manage, name="manage"),
    path("manage/prepare-consultation/", managing.prepare, name="prepare"),
    path(MANAGED, managing.desk, name="desk"),
    path(f"{MANAGED}change/", managing.change, name="change"),
    path(f"{MANAGED}announce/", managing.announce, name="announce"),
    path(f"{MANAGED}end/", managing.end, name="end"),
    path(f"{MANAGED}rounds/add/", managing.add, name="add-round"),
    path(f"{ROUND}change/", managing.change_a_round, name="change-round"),
    path(f"{ROUND}extend/", managing.extend, name="extend-round"),
    # asking: /manage/consultation-profiles/
    path(PROFILES, managing.profiles, name="profiles"),
    path(f"{PROFILES}add/", managing.add_rules, name="add-profile"),
    path(f"{PROFILES}<slug:slug>/change/", managing.change_rules, name="change-profile"),
    # Analysing: /manage/consultations/
    path(f"{MANAGED}analysis/", analysing.analysis, name="analysis"),
    path(f"{MANAGED}map/", analysing.opinion_map, name="map"),
    path(f"{MANAGED}sample/", analysing.sample, name="sample"),
    path(f"{MANAGED}analysis/cancel/", analysing.cancel, name="cancel-analysis"),
    # Taking in: /manage/rounds/, /manage/intakes/
    path(f"{ROUND}type-in/", taking_in.type_opinions_in, name="type-in"),
    path(f"{ROUND}take-in/", taking_in.take_file, name="take-in"),
    path(INTAKE, taking_in.intake, name="intake"),
    path(f"{INTAKE}refused/<str:form>/", taking_in.refused_rows, name="refused-rows"),
]
