"""Deciding: the page of a decision, and the form on which one is recorded with the votes of a meeting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.councils.access import body_to_preside, meetings_to_read, reports_to_read
from shishin.councils.deciding.forms import DecisionForm, reports_to
from shishin.councils.deciding.quorum import Quorum, quorum_of
from shishin.councils.deciding.recording import record_decision
from shishin.councils.deciding.standing_orders import in_words, read_rules, rules_of
from shishin.councils.deciding.voting import attendance_by_seat, count_votes
from shishin.councils.meetings.naming import sitting_in_words
from shishin.councils.models import AgendaItem, Body, Decision, Meeting, Vote
from shishin.councils.subjects import subjects_of
from shishin.kit.form_page import FormPage
from shishin.kit.identity import in_language
from shishin.kit.views import form_view
from shishin.people.access import signed_in


@require_safe
def decision(request: HttpRequest, uuid: str) -> HttpResponse:
    rows = Decision.objects.select_related("body", "meeting__body", "agenda_item", "report__referral")
    found = get_object_or_404(rows.prefetch_related("body__dated_names", "votes__seat"), uuid=uuid)
    votes = list(found.votes.all())
    led_to = subjects_of(decisions=[found], reader=request.user).of(found)
    context: dict[str, Any] = {
        "decision": found,
        "name_then": in_language(found.body_names) or str(found.body),
        "name_now": str(found.body),
        "meeting": _readable(meetings_to_read(request.user), found.meeting_id),
        "sitting": sitting_in_words(found.meeting) if found.meeting else "",
        "report": _readable(reports_to_read(request.user).select_related("referral"), found.report_id),
        "votes": [vote for vote in votes if vote.how != Vote.How.RECUSED],
        "recusals": [vote for vote in votes if vote.how == Vote.How.RECUSED],
        "count": count_votes(votes),
        "led_to": led_to,
        "title": led_to[0].words if led_to else found.text_name,
        **_orders_that_day(found),
    }
    return render(request, "councils/decision.html", context)


def _orders_that_day(found: Decision) -> dict[str, Any]:
    if not found.orders:
        return {}
    return {"orders": in_words(read_rules(found.orders["rules"])), "orders_title": in_language(found.orders.get("titles", {}))}


def _readable(rows: Any, number: int | None) -> Any:
    return rows.filter(pk=number).first() if number else None


@form_view
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Pages of editions, meetings and referrals lead here with what is to be decided on. Another meeting only draws the form anew."""
    body = body_to_preside(request.user, slug)
    form = _form(request, body)
    way = [(reverse("councils:bodies"), _("Meetings and decisions")), (body.get_absolute_url(), str(body))]
    page = FormPage(_("Record a decision"), _("Record it"), way, _("The decision was recorded."))

    def act(clean: dict[str, Any]) -> Decision:
        return record_decision(body, **clean, by=signed_in(request.user))

    return page.answer(request, form, act, template="councils/decide.html", to=lambda made: made, body=body, **_shown(body, form))


def _form(request: HttpRequest, body: Body) -> DecisionForm:
    given = _asked(request, body)
    chosen = request.POST.get("meeting") if request.method == "POST" else given.get("meeting")
    meeting = _meeting(body, chosen)
    day = meeting.held_on if meeting else localdate()
    seats = list(body.seats.on(day).select_related("person"))
    initial = {"decided_on": day} | given
    is_redrawn = "show" in request.POST
    if is_redrawn:
        initial |= {name: value for name, value in request.POST.items() if name != "decided_on"}
    data = None if is_redrawn else request.POST or None
    return DecisionForm(data, body=body, rules=rules_of(body), meeting=meeting, seats=seats, initial=initial)


def _asked(request: HttpRequest, body: Body) -> dict[str, Any]:
    """What the address names: a meeting, an agenda item or a report, each with its text, or a text alone."""
    given: dict[str, Any] = {name: request.GET.get(name, "") for name in ("text_name", "text_hash")}
    if meeting := _named(body.meetings.all(), request.GET.get("meeting", "")):
        given["meeting"] = meeting.pk
    if item := _named(AgendaItem.objects.filter(meeting__body=body), request.GET.get("item", "")):
        given |= {"meeting": item.meeting_id, "agenda_item": item.pk, "text_name": item.text_name, "text_hash": item.text_hash}
    if report := _named(reports_to(body), request.GET.get("report", "")):
        given |= {"report": report.pk, "text_name": report.text_name, "text_hash": report.text_hash}
        given |= {"meeting": report.answered_at_id} if report.answered_at_id else {}
    return given


def _named(rows: Any, written: str) -> Any:
    try:
        return rows.filter(uuid=UUID(written)).first()
    except ValueError:
        return None


def _meeting(body: Body, number: Any) -> Meeting | None:
    text = str(number or "")
    return body.meetings.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 19 else None


def _shown(body: Body, form: DecisionForm) -> dict[str, Any]:
    """Beside the form: who took part, and whether that is a quorum, before anybody stood aside."""
    meeting = form.meeting_shown
    attended = attendance_by_seat(meeting)
    day = meeting.held_on if meeting else localdate()
    quorum: Quorum | None = quorum_of(body, on=day, rules=rules_of(body), meeting=meeting)
    rows = [(seat, attended.get(seat.pk), vote, reason) for seat, vote, reason in form.rows()]
    return {
        "rows": rows,
        "meeting": meeting,
        "quorum": quorum,
        "attended": len(attended),
        "orders": in_words(rules_of(body)),
    }
