"""Deciding: the page of a decision, and the form on which one is recorded with the votes of a meeting."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.councils.access import body_to_preside, meetings_to_read, named, reports_to_read
from shishin.councils.deciding.forms import DecisionForm, reports_to
from shishin.councils.deciding.quorum import Quorum, quorum_of
from shishin.councils.deciding.recording import draw_up_decision, record_decision, undecided_items
from shishin.councils.deciding.standing_orders import in_words, read_rules, rules_of
from shishin.councils.deciding.voting import attendance_by_seat, count_votes
from shishin.councils.meetings.naming import sitting_in_words
from shishin.councils.models import AgendaItem, Body, Decision, Report, Vote
from shishin.councils.subjects import subjects_of
from shishin.councils.texts import Text, choice_of, has_moved, texts_for, texts_of
from shishin.kit.form_page import FormPage
from shishin.kit.identity import in_language
from shishin.kit.views import form_view
from shishin.people.access import signed_in

MOST = 10
"""Agenda items that are offered to start from."""


@require_safe
def decision(request: HttpRequest, uuid: str) -> HttpResponse:
    rows = Decision.objects.select_related("body", "meeting__body", "agenda_item", "report__referral")
    found = get_object_or_404(rows.prefetch_related("body__dated_names", "votes__seat"), uuid=uuid)
    led_to = subjects_of(decisions=[found], reader=request.user).of(found)
    context = _context(found, list(found.votes.all()), reader=request.user)
    text: Text = context["text"]
    is_to_adopt = text.adoption and not led_to and found.is_approval and not has_moved(text)
    adoption = f"{text.adoption}?decision={found.uuid}" if is_to_adopt else ""
    return render(request, "councils/decision.html", {**context, "led_to": led_to, "adoption": adoption})


def _context(found: Decision, votes: list[Vote], *, reader: Any) -> dict[str, Any]:
    """A decision as its page shows it, kept or only drawn up."""
    return {
        "decision": found,
        "text": texts_of([found], reader=reader)[found.text_name]._replace(hash=found.text_hash),
        "name_then": in_language(found.body_names) or str(found.body),
        "name_now": str(found.body),
        "meeting": _readable(meetings_to_read(reader), found.meeting_id),
        "sitting": sitting_in_words(found.meeting) if found.meeting else "",
        "report": _readable(reports_to_read(reader).select_related("referral"), found.report_id),
        "votes": [vote for vote in votes if vote.how != Vote.How.RECUSED],
        "recusals": [vote for vote in votes if vote.how == Vote.How.RECUSED],
        "count": count_votes(votes),
        **_orders_that_day(found),
    }


def _orders_that_day(found: Decision) -> dict[str, Any]:
    if not found.orders:
        return {}
    return {"orders": in_words(read_rules(found.orders["rules"])), "orders_title": in_language(found.orders.get("titles", {}))}


def _readable(rows: Any, number: int | None) -> Any:
    return rows.filter(pk=number).first() if number else None


@form_view
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Pages of editions, meetings and referrals lead here with what is to be decided on. Nothing is kept before it was shown as a whole."""
    body = body_to_preside(request.user, slug)
    form = _form(request, body)
    way = [(reverse("councils:bodies"), _("Meetings and decisions")), (body.get_absolute_url(), str(body))]
    page = FormPage(_("Record a decision"), _("Look it over"), way, _("The decision was recorded."))

    def act(clean: dict[str, Any]) -> Decision | HttpResponse:
        if "confirmed" not in request.POST:
            return _confirm(request, *draw_up_decision(body, **clean))
        return record_decision(body, **clean, by=signed_in(request.user))

    return page.answer(request, form, act, template="councils/decide.html", to=lambda made: made, body=body, **_shown(request, body, form))


def _confirm(request: HttpRequest, drawn_up: Decision, votes: list[Vote]) -> HttpResponse:
    context = _context(drawn_up, votes, reader=request.user)
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name not in ("csrfmiddlewaretoken", "show")]
    return render(request, "councils/decide_confirm.html", {**context, "sent": sent, "has_moved": has_moved(context["text"])})


def _form(request: HttpRequest, body: Body) -> DecisionForm:
    is_redrawn = "show" in request.POST
    given = _asked(request, body) if request.method == "GET" else {}
    if is_redrawn:
        given = {name: value for name, value in request.POST.items() if name != "decided_on"} | _chosen(request, body)
    sent = request.POST if request.POST and not is_redrawn else {}
    meeting = _of_number(body.meetings.all(), sent.get("meeting") or given.get("meeting"))
    fixed = [_of_number(_items(body), sent.get("agenda_item") or given.get("agenda_item"))]
    fixed.append(_of_number(reports_to(body), sent.get("report") or given.get("report")))
    texts = texts_for(body, reader=request.user, fixed=[act for act in fixed if act])
    day = meeting.held_on if meeting else localdate()
    seats = list(body.seats.on(day).with_people())
    if "text_name" in given:
        given["text"] = choice_of(texts, given["text_name"], given["text_hash"])
    initial = {"decided_on": day} | given
    return DecisionForm(sent or None, body=body, rules=rules_of(body), meeting=meeting, seats=seats, texts=texts, initial=initial)


def _asked(request: HttpRequest, body: Body) -> dict[str, Any]:
    """What the address names: a meeting, an agenda item or a report, each with its text, or a text alone."""
    given: dict[str, Any] = {"text_name": request.GET.get("text", ""), "text_hash": ""}
    if meeting := named(body.meetings.all(), request.GET.get("meeting", "")):
        given["meeting"] = meeting.pk
    item = named(_items(body), request.GET.get("item", ""))
    return given | _filled(item, named(reports_to(body), request.GET.get("report", "")))


def _chosen(request: HttpRequest, body: Body) -> dict[str, Any]:
    """Of a page that is drawn anew: an item and a report of the meeting chosen now fill the rest."""
    item = _of_number(_items(body), request.POST.get("agenda_item"))
    if item and str(item.meeting_id) != request.POST.get("meeting"):
        item = None
    return {"agenda_item": None} | _filled(item, _of_number(reports_to(body), request.POST.get("report")))


def _filled(item: AgendaItem | None, report: Report | None) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if item:
        given |= {"meeting": item.meeting_id, "agenda_item": item.pk}
        given["kind"] = Decision.Kind.CIRCULATED if item.meeting.is_circulated else None
    if report:
        given |= {"report": report.pk} | ({"meeting": report.answered_at_id} if report.answered_at_id else {})
    for act in (item, report):
        if act and act.text_name:
            given |= {"text_name": act.text_name, "text_hash": act.text_hash}
    return given


def _items(body: Body) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(meeting__body=body, meeting__cancelled_on=None).select_related("meeting")


def _of_number(rows: Any, number: Any) -> Any:
    text = str(number or "")
    return rows.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 19 else None


def _shown(request: HttpRequest, body: Body, form: DecisionForm) -> dict[str, Any]:
    """Beside the form: who took part, whether that is a quorum before anybody stood aside, and what else waits to be decided."""
    meeting = form.meeting_shown
    attended = attendance_by_seat(meeting)
    day = meeting.held_on if meeting else localdate()
    quorum: Quorum | None = quorum_of(body, on=day, rules=rules_of(body), meeting=meeting)
    rows = [(seat, attended.get(seat.pk), vote, reason) for seat, vote, reason in form.rows()]
    waiting = [] if request.GET or request.POST else undecided_items([body], localdate()).reverse()[:MOST]
    return {
        "rows": rows,
        "meeting": meeting,
        "quorum": quorum,
        "attended": len(attended),
        "orders": in_words(rules_of(body)),
        "waiting": [(item, sitting_in_words(item.meeting)) for item in waiting],
    }
