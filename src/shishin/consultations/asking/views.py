"""What everybody reads: all consultations, their feed, and one of them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shishin.consultations.access import consultation_to_read, consultations_to_read
from shishin.consultations.asking.feeds import ConsultationsFeed
from shishin.consultations.asking.public_pages import page_of
from shishin.consultations.asking.states import over, standings, under_way
from shishin.consultations.models import Consultation
from shishin.kit.moments import now
from shishin.kit.same_for_everybody import same_for_everybody

PAGE = 20
State = Consultation.State


@same_for_everybody
@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """What is open first, by the day it closes; what is over last, the newest first."""
    rows, moment = consultations_to_read(request.user).announced(), now()
    going = standings(under_way(rows), moment)
    past = over(rows).annotate(closed=Coalesce("results_published_at", "ended_at")).order_by(F("closed").desc(), "-pk")
    page = Paginator(past, PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "open": sorted((one for one in going if one.is_open), key=lambda one: one.closes_at or moment),
        "coming": sorted((one for one in going if one.state == State.ANNOUNCED), key=lambda one: one.opens_at or moment),
        "answering": sorted((one for one in going if one.state == State.ANSWERING), key=lambda one: one.closed_at or moment),
        "over": standings(page.object_list, moment),  # type: ignore[arg-type]
        "page": page,
    }
    return render(request, "consultations/consultations.html", context)


@same_for_everybody
@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    return ConsultationsFeed()(request)


@require_safe
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """Not kept: its figures grow with every opinion."""
    page = page_of(consultation_to_read(request.user, slug), reader=request.user)
    return render(request, "consultations/consultation.html", {"page": page, "consultation": page.consultation})
