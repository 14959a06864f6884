"""Storing opinions: the same words on the same clause are one row, whoever says them and through whatever door they come."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, connections, models, transaction
from django.utils.crypto import salted_hmac

from shishin.consultations.models import Consultation, Opinion, OpinionWords, Voice
from shishin.kit.gram_index import grams_to_keep
from shishin.opinion_analysis.normalising import folded as folded_words
from shishin.opinion_analysis.normalising import grams

BATCH = 2_000
"""Rows of one statement."""
PARAMETERS = 5_000
"""Values of one statement: SQLite takes some 30,000."""
ASKED = (models.UUIDField, models.DateTimeField, models.JSONField)
NAMED = ("line_id", "fold_key", "id")
"""By what two rows are the same opinion, and their number."""
VOICE = ("submission_id", "opinion_id", "stance", "is_after_draft", "is_counted", "left")
SALT = "shishin.consultations.fold"


class Point(NamedTuple):
    """What is said: words as they are kept, and the clause they were said on, as its line; None is the whole."""

    words: str
    line: str | None = None


class Folded(NamedTuple):
    """By what two points are the same opinion of a consultation."""

    line: str | None
    key: str


def kept_words(written: str) -> str:
    """As an opinion keeps words: line ends unified, outer blanks off, nothing that no page and no database takes. The letters stay."""
    lines = written.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()


def folded(consultation: Consultation, point: Point) -> Folded:
    """A keyed hash, so that nobody finds withheld words by trying: other words on another consultation have another one."""
    key = salted_hmac(SALT, f"{consultation.uuid}\n{point.words}", algorithm="sha256").hexdigest()
    return Folded(str(point.line) if point.line else None, key)


def store_opinions(consultation: Consultation, points: Iterable[Point]) -> Mapping[Folded, int]:
    """The rows of these points, made where there are none yet. Two queries a batch; two writers at once make one row."""
    wanted = {folded(consultation, point): point for point in points}
    there = _known(consultation, wanted)
    there |= _added(consultation, {name: point for name, point in wanted.items() if name not in there})
    # What another writer added at the same moment.
    return there | _known(consultation, [name for name in wanted if name not in there])


def _known(consultation: Consultation, names: Iterable[Folded]) -> dict[Folded, int]:
    found: dict[Folded, int] = {}
    wanted = list(names)
    for start in range(0, len(wanted), BATCH):
        keys = [name.key for name in wanted[start : start + BATCH]]
        rows = Opinion.objects.as_received().filter(consultation=consultation, fold_key__in=keys).order_by()
        found |= _by_name(rows.values_list(*NAMED))
    return found


def _added(consultation: Consultation, points: Mapping[Folded, Point]) -> dict[Folded, int]:
    new = [
        Opinion(consultation=consultation, line_id=name.line, place_id=name.line, words=point.words, fold_key=name.key)
        for name, point in points.items()
    ]
    fields = [field for field in Opinion._meta.concrete_fields if not field.primary_key]
    rows = [[getattr(one, field.attname) for field in fields] for one in new]
    return _by_name(insert_rows(Opinion, [field.column for field in fields], rows, returning=NAMED, unless_there=True))


def _by_name(rows: Iterable[Sequence[Any]]) -> dict[Folded, int]:
    # SQLite has it without the lines between.
    return {Folded(str(UUID(str(line))) if line else None, key): pk for line, key, pk in rows}


def index_words(opinions: Iterable[Opinion]) -> None:
    """Search finds these, in the words that they have now."""
    rows = [OpinionWords(opinion_id=one.pk, folded=folded_words(one.words), grams=grams_to_keep(grams(one.words))) for one in opinions]
    OpinionWords.objects.bulk_create(rows, BATCH, update_conflicts=True, unique_fields=["opinion"], update_fields=["folded", "grams"])


def index_new_words(consultation: Consultation) -> None:
    """Search will find what waits to be counted. In parts, so that nobody who writes has to wait for all of them."""
    waiting = Voice.objects.uncounted().filter(submission__round__consultation=consultation)
    new = Opinion.objects.filter(pk__in=waiting.values("opinion"), searched=None).order_by("pk")
    pks = list(new.values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            index_words(Opinion.objects.filter(pk__in=pks[start : start + BATCH]).only("pk", "words"))


def insert_voices(rows: Iterable[tuple[int, int, str, bool]]) -> None:
    """Not counted yet: submission, opinion, stance, and whether it was said after the draft was published."""
    insert_rows(Voice, VOICE, [(*row, False, "") for row in rows])


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    returning: Sequence[str] = ("id",),
    unless_there: bool = False,
) -> list[tuple[Any, ...]]:
    """Rows of a table by the names of its columns, and what the database has of each in this order: of hundreds of thousands, objects would take most
    of the time. `unless_there`: what a constraint keeps to one is left out where it is there."""
    # Numbers and texts are as the database takes them; asking for each costs more than storing it.
    asked = {field.column: field for field in model._meta.concrete_fields if isinstance(getattr(field, "target_field", field), ASKED)}
    preparing = [asked.get(name) for name in names]
    own = connections[connection.alias]
    prepared = [
        [field.get_db_prep_save(value, own) if field else value for field, value in zip(preparing, row, strict=True)] for row in rows
    ]
    quoted = connection.ops.quote_name
    beginning = f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(map(quoted, names))}) VALUES"
    end = f"{'ON CONFLICT DO NOTHING ' * unless_there}RETURNING {', '.join(map(quoted, returning))}"
    at_once = PARAMETERS // len(names)
    places = f"({', '.join(['%s'] * len(names))})"
    returned: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(prepared), at_once):
            some = prepared[start : start + at_once]
            values = ", ".join([places] * len(some))
            cursor.execute(f"{beginning} {values} {end}", [value for row in some for value in row])
            returned += cursor.fetchall()
    return returned
