"""Filing: papers of a meeting come, are published, read and replaced, and go. What lies on the disk bears a random name, never a visitor's."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from shishin.councils.errors.papers import (
    AnotherMeetingsItem,
    ClosedWithoutReason,
    NoNewPapers,
    PaperIsRemoved,
    PapersOfAPrivateMeeting,
    PaperWithoutTitle,
    SamePaper,
    WithheldWithoutDay,
)
from shishin.councils.meetings.meeting import refuse_cancelled
from shishin.councils.models import AgendaItem, Meeting, Paper, PaperReading
from shishin.councils.models.meetings import PAPERS
from shishin.councils.texts import Print
from shishin.kit.identity import in_every_language, in_language
from shishin.kit.ordering import change_places, next_position
from shishin.kit.stored_files import Stored, forget_file, stored
from shishin.people.models import Person
from shishin.trail.recording import Acting, record


def add_paper(
    meeting: Meeting,
    *,
    upload: File[Any],
    titles: dict[str, str],
    by: Acting,
    publicity: str = Paper.Publicity.CLOSED,
    label: str = "",
    agenda_item: AgendaItem | None = None,
    withheld_until: date | None = None,
    closed_reason: dict[str, str] | None = None,
    day: date | None = None,
) -> Paper:
    """File a paper for a meeting. It is public only after the papers are published, and only if its publicity says so."""
    with stored(upload, folder=PAPERS) as kept:
        meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        refuse_cancelled(meeting)
        paper = Paper(
            meeting=meeting,
            position=next_position(meeting.papers.all()),
            added_by=by if isinstance(by, Person) else None,
            added_on=day or localdate(),
            **kept._asdict(),
        )
        _describe(paper, titles=titles, label=label, agenda_item=agenda_item)
        _open(paper, publicity=publicity, withheld_until=withheld_until, closed_reason=closed_reason or {})
        _refuse_the_same(paper)
        paper.save()
        record(
            "councils.paper_added",
            about=paper,
            who=by,
            meeting=str(meeting.uuid),
            content_hash=paper.content_hash,
            size=paper.size,
            publicity=str(publicity),
            is_as_named=paper.is_as_named,
        )
    return paper


NUMBERED = re.compile(r"(.*?)(\d{1,6})")
NOT_PUBLIC = gettext_lazy("The text itself is not public.")


def add_printed_paper(meeting: Meeting, *, printed: Print, by: Acting, label: str = "", day: date | None = None) -> Paper:
    """File a text or a comparison table as it stands today. Its paper is as public as the text, and goes with the item about it."""
    return add_paper(
        meeting,
        upload=printed.write(),
        titles=dict(printed.titles),
        label=label,
        agenda_item=meeting.agenda.filter(text_name=printed.text_name).first(),
        publicity=Paper.Publicity.PUBLIC if printed.is_public else Paper.Publicity.CLOSED,
        closed_reason={} if printed.is_public else in_every_language(NOT_PUBLIC),
        day=day,
        by=by,
    )


def next_label(meeting: Meeting) -> str:
    """What follows the last label that ends with a number: 資料2 after 資料1."""
    labels = [found for label in meeting.papers.values_list("label", flat=True) if (found := NUMBERED.fullmatch(label))]
    return f"{labels[-1][1]}{int(labels[-1][2]) + 1}" if labels else ""


@transaction.atomic
def change_paper(
    paper: Paper,
    *,
    titles: dict[str, str],
    publicity: str,
    by: Acting,
    label: str = "",
    agenda_item: AgendaItem | None = None,
    withheld_until: date | None = None,
    closed_reason: dict[str, str] | None = None,
) -> Paper:
    """Another title, place or publicity; the file stays."""
    paper = _paper_there(paper)
    before = paper.publicity
    _describe(paper, titles=titles, label=label, agenda_item=agenda_item)
    _open(paper, publicity=publicity, withheld_until=withheld_until, closed_reason=closed_reason or {})
    paper.save(update_fields=["titles", "label", "agenda_item", "publicity", "withheld_until", "closed_reason"])
    until = paper.withheld_until.isoformat() if paper.withheld_until else None
    record("councils.paper_changed", about=paper, who=by, before=before, publicity=str(publicity), withheld_until=until)
    return paper


def replace_paper(paper: Paper, *, upload: File[Any], by: Acting, day: date | None = None) -> Paper:
    """Another file in the place of the one before, which goes; who had read it has not read this one."""
    with stored(upload, folder=PAPERS) as kept:
        paper = _paper_there(paper)
        before = paper.content_hash
        paper.take(kept)
        if paper.published_on:
            paper.replaced_on = day or localdate()
        paper.save(update_fields=[*Stored._fields, "replaced_on"])
        paper.readings.all().delete()
        record("councils.paper_replaced", about=paper, who=by, before=before, content_hash=paper.content_hash, size=paper.size)
    return paper


@transaction.atomic
def remove_paper(paper: Paper, *, by: Acting, day: date | None = None) -> None:
    """Take a paper away. Once it was published, its title stays with the day on which it went."""
    paper = _paper_there(paper)
    forget_file(paper.file.name)
    record("councils.paper_removed", about=paper, who=by, meeting=str(paper.meeting.uuid), content_hash=paper.content_hash)
    if paper.published_on is None:
        paper.delete()
        return
    paper.file = ""
    paper.removed_on = day or localdate()
    paper.save(update_fields=["file", "removed_on"])


@transaction.atomic
def move_paper(paper: Paper, *, up: bool, by: Acting) -> Paper:
    """One place up or down."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=paper.meeting_id)
    paper = _paper_there(paper)
    change_places(meeting.papers.all(), paper, up=up)
    record("councils.paper_moved", about=paper, who=by, up=up)
    return paper


@transaction.atomic
def publish_papers(meeting: Meeting, *, by: Acting, day: date | None = None) -> Meeting:
    """All papers filed so far come before the public, each as far as its publicity says. Later ones need this act again."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    refuse_cancelled(meeting)
    if meeting.announced_on is None:
        raise PapersOfAPrivateMeeting(meeting=meeting)
    new = list(meeting.papers.filter(published_on=None))
    if not new:
        raise NoNewPapers(meeting=meeting)
    on = day or localdate()
    meeting.papers.filter(pk__in=[paper.pk for paper in new]).update(published_on=on)
    meeting.papers_published_on = meeting.papers_published_on or on
    meeting.save(update_fields=["papers_published_on"])
    record("councils.papers_published", about=meeting, who=by, papers=[str(paper.uuid) for paper in new])
    return meeting


@transaction.atomic
def read_paper(paper: Paper, *, by: Person) -> PaperReading:
    """Somebody says that they have read a paper. Saying it twice is saying it once."""
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if paper.removed_on:
        raise PaperIsRemoved(meeting=paper.meeting, day=paper.removed_on)
    reading, is_new = PaperReading.objects.get_or_create(paper=paper, person=by)
    if is_new:
        record("councils.paper_read", about=paper, who=by, content_hash=paper.content_hash)
    return reading


def _paper_there(paper: Paper) -> Paper:
    paper = Paper.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=paper.pk)
    if paper.removed_on:
        raise PaperIsRemoved(meeting=paper.meeting, day=paper.removed_on)
    return paper


def _refuse_the_same(paper: Paper) -> None:
    """A form that is sent again brings the same file under the same words; the lock on the meeting lets one of them be the first."""
    there = paper.meeting.papers.filter(removed_on=None, content_hash=paper.content_hash, label=paper.label, agenda_item=paper.agenda_item)
    if any(same.titles == paper.titles for same in there):
        raise SamePaper(title=in_language(paper.titles), meeting=paper.meeting)


def _describe(paper: Paper, *, titles: dict[str, str], label: str, agenda_item: AgendaItem | None) -> None:
    if not any(titles.values()):
        raise PaperWithoutTitle
    if agenda_item and agenda_item.meeting_id != paper.meeting_id:
        raise AnotherMeetingsItem
    paper.titles, paper.label, paper.agenda_item = titles, label, agenda_item


def _open(paper: Paper, *, publicity: str, withheld_until: date | None, closed_reason: dict[str, str]) -> None:
    """Set who may read, with no more than that publicity needs."""
    if publicity == Paper.Publicity.WITHHELD and withheld_until is None:
        raise WithheldWithoutDay
    if publicity == Paper.Publicity.CLOSED and not any(closed_reason.values()):
        raise ClosedWithoutReason
    paper.publicity = publicity
    paper.withheld_until = withheld_until if publicity == Paper.Publicity.WITHHELD else None
    # Why it is withheld may be said too.
    paper.closed_reason = {} if publicity == Paper.Publicity.PUBLIC else closed_reason
