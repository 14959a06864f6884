"""Framing: the screens on which a plan is founded, changed and closed, and on which its next edition is started."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.governance.access import organizations_answered_for_by, plan_to_write, plans_to_read, require_planner
from shishin.governance.models import Plan
from shishin.governance.plans.carrying import Beginning, beginning_of
from shishin.governance.plans.framing.forms import CloseForm, PlanForm, StartForm
from shishin.governance.plans.keeping import add_plan, change_plan, close_plan, refuse_closed, refuse_to_close
from shishin.governance.plans.offers import breadcrumbs_to_plan, breadcrumbs_to_plans, url_of
from shishin.governance.writing import refuse_to_start, start_next_edition
from shishin.guidelines.access import documents_to_read
from shishin.kit.dates import FiscalYear, day_in_words, fiscal_year
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.views import form_view
from shishin.people.access import signed_in


@form_view
def add(request: HttpRequest) -> HttpResponse:
    by = require_planner(request.user)
    organizations = organizations_answered_for_by(by).filter(abolished_on=None).prefetch_related("dated_names")
    form = PlanForm(form_data(request), organizations=organizations, documents=documents_to_read(by))
    lead = _("Nobody but those who write and audit it reads of it until an edition is published.")
    page = FormPage(_("Found a plan"), _("Found it"), breadcrumbs_to_plans(), _("The plan was founded. Start its first edition."), lead)
    return page.answer(request, form, lambda clean: add_plan(**clean, by=by), to=lambda plan: plan)


@form_view
def change(request: HttpRequest, slug: str) -> HttpResponse:
    plan = plan_to_write(request.user, slug)
    form = PlanForm(form_data(request), plan=plan, documents=documents_to_read(request.user))
    page = FormPage(
        _("Change the frame of the plan"),
        _("Save"),
        breadcrumbs_to_plan(plan),
        _("The plan was changed."),
        _("Editions that are adopted stay as they are."),
        refuse=lambda: refuse_closed(plan),
    )
    return page.answer(request, form, lambda clean: change_plan(plan, **clean, by=signed_in(request.user)))


@form_view
def close(request: HttpRequest, slug: str) -> HttpResponse:
    plan = plan_to_write(request.user, slug)
    page = FormPage(
        _("Close the plan"),
        _("Close it"),
        breadcrumbs_to_plan(plan),
        _("The plan was closed."),
        warnings=[_("This cannot be taken back: no edition follows any more. What was published stays.")],
        refuse=lambda: refuse_to_close(plan),
    )
    form = CloseForm(form_data(request), plans=plans_to_read(request.user).exclude(pk=plan.pk))
    return page.answer(request, form, lambda clean: close_plan(plan, **clean, by=signed_in(request.user)))


@form_view
def start(request: HttpRequest, slug: str) -> HttpResponse:
    plan = plan_to_write(request.user, slug)
    beginning = beginning_of(plan)
    names = {"day": day_in_words(localdate()), "year": fiscal_year(localdate())}
    page = FormPage(
        _("Start the next edition"),
        _("Start it"),
        breadcrumbs_to_plan(plan),
        _("The edition was started."),
        _("Today, %(day)s, lies in %(year)s.") % names,
        refuse=lambda: refuse_to_start(plan),
    )
    form = StartForm(form_data(request), initial={"fiscal_year": _year_to_come(plan, beginning)})
    act = lambda clean: start_next_edition(plan, **clean, by=signed_in(request.user))  # noqa: E731 - one act of one page
    context: dict[str, Any] = {"template": "governance/start_edition.html", "beginning": beginning}
    return page.answer(request, form, act, to=lambda edition: url_of("edit-edition", edition), **context)


def _year_to_come(plan: Plan, beginning: Beginning) -> FiscalYear:
    """The year after the last edition; of the first edition that of today, as far as the plan has it."""
    year = beginning.last.fiscal_year + 1 if beginning.last else fiscal_year(localdate()).begins_in
    return FiscalYear(min(max(year, plan.first_year), plan.last_year))
