"""What waits for somebody in councils: papers, meetings, referrals to report on, reports to answer, decisions to record; and what their bodies wait for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.councils.access import bodies_presided_by, bodies_worked_for_by
from shishin.councils.deciding.recording import undecided_items
from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.meetings.waiting import MOST, meetings_to_prepare, papers_to_read
from shishin.councils.models import Body, Referral
from shishin.councils.models.referrals import answered_by, reported_by
from shishin.kit.waiting import Waiting, source
from shishin.people.models import Person

REFERRALS, DECISIONS = "referrals", "decisions"


@source(order=10)
def waiting_for(person: Person, day: date) -> list[Waiting]:
    """One query a kind, however much waits. The desk puts all of it in order."""
    worked_for, presided = bodies_worked_for_by(person), bodies_presided_by(person)
    meetings = [*papers_to_read(person, day), *meetings_to_prepare(person, day)]
    return [*meetings, *_to_report(worked_for), *_to_answer(presided), *_to_record(presided, day), *_awaited(worked_for, presided)]


def _referrals(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    rows = rows.select_related("asked_by", "asked_of").prefetch_related("asked_by__dated_names", "asked_of__dated_names")
    return rows.order_by("due_on", "referred_on", "pk")[:MOST]


def _to_report(bodies: QuerySet[Body]) -> Iterator[Waiting]:
    for referral in _referrals(Referral.objects.unanswered().filter(reported_by(bodies))):
        returned = _("The last report was returned with reasons.") if referral.state == Referral.State.RETURNED else _asked(referral)
        yield _referral_line(referral, button=_("Report on it"), why=returned)


def _to_answer(bodies: QuerySet[Body]) -> Iterator[Waiting]:
    for referral in _referrals(Referral.objects.filter(answered_by(bodies), state=Referral.State.REPORTED)):
        reporting = referral.reporting_body
        yield _referral_line(
            referral, button=_("Answer the report"), why=_("%(body)s has reported.") % {"body": reporting}, has_due_day=False
        )


def _awaited(worked_for: QuerySet[Body], presided: QuerySet[Body]) -> Iterator[Waiting]:
    """What somebody's body waits for and they cannot do themselves."""
    unanswered = Referral.objects.unanswered().filter(answered_by(worked_for)).exclude(reported_by(worked_for))
    for referral in _referrals(unanswered):
        why = _("%(body)s has not reported yet.") % {"body": referral.reporting_body}
        yield _referral_line(referral, button=_("See the referral"), why=why, is_for_others=True)
    reported = Referral.objects.filter(reported_by(worked_for), state=Referral.State.REPORTED).exclude(answered_by(presided))
    for referral in _referrals(reported):
        why = _("%(body)s has not answered the report yet.") % {"body": referral.answering_body}
        yield _referral_line(referral, button=_("See the referral"), why=why, is_for_others=True, has_due_day=False)


def _asked(referral: Referral) -> str:
    words = (
        _("%(asked_by)s asks %(asked_of)s") if referral.direction == Referral.Direction.DOWN else _("%(asked_by)s proposes to %(asked_of)s")
    )
    return words % {"asked_by": referral.asked_by, "asked_of": referral.asked_of}


def _referral_line(referral: Referral, *, button: str, why: str, has_due_day: bool = True, is_for_others: bool = False) -> Waiting:
    """The due day is that of the report: it says nothing about an answer."""
    return Waiting(
        kind=REFERRALS,
        label=_("Referrals"),
        title=str(referral),
        url=referral.get_absolute_url(),
        button=button,
        why=why,
        due=referral.due_on if has_due_day else None,
        is_for_others=is_for_others,
    )


def _to_record(bodies: QuerySet[Body], day: date) -> Iterator[Waiting]:
    for item in undecided_items(bodies, day):
        yield Waiting(
            kind=DECISIONS,
            label=_("Decisions to record"),
            title=str(item),
            url=f"{reverse('councils:record-decision', args=[item.meeting.body.slug])}?item={item.uuid}",
            button=_("Record the decision"),
            why=meeting_in_words(item.meeting),
            due=item.meeting.last_day,
        )
