"""Typing in: a letter, a call, a remark of a workshop, one line one opinion. What came as a file alone is one open opinion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.consultations.asking.preparing import locked, refuse_over
from shishin.consultations.counting import count_voices
from shishin.consultations.errors.taking_in import LineIsTooLong, NothingTypedIn
from shishin.consultations.models import Attachment, PersonalData, Round, Submission, Voice
from shishin.consultations.models.opinions import FOLDER
from shishin.consultations.places import Place, Places
from shishin.consultations.profiles import Deadline, rules_of
from shishin.consultations.storing import Point, folded, kept_words, store_opinions
from shishin.consultations.taking_in.columns import names_of_the_whole
from shishin.consultations.taking_in.reading_rows import LONGEST
from shishin.kit.identity import compared_name
from shishin.kit.stored_files import Stored, stored
from shishin.trail.recording import Acting, record

BETWEEN = "\t|｜：:　 "
"""What may stand between a place and the words about it, each on a line."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What came, as it is typed in. Each of the `people` says all of it; `personal` is of the first alone."""

    points: Sequence[Point]
    received_at: datetime
    posted_on: date | None = None
    stance: str = ""
    people: int = 1
    attributes: dict[str, str] | None = None
    personal: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TypedIn:
    """The first of the submissions, and how much it was."""

    submission: Submission
    opinions: int
    people: int
    is_late: bool
    on_the_whole: int = 0
    """Of the opinions, where there are clauses on which they could stand."""


def type_in(held: Round, letter: Letter, *, by: Acting, attachment: File[Any] | None = None) -> TypedIn:
    """Keep what came as submissions and voices, counted at once."""
    if attachment is None:
        return _typed_in(held, letter, by=by)
    with stored(attachment, folder=FOLDER) as kept:
        return _typed_in(held, letter, by=by, kept=kept)


@transaction.atomic
def _typed_in(held: Round, letter: Letter, *, by: Acting, kept: Stored | None = None) -> TypedIn:
    consultation = locked(held.consultation)
    refuse_over(consultation)
    if not letter.points and kept is None:
        raise NothingTypedIn
    points = letter.points or [Point(_("What was said came as a file: “%(file)s”.") % {"file": kept.file_name if kept else ""})]
    there = store_opinions(consultation, points)
    opinions = list(dict.fromkeys(there[folded(consultation, point)] for point in points))
    submissions = [_submission(held, letter) for _number in range(letter.people)]
    is_after = came_after(draft_known_from(held), letter.received_at)
    Voice.objects.bulk_create(
        Voice(submission=submission, opinion_id=opinion, stance=letter.stance, is_after_draft=is_after)
        for submission in submissions
        for opinion in opinions
    )
    if letter.personal:
        PersonalData.objects.create(submission=submissions[0], values=letter.personal)
    if kept:
        Attachment.objects.create(submission=submissions[0], **kept._asdict())
    count_voices(consultation)
    is_late = came_late(held, received_at=letter.received_at, posted_on=letter.posted_on)
    on_the_whole = len({there[folded(consultation, point)] for point in points if not point.line}) if consultation.document_id else 0
    typed = TypedIn(submissions[0], len(opinions), letter.people, is_late, on_the_whole)
    _record(held, typed, by=by, with_file=kept is not None)
    return typed


def points_of(lines: str, places: Places, *, else_on: Place | None = None) -> list[Point]:
    """One line one opinion, on the clause with which it begins, else on the one that was chosen for all."""
    points = []
    for number, line in enumerate(lines.splitlines(), start=1):
        place, said = _begun_with(line.strip(), places) or (else_on, line)
        words = kept_words(said)
        if len(words) > LONGEST:
            raise LineIsTooLong(line=number, many=len(words), most=LONGEST)
        if words:
            points.append(Point(words, place.line if place else None))
    return points


def _begun_with(line: str, places: Places) -> tuple[Place | None, str] | None:
    """The clause that a line names first, or the whole, and the words behind it; nothing where it begins with neither."""
    for at in _cuts(line):
        name, words = compared_name(line[:at]), line[at:].strip(BETWEEN)
        if words and (name in places.by_name or name in names_of_the_whole()):
            return places.by_name.get(name), words
    return None


def _cuts(line: str) -> Iterator[int]:
    """Where a place may end, the last first: 第3条 第2項 is another place than 第3条."""
    return (at for at in range(min(len(line) - 1, 100), 0, -1) if line[at] in BETWEEN)


def draft_known_from(held: Round) -> date | None:
    """The day from which somebody could know a draft: always where the round shows one, else that of the first one of all rounds; none without a draft."""
    if held.draft_id is not None:
        return date.min
    rounds = Round.objects.filter(consultation=held.consultation_id, draft__published_on__isnull=False).order_by("draft__published_on")
    return rounds.values_list("draft__published_on", flat=True).first()


def came_after(day: date | None, received_at: datetime) -> bool:
    return day is not None and localdate(received_at) >= day


def came_late(held: Round, *, received_at: datetime, posted_on: date | None = None) -> bool:
    """Whether it came after the end of a round, as the rules count: by arrival, or by postmark where there is one. It is taken in all the same."""
    if held.closes_at is None:
        return False
    rules = rules_of(held.consultation)
    if rules.deadline == Deadline.POSTMARK and posted_on is not None:
        return posted_on > localdate(held.closes_at)
    return received_at > held.closes_at


def _submission(held: Round, letter: Letter) -> Submission:
    return Submission.objects.create(
        round=held, received_at=letter.received_at, posted_on=letter.posted_on, attributes=letter.attributes or {}
    )


def _record(held: Round, typed: TypedIn, *, by: Acting, with_file: bool) -> None:
    record(
        "consultations.opinions_typed_in",
        about=held.consultation,
        who=by,
        round=str(held.uuid),
        submission=str(typed.submission.uuid),
        opinions=typed.opinions,
        people=typed.people,
        late=typed.is_late,
        file=with_file,
    )
