"""Where pages of governance are."""

from __future__ import annotations

from django.urls import path

from shishin.governance.duties import views as duties
from shishin.governance.performing import file_views
from shishin.governance.performing import views as performing
from shishin.governance.plans import across_views as across
from shishin.governance.plans import importing_views as importing

app_name = "governance"

LISTS = "governance/lists/"
DUTY = "governance/duties/<slug:slug>/"
BASIS = f"{DUTY}bases/<str:document>/<str:key>/"
ORGANIZATION = "governance/organizations/<slug:slug>/"

urlpatterns = [
    # /governance/
    path("governance/", duties.duties, name="duties"),
    path("governance/roles/<slug:slug>/", duties.role, name="role"),
    # /governance/lists/
    path(f"{LISTS}begin/", duties.begin, name="begin-list"),
    path(f"{LISTS}<slug:slug>/add/", duties.add, name="add-duty"),
    path(f"{LISTS}<slug:slug>/load/", duties.load, name="load-duties"),
    path(f"{LISTS}<slug:slug>/years/<int:year>/", performing.year, name="year"),
    path(f"{LISTS}<slug:slug>/years/<int:year>/publish/", performing.publish, name="publish-year"),
    # /governance/duties/
    path(DUTY, duties.duty, name="duty"),
    path(f"{DUTY}reword/", duties.reword, name="reword"),
    path(f"{DUTY}break-down/", duties.break_down, name="break-down"),
    path(f"{DUTY}move/", duties.move, name="move"),
    path(f"{DUTY}end/", duties.end, name="end-duty"),
    path(f"{DUTY}practices/add/", duties.practice, name="add-practice"),
    path(f"{DUTY}bases/", duties.choose_basis, name="choose-basis"),
    path(BASIS, duties.read, name="read-basis"),
    path(f"{BASIS}give-up/", duties.give_up, name="give-up-basis"),
    # /plans/, across plans and editions
    path("plans/roll-up/", across.rolled_up, name="roll-up"),
    path("plans/roll-up/files/<str:form>/", across.rolled_up_file, name="roll-up-file"),
    path("plans/<slug:slug>/compare/", across.compare_chosen, name="compare-plan-chosen"),
    path("plans/<slug:slug>/compare/<str:old>..<str:new>/", across.compare, name="compare-plan"),
    path("plans/<slug:slug>/compare/<str:old>..<str:new>/files/<str:form>/", across.compare_file, name="compare-plan-file"),
    path("plans/<slug:slug>/<str:address>/files/<str:form>/", across.plan_file, name="plan-file"),
    path("plans/<slug:slug>/<str:address>/take-in/", importing.take_in, name="take-in-plan"),
    # /governance/organizations/
    path(ORGANIZATION, performing.organization, name="organization"),
    path(f"{ORGANIZATION}<int:year>/", performing.state_gaps, name="state-gaps"),
    path(f"{ORGANIZATION}<int:year>/<slug:duty>/", performing.state, name="state"),
    # /governance/matrix/
    path("governance/matrix/", performing.matrix, name="matrix"),
    path("governance/matrix/<str:format>/", file_views.matrix_file, name="matrix-file"),
    # /governance/statuses/
    path("governance/statuses/", file_views.take_in, name="take-statuses"),
]
