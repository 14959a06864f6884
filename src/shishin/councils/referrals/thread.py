"""The thread of a referral: what happened one after the other, and what is not there yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.councils.access import meetings_to_read, reports_to_read
from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.models import Decision, Meeting, Referral, Report
from shishin.councils.referrals.ageing import age_tags
from shishin.councils.subjects import Subject, Subjects, subjects_of
from shishin.councils.texts import Text, texts_of
from shishin.kit.dates import day_in_words
from shishin.kit.icons import draw_icon
from shishin.kit.timeline import Event, Tag
from shishin.trail.models import Entry
from shishin.trail.recording import name_of

EXTENDED = "councils.referral_extended"
ANSWERS = {
    Report.Outcome.ACCEPTED: gettext_lazy("The report was accepted"),
    Report.Outcome.RETURNED: gettext_lazy("The report was returned"),
}


@dataclass(frozen=True, slots=True)
class Thread:
    """What a reader sees of a referral; `reports` are those that they may read."""

    events: list[Event]
    reports: list[Report]
    decisions: list[Decision]

    @property
    def waiting_report(self) -> Report | None:
        return next((report for report in self.reports if report.outcome == Report.Outcome.OPEN), None)

    @property
    def report_to_decide_on(self) -> Report | None:
        """The draft that was accepted last, as long as no decision names it or its text."""
        last = self.reports[-1] if self.reports else None
        if last is None or last.kind != Report.Kind.DRAFT or last.outcome != Report.Outcome.ACCEPTED:
            return None
        return None if any(made.report_id == last.pk or made.text_hash == last.text_hash for made in self.decisions) else last


def thread_of(referral: Referral, reader: Any) -> Thread:
    """Of the unpublished reports only those that the reader may read; of the others, that they are there."""
    reports = list(referral.reports.select_related("referral"))
    readable = set(reports_to_read(reader).filter(referral=referral).values_list("pk", flat=True))
    decisions = list(_decisions_on(reports, referral))
    seen = [report for report in reports if report.pk in readable]
    linked = subjects_of(referrals=[referral], decisions=decisions, reader=reader)
    meetings = _meetings(referral, reports, reader)
    texts = texts_of([*seen, *decisions], reader=reader)
    events = [_referred(referral, meetings, linked), *_extensions(referral)]
    for report in reports:
        events += list(_reported(report, meetings, texts)) if report.pk in readable else [_hidden(report)]
    events += [_decided(decision, linked, texts) for decision in decisions]
    if referral.state == Referral.State.WITHDRAWN:
        events.append(Event(_("Withdrawn"), referral.ended_on, _("Withdrawn"), _reason(referral.withdrawn_reason)))
    events.sort(key=lambda event: event.day or date.max)
    if missing := _missing(referral, bool(decisions), reports):
        events = [*events[:-1], replace(events[-1], is_before_gap=True), missing]
    return Thread(events, seen, decisions)


def _decisions_on(reports: Sequence[Report], referral: Referral) -> QuerySet[Decision]:
    """Those that name a report, and those of the answering body on the very text of one."""
    texts = {report.text_hash for report in reports if report.text_hash}
    same_text = Q(text_hash__in=texts, body=referral.answering_body)
    rows = Decision.objects.filter(Q(report__in=reports) | same_text).select_related("body")
    return rows.prefetch_related("body__dated_names").order_by("decided_on", "pk")


def _meetings(referral: Referral, reports: Sequence[Report], reader: Any) -> dict[int, Meeting]:
    """Those of the thread that the reader may read."""
    wanted = {referral.meeting_id, *(pk for report in reports for pk in (report.reported_at_id, report.answered_at_id))} - {None}
    rows = meetings_to_read(reader).filter(pk__in=wanted).select_related("body").prefetch_related("body__dated_names")
    return {row.pk: row for row in rows}


def _referred(referral: Referral, meetings: dict[int, Meeting], linked: Subjects) -> Event:
    names = {
        "asked_by": referral.asked_by.name_on(referral.referred_on),
        "asked_of": referral.asked_of.name_on(referral.referred_on),
    }
    is_down = referral.direction == Referral.Direction.DOWN
    title = _("%(asked_by)s asks %(asked_of)s") if is_down else _("%(asked_by)s proposes to %(asked_of)s")
    return Event(
        _("Referred") if is_down else _("Proposal"),
        referral.referred_on,
        title % names,
        links=[*_meeting(meetings, referral.meeting_id), *_links(linked.of(referral))],
    )


def _meeting(meetings: dict[int, Meeting], wanted: int | None) -> list[tuple[str, str]]:
    meeting = meetings.get(wanted or 0)
    return [(meeting_in_words(meeting), meeting.get_absolute_url())] if meeting else []


def _links(subjects: Sequence[Subject]) -> list[tuple[str, str]]:
    return [(subject.words, subject.url) for subject in subjects]


def _reason(words: str) -> str:
    return " ".join([_("Reason:"), words]) if words else ""


def _extensions(referral: Referral) -> Iterator[Event]:
    """The trail has the reasons for each later due day."""
    for entry in Entry.objects.filter(key=EXTENDED, about=name_of(referral)).order_by("pk"):
        due_on = date.fromisoformat(entry.data["due_on"])
        yield Event(_("Due day moved"), localdate(entry.happened_at), _moved_to(due_on), _reason(entry.why))


def _moved_to(day: date) -> str:
    return _("The report is now due on %(day)s") % {"day": day_in_words(day)}


def _reported(report: Report, meetings: dict[int, Meeting], texts: dict[str, Text]) -> Iterator[Event]:
    yield Event(
        _("Report"),
        report.reported_on,
        report.get_kind_display(),
        _text_of(report, texts),
        tags=[Tag(_("Not public"), "missing", "hidden")] if report.published_on is None else [],
        words=report.words,
        links=_meeting(meetings, report.reported_at_id),
        anchor=f"report-{report.number}",
    )
    if report.outcome in ANSWERS:
        yield Event(
            _("Answer"),
            report.answered_on,
            str(ANSWERS[Report.Outcome(report.outcome)]),
            words=report.answer,
            links=_meeting(meetings, report.answered_at_id),
        )


def _text_of(report: Report, texts: dict[str, Text]) -> SafeString | str:
    if not report.text_name:
        return ""
    return render_to_string("councils/_text.html", {"text": texts[report.text_name]._replace(hash=report.text_hash)})


def _hidden(report: Report) -> Event:
    later = format_html('<p class="soft">{} {}</p>', draw_icon("hidden"), _("It is shown when it is published."))
    return Event(_("Report"), report.reported_on, _("A report that is not public"), later)


def _decided(decision: Decision, linked: Subjects, texts: dict[str, Text]) -> Event:
    led_to = linked.of(decision)
    return Event(
        decision.get_kind_display(),
        decision.decided_on,
        texts[decision.text_name].title or decision.get_kind_display(),
        url=decision.get_absolute_url(),
        words=decision.words,
        links=_links(led_to),
    )


def _missing(referral: Referral, is_decided: bool, reports: Sequence[Report]) -> Event | None:
    if referral.waits_for_report:
        title = _("No report yet") if referral.state == Referral.State.OPEN else _("No further report yet")
        return Event(_("Report"), title=title, tags=age_tags(referral, localdate())[1:], is_gap=True)
    if referral.state == Referral.State.REPORTED:
        return Event(_("Answer"), title=_("No answer to the report yet"), is_gap=True)
    if referral.state == Referral.State.ACCEPTED and not is_decided and reports[-1].kind == Report.Kind.DRAFT:
        return Event(_("Decision"), title=_("No decision on the draft yet"), is_gap=True)
    return None
