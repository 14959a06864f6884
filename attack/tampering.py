"""Change rows of fixed things and of the trail with rights on the database alone: each must be found by verifying.

Things are changed several at a time, each of them once, and each has to be named. The trail is changed in one place at a time: verifying stops
at the first fault there.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from attack.tries import Tries
from shishin.councils.models import AgendaItem, Attendance, Decision, Meeting, Paper, Report, Statement, Vote
from shishin.guidelines.editions.hashing import content_hash
from shishin.guidelines.models import Change, Clause, ClauseText, Edition, Reason
from shishin.trail.models import Entry, Place, Seal
from shishin.trail.recording import name_of
from shishin.trail.sealing import seal_all
from shishin.trail.tests.makers import rights_on_the_database_alone
from shishin.trail.verifying import verify_trail

Rows = models.QuerySet[Any]

EDITIONS = Edition.objects.public()
MINUTED = Meeting.objects.exclude(minutes_published_on=None)
TEXTS = ClauseText.objects.filter(clause__edition__in=EDITIONS)
LATER = Place.objects.filter(position__gt=0)
OF_EDITIONS, OF_MINUTES = {"edition__in": EDITIONS}, {"meeting__in": MINUTED}

THINGS: tuple[tuple[Rows, str, tuple[str, ...]], ...] = (
    (
        EDITIONS,
        "",
        ("version", "titles", "outlines", "keywords", "revision_notes", "decided_on", "published_on", "in_force_from", "text_hash"),
    ),
    (Clause.objects.filter(**OF_EDITIONS), "edition", ("depth", "kind", "force", "is_hard_gate", "is_vacated", "applicability")),
    (TEXTS, "clause.edition", ("heading", "body", "summary", "content_hash")),
    (Reason.objects.filter(changes__isnull=False, **OF_EDITIONS), "edition", ("words",)),
    (Change.objects.filter(**OF_EDITIONS), "edition", ("kind", "is_substantive")),
    (Decision.objects.all(), "", ("kind", "decided_on", "text_name", "words", "body_names", "quorum_needed", "quorum_present")),
    (Vote.objects.all(), "decision", ("how", "name", "capacity", "reason")),
    (Report.objects.all(), "", ("kind", "words", "text_name", "text_hash", "reported_on")),
    (MINUTED, "", ("number", "held_on", "form", "titles", "places", "minutes_published_on", "minutes_summary")),
    (AgendaItem.objects.filter(**OF_MINUTES), "meeting", ("kind", "titles", "outlines", "text_name")),
    (Attendance.objects.filter(**OF_MINUTES), "meeting", ("how", "name", "capacity")),
    (Statement.objects.filter(**OF_MINUTES), "meeting", ("speaker", "words", "language")),
    (Paper.objects.filter(removed_on=None), "", ("content_hash", "file")),
)
"""Rows, how the fixed thing is reached that each of them belongs to, and columns."""
REMOVABLE = (ClauseText, Change, Decision, Vote, Report, AgendaItem, Attendance, Statement, Paper)
OF_THE_TRAIL: tuple[tuple[Rows, tuple[str, ...]], ...] = (
    (
        Entry.objects.all(),
        ("key", "actor", "actor_role", "actor_organization", "about", "happened_at", "why", "data", "sealed_text", "uuid"),
    ),
    (Seal.objects.all(), ("root", "previous", "public_key", "signature", "sealed_text", "sealed_at", "total")),
)
AT_A_TIME = 12


def another(value: Any, field: models.Field[Any, Any], chance: random.Random) -> Any:
    """Something else of the same kind."""
    if choices := [choice for choice, _ in field.flatchoices if choice != value]:
        return chance.choice(choices)
    kinds: dict[type, Callable[[], Any]] = {
        bool: lambda: not value,
        int: lambda: value + chance.randint(1, 9),
        datetime: lambda: value + timedelta(seconds=chance.randint(1, 9_999_999)),
        date: lambda: value + timedelta(days=chance.randint(1, 999)),
        time: lambda: time(chance.randrange(24), chance.randrange(60)) if value.hour else time(23),
        uuid.UUID: uuid.uuid4,
        dict: lambda: {**value, chance.choice(["ja", "en"]): f"{chance.random()}"},
        list: lambda: [*value, f"{chance.random()}"],
        type(None): lambda: date(2020, 1, chance.randint(1, 28)) if isinstance(field, models.DateField) else chance.randint(1, 9),
    }
    for kind, make in kinds.items():
        if isinstance(value, kind):
            return make()
    return other_words(str(value), chance, longest=field.max_length)


def other_words(words: str, chance: random.Random, *, longest: int | None) -> str:
    """One sign changed, taken out, or put in."""
    place = chance.randrange(len(words) + 1)
    way = chance.randrange(3) if words else 2
    if way == 2 and (longest is None or len(words) < longest):
        return words[:place] + "改" + words[place:]
    place = min(place, len(words) - 1)
    if way == 1 and len(words) > 1:
        return words[:place] + words[place + 1 :]
    sign = next(sign for sign in "改正01ab" if sign != words[place])
    return words[:place] + sign + words[place + 1 :]


def change_column(row: Any, column: str, chance: random.Random) -> str:
    before = getattr(row, column)
    after = another(before.name if column == "file" else before, row._meta.get_field(column), chance)
    assert type(row)._base_manager.filter(pk=row.pk).update(**{column: after}) == 1
    return f"{row._meta.label} {row.pk}: {column}"


def change_words_with_their_hash(text: ClauseText, chance: random.Random) -> str:
    """So that nothing within the row contradicts itself."""
    body = other_words(text.body, chance, longest=None)
    own = content_hash(heading=text.heading, body=body, summary=text.summary)
    ClauseText.objects.filter(pk=text.pk).update(body=body, content_hash=own)
    return f"{text._meta.label} {text.pk}: words with their hash"


def remove(row: Any) -> str:
    assert type(row)._base_manager.filter(pk=row.pk)._raw_delete(connection.alias) == 1
    return f"{row._meta.label} {row.pk}: removed"


def change_thing(chance: random.Random, touched: Collection[str]) -> tuple[str, str] | None:
    """The name of a thing, and what was done to a row of it; nothing where it was touched already, or where the database refuses it."""
    rows, way, columns = chance.choice([thing for thing in THINGS if keys_of(thing[0])])
    row = chosen(rows, chance)
    if row is None:
        return None
    thing = row
    for step in way.split(".") if way else ():
        thing = getattr(thing, step)
    name = name_of(thing)
    if name in touched:
        return None
    try:
        with transaction.atomic():
            return name, change_row(row, chance.choice(columns), chance)
    except IntegrityError:
        return None


def change_row(row: Any, column: str, chance: random.Random) -> str:
    how = chance.random()
    if how < 0.1 and isinstance(row, REMOVABLE):
        return remove(row)
    if how < 0.5 and isinstance(row, ClauseText):
        return change_words_with_their_hash(row, chance)
    return change_column(row, column, chance)


def change_trail(chance: random.Random) -> str:
    how = chance.random()
    if how < 0.2:
        return move_entry(chance)
    rows, columns = chance.choice(OF_THE_TRAIL)
    row = chosen(rows, chance)
    return remove(row) if how < 0.3 else change_column(row, chance.choice(columns), chance)


def move_entry(chance: random.Random) -> str:
    """Two entries of one batch change places."""
    place = chosen(LATER, chance)
    other = Place.objects.get(seal_id=place.seal_id, position=place.position - 1)
    for pk, position in ((other.pk, 2_000_000), (place.pk, place.position - 1), (other.pk, place.position)):
        Place.objects.filter(pk=pk).update(position=position)
    return f"place {place.position} of batch {place.seal_id}: moved"


_keys: dict[int, list[int]] = {}


def keys_of(rows: Rows) -> list[int]:
    if id(rows) not in _keys:
        _keys[id(rows)] = list(rows.order_by("pk").values_list("pk", flat=True).distinct())
    return _keys[id(rows)]


def chosen(rows: Rows, chance: random.Random) -> Any:
    return rows.model._base_manager.filter(pk=chance.choice(keys_of(rows))).first()


def attack(times: int, chance: random.Random) -> Iterator[Tries]:
    _keys.clear()
    seal_all()
    assert verify_trail().is_sound
    yield tamper_with_things(times * 3 // 4, chance)
    yield tamper_with_trail(times - times * 3 // 4, chance)
    assert verify_trail().is_sound
    yield planted(chance)


def tamper_with_things(times: int, chance: random.Random) -> Tries:
    tries = Tries("rows of fixed things changed in the database")
    while tries.tries < times:
        with transaction.atomic():
            changed: dict[str, str] = {}
            with rights_on_the_database_alone():
                for _ in range(min(AT_A_TIME, times - tries.tries)):
                    if done := change_thing(chance, changed):
                        changed[done[0]] = done[1]
            report = verify_trail()
            named = {mismatch.thing for mismatch in report.mismatches}
            named |= {f"guidelines.edition:{uuid}" for uuid in editions_of_clauses(named)}
            for thing, what in changed.items():
                tries.judge(thing in named and not report.guards, f"not found: {what} ({thing}; {report.fault})")
            transaction.set_rollback(True)
    return tries


def editions_of_clauses(named: set[str]) -> list[uuid.UUID]:
    """A translation from after its edition is named by its clause."""
    clauses = [name.partition(":")[2] for name in named if name.startswith("guidelines.clause:")]
    return list(Clause.objects.filter(uuid__in=clauses).values_list("edition__uuid", flat=True))


def tamper_with_trail(times: int, chance: random.Random) -> Tries:
    tries = Tries("entries and seals changed, moved or removed in the database")
    for _ in range(times):
        with transaction.atomic():
            with rights_on_the_database_alone():
                what = change_trail(chance)
            report = verify_trail()
            tries.judge(report.fault is not None and not report.guards, f"not found: {what}")
            transaction.set_rollback(True)
    return tries


def planted(chance: random.Random) -> Tries:
    """Without recomputing, the same changes of fixed things are not found: the attack sees the difference."""
    from unittest.mock import patch

    tries = Tries("… and with the fault planted, these are missed")
    with patch("shishin.guidelines.trail_hashes.RecomputedEditions.close", lambda _: ()):
        for _ in range(3):
            with transaction.atomic():
                with rights_on_the_database_alone():
                    change_words_with_their_hash(chosen(TEXTS, chance), chance)
                tries.judge(verify_trail().is_sound, "a planted fault made no difference")
                transaction.set_rollback(True)
    return tries
