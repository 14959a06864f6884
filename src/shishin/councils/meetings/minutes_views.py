"""Minutes: who was there, what was said, and the act that makes them public."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.councils.access import meeting_to_keep, statement_to_keep
from shishin.councils.meetings.attending import record_attendance, seats_of
from shishin.councils.meetings.minutes_forms import AttendanceForm, CorrectionForm, PastedForm, StatementForm, SummaryForm
from shishin.councils.meetings.minuting import (
    add_statement,
    add_statements,
    change_statement,
    correct_minutes,
    move_statement,
    publish_minutes,
    remove_statement,
    remove_statements,
    summarize_minutes,
)
from shishin.councils.meetings.speaking import read_minutes
from shishin.councils.meetings.views import answer_move, draw_part, way_to_meeting
from shishin.councils.models import Meeting, Statement
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.identity import join_words
from shishin.kit.views import act_view, form_view
from shishin.people.access import signed_in


def _way_to_minutes(meeting: Meeting) -> list[tuple[str, Any]]:
    return way_to_meeting(meeting, (reverse("councils:minutes", args=[meeting.uuid]), _("Minutes")))


@login_required
@require_safe
def minutes(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    statements = list(meeting.statements.select_related("agenda_item"))
    added = set(request.session.get(ADDED, ())) & {str(statement.uuid) for statement in statements}
    is_over = meeting.announced_on is not None and meeting.last_day <= localdate()
    return draw_part(
        request,
        meeting,
        "councils/minutes.html",
        _("Minutes"),
        statements=statements,
        added=0 if meeting.minutes_published_on else len(added),
        corrections=meeting.corrections.all(),
        can_be_published=is_over and bool(statements or meeting.minutes_summary),
    )


@form_view
def attendance(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    form = AttendanceForm(form_data(request), meeting=meeting, seats=seats_of(meeting), kept=list(meeting.attendances.all()))
    page = FormPage(_("Who was there"), _("Save"), way_to_meeting(meeting), _("The attendance was kept."))

    def act(_clean: dict[str, Any]) -> None:
        record_attendance(meeting, attended=form.attended(), by=signed_in(request.user))

    return page.answer(request, form, act, template="councils/meeting_attendance.html", meeting=meeting)


@form_view
def add(request: HttpRequest, uuid: str) -> HttpResponse:
    """At the end, or below the statement that the address names."""
    meeting = meeting_to_keep(request.user, uuid)
    wanted = request.GET.get("after", "")
    after = get_object_or_404(meeting.statements, pk=int(wanted)) if wanted.isdecimal() and len(wanted) < 18 else None
    form = StatementForm(request.POST or None, meeting=meeting, initial={"agenda_item": after.agenda_item_id} if after else None)
    lead = _("Below what %(speaker)s said.") % {"speaker": after.speaker} if after else ""
    page = FormPage(_("Add a statement"), _("Add it"), _way_to_minutes(meeting), _("The statement was added."), lead)
    return page.answer(request, form, lambda clean: add_statement(meeting, **clean, after=after, by=signed_in(request.user)))


ADDED = "councils.statements_added"


@form_view
def paste(request: HttpRequest, uuid: str) -> HttpResponse:
    """What was found is shown before it is kept; what was kept can be taken back."""
    meeting = meeting_to_keep(request.user, uuid)
    form = PastedForm(request.POST or None, meeting=meeting)
    lead = _("Speakers are found by name, by the beginning of the name or by capacity among those who had a seat that day.")
    page = FormPage(_("Paste statements"), _("See what is found"), _way_to_minutes(meeting), _("The statements were added."), lead)

    def act(clean: dict[str, Any]) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            return _show_found(request, meeting, clean)
        made = add_statements(meeting, **clean, by=signed_in(request.user))
        request.session[ADDED] = [str(statement.uuid) for statement in made]
        return None

    return page.answer(request, form, act)


def _show_found(request: HttpRequest, meeting: Meeting, clean: dict[str, Any]) -> HttpResponse:
    """Whoever has no seat is offered as a guest."""
    found = read_minutes(clean["text"], seats=seats_of(meeting), on=meeting.held_on, guests=clean["guests"])
    guests = join_words([*clean["guests"], *found.unknown])
    form = PastedForm(initial={**clean, "guests": guests}, meeting=meeting)
    return draw_part(request, meeting, "councils/statements_found.html", _("What was found"), found=found, form=form)


@act_view
def take_back(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    remove_statements(meeting, uuids=request.session.get(ADDED, []), by=signed_in(request.user))
    request.session.pop(ADDED, None)
    messages.success(request, _("The statements were taken back."))
    return redirect("councils:minutes", meeting.uuid)


@form_view
def change(request: HttpRequest, uuid: str) -> HttpResponse:
    found: Statement = statement_to_keep(request.user, uuid)
    initial = {name: getattr(found, name) for name in ("seat", "words", "agenda_item", "language")}
    form = StatementForm(
        request.POST or None, meeting=found.meeting, initial={**initial, "speaker": "" if found.seat_id else found.speaker}
    )
    page = FormPage(_("Change the statement"), _("Save"), _way_to_minutes(found.meeting), _("The statement was changed."))
    return page.answer(request, form, lambda clean: change_statement(found, **clean, by=signed_in(request.user)))


@act_view
def move(request: HttpRequest, uuid: str) -> HttpResponse:
    return answer_move(request, statement_to_keep(request.user, uuid), move_statement, to="councils:minutes")


@form_view
def remove(request: HttpRequest, uuid: str) -> HttpResponse:
    found = statement_to_keep(request.user, uuid)
    page = FormPage(
        _("Remove the statement"), _("Remove this statement"), _way_to_minutes(found.meeting), _("The statement was removed."), str(found)
    )
    return page.confirm(request, lambda: remove_statement(found, by=signed_in(request.user)))


@form_view
def summarize(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    form = SummaryForm(request.POST or None, initial={"summary": meeting.minutes_summary})
    page = FormPage(_("Write the summary"), _("Save"), _way_to_minutes(meeting), _("The summary was kept."))
    return page.answer(request, form, lambda clean: summarize_minutes(meeting, **clean, by=signed_in(request.user)))


@form_view
def publish(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    warning = _(
        "This cannot be taken back: summary, attendance, agenda and statements are fixed, and corrected only by remarks below them."
    )
    page = FormPage(
        _("Publish the minutes"), _("Publish the minutes"), way_to_meeting(meeting), _("The minutes were published."), warnings=[warning]
    )
    return page.confirm(request, lambda: publish_minutes(meeting, by=signed_in(request.user)))


@form_view
def correct(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    warning = _("A remark is public at once and never changed. The minutes stay as they were published.")
    page = FormPage(
        _("Add a remark on the minutes"), _("Add the remark"), way_to_meeting(meeting), _("The remark was added."), warnings=[warning]
    )
    return page.answer(
        request, CorrectionForm(request.POST or None), lambda clean: correct_minutes(meeting, **clean, by=signed_in(request.user))
    )
