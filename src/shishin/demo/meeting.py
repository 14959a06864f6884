"""Meeting: the sittings of the worked examples, called before the texts come and told when all of them are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from shishin.councils.meetings.agenda import add_agenda_item
from shishin.councils.meetings.attending import Attended, record_attendance
from shishin.councils.meetings.filing import add_paper, add_printed_paper, publish_papers
from shishin.councils.meetings.meeting import announce_meeting, record_meeting
from shishin.councils.meetings.minuting import add_statement, publish_minutes, summarize_minutes
from shishin.councils.models import AgendaItem, Body, Meeting, Seat
from shishin.councils.texts import prints_of
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.naming import name_of_text
from shishin.guidelines.models import Edition
from shishin.people.models import Person

PAPERS = Path(__file__).parent / "texts" / "papers"

Sheet = Mapping[str, Any]


def call_meeting(sheet: Sheet, *, by: Person) -> Meeting:
    """A meeting with its day and place, and who took part in it."""
    meeting = record_meeting(
        Body.objects.get(slug=sheet["body"]),
        number=sheet.get("number"),
        held_on=sheet["held_on"],
        until=sheet.get("until"),
        begins_at=_time(sheet, "begins_at"),
        ends_at=_time(sheet, "ends_at"),
        form=sheet.get("form", Meeting.Form.IN_PERSON),
        titles=sheet.get("titles"),
        places=sheet.get("places"),
        by=by,
    )
    if "attended" in sheet:
        record_attendance(meeting, attended=_attended(meeting, sheet["attended"]), by=by)
    if "announced" in sheet:
        announce_meeting(meeting, day=sheet["announced"], by=by)
    return meeting


def tell_meeting(meeting: Meeting, sheet: Sheet, *, by: Person) -> None:
    """What was on the agenda, the papers, and what was said, as far as each is public."""
    items = [_add_item(meeting, item, by=by) for item in sheet.get("agenda", ())]
    for paper in sheet.get("papers", ()):
        _add_paper(meeting, paper, items, by=by)
    if "papers_published" in sheet:
        publish_papers(meeting, day=sheet["papers_published"], by=by)
    seats = _seats(meeting)
    for said in sheet.get("said", ()):
        add_statement(meeting, words=said["words"], seat=seats[said["who"]], agenda_item=items[said["item"] - 1], language="ja", by=by)
    if "summary" in sheet:
        summarize_minutes(meeting, summary=sheet["summary"], by=by)
    if "minutes_published" in sheet:
        publish_minutes(meeting, day=sheet["minutes_published"], by=by)


def _time(sheet: Sheet, name: str) -> time | None:
    return time.fromisoformat(sheet[name]) if name in sheet else None


def _seats(meeting: Meeting) -> dict[str, Seat]:
    """Seats of the day by the log-in name of who holds them."""
    return {seat.person.login_name: seat for seat in Seat.objects.on(meeting.held_on).filter(body=meeting.body).select_related("person")}


def _attended(meeting: Meeting, sheet: Mapping[str, Sequence[str]]) -> list[Attended]:
    seats = _seats(meeting)
    return [Attended(seats[login], how) for how, logins in sheet.items() for login in logins]


def _add_item(meeting: Meeting, sheet: Sheet, *, by: Person) -> AgendaItem:
    text = {}
    if named := sheet.get("text") or sheet.get("about"):
        edition = Edition.objects.get(document__slug=named["document"], version=str(named["version"]))
        text = {"text_name": name_of_text(edition), "text_hash": edition_hash(edition) if "text" in sheet else ""}
    return add_agenda_item(meeting, kind=sheet["kind"], titles=sheet["titles"], outlines=sheet.get("outlines"), by=by, **text)


def _add_paper(meeting: Meeting, sheet: Sheet, items: Sequence[AgendaItem], *, by: Person) -> None:
    if compared := sheet.get("comparison"):
        printed = prints_of([" ".join([compared["document"], *compared["versions"]])], reader=by)[0]
        add_printed_paper(meeting, printed=printed, label=sheet["label"], day=sheet["added"], by=by)
        return
    file = PAPERS / sheet["file"]
    add_paper(
        meeting,
        upload=ContentFile(file.read_bytes(), name=file.name),
        titles=sheet["titles"],
        label=sheet.get("label", ""),
        agenda_item=items[sheet["item"] - 1] if "item" in sheet else None,
        publicity=sheet["publicity"],
        withheld_until=sheet.get("until"),
        closed_reason=sheet.get("reason"),
        day=sheet["added"],
        by=by,
    )
