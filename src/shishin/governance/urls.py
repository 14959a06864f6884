"""Where pages of governance are."""

from __future__ import annotations

from django.urls import path, register_converter

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

PLAN = "plans/<slug:slug>/"
EDITION = f"{PLAN}<plan-edition:address>/"
EDIT = f"{EDITION}edit/"

urlpatterns = [
    # /plans/
    path("plans/", plans.plans, name="plans"),
    path("plans/calendar.ics", plans.calendar, name="plans-calendar"),
    path("plans/add/", framing.add, name="add-plan"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}change/", framing.change, name="change-plan"),
    path(f"{PLAN}close/", framing.close, name="close-plan"),
    path(f"{PLAN}start/", framing.start, name="start-edition"),
    path(f"{PLAN}measures/<slug:key>/", plans.measure, name="measure"),
    path(f"{PLAN}roadmap/", plans.roadmap, name="roadmap"),
    path(f"{PLAN}indicators/", plans.indicators, name="indicators"),
    path(f"{PLAN}progress/", progress, name="progress"),
    # /plans/<slug>/2026/
    path(EDITION, plans.edition, name="plan-edition"),
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
