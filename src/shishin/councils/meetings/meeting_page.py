"""The page of a meeting: what of it a reader may see today, in the order in which minutes are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.councils.access import belongs_to, bodies_sat_in_by, can_keep, meetings_to_read
from shishin.councils.meetings.naming import meeting_in_words, sitting_in_words
from shishin.councils.models import AgendaItem, Attendance, Decision, Meeting, MinutesCorrection, Paper, PaperReading, Statement
from shishin.councils.subjects import Subject, subjects_of
from shishin.councils.texts import Text, texts_of
from shishin.people.models import Person


class PaperRow(NamedTuple):
    """A paper in the list: whether the reader may open the file, and whether everybody may."""

    paper: Paper
    can_open: bool
    is_open: bool
    is_withheld: bool
    is_read: bool

    @property
    def has_tags(self) -> bool:
        paper = self.paper
        is_closed = paper.publicity == Paper.Publicity.CLOSED
        return bool(paper.removed_on or not paper.published_on or is_closed or self.is_withheld or self.is_read)


class Spoken(NamedTuple):
    """Statements that follow one another on one matter."""

    item: AgendaItem | None
    statements: list[Statement]


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """What a reader sees of a meeting."""

    meeting: Meeting
    today: date
    body_name: str
    may_keep: bool
    belongs: bool
    sits: bool
    is_signed_in: bool
    agenda: Sequence[AgendaItem]
    papers: Sequence[PaperRow]
    attendances: Sequence[Attendance]
    spoken: Sequence[Spoken]
    corrections: Sequence[MinutesCorrection]
    decisions: Sequence[tuple[Decision, Sequence[Subject], str]]
    """Each with what it led to and the title of its text."""
    before: Meeting | None
    after: Meeting | None

    @property
    def has_minutes(self) -> bool:
        """Whether there are minutes that this reader may see."""
        is_shown = self.belongs or self.meeting.minutes_published_on is not None
        return is_shown and bool(self.spoken or any(self.meeting.minutes_summary.values()))

    @property
    def title(self) -> str:
        return meeting_in_words(self.meeting)

    @property
    def before_name(self) -> str:
        return sitting_in_words(self.before) if self.before else ""

    @property
    def after_name(self) -> str:
        return sitting_in_words(self.after) if self.after else ""

    @property
    def is_only_announced(self) -> bool:
        """Nothing of what a meeting leaves behind is there, and nobody expects it yet."""
        return self.is_to_come and not (self.attendances or self.has_minutes or self.decisions)

    @property
    def is_to_come(self) -> bool:
        return self.meeting.held_on > self.today

    @property
    def next_act(self) -> tuple[str, str] | None:
        """The one thing that a keeper does next, as address and words."""
        meeting = self.meeting
        if not self.may_keep or meeting.cancelled_on or meeting.minutes_published_on:
            return None
        if meeting.announced_on is None:
            return reverse("councils:announce", args=[meeting.uuid]), _("Announce the meeting")
        if any(row.paper.published_on is None for row in self.papers):
            return reverse("councils:publish-papers", args=[meeting.uuid]), _("Publish the papers")
        if meeting.last_day <= self.today and self.has_minutes:
            return reverse("councils:publish-minutes", args=[meeting.uuid]), _("Publish the minutes")
        return None


def meeting_page(meeting: Meeting, *, reader: Any) -> MeetingPage:
    """Everything on the page, as far as the reader may see it; the number of queries does not grow with the meeting."""
    today = localdate()
    may_keep = can_keep(reader, meeting.body)
    belongs = may_keep or belongs_to(reader, meeting.body)
    are_minutes_shown = belongs or meeting.minutes_published_on is not None
    decisions = list(meeting.decisions.order_by("decided_on", "pk"))
    led_to = subjects_of(decisions=decisions, reader=reader)
    agenda, texts = agenda_of(meeting, decisions, reader=reader)
    before, after = _beside(meeting, reader)
    return MeetingPage(
        meeting=meeting,
        today=today,
        body_name=meeting.body.name_on(meeting.held_on) or meeting.body.slug,
        may_keep=may_keep,
        belongs=belongs,
        sits=bodies_sat_in_by(reader).filter(pk=meeting.body_id).exists(),
        is_signed_in=isinstance(reader, Person),
        agenda=agenda,
        papers=_papers(meeting, reader, belongs=belongs, today=today),
        attendances=list(meeting.attendances.all()) if are_minutes_shown else [],
        spoken=_spoken(meeting, agenda) if are_minutes_shown else [],
        corrections=list(meeting.corrections.all()) if meeting.minutes_published_on else [],
        decisions=[(decision, led_to.of(decision), texts[decision.text_name].title) for decision in decisions],
        before=before,
        after=after,
    )


def agenda_of(meeting: Meeting, decisions: Sequence[Decision] = (), *, reader: Any) -> tuple[list[AgendaItem], dict[str, Text]]:
    """The items, each with its text as this reader may see it; and all texts that these and the decisions name."""
    items = list(meeting.agenda.all())
    texts = texts_of([*items, *decisions], reader=reader)
    for item in items:
        item.text = texts[item.text_name]._replace(hash=item.text_hash)  # type: ignore[attr-defined]
    return items, texts


def _papers(meeting: Meeting, reader: Any, *, belongs: bool, today: date) -> list[PaperRow]:
    papers = meeting.papers.all() if belongs else meeting.papers.filter(published_on__isnull=False)
    read: set[int] = set()
    if belongs and isinstance(reader, Person):
        read = set(PaperReading.objects.filter(person=reader, paper__meeting=meeting).values_list("paper_id", flat=True))
    rows = []
    for paper in papers:
        is_open = paper.is_open_on(today)
        is_withheld = paper.publicity == Paper.Publicity.WITHHELD and paper.withheld_until is not None and paper.withheld_until > today
        rows.append(PaperRow(paper, paper.removed_on is None and (belongs or is_open), is_open, is_withheld, paper.pk in read))
    return rows


def _spoken(meeting: Meeting, agenda: Sequence[AgendaItem]) -> list[Spoken]:
    items = {item.pk: item for item in agenda}
    spoken: list[Spoken] = []
    for statement in meeting.statements.select_related("seat"):
        item = items.get(statement.agenda_item_id) if statement.agenda_item_id else None
        if not spoken or spoken[-1].item != item:
            spoken.append(Spoken(item, []))
        spoken[-1].statements.append(statement)
    return spoken


def _beside(meeting: Meeting, reader: Any) -> tuple[Meeting | None, Meeting | None]:
    """The meetings of the body before and after this one, as far as the reader may know of them."""
    others = meetings_to_read(reader).filter(body=meeting.body).exclude(pk=meeting.pk)
    same_day = Q(held_on=meeting.held_on)
    before = others.filter(Q(held_on__lt=meeting.held_on) | same_day & Q(pk__lt=meeting.pk)).order_by("held_on", "pk").last()
    after = others.filter(Q(held_on__gt=meeting.held_on) | same_day & Q(pk__gt=meeting.pk)).order_by("held_on", "pk").first()
    return before, after
