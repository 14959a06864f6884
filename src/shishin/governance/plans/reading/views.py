"""Reading plans: all of them by their clock, one with its edition in force, its editions, measures, roadmap and indicators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.councils.meetings.calendar_views import TYPE
from shishin.governance.access import MANAGE_PORTFOLIO, edition_to_read, plan_to_read, plans_to_read
from shishin.governance.plans.clock import clocks_of
from shishin.governance.plans.offers import breadcrumbs_to_plan
from shishin.governance.plans.reading.calendars import calendar_of_clocks
from shishin.governance.plans.reading.edition_pages import EditionPage
from shishin.governance.plans.reading.indicator_pages import indicators_page
from shishin.governance.plans.reading.measure_pages import MeasurePage
from shishin.governance.plans.reading.pages import PlanPage, plans_page
from shishin.governance.plans.reading.roadmaps import roadmap_of
from shishin.kit.same_for_everybody import same_for_everybody
from shishin.people.access import may


@same_for_everybody
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    page = plans_page(request.GET, day=localdate(), reader=request.user)
    may_add = may(request.user, MANAGE_PORTFOLIO)
    return render(request, "governance/plans.html", {"page": page, "may_add": may_add})


@same_for_everybody
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    clocks = clocks_of(plans_to_read(request.user), day=localdate())
    answer = HttpResponse(calendar_of_clocks(clocks), content_type=TYPE, headers={"X-Content-Type-Options": "nosniff"})
    answer["Content-Disposition"] = 'inline; filename="plans.ics"'
    return answer


@same_for_everybody
@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    found = plan_to_read(request.user, slug)
    return render(request, "governance/plan.html", {"plan": found, "page": PlanPage(found, request.user, localdate())})


@same_for_everybody
@require_safe
def edition(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    found = edition_to_read(request.user, slug, address)
    page = EditionPage(found, request.user, localdate())
    return render(
        request,
        "governance/plan_edition.html",
        {"plan": found.plan, "edition": found, "page": page, "steps": breadcrumbs_to_plan(found.plan)},
    )


@same_for_everybody
@require_safe
def measure(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    found = plan_to_read(request.user, slug)
    page = MeasurePage(found, key, request.user, localdate())
    return render(
        request,
        "governance/measure.html",
        {"plan": found, "page": page, "measure": page.measure, "steps": [*breadcrumbs_to_plan(found), ("", page.measure.title)]},
    )


@same_for_everybody
@require_safe
def roadmap(request: HttpRequest, slug: str) -> HttpResponse:
    found = plan_to_read(request.user, slug)
    page = PlanPage(found, request.user, localdate())
    url = f"{found.get_absolute_url()}measures/"
    drawn = roadmap_of(found, page.content, day=page.day, url=url) if page.content else None
    return render(
        request,
        "governance/roadmap.html",
        {"plan": found, "page": page, "roadmap": drawn, "steps": [*breadcrumbs_to_plan(found), ("", _("Roadmap"))]},
    )


@same_for_everybody
@require_safe
def indicators(request: HttpRequest, slug: str) -> HttpResponse:
    found = plan_to_read(request.user, slug)
    page = PlanPage(found, request.user, localdate())
    shown = indicators_page(found, page.content)
    return render(
        request,
        "governance/indicators.html",
        {"plan": found, "page": page, "shown": shown, "steps": [*breadcrumbs_to_plan(found), ("", _("Indicators"))]},
    )
