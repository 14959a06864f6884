"""Where pages of governance are."""

from __future__ import annotations

from django.urls import path, register_converter

from shishin.governance.duties import views as duties
from shishin.governance.performing import file_views
from shishin.governance.performing import views as performing
from shishin.governance.plans import across_views as across
from shishin.governance.plans import importing_views as importing
from shishin.governance.plans.acting import views as acting
from shishin.governance.plans.editing import views as editing
from shishin.governance.plans.framing import views as framing
from shishin.governance.plans.reading import views as plans
from shishin.governance.progress.views import progress

app_name = "governance"


class EditionAddress:
    """`2026` or `2026.2`: the addresses beside editions are words."""

    regex = r"\d{4}(?:\.\d{1,4})?"
    to_python = to_url = staticmethod(str)


register_converter(EditionAddress, "plan-edition")

LISTS = "governance/lists/"
DUTY = "governance/duties/<slug:slug>/"
BASIS = f"{DUTY}bases/<str:document>/<str:key>/"
ORGANIZATION = "governance/organizations/<slug:slug>/"
PLAN = "plans/<slug:slug>/"
COMPARISON = f"{PLAN}compare/<plan-edition:old>..<plan-edition:new>/"
EDITION = f"{PLAN}<plan-edition:address>/"
EDIT = f"{EDITION}edit/"

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
    # /governance/organizations/
    path(ORGANIZATION, performing.organization, name="organization"),
    path(f"{ORGANIZATION}<int:year>/", performing.state_gaps, name="state-gaps"),
    path(f"{ORGANIZATION}<int:year>/<slug:duty>/", performing.state, name="state"),
    # /governance/matrix/
    path("governance/matrix/", performing.matrix, name="matrix"),
    path("governance/matrix/<str:format>/", file_views.matrix_file, name="matrix-file"),
    # /governance/statuses/
    path("governance/statuses/", file_views.take_in, name="take-statuses"),
    # /plans/
    path("plans/", plans.plans, name="plans"),
    path("plans/calendar.ics", plans.calendar, name="plans-calendar"),
    path("plans/add/", framing.add, name="add-plan"),
    path("plans/roll-up/", across.rolled_up, name="roll-up"),
    path("plans/roll-up/files/<str:form>/", across.rolled_up_file, name="roll-up-file"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}change/", framing.change, name="change-plan"),
    path(f"{PLAN}close/", framing.close, name="close-plan"),
    path(f"{PLAN}start/", framing.start, name="start-edition"),
    path(f"{PLAN}measures/<slug:key>/", plans.measure, name="measure"),
    path(f"{PLAN}roadmap/", plans.roadmap, name="roadmap"),
    path(f"{PLAN}indicators/", plans.indicators, name="indicators"),
    path(f"{PLAN}progress/", progress, name="progress"),
    path(f"{PLAN}compare/", across.compare_chosen, name="compare-plan-chosen"),
    path(COMPARISON, across.compare, name="compare-plan"),
    path(f"{COMPARISON}files/<str:form>/", across.compare_file, name="compare-plan-file"),
    # /plans/<slug>/2026/
    path(EDITION, plans.edition, name="plan-edition"),
    path(f"{EDITION}files/<str:form>/", across.plan_file, name="plan-file"),
    path(f"{EDITION}take-in/", importing.take_in, name="take-in-plan"),
    path(EDIT, editing.edit, name="edit-edition"),
    path(f"{EDIT}step/", editing.step, name="step"),
    path(f"{EDIT}chapters/add/", editing.add_chapter, name="add-chapter"),
    path(f"{EDIT}chapters/<slug:key>/", editing.change_chapter, name="write-chapter"),
    path(f"{EDIT}measures/add/", editing.add_measure, name="add-measure"),
    path(f"{EDIT}measures/<slug:key>/", editing.change_measure, name="write-measure"),
    path(f"{EDIT}indicators/add/", editing.add_indicator, name="add-indicator"),
    path(f"{EDIT}indicators/<slug:key>/", editing.change_indicator, name="write-indicator"),
    path(f"{EDITION}dispose/", acting.dispose, name="dispose"),
    path(f"{EDITION}submit/", acting.submit, name="submit-edition"),
    path(f"{EDITION}return/", acting.send_back, name="return-edition"),
    path(f"{EDITION}advice/", acting.advice, name="advice"),
    path(f"{EDITION}advice/<uuid:uuid>/", acting.answer, name="answer-advice"),
    path(f"{EDITION}adopt/", acting.adopt, name="adopt"),
    path(f"{EDITION}publish/", acting.publish, name="publish-edition"),
    path(f"{EDITION}withdraw/", acting.withdraw, name="withdraw-edition"),
    path(f"{EDITION}discard/", acting.discard, name="discard-edition"),
]
