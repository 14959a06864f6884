"""Filled: a form as somebody filled it in, and whatever keeps it from being taken, all at once, each with where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.core.files.base import File
from django.core.signing import BadSignature, dumps, loads

from shishin.consultations.errors.saying import (
    AttachmentsAreNotTaken,
    BoxWithoutWords,
    ClauseOfAnotherText,
    ConsultationIsNotPublic,
    DraftIsWithdrawn,
    FieldIsMissing,
    FieldTooLong,
    FormIsNotOurs,
    NotForThatOrganization,
    NothingSaid,
    NotTaken,
    RoundHasClosed,
    RoundIsNotOpenYet,
    TooManyAttachments,
    TooManyBoxes,
    UnknownChoice,
    UnknownStance,
    WordsTooLong,
)
from shishin.consultations.models import Round
from shishin.consultations.places import Places
from shishin.consultations.profiles import Field, Kind, Rules, Who
from shishin.consultations.storing import kept_words
from shishin.people.models import Organization

MOST_ATTACHMENTS = 5
LONGEST_LINE = 300
"""Characters of a field of one line."""
KEY_LENGTHS = range(20, 101)
SALT = "shishin.consultations.opened"


class Box(NamedTuple):
    """One opinion as it is written: words, the key of the clause they are about (none is the whole), and how its writer sees it."""

    words: str = ""
    clause: str = ""
    stance: str = ""


@dataclass(frozen=True)
class Filled:
    """All that a form brings. `key` is the form's own, made at random by its page; `opened` says, signed, when that page was opened."""

    boxes: Sequence[Box]
    key: str = ""
    opened: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[File[Any]] = ()

    @cached_property
    def points(self) -> list[Box]:
        """The boxes that say something, with the words as they are kept. Who says the same twice on one clause says it once."""
        boxes = (box._replace(words=kept_words(box.words)) for box in self.boxes)
        return list({(box.words, box.clause): box for box in reversed(list(boxes)) if box.words}.values())[::-1]


def signed_now(held: Round, moment: datetime) -> str:
    """For the form: when it was opened."""
    return dumps([str(held.uuid), int(moment.timestamp())], salt=SALT)


def is_key(key: str) -> bool:
    return len(key) in KEY_LENGTHS and key.isascii() and key.replace("-", "").replace("_", "").isalnum()


def faults_of_time(held: Round, rules: Rules, *, moment: datetime, opened: str = "") -> Iterator[NotTaken]:
    """Whether the round takes anything just now: within its time, or a little later what was begun within it."""
    consultation = held.consultation
    if held.draft_was_withdrawn or consultation.ended_at or consultation.is_published:
        kind = DraftIsWithdrawn if held.draft_was_withdrawn else RoundHasClosed
        yield kind(consultation=consultation)
    elif not consultation.is_announced:
        yield ConsultationIsNotPublic(consultation=consultation)
    elif held.opens_at is None or held.closes_at is None or moment < held.opens_at:
        yield RoundIsNotOpenYet(consultation=consultation)
    elif moment >= held.closes_at:
        begun = _moment_of(held, opened)
        is_within_grace = begun is not None and begun < held.closes_at and moment < held.closes_at + timedelta(minutes=rules.grace_minutes)
        if not is_within_grace:
            yield RoundHasClosed(consultation=consultation)


def _moment_of(held: Round, opened: str) -> datetime | None:
    """When the form of this round was opened; nothing where no page of ours signed that."""
    try:
        uuid, seconds = loads(opened, salt=SALT)
    except (BadSignature, ValueError, TypeError):
        return None
    return datetime.fromtimestamp(seconds, tz=UTC) if uuid == str(held.uuid) else None


def faults_of(
    filled: Filled,
    held: Round,
    rules: Rules,
    places: Places,
    *,
    moment: datetime,
    organization: Organization | None = None,
    organizations: Collection[Organization] = (),
) -> list[NotTaken]:
    """Everything that keeps a form from being taken, in the order of the page."""
    faults = list(faults_of_time(held, rules, moment=moment, opened=filled.opened))
    if not is_key(filled.key) or _moment_of(held, filled.opened) is None:
        faults.append(FormIsNotOurs())
    faults += faults_of_boxes(filled, rules, places)
    if rules.who == Who.SIGNED_IN and (organization is None or organization not in organizations):
        faults.append(NotForThatOrganization())
    return [*faults, *faults_of_fields(filled, rules), *_faults_of_files(filled.files, rules)]


def faults_of_boxes(filled: Filled, rules: Rules, places: Places) -> list[NotTaken]:
    stances = {stance.key for stance in rules.stances}
    faults: list[NotTaken] = []
    if not filled.points:
        faults.append(NothingSaid())
    if len(filled.points) > rules.most:
        faults.append(TooManyBoxes(count=len(filled.points), most=rules.most))
    for number, box in enumerate(filled.boxes, start=1):
        words = kept_words(box.words)
        if len(words) > rules.longest:
            faults.append(WordsTooLong(number=number, over=len(words) - rules.longest, at=f"words-{number}"))
        if box.stance and not words and filled.points:
            faults.append(BoxWithoutWords(number=number, at=f"words-{number}"))
        if box.clause and places.keyed(box.clause) is None:
            faults.append(ClauseOfAnotherText(number=number, at=f"clause-{number}"))
        if box.stance and box.stance not in stances:
            faults.append(UnknownStance(number=number, at=f"stance-{number}"))
    return faults


def faults_of_fields(filled: Filled, rules: Rules) -> list[NotTaken]:
    return [fault for asked in rules.fields for fault in _faults_of_field(asked, filled.fields.get(asked.key, ""), rules)]


def _faults_of_field(asked: Field, value: str, rules: Rules) -> Iterator[NotTaken]:
    where = {"label": str(asked), "at": f"field-{asked.key}"}
    over = len(value) - (rules.longest if asked.kind == Kind.LONG else LONGEST_LINE)
    if asked.is_required and not value:
        yield FieldIsMissing(**where)
    elif asked.kind == Kind.CHOICE and value and value not in {choice.key for choice in asked.choices}:
        yield UnknownChoice(**where)
    elif over > 0:
        yield FieldTooLong(over=over, **where)


def _faults_of_files(files: Iterable[File[Any]], rules: Rules) -> Iterator[NotTaken]:
    count = len(list(files))
    if count and not rules.attachments:
        yield AttachmentsAreNotTaken()
    elif count > MOST_ATTACHMENTS:
        yield TooManyAttachments(count=count, most=MOST_ATTACHMENTS)
