"""The thread of a referral: what happened one after the other, and what is not there yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.councils.access import meetings_to_read, reports_to_read
from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.models import Decision, Meeting, Referral, Report
from shishin.councils.referrals.ageing import AgeTag, age_tags
from shishin.councils.subjects import Subject, Subjects, subjects_of
from shishin.kit.dates import day_in_words
from shishin.trail.models import Entry
from shishin.trail.recording import name_of

EXTENDED = "councils.referral_extended"
ANSWERS = {
    Report.Outcome.ACCEPTED: gettext_lazy("The report was accepted"),
    Report.Outcome.RETURNED: gettext_lazy("The report was returned"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the thread. A missing one is drawn dashed and says what it waits for."""

    kind: str
    day: date | None = None
    title: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    meeting: Meeting | None = None
    text_name: str = ""
    text_hash: str = ""
    subjects: Sequence[Subject] = ()
    tags: Sequence[AgeTag] = ()
    url: str = ""
    anchor: str = ""
    is_private: bool = False
    is_hidden: bool = False
    is_missing: bool = False
    is_before_missing: bool = False

    @property
    def meeting_in_words(self) -> str:
        return meeting_in_words(self.meeting) if self.meeting else ""


@dataclass(frozen=True, slots=True)
class Thread:
    """What a reader sees of a referral; `reports` are those that they may read."""

    steps: list[Step]
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
    linked = subjects_of(referrals=[referral], reports=seen, decisions=decisions, reader=reader)
    meetings = _meetings(referral, reports, reader)
    steps = [_referred(referral, meetings, linked), *_extensions(referral)]
    for report in reports:
        steps += list(_reported(report, meetings, linked)) if report.pk in readable else [_hidden(report)]
    steps += [_decided(decision, linked) for decision in decisions]
    if referral.state == Referral.State.WITHDRAWN:
        steps.append(Step(_("Withdrawn"), day=referral.ended_on, reason=referral.withdrawn_reason))
    steps.sort(key=lambda step: step.day or date.max)
    if missing := _missing(referral, bool(decisions), reports):
        steps = [*steps[:-1], replace(steps[-1], is_before_missing=True), missing]
    return Thread(steps, seen, decisions)


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


def _referred(referral: Referral, meetings: dict[int, Meeting], linked: Subjects) -> Step:
    names = {
        "asked_by": referral.asked_by.name_on(referral.referred_on),
        "asked_of": referral.asked_of.name_on(referral.referred_on),
    }
    is_down = referral.direction == Referral.Direction.DOWN
    title = _("%(asked_by)s asks %(asked_of)s") if is_down else _("%(asked_by)s proposes to %(asked_of)s")
    return Step(
        _("Referred") if is_down else _("Proposal"),
        day=referral.referred_on,
        title=title % names,
        meeting=meetings.get(referral.meeting_id or 0),
        subjects=linked.of(referral),
    )


def _extensions(referral: Referral) -> Iterator[Step]:
    """The trail has the reasons for each later due day."""
    for entry in Entry.objects.filter(key=EXTENDED, about=name_of(referral)).order_by("pk"):
        due_on = date.fromisoformat(entry.data["due_on"])
        yield Step(_("Due day moved"), day=localdate(entry.happened_at), title=_moved_to(due_on), reason=entry.why)


def _moved_to(day: date) -> str:
    return _("The report is now due on %(day)s") % {"day": day_in_words(day)}


def _reported(report: Report, meetings: dict[int, Meeting], linked: Subjects) -> Iterator[Step]:
    yield Step(
        _("Report"),
        day=report.reported_on,
        title=report.get_kind_display(),
        words=report.words,
        meeting=meetings.get(report.reported_at_id or 0),
        text_name=report.text_name,
        text_hash=report.text_hash,
        subjects=linked.of(report),
        anchor=f"report-{report.number}",
        is_private=report.published_on is None,
    )
    if report.outcome in ANSWERS:
        yield Step(
            _("Answer"),
            day=report.answered_on,
            title=str(ANSWERS[Report.Outcome(report.outcome)]),
            words=report.answer,
            meeting=meetings.get(report.answered_at_id or 0),
        )


def _hidden(report: Report) -> Step:
    return Step(_("Report"), day=report.reported_on, title=_("A report that is not public"), is_hidden=True)


def _decided(decision: Decision, linked: Subjects) -> Step:
    led_to = linked.of(decision)
    return Step(
        decision.get_kind_display(),
        day=decision.decided_on,
        title=led_to[0].words if led_to else decision.text_name,
        words=decision.words,
        url=decision.get_absolute_url(),
        subjects=led_to[1:],
    )


def _missing(referral: Referral, is_decided: bool, reports: Sequence[Report]) -> Step | None:
    if referral.waits_for_report:
        title = _("No report yet") if referral.state == Referral.State.OPEN else _("No further report yet")
        return Step(_("Report"), title=title, tags=age_tags(referral, localdate())[1:], is_missing=True)
    if referral.state == Referral.State.REPORTED:
        return Step(_("Answer"), title=_("No answer to the report yet"), is_missing=True)
    if referral.state == Referral.State.ACCEPTED and not is_decided and reports[-1].kind == Report.Kind.DRAFT:
        return Step(_("Decision"), title=_("No decision on the draft yet"), is_missing=True)
    return None
