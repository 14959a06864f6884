"""Reading: all bodies, and one of them with its members on a day, its meetings and its decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from shishin.councils.access import can_keep
from shishin.councils.models import Body, Decision, Seat
from shishin.councils.subjects import subjects_by_decision
from shishin.kit.dates import read_day

SHOWN = 200


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    rows = Body.objects.select_related("organization").prefetch_related("dated_names", "organization__dated_names")
    today = localdate()
    listed = sorted(rows, key=lambda body: (body.abolished_on is not None and body.abolished_on < today, str(body)))
    return render(request, "councils/bodies.html", {"bodies": listed, "today": today})


@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Body.objects.select_related("organization", "parent")
    found = get_object_or_404(rows.prefetch_related("dated_names", "organization__dated_names", "parent__dated_names"), slug=slug)
    day = _day_asked(request)
    context: dict[str, Any] = {
        "body": found,
        "day_shown": day,
        "today": localdate(),
        "name": found.name_on(day),
        "seats": _seats_on(found, day),
        "parts": found.parts.prefetch_related("dated_names"),
        "meetings": found.meetings.order_by("-held_on", "-pk")[:SHOWN],
        "decisions": _decisions(found, request.user),
        "may_keep": can_keep(request.user, found),
    }
    return render(request, "councils/body.html", context)


def _day_asked(request: HttpRequest) -> date:
    return read_day(request.GET.get("on", "")) or localdate()


def _seats_on(found: Body, day: date) -> list[Seat]:
    """The chair first, then as they came."""
    order = list(Seat.Capacity.values)
    seats = found.seats.on(day).select_related("person")
    return sorted(seats, key=lambda seat: (order.index(seat.capacity), seat.since, seat.pk))


def _decisions(found: Body, reader: Any) -> list[tuple[Decision, str, list[Any]]]:
    """Each with the name the body bore on that day, and what the decision led to."""
    decisions = list(found.decisions.select_related("meeting").order_by("-decided_on", "-pk")[:SHOWN])
    led_to = subjects_by_decision(decisions, reader)
    return [(decision, found.name_on(decision.decided_on), led_to.get(decision.pk, [])) for decision in decisions]
