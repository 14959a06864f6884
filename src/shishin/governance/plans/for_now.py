"""Pages that readers see, in their least form, until the room that reads plans is there: this file and its template go then."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shishin.governance.access import edition_to_read, plan_to_read, plan_to_write, plans_to_read
from shishin.governance.plans.offers import Offers, offers_of_edition, offers_of_plan

TEMPLATE = "governance/for_now.html"


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    rows = [(plan.get_absolute_url(), plan) for plan in plans_to_read(request.user)]
    return render(request, TEMPLATE, {"name": "Plans", "rows": rows, "offers": Offers()})


@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    found = plan_to_read(request.user, slug)
    rows = [(edition.get_absolute_url(), edition) for edition in found.editions.all()]
    offers = offers_of_plan(found, reader=request.user, open_edition=found.editions.open().first())
    return render(request, TEMPLATE, {"name": found, "rows": rows, "offers": offers})


@require_safe
def edition(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    found = edition_to_read(request.user, slug, address)
    return render(request, TEMPLATE, {"name": found, "rows": [], "offers": offers_of_edition(found, reader=request.user)})


@login_required
@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, TEMPLATE, {"name": plan_to_write(request.user, slug), "rows": [], "offers": Offers()})
