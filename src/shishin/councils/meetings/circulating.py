"""Circulating: papers are published as an act, and those who have a seat say that they have read them."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from shishin.councils.errors.papers import NoNewPapers, PaperIsRemoved, PapersOfAPrivateMeeting
from shishin.councils.meetings.meeting import refuse_cancelled
from shishin.councils.models import Meeting, Paper, PaperReading
from shishin.people.models import Person
from shishin.trail.recording import Acting, record


@transaction.atomic
def publish_papers(meeting: Meeting, *, by: Acting, day: date | None = None) -> Meeting:
    """All papers filed so far come before the public, each as far as its publicity says. Later ones need this act again."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    refuse_cancelled(meeting)
    if meeting.announced_on is None:
        raise PapersOfAPrivateMeeting
    new = list(meeting.papers.filter(published_on=None))
    if not new:
        raise NoNewPapers
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
        raise PaperIsRemoved(paper)
    reading, is_new = PaperReading.objects.get_or_create(paper=paper, person=by)
    if is_new:
        record("councils.paper_read", about=paper, who=by, content_hash=paper.content_hash)
    return reading
