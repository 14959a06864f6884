"""Where pages of governance are."""

from __future__ import annotations

from django.urls import path, register_converter

from shishin.governance.pending_views import pending
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

urlpatterns = [
    # /plans/
    path("plans/", plans.plans, name="plans"),
    path("plans/calendar.ics", plans.calendar, name="plans-calendar"),
    path("plans/add/", pending, name="add-plan"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}change/", pending, name="change-plan"),
    path(f"{PLAN}close/", pending, name="close-plan"),
    path(f"{PLAN}start/", pending, name="start-edition"),
    path(f"{PLAN}measures/<slug:key>/", plans.measure, name="measure"),
    path(f"{PLAN}roadmap/", plans.roadmap, name="roadmap"),
    path(f"{PLAN}indicators/", plans.indicators, name="indicators"),
    path(f"{PLAN}progress/", progress, name="progress"),
    # /plans/<slug>/2026/
    path(EDITION, plans.edition, name="plan-edition"),
    path(f"{EDITION}edit/", pending, name="edit-edition"),
    path(f"{EDITION}dispose/", pending, name="dispose"),
    path(f"{EDITION}submit/", pending, name="submit-edition"),
    path(f"{EDITION}return/", pending, name="return-edition"),
    path(f"{EDITION}advice/", pending, name="advice"),
    path(f"{EDITION}adopt/", pending, name="adopt"),
    path(f"{EDITION}publish/", pending, name="publish-edition"),
    path(f"{EDITION}withdraw/", pending, name="withdraw-edition"),
    path(f"{EDITION}discard/", pending, name="discard-edition"),
]
