"""Bodies with their seats and orders, meetings with their papers and minutes, referrals with their reports, decisions, calendars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.utils.timezone import localdate, now

from shishin.councils.meetings.agenda import add_agenda_item
from shishin.councils.meetings.calendars import renew_calendar_address, token_of
from shishin.councils.meetings.filing import add_paper, publish_papers, remove_paper
from shishin.councils.meetings.meeting import announce_meeting, cancel_meeting, record_meeting
from shishin.councils.meetings.minuting import add_statement
from shishin.councils.models import AgendaItem, Body, Decision, Meeting, Paper, Referral, Report, StandingOrders
from shishin.councils.models.bodies import PARENT_BODY
from shishin.councils.referrals.referring import publish_referral, refer, withdraw_referral
from shishin.councils.referrals.reporting import publish_report, report_on, return_report
from shishin.councils.tests.makers import make_body, make_decision
from shishin.people.models import Claim, Person
from shishin.people.tests.makers import make_organization
from shishin.site.tests.access_matrix.cast import FIRST_DAY, UNSAID, Side, seated
from shishin.site.tests.access_matrix.things import Thing, Things, by_slug, by_uuid, moved
from shishin.trail.recording import OPERATOR

LONG_AGO = date(2021, 3, 31)


def things_of_bodies(sides: dict[str, Side]) -> Things:
    own, other = sides["own"], sides["other's"]
    return {
        "body": {"own": by_slug(own.body), "other's": by_slug(other.body), "withdrawn": by_slug(_abolished(own))},
        "seat": {
            "own": by_uuid(seated("member", own.group).seats.get()),
            "other's": by_uuid(seated("member", other.group).seats.get()),
            "withdrawn": by_uuid(seated("member", own.group, until=LONG_AGO).seats.get()),
        },
        "orders": _orders(own, other),
        "claim": {"own": by_uuid(_claim(own)), "other's": by_uuid(_claim(other))},
        "decision": {"own": by_uuid(_decision(own)), "other's": by_uuid(_decision(other))},
        "calendar": _calendars(own),
        **_meetings(own, other),
        **_referrals(own, other),
    }


def _abolished(side: Side) -> Body:
    return make_body("own-abolished", organization=side.organization, abolished_on=LONG_AGO)


def _claim(side: Side) -> Claim:
    """A stranger's body stands below the body of this side, and nobody agreed to it yet."""
    stranger = make_organization(f"{side.prefix}-stranger")
    Body.objects.create(slug=f"{side.prefix}-stranger-body", organization=stranger, parent=side.body, kind=Body.Kind.COMMITTEE)
    edge = Body.objects.get(slug=f"{side.prefix}-stranger-body").uuid
    ends = {"edge": edge, "target": side.body.uuid, "claimed_by": stranger, "kept_by": side.organization}
    return Claim.objects.create(kind=PARENT_BODY, asked_at=now(), **ends)


def _decision(side: Side) -> Decision:
    return make_decision(side.body, decided_on=FIRST_DAY)


def _orders(own: Side, other: Side) -> dict[str, Thing]:
    """“shared” are the orders of bodies on both sides: nobody but an owner keeps both."""
    made = {}
    for column, bodies in {"own": [own.group], "other's": [other.group], "unused": [], "shared": [own.above, other.above]}.items():
        orders = StandingOrders.objects.create(slug=f"orders-{column.rstrip(chr(39) + 's')}", titles={"ja": column, "en": column})
        Body.objects.filter(pk__in=[body.pk for body in bodies]).update(standing_orders=orders)
        made[column] = by_slug(orders)
    return made


def _calendars(side: Side) -> dict[str, Thing]:
    """An address that holds, and one from before it was renewed."""
    kept, renewed = seated("observer", side.group), seated("observer", side.group)
    return {"own": _calendar(kept), "withdrawn": _calendar(renewed, renew=lambda: renew_calendar_address(renewed, by=OPERATOR))}


def _calendar(person: Person, renew: Callable[[], object] = lambda: None) -> Thing:
    address = renew_calendar_address(person, by=OPERATOR)
    arguments = {"uuid": str(person.uuid), "token": token_of(person, address)}
    renew()
    return Thing(arguments, moved(person, "uuid"))


# Meetings


def _meetings(own: Side, other: Side) -> Things:
    """The announced ones have papers that are published; of what is still private the titles say nothing that others may read."""
    announced, theirs = _announced(own, 1), _announced(other, 1)
    private, theirs_private, called_off = _meeting(own, 2), _meeting(other, 2), _announced(own, 3)
    cancel_meeting(called_off, reason="Nobody could come.", by=OPERATOR)
    unpublished = _announced(own, 4)
    meetings = {"own": announced, "other's": theirs, "draft": private, "withdrawn": called_off}
    papers = {
        "own": _paper(announced),
        "other's": _paper(theirs),
        "draft": _paper(unpublished),
        "hidden": _paper(private),
        "withheld": _paper(announced, publicity=Paper.Publicity.WITHHELD, withheld_until=localdate() + timedelta(days=9)),
        "closed": _paper(announced, publicity=Paper.Publicity.CLOSED, closed_reason={"ja": "非公開", "en": "It names people."}),
        "withdrawn": _paper(announced),
    }
    for meeting in (announced, theirs):
        publish_papers(meeting, by=OPERATOR)
    remove_paper(papers["withdrawn"], by=OPERATOR)
    _paper(theirs_private)
    items = {column: _item(meeting) for column, meeting in meetings.items() if column != "withdrawn"}
    said = {column: _statement(meeting) for column, meeting in meetings.items() if column != "withdrawn"}
    return {
        "meeting": {column: by_uuid(row) for column, row in meetings.items()},
        "paper": {column: by_uuid(row) for column, row in papers.items()},
        "agenda item": {column: by_uuid(row) for column, row in items.items()},
        "statement": {column: by_uuid(row) for column, row in said.items()},
    }


def _meeting(side: Side, number: int) -> Meeting:
    """Private until it is announced: its title is what others may not meet."""
    titles = {"ja": UNSAID[side.prefix], "en": UNSAID[side.prefix]}
    return record_meeting(side.body, held_on=localdate(), number=number, titles=titles, by=OPERATOR)


def _announced(side: Side, number: int) -> Meeting:
    titles = {"ja": "定例", "en": "Regular"}
    return announce_meeting(record_meeting(side.body, held_on=localdate(), number=number, titles=titles, by=OPERATOR), by=OPERATOR)


def _paper(meeting: Meeting, *, publicity: str = Paper.Publicity.PUBLIC, **values) -> Paper:
    upload = ContentFile(b"%%PDF-1.4\nPaper %d" % meeting.papers.count(), name="paper.pdf")
    return add_paper(meeting, upload=upload, titles={"ja": "資料", "en": "Paper"}, publicity=publicity, by=OPERATOR, **values)


def _item(meeting: Meeting) -> AgendaItem:
    return add_agenda_item(meeting, kind=AgendaItem.Kind.REPORT, titles={"ja": "報告", "en": "Report"}, by=OPERATOR)


def _statement(meeting: Meeting):
    return add_statement(meeting, speaker="Somebody", words="Something.", by=OPERATOR)


# Referrals


def _referrals(own: Side, other: Side) -> Things:
    """“referral” is what the body asks of its group; “question” is what is asked of the body."""
    asked = {column: _refer(side, by=side.body, of=side.group, column=column) for column, side in _columns(own, other)}
    questions = {column: _refer(side, by=side.above, of=side.body, column=column) for column, side in _columns(own, other)}
    for referrals in (asked, questions):
        withdraw_referral(referrals["withdrawn"], reason="It was answered elsewhere.", by=OPERATOR)
    reports = {column: _report(side, column) for column, side in _columns(own, other)}
    return {
        "referral": {column: by_uuid(row) for column, row in asked.items()},
        "question": {column: by_uuid(row) for column, row in questions.items()},
        "report": {column: by_uuid(row) for column, row in reports.items()},
    }


def _columns(own: Side, other: Side) -> list[tuple[str, Side]]:
    return [("own", own), ("other's", other), ("draft", own), ("withdrawn", own)]


def _refer(side: Side, *, by: Body, of: Body, column: str) -> Referral:
    words = {"ja": UNSAID[side.prefix], "en": UNSAID[side.prefix]} if column == "draft" else {"ja": "問い", "en": "Question"}
    # The same question is not put twice on a day.
    titles = {language: f"{text} {Referral.objects.count()}" for language, text in words.items()}
    made = refer(
        direction=Referral.Direction.DOWN, asked_by=by, asked_of=of, titles=titles, questions=words, referred_on=FIRST_DAY, by=OPERATOR
    )
    return made if column == "draft" else publish_referral(made, by=OPERATOR)


def _report(side: Side, column: str) -> Report:
    referral = _refer(side, by=side.body, of=side.group, column="own")
    words = {"ja": UNSAID[side.prefix], "en": UNSAID[side.prefix]} if column == "draft" else {"ja": "このまま", "en": "As it is."}
    made = report_on(referral, kind=Report.Kind.NO_CHANGE, words=words, reported_on=FIRST_DAY, by=OPERATOR)
    if column == "withdrawn":
        made = return_report(made, reasons={"ja": "不足", "en": "More is needed."}, on=localdate(), by=OPERATOR)
    return made if column == "draft" else publish_report(made, by=OPERATOR)
