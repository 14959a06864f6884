"""Reading: all bodies as a tree, and one of them with its members on a day, its meetings, referrals and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import ExtractYear
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shishin.councils.access import can_keep, can_preside, meetings_to_read, referrals_to_list, referrals_to_read
from shishin.councils.bodies.body_tree import branches
from shishin.councils.bodies.decisions import COLUMNS, all_decided, as_decided, decisions_of
from shishin.councils.deciding.standing_orders import in_words, rules_of
from shishin.councils.meetings.naming import sitting_in_words
from shishin.councils.models import Body, Decision, Referral, Seat
from shishin.councils.models.referrals import is_confirmed
from shishin.councils.referrals.ageing import AgedReferral, with_age
from shishin.kit.dates import read_day
from shishin.kit.listing import Facet, Listing
from shishin.kit.sheets import sheet_download, sheet_links
from shishin.people.claims import not_confirmed

SHOWN = 10
"""Rows of each list of a body before “all” is asked for."""
DECISION_KIND = Facet("kind", gettext_lazy("Kind of decision"), dict(Decision.Kind.choices), "kind")


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    day = _day_asked(request)
    rows = Body.objects.with_confirmation().select_related("organization").prefetch_related("dated_names", "organization__dated_names")
    late = referrals_to_list(request.user).overdue_on(localdate()).count()
    shown = branches(rows, day, is_past=day != localdate())
    return render(request, "councils/bodies.html", {"branches": shown, "day_shown": day, "today": localdate(), "overdue": late})


@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Body.objects.with_confirmation().select_related("organization", "parent__organization", "standing_orders")
    found = get_object_or_404(rows.prefetch_related("dated_names", "organization__dated_names", "parent__dated_names"), slug=slug)
    context: dict[str, Any] = {
        "body": found,
        "today": localdate(),
        "orders": in_words(rules_of(found)) if found.standing_orders else [],
        "may_keep": can_keep(request.user, found),
        "may_preside": can_preside(request.user, found),
        "sheets": sheet_links("councils:decisions-sheet", slug),
    }
    context |= _on_the_day(found, _day_asked(request, last=found.abolished_on)) | _lists(found, request)
    return render(request, "councils/body.html", context)


@require_safe
def decisions_sheet(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    found = get_object_or_404(Body.objects.prefetch_related("dated_names"), slug=slug)
    rows = all_decided(found, reader=request.user)
    name = _("Decisions of %(body)s") % {"body": found}
    return sheet_download(COLUMNS, rows, format, name=name, suggestions=sheet_links("councils:decisions-sheet", slug))


def _day_asked(request: HttpRequest, *, last: date | None = None) -> date:
    """Else today, or the last day of what is there no more."""
    today = localdate()
    return read_day(request.GET.get("on", "")) or min(last or today, today)


def _on_the_day(found: Any, day: date) -> dict[str, Any]:
    """Who sat in it, and it and its surroundings under the names of that day."""
    parts = (
        found.parts.with_confirmation()
        .filter(is_confirmed=True)
        .select_related("organization")
        .prefetch_related("dated_names", "organization__dated_names")
    )
    return {
        "day_shown": day,
        "name": found.name_on(day) or found.slug,
        "earlier_names": _earlier_names(found, day),
        "organization": found.organization.name_on(day) if found.organization else "",
        "parent_name": found.parent.name_on(day) if found.parent else "",
        "unconfirmed": not_confirmed(found.parent.organization) if found.parent and not found.is_confirmed else None,
        "parts": branches(parts, day, is_past=day != localdate(), under=found),
        "seats": _seats_on(found, day),
    }


def _earlier_names(found: Body, day: date) -> list[tuple[str, date]]:
    """What it was called before that day, each with the first day, the latest first."""
    name = found.name_on(day)
    rows = sorted(found.dated_names.all(), key=lambda row: row.valid_from, reverse=True)
    return [(earlier, row.valid_from) for row in rows if row.valid_from <= day and (earlier := found.name_on(row.valid_from)) != name]


def _seats_on(found: Body, day: date) -> list[Seat]:
    """The chair first, then as they came."""
    order = list(Seat.Capacity.values)
    seats = found.seats.on(day).with_people()
    return sorted(seats, key=lambda seat: (order.index(seat.capacity), seat.since, seat.pk))


def _lists(found: Body, request: HttpRequest) -> dict[str, Any]:
    """The long ones: the newest rows of each, or those of the one that `?all=` names, narrowed down; with how many there are."""
    wanted, queries = request.GET.get("all", ""), _in_full(found, request.user)
    listing = None
    if wanted in queries:
        listing = Listing(queries[wanted], request.GET, _facets_of(wanted), kept=["all"], at=f"h-{wanted}")
    rows = {name: _page_of(listing) if listing and name == wanted else _some(query) for name, query in queries.items()}
    return {
        **{f"{name}_count": count for name, (_rows, count) in rows.items()},
        "shown": SHOWN,
        "wanted": wanted,
        "listing": listing,
        "received": _aged(rows["received"][0]),
        "made": _aged(rows["made"][0]),
        "decisions": as_decided(found, rows["decisions"][0], reader=request.user),
        "meetings": [(meeting, sitting_in_words(meeting)) for meeting in rows["meetings"][0]],
    }


def _in_full(found: Body, reader: Any) -> dict[str, QuerySet[Any]]:
    between = referrals_to_read(reader).with_confirmation().select_related("asked_by", "asked_of__organization")
    between = between.prefetch_related("asked_by__dated_names", "asked_of__dated_names").order_by("-referred_on", "-pk")
    return {
        "received": between.filter(is_confirmed(), asked_of=found),
        "made": between.filter(asked_by=found),
        "decisions": decisions_of(found),
        "meetings": meetings_to_read(reader).filter(body=found).order_by("-held_on", "-pk"),
    }


def _facets_of(wanted: str) -> Sequence[Facet]:
    if wanted == "decisions":
        return [DECISION_KIND, year_of("decided_on")]
    if wanted == "meetings":
        return [meeting_state(localdate()), year_of("held_on")]
    return ()


def _page_of(listing: Listing) -> tuple[list[Any], int]:
    return list(listing.page), listing.page.paginator.count


def _some(rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """Counted only where there are more than are shown."""
    found = list(rows[: SHOWN + 1])
    return (found, len(found)) if len(found) <= SHOWN else (found[:SHOWN], rows.count())


def year_of(day: str) -> Facet:
    return Facet("year", gettext_lazy("Year"), {}, ExtractYear(day))


def meeting_state(today: date) -> Facet:
    """As the list tags them: cancelled, to come, or over."""
    choices = {"coming": gettext_lazy("To come"), "over": gettext_lazy("Held"), "cancelled": gettext_lazy("Cancelled")}
    state = Case(
        When(cancelled_on__isnull=False, then=Value("cancelled")),
        When(held_on__gt=today, then=Value("coming")),
        default=Value("over"),
    )
    return Facet("state", gettext_lazy("State"), choices, state)


def _aged(referrals: list[Referral]) -> list[AgedReferral]:
    return with_age(referrals, localdate())
