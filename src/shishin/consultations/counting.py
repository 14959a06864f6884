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
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from shishin.consultations.models import Consultation, Opinion, Submission, Tally, Voice
from shishin.consultations.storing import index_new_words

State = Opinion.State


class Cell(NamedTuple):
    """What voices are told apart by."""

    round: int
    state: str
    theme: int | None
    disposition: str
    is_after_draft: bool


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
    submitters = submissions_that_count(consultation).order_by().values_list("round").annotate(many=Count("pk"))
    return Figures(cells_of(consultation), dict(submitters), distinct_opinions(consultation).count())


def cells_of(consultation: Consultation) -> Mapping[Cell, int]:
    """The voices of all its opinions."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES.format(consultations=consultation.pk))
        return {_cell(*row): int(count) for *row, count in cursor.fetchall() if count}


def cells_among(heads: QuerySet[Opinion]) -> Mapping[Cell, int]:
    """The voices of some, and of what is folded under them, counted one by one: the same answer as `cells_of` gives for all."""
    sql, arguments = _sql(heads.order_by().values("id"))
    with connection.cursor() as cursor:
        cursor.execute(_AMONG.format(heads=sql), arguments)
        return {_cell(*row): int(count) for *row, count in cursor.fetchall()}


def open_voices(consultations: Iterable[Consultation]) -> dict[int, int]:
    """Of several, by their number, what `figures_of` calls open: one query."""
    numbers = ", ".join(str(int(one.pk)) for one in consultations)
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN.format(consultations=numbers))
        return {number: int(count) for number, count in cursor.fetchall()}


def submissions_that_count(consultation: Consultation) -> QuerySet[Submission]:
    """What nobody took back and no undone file brought."""
    return Submission.objects.filter(Q(intake=None) | Q(intake__undone_at=None), round__consultation=consultation, taken_back_at=None)


def distinct_opinions(consultation: Consultation) -> QuerySet[Opinion]:
    """As they were received, and said by at least one voice that counts."""
    uncounted = Voice.objects.uncounted().filter(opinion=OuterRef("pk"))
    return Opinion.objects.as_received().filter(Q(voices__gt=0) | Exists(uncounted), consultation=consultation)


_CELL = "leaf.state, leaf.theme_id, COALESCE(answer.disposition, ''), said.is_after_draft"
# The + keeps SQLite from going by way of the rounds, through all their submissions: the few that are not counted have an index.
_UNCOUNTED = f"""
    SELECT submission.round_id, {_CELL}, 1 FROM consultations_voice said
    JOIN consultations_submission submission ON submission.id = said.submission_id
    JOIN consultations_round held ON held.id = +submission.round_id AND held.consultation_id IN ({{consultations}})
    JOIN consultations_opinion leaf ON {{on}} AND leaf.state <> 'split'
    LEFT JOIN consultations_response answer ON answer.id = leaf.response_id
    WHERE NOT said.is_counted AND said.left = ''"""
_CELLS = f"""
        SELECT round_id, state, theme_id, disposition, is_after_draft, voices FROM consultations_tally
        JOIN consultations_round ON consultations_round.id = round_id AND consultation_id IN ({{consultations}})
        UNION ALL {_UNCOUNTED.format(on="leaf.id = said.opinion_id", consultations="{consultations}")}
        UNION ALL {_UNCOUNTED.format(on="leaf.part_of_id = said.opinion_id", consultations="{consultations}")}"""
_FIGURES = f"""
    SELECT round_id, state, theme_id, disposition, is_after_draft, SUM(voices) FROM ({_CELLS}) AS cells
    GROUP BY round_id, state, theme_id, disposition, is_after_draft"""
_OPEN = f"""
    SELECT consultation_id, SUM(voices) FROM ({_CELLS}) AS cells
    JOIN consultations_round ON consultations_round.id = cells.round_id
    WHERE cells.state IN ('open', 'drafted') GROUP BY consultation_id"""
_BY_CELL = f"""
    SELECT submission.round_id, {_CELL}, COUNT(*) FROM consultations_opinion leaf
    JOIN consultations_voice said ON said.opinion_id = COALESCE(leaf.part_of_id, leaf.id) AND said.is_counted AND said.left = ''
    JOIN consultations_submission submission ON submission.id = said.submission_id
    LEFT JOIN consultations_response answer ON answer.id = leaf.response_id
    WHERE leaf.state <> 'split' AND leaf.id IN ({{leaves}})
    GROUP BY submission.round_id, {_CELL}"""


_AMONG = (
    "WITH heads AS MATERIALIZED ({heads}), leaves AS (SELECT id FROM heads UNION ALL "
    "SELECT folded.id FROM consultations_opinion folded JOIN heads ON folded.folded_into_id = heads.id)"
    + _BY_CELL.replace("said.is_counted AND ", "").format(leaves="SELECT id FROM leaves")
)


def _cell(held: int, state: str, theme: int | None, disposition: str, is_after_draft: Any) -> Cell:
    return Cell(held, state, theme, disposition, bool(is_after_draft))


# Changing. Who calls these holds the lock.

CHOSEN, COUNTING, HEADS = "consultations_chosen", "consultations_counting", "consultations_heads"
THE_CHOSEN = f"SELECT id FROM {CHOSEN}"
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
def retallied(leaves: str = THE_CHOSEN) -> Iterator[None]:
    """Around a change of what opinions are: their counted voices move from what they were to what they are. `leaves` is SQL for their numbers."""
    before = _by_cell(leaves)
    folded = Opinion.objects.filter(pk__in=RawSQL(leaves, ()), folded_into__isnull=False)
    # A head that loses what was folded under it is none of theirs afterwards.
    with _kept_apart(HEADS, folded.order_by().values("folded_into_id").distinct()):
        yield
        after = _by_cell(leaves)
        after.subtract(before)
        _add_to_tallies(after)
        refresh_groups(f"{leaves} UNION SELECT folded_into_id FROM {HEADS}")


def count_voices(consultation: Consultation) -> int:
    """Count what came since, and let search find it. Returned is how many voices there were."""
    if many := _count_waiting(consultation):
        index_new_words(consultation)
    return many


@transaction.atomic
def _count_waiting(consultation: Consultation) -> int:
    lock(consultation)
    waiting = Voice.objects.uncounted().filter(submission__round__consultation=consultation)
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


_NUMBERS = """
    UPDATE consultations_opinion SET number = numbered.number FROM (
        SELECT id, ROW_NUMBER() OVER (ORDER BY id)
            + (SELECT COALESCE(MAX(number), 0) FROM consultations_opinion WHERE consultation_id = %(consultation)s) AS number
        FROM consultations_opinion WHERE consultation_id = %(consultation)s AND number IS NULL
    ) AS numbered WHERE consultations_opinion.id = numbered.id"""


def number_opinions(consultation: Consultation) -> None:
    """Those without a number get the next ones, in the order in which they came."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, {"consultation": consultation.pk})


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
        for column in ("id", "part_of_id"):
            cursor.execute(
                f"UPDATE consultations_opinion SET voices = voices + %s * said.many FROM ("
                f"SELECT opinion_id, COUNT(*) AS many FROM {COUNTING} GROUP BY opinion_id"
                f") AS said WHERE consultations_opinion.{column} = said.opinion_id",
                [sign],
            )
        cursor.execute(_MOVED_CELLS)
        moved: Counter[Cell] = Counter()
        # A cell may come twice: of what stands as it was said, and of parts.
        for *row, count in cursor.fetchall():
            moved[_cell(*row)] += sign * int(count)
    _add_to_tallies(moved)
    refresh_groups(leaves)
    number_opinions(consultation)
    return many


_MOVED_CELLS = " UNION ALL ".join(
    f"""
    SELECT submission.round_id, {_CELL}, COUNT(*) FROM {COUNTING}
    JOIN consultations_voice said ON said.id = {COUNTING}.id
    JOIN consultations_submission submission ON submission.id = said.submission_id
    JOIN consultations_opinion leaf ON leaf.{column} = said.opinion_id AND leaf.state <> 'split'
    LEFT JOIN consultations_response answer ON answer.id = leaf.response_id
    GROUP BY submission.round_id, {_CELL}"""
    for column in ("id", "part_of_id")
)


def _by_cell(leaves: str) -> Counter[Cell]:
    with connection.cursor() as cursor:
        cursor.execute(_BY_CELL.format(leaves=leaves))
        return Counter({_cell(*row): int(count) for *row, count in cursor.fetchall()})


def _add_to_tallies(moved: Mapping[Cell, int]) -> None:
    """The lock is held, so what was read is what is written."""
    rounds = {cell.round for cell in moved}
    there = {
        Cell(row.round_id, row.state, row.theme_id, row.disposition, row.is_after_draft): row
        for row in Tally.objects.filter(round__in=rounds)
    }
    changed, added = [], []
    for cell, count in moved.items():
        if count and (row := there.get(cell)):
            row.voices += count
            changed.append(row)
        elif count:
            added.append(
                Tally(
                    round_id=cell.round,
                    state=cell.state,
                    theme_id=cell.theme,
                    disposition=cell.disposition,
                    is_after_draft=cell.is_after_draft,
                    voices=count,
                )
            )
    Tally.objects.bulk_update(changed, ["voices"])
    Tally.objects.bulk_create(added)


def refresh_groups(leaves: str) -> None:
    """How many voices and submitters a head has with what is folded under it; of the heads of these opinions."""
    heads = f"SELECT COALESCE(folded_into_id, id) FROM consultations_opinion WHERE id IN ({leaves})"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE consultations_opinion SET group_voices = voices, submitters = voices WHERE id IN ({leaves} UNION {heads})")
        cursor.execute(
            f"UPDATE consultations_opinion SET group_voices = grouped.voices, submitters = grouped.submitters FROM ("
            f"SELECT COALESCE(leaf.folded_into_id, leaf.id) AS head, COUNT(said.id) AS voices, COUNT(DISTINCT said.submission_id) AS submitters "
            f"FROM consultations_opinion leaf JOIN consultations_voice said ON said.opinion_id = COALESCE(leaf.part_of_id, leaf.id) "
            f"AND said.is_counted AND said.left = '' "
            f"WHERE leaf.state <> 'split' AND COALESCE(leaf.folded_into_id, leaf.id) IN ({heads}) "
            f"AND EXISTS (SELECT 1 FROM consultations_opinion folded WHERE folded.folded_into_id = COALESCE(leaf.folded_into_id, leaf.id)) "
            f"GROUP BY COALESCE(leaf.folded_into_id, leaf.id)"
            f") AS grouped WHERE consultations_opinion.id = grouped.head"
        )


_AS_THE_HEAD = f"""
    UPDATE consultations_opinion SET state = head.state, theme_id = head.theme_id, response_id = head.response_id
    FROM consultations_opinion head
    WHERE head.id = consultations_opinion.folded_into_id AND consultations_opinion.id IN ({THE_CHOSEN})"""


def follow_heads() -> None:
    """Those of the chosen that are folded have the state, the theme and the response of their head."""
    with connection.cursor() as cursor:
        cursor.execute(_AS_THE_HEAD)


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
    cells: Counter[Cell] = Counter()
    with connection.cursor() as cursor:
        leaves = "SELECT id FROM consultations_opinion WHERE consultation_id = %s"
        cursor.execute(_BY_CELL.replace("said.is_counted AND ", "").format(leaves=leaves), [consultation.pk])
        cells.update({_cell(*row): int(count) for *row, count in cursor.fetchall()})
    submitters = submissions_that_count(consultation).order_by().values_list("round").annotate(many=Count("pk"))
    said = Voice.objects.that_count().filter(submission__round__consultation=consultation)
    return Figures(dict(cells), dict(submitters), said.values("opinion").distinct().count())
