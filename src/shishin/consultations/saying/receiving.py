"""Receiving: what somebody says by the form is stored, and its receipt given. It only inserts, so that nobody waits for anybody.

Of the form's key, made at random by its page, and of the receipt that is derived from it only keyed hashes are kept. The same key sent
again, by a second click or over a broken line, gives the same receipt for the one submission.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError
from django.utils.crypto import salted_hmac

from shishin.consultations.counting import lock
from shishin.consultations.errors.saying import NotTaken, RoundHasClosed
from shishin.consultations.models import Attachment, PersonalData, Round, Submission
from shishin.consultations.models.opinions import FOLDER
from shishin.consultations.places import Places, places_in
from shishin.consultations.profiles import Rules, rules_of
from shishin.consultations.saying.filled import Box, Filled, faults_of
from shishin.consultations.storing import Point, folded, insert_voices, store_opinions
from shishin.kit.at_once import AlreadyStored, as_a_whole
from shishin.kit.moments import now
from shishin.kit.stored_files import stored
from shishin.people.models import Organization, Person
from shishin.trail.recording import Actor, record

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Neither 0 nor O, neither 1, I nor L: a receipt is read aloud and copied by hand."""
LENGTH, GROUP = 12, 4
RESIDENT = Actor("resident:form")


class Received(NamedTuple):
    """A receipt, and whether it was given for what was sent just now or for what the same form brought before."""

    receipt: str
    submission: Submission
    is_new: bool


def receive(
    held: Round,
    filled: Filled,
    *,
    person: Person | None = None,
    organization: Organization | None = None,
    organizations: Collection[Organization] = (),
) -> Received:
    """Store what a form brings, all of it or nothing. `organizations` are those for which its sender may speak."""
    moment, rules, places = now(), rules_of(held.consultation), places_in([held])
    faults = faults_of(filled, held, rules, places, moment=moment, organization=organization, organizations=organizations)
    if faults:
        # Whoever sent it in time and never saw the answer is told the receipt, also after closing.
        return _received_before(held, filled) or _refuse(faults)
    try:
        submission = as_a_whole(lambda: _store(held, filled, rules, places, moment=moment, person=person, organization=organization))
    except (AlreadyStored, IntegrityError):
        # The constraint says it, or on SQLite its guard before; either way the form was received if its key is there.
        if before := _received_before(held, filled):
            return before
        raise
    return Received(receipt_of(held, filled.key), submission, is_new=True)


def _refuse(faults: list[NotTaken]) -> Received:
    raise faults[0]


def _received_before(held: Round, filled: Filled) -> Received | None:
    before = Submission.objects.filter(form_key=_hash_of_key(held, filled.key)).first()
    return Received(receipt_of(held, filled.key), before, is_new=False) if before else None


def _store(
    held: Round, filled: Filled, rules: Rules, places: Places, *, moment: datetime, person: Person | None, organization: Organization | None
) -> Submission:
    if held.is_closed_at(moment):
        _refuse_answered(held)
    with ExitStack() as files:
        kept = [files.enter_context(stored(file, folder=FOLDER)) for file in filled.files]
        # First of all: of the same form twice, the second stores nothing.
        submission = Submission.objects.create(
            round=held,
            received_at=moment,
            receipt_hash=hash_of_receipt(receipt_of(held, filled.key)),
            form_key=_hash_of_key(held, filled.key),
            person=person,
            organization=organization,
            attributes=_values(filled.fields, rules, is_personal=False),
        )
        store_voices(submission, filled.points, places)
        if personal := _values(filled.fields, rules, is_personal=True):
            PersonalData.objects.create(submission=submission, values=personal)
        Attachment.objects.bulk_create([Attachment(submission=submission, **one._asdict()) for one in kept])
        record("consultations.submission_received", about=submission, who=person or RESIDENT, **entry_of(submission))
    return submission


def _refuse_answered(held: Round) -> None:
    """Within the grace somebody may be publishing just now. Who is in time never asks, and waits for nobody."""
    consultation = lock(held.consultation)
    if consultation.is_published or consultation.ended_at:
        raise RoundHasClosed(consultation=consultation)


def store_voices(submission: Submission, boxes: list[Box], places: Places) -> None:
    """Not counted yet."""
    held = submission.round
    points = {Point(box.words, place.line if (place := places.keyed(box.clause)) else None): box.stance for box in boxes}
    there = store_opinions(held.consultation, points)
    insert_voices(
        (submission.pk, there[folded(held.consultation, point)], stance, held.draft_id is not None) for point, stance in points.items()
    )


def store_fields(submission: Submission, fields: Mapping[str, str], rules: Rules) -> None:
    """In the place of those before."""
    submission.attributes = _values(fields, rules, is_personal=False)
    submission.save(update_fields=["attributes"])
    if personal := _values(fields, rules, is_personal=True):
        PersonalData.objects.update_or_create(submission=submission, defaults={"values": personal})
    else:
        PersonalData.objects.filter(submission=submission).delete()


def entry_of(submission: Submission) -> dict[str, Any]:
    """What the trail keeps of it: no word of it, and nothing about anybody."""
    return {"round": str(submission.round.uuid), "receipt": submission.receipt_hash}


def _values(fields: Mapping[str, str], rules: Rules, *, is_personal: bool) -> dict[str, str]:
    return {one.key: fields[one.key] for one in rules.fields if one.is_personal == is_personal and fields.get(one.key)}


def receipt_of(held: Round, key: str) -> str:
    """Twelve signs that only this site can derive from the form's key: KXH2-4H9M-XP3Q."""
    number = int.from_bytes(salted_hmac("shishin.consultations.receipt", f"{held.uuid}\n{key}", algorithm="sha256").digest())
    signs = []
    for _place in range(LENGTH):
        number, sign = divmod(number, len(LETTERS))
        signs.append(LETTERS[sign])
    return "-".join("".join(signs[start : start + GROUP]) for start in range(0, LENGTH, GROUP))


def hash_of_receipt(receipt: str) -> str:
    """However it is written: in small letters, with blanks or without the lines between."""
    letters = "".join(sign for sign in receipt.upper() if sign in LETTERS)
    return salted_hmac("shishin.consultations.receipt_hash", letters, algorithm="sha256").hexdigest()


def _hash_of_key(held: Round, key: str) -> str:
    return salted_hmac("shishin.consultations.form_key", f"{held.uuid}\n{key}", algorithm="sha256").hexdigest()
