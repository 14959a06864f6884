"""Counting: three figures that are never mixed, submitters (者), voices (件) and opinions (種類), exact on every screen.

The form only inserts. Here its voices are counted into `Opinion` and `Tally`, and what staff do moves them there. A figure is what was
counted plus what was not yet, in one query. One rule says what counts: a voice that has not left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from shishin.consultations.counting_sql import (
    AMONG,
    AS_THE_HEAD,
    BY_SHELF,
    CHOSEN,
    COUNTED_AGAIN,
    COUNTING,
    DIFFERING,
    FIGURES,
    GROUPED,
    GROUPS,
    MOVED_CELLS,
    MOVED_VOICES,
    MOVES,
    NUMBERS,
    OPEN,
    REGROUPED,
    THE_CHOSEN,
)
from shishin.consultations.models import Consultation, Opinion, QueueTally, Submission, Tally, Voice
from shishin.consultations.standing_behind import put_right
from shishin.consultations.storing import index_new_words

State = Opinion.State


class Cell(NamedTuple):
    """What voices are told apart by."""

    round: int
    state: str
    theme: int | None
    disposition: str
    is_after_draft: bool


class Shelf(NamedTuple):
    """What opinions of the queue are told apart by."""

    consultation: int
    state: str
    theme: int | None
    disposition: str
    said_in: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a consultation. Received = answered + withheld + open, in voices, because it is computed so."""

    cells: Mapping[Cell, int]
    submitters: Mapping[int, int]
    """By round."""
    distinct: int
    """Opinions as they were received."""

    def voices(self, of: Callable[[Cell], bool] = lambda _cell: True) -> int:
        return sum(count for cell, count in self.cells.items() if of(cell))

    def in_states(self, *states: str) -> int:
        return self.voices(lambda cell: cell.state in states)

    @property
    def received(self) -> int:
        return self.answered + self.withheld + self.open

    @property
    def answered(self) -> int:
        return self.in_states(State.ANSWERED)

    @property
    def withheld(self) -> int:
        return self.in_states(State.WITHHELD)

    @property
    def open(self) -> int:
        return self.in_states(State.OPEN, State.DRAFTED)

    @property
    def all_submitters(self) -> int:
        return sum(self.submitters.values())


def lock(consultation: Consultation) -> Consultation:
    """Whoever changes what opinions of a consultation are or count as does it one after the other. The form does not wait for this.

    Its new rows name the consultation, for which PostgreSQL asks that the key stays: that is not locked.
    """
    return Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)


# Reading.


def figures_of(consultation: Consultation) -> Figures:
    """Three queries, however many voices there are: those not counted yet are few."""
    return Figures(cells_of(consultation), _submitters_of(consultation), distinct_opinions(consultation).count())


def _submitters_of(consultation: Consultation) -> dict[int, int]:
    return dict(submissions_that_count(consultation).order_by().values_list("round").annotate(many=Count("pk")))


def cells_of(consultation: Consultation) -> Mapping[Cell, int]:
    """The voices of all its opinions."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES.format(consultations=consultation.pk))
        return {_cell(*row): int(count) for *row, count in cursor.fetchall() if count}


def shelves_of(consultation: Consultation) -> Mapping[Shelf, int]:
    """The opinions of its queue: those with counted voices that stand by themselves."""
    rows = QueueTally.objects.filter(consultation=consultation)
    return {Shelf(*row): opinions for *row, opinions in rows.values_list(*QueueTally.KEY, QueueTally.COUNTED)}


def bit_of(number: int, is_after_draft: bool) -> int:
    """Where `said_in` says of the round with this number that an opinion was said in it, after the draft or before."""
    return 1 << (2 * number + is_after_draft)


def cells_among(heads: QuerySet[Opinion]) -> Mapping[Cell, int]:
    """The voices of some, and of what is folded under them: the same answer as `cells_of` gives for all. One by one only where they are of several kinds."""
    sql, arguments = _sql(heads.order_by().values("id"))
    with connection.cursor() as cursor:
        cursor.execute(AMONG.format(heads=sql), arguments)
        return {_cell(*row): int(count) for *row, count in cursor.fetchall()}


def open_voices(consultations: Iterable[Consultation]) -> dict[int, int]:
    """Of several, by their number, what `figures_of` calls open: one query."""
    numbers = ", ".join(str(int(one.pk)) for one in consultations)
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(OPEN.format(consultations=numbers))
        return {number: int(count) for number, count in cursor.fetchall()}


def submissions_that_count(consultation: Consultation) -> QuerySet[Submission]:
    """What nobody took back and no undone file brought."""
    return Submission.objects.filter(Q(intake=None) | Q(intake__undone_at=None), round__consultation=consultation, taken_back_at=None)


def distinct_opinions(consultation: Consultation) -> QuerySet[Opinion]:
    """As they were received, and said by at least one voice that counts."""
    uncounted = Voice.objects.uncounted().filter(opinion=OuterRef("pk"))
    return Opinion.objects.as_received().filter(Q(voices__gt=0) | Exists(uncounted), consultation=consultation)


def _cell(held: int, state: str, theme: int | None, disposition: str, is_after_draft: Any) -> Cell:
    return Cell(held, state, theme, disposition, bool(is_after_draft))


# Changing. Who calls these holds the lock.

IDS_OF_A_STATEMENT = 5_000


@contextmanager
def choose(opinions: QuerySet[Opinion]) -> Iterator[QuerySet[Opinion]]:
    """Opinions as they match now: what is done to them may change what matches. However many, they never leave the database."""
    with _kept_apart(CHOSEN, opinions.order_by().values("id")):
        yield Opinion.objects.filter(pk__in=RawSQL(THE_CHOSEN, ()))


@contextmanager
def choose_groups(opinions: QuerySet[Opinion]) -> Iterator[QuerySet[Opinion]]:
    """These, and what is folded under them: it goes with its head."""
    with choose(opinions) as chosen, connection.cursor() as cursor:
        folded = f"SELECT id FROM consultations_opinion WHERE folded_into_id IN ({THE_CHOSEN})"
        cursor.execute(f"INSERT INTO {CHOSEN} {folded} EXCEPT {THE_CHOSEN}")
        yield chosen


@contextmanager
def choose_ids(ids: Sequence[int]) -> Iterator[QuerySet[Opinion]]:
    """Those with these ids, however many: no database takes so many parameters."""
    with choose(Opinion.objects.filter(pk__lt=0)) as chosen, connection.cursor() as cursor:
        for start in range(0, len(ids), IDS_OF_A_STATEMENT):
            rows = ", ".join(f"({int(pk)})" for pk in ids[start : start + IDS_OF_A_STATEMENT])
            cursor.execute(f"INSERT INTO {CHOSEN} VALUES {rows}")
        yield chosen


@contextmanager
def retallied() -> Iterator[None]:
    """Around a change of what the chosen are: what is counted of them moves from what they were to what they are."""
    chosen = Opinion.objects.filter(pk__in=RawSQL(THE_CHOSEN, ())).order_by()
    were = chosen.values("id", "folded_into_id", "state", "theme_id", disposition=Coalesce("response__disposition", Value("")))
    with _kept_apart(GROUPS, were):
        with _queue_tallied(THE_CHOSEN):
            yield
        _add(Tally, _moved_cells())
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT EXISTS ({REGROUPED})")
            is_regrouped = cursor.fetchone()[0]
        if is_regrouped:
            # A head that loses what was folded under it is none of the chosen.
            changed = _of_groups(
                f"SELECT id FROM ({REGROUPED}) AS these UNION SELECT was FROM ({REGROUPED}) AS these WHERE was IS NOT NULL"
            )
            with _queue_tallied(changed):
                _refresh_groups(changed)
        put_right(THE_CHOSEN)


def _moved_cells() -> Counter[Cell]:
    """The voices of the chosen leave the cells in which they were kept apart, for those in which they are now. What is split is in none."""
    moved: Counter[Cell] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(MOVES)
        for held, is_after_draft, *cells, count in cursor.fetchall():
            for (state, theme, disposition), sign in ((cells[:3], -1), (cells[3:], 1)):
                if state != State.SPLIT:
                    moved[_cell(held, state, theme, disposition, is_after_draft)] += sign * int(count)
    return moved


@contextmanager
def _queue_tallied(opinions: str) -> Iterator[None]:
    """Around a change of opinions, the same before and after, by which the queue tells heads apart. `opinions` is SQL for their numbers."""
    before = _by_shelf(opinions)
    yield
    after = _by_shelf(opinions)
    after.subtract(before)
    _add(QueueTally, after)


def count_voices(consultation: Consultation) -> int:
    """Let search find what came since, and count it; whoever is killed between the two leaves it to be counted. Returned is how many voices there were."""
    index_new_words(consultation)
    return _count_waiting(consultation)


@transaction.atomic
def _count_waiting(consultation: Consultation) -> int:
    lock(consultation)
    waiting = Voice.objects.uncounted().filter(submission__round__consultation=consultation, opinion__searched__isnull=False)
    with _kept_apart(COUNTING, waiting.order_by().values("id", "opinion_id")):
        _those_counting().update(is_counted=True)
        return _moved(consultation, sign=1)


def let_go(consultation: Consultation, voices: QuerySet[Voice], *, how: str) -> None:
    """Voices leave, for good: what was counted of them is counted no more."""
    with _kept_apart(COUNTING, voices.that_count().filter(is_counted=True).order_by().values("id", "opinion_id")):  # type: ignore[attr-defined]
        _those_counting().update(left=how)
        _moved(consultation, sign=-1)
    voices.filter(left="", is_counted=False).update(left=how)


def _those_counting() -> QuerySet[Voice]:
    return Voice.objects.filter(pk__in=RawSQL(f"SELECT id FROM {COUNTING}", ()))


def number_opinions(consultation: Consultation) -> None:
    """Those without a number get the next ones, in the order in which they came."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, {"consultation": consultation.pk})


def _moved(consultation: Consultation, *, sign: int) -> int:
    """What stands in COUNTING is added to opinions and tallies, or taken off them."""
    leaves = " UNION ".join(
        f"SELECT leaf.id FROM consultations_opinion leaf JOIN {COUNTING} ON leaf.{column} = {COUNTING}.opinion_id"
        for column in ("id", "part_of_id")
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {COUNTING}")
        many = int(cursor.fetchone()[0])
        if not many:
            return 0
        cursor.execute(MOVED_CELLS)
        moved: Counter[Cell] = Counter()
        # A cell may come twice: of what stands as it was said, and of parts.
        for *row, count in cursor.fetchall():
            moved[_cell(*row)] += sign * int(count)
        _add(Tally, moved)
        with _queue_tallied(_of_groups(leaves)):
            for column in ("id", "part_of_id"):
                cursor.execute(MOVED_VOICES.format(column=column), [sign])
            # Where voices only come, a head that stands alone has all it needs.
            _refresh_groups(_of_groups(leaves), alone=sign < 0)
        if sign < 0:
            # Behind what nobody says any more nothing can be seen.
            put_right(_of_groups(leaves))
    number_opinions(consultation)
    return many


def _by_shelf(opinions: str) -> Counter[Shelf]:
    with connection.cursor() as cursor:
        cursor.execute(BY_SHELF.format(opinions=opinions))
        return Counter({Shelf(*row): int(count) for *row, count in cursor.fetchall()})


def _add(table: type[Tally] | type[QueueTally], moved: Mapping[Any, int]) -> None:
    """The lock is held, so what was read is what is written. What comes to nothing goes."""
    first, *_others = table.KEY
    rows = table._default_manager.filter(**{f"{first}__in": {key[0] for key in moved}})
    there = {tuple(getattr(row, name) for name in table.KEY): row for row in rows}
    changed: list[Any] = []
    added: list[Any] = []
    for key, count in moved.items():
        if not count:
            continue
        row = there.get(tuple(key))
        if row is None:
            added.append(table(**dict(zip(table.KEY, key, strict=True)), **{table.COUNTED: count}))
        else:
            setattr(row, table.COUNTED, getattr(row, table.COUNTED) + count)
            changed.append(row)
    table._default_manager.bulk_update(changed, [table.COUNTED])
    table._default_manager.filter(**{table.COUNTED: 0}, pk__in=[row.pk for row in changed]).delete()
    table._default_manager.bulk_create(added)


def _of_groups(opinions: str) -> str:
    """These, and the heads under which they are folded."""
    return f"{opinions} UNION SELECT folded_into_id FROM consultations_opinion WHERE id IN ({opinions}) AND folded_into_id IS NOT NULL"


def _refresh_groups(opinions: str, *, alone: bool = True) -> None:
    """What heads among these have with what is folded under them, from their voices; unless `alone`, only those under which something is."""
    folded = f"consultations_opinion WHERE folded_into_id IN ({opinions})"
    leaves = f"{opinions if alone else f'SELECT folded_into_id FROM {folded}'} UNION SELECT id FROM {folded}"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consultations_opinion SET group_voices = voices, submitters = voices,"
            f" said_in = CASE WHEN voices = 0 THEN 0 ELSE said_in END WHERE id IN ({opinions})"
        )
        cursor.execute(GROUPED.format(leaves=leaves))


def follow_heads() -> None:
    """Those of the chosen that are folded have the state, the theme and the response of their head."""
    with connection.cursor() as cursor:
        cursor.execute(AS_THE_HEAD)


@contextmanager
def _kept_apart(name: str, rows: QuerySet[Any]) -> Iterator[None]:
    """A table of this transaction alone, filled by one query: what comes meanwhile is not in it."""
    sql, arguments = _sql(rows)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {name} AS {sql}", arguments)
        if connection.vendor == "postgresql":
            # Nobody else tells the planner how large it is.
            cursor.execute(f"ANALYZE {name}")
        yield
        # Where something was refused meanwhile, it goes with the transaction.
        cursor.execute(f"DROP TABLE {name}")


def _sql(rows: QuerySet[Any]) -> tuple[str, Any]:
    """The query and its arguments, of a set that is known to be empty as well."""
    return rows.query.get_compiler(connection=connection, elide_empty=False).as_sql()


def recount(consultation: Consultation) -> Figures:
    """From the voices alone, whatever was counted: what `verify-opinions` holds the figures against."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED_AGAIN, [consultation.pk])
        cells = {_cell(*row): int(count) for *row, count in cursor.fetchall()}
    said = Voice.objects.that_count().filter(submission__round__consultation=consultation)
    return Figures(cells, _submitters_of(consultation), said.values("opinion").distinct().count())


def groups_that_differ(consultation: Consultation) -> list[int]:
    """Heads that have other voices, submitters or rounds with what is folded under them than when they are counted again."""
    leaves = f"SELECT id FROM consultations_opinion WHERE consultation_id = {consultation.pk:d}"
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING.format(leaves=leaves))
        return [pk for (pk,) in cursor.fetchall()]


def shelves_counted_again(consultation: Consultation) -> Mapping[Shelf, int]:
    """From the opinions alone: what `verify-opinions` holds the queue's figures against."""
    return _by_shelf(f"SELECT id FROM consultations_opinion WHERE consultation_id = {consultation.pk:d}")
