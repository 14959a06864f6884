"""Taking in: a file of opinions becomes submissions, voices and opinions, some thousand rows a transaction.

Each transaction keeps how far it is, so that whoever begins again, after a worker died or somebody stopped it, goes on at the very row:
nothing is lost, nothing comes twice. Voices are counted at the end.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.counting import count_voices, lock
from shishin.consultations.errors.taking_in import ColumnsAreChosen, NothingToTakeIn, TakenInBefore, TakenInElsewhere
from shishin.consultations.models import Consultation, Intake, Opinion, PersonalData, RefusedRow, Round, Submission, Voice
from shishin.consultations.models.opinions import FOLDER
from shishin.consultations.places import places_as_printed
from shishin.consultations.profiles import rules_of
from shishin.consultations.storing import Point, folded, insert_rows, insert_voices, store_opinions
from shishin.consultations.taking_in.columns import Preview, place_or_theme, roles, themes_of, without_never
from shishin.consultations.taking_in.reading_rows import RowReader, SaidRow
from shishin.consultations.taking_in.typing_in import came_after, draft_known_from
from shishin.kit.intake.errors import CellError, SheetTooLarge
from shishin.kit.intake.mapping import ColumnMapping
from shishin.kit.intake.reading import Row, Sheet, read_sheet
from shishin.kit.moments import now
from shishin.kit.stored_files import forget_file
from shishin.people.models import Person
from shishin.trail.recording import OPERATOR, Acting, record

ROWS_AT_ONCE = 2_000
MOST_REMEMBERED = 50_000
"""Opinions of which a run remembers where they are."""
Step = Callable[[int, int], object]


# A file that waits for its columns.


def keep_file(held: Round, upload: File[Any], *, by: Person, again: bool = False) -> Intake:
    """The file lies apart until somebody says what stands in which column."""
    if upload.size > settings.INTAKE_LIMIT:
        raise SheetTooLarge(file=upload.name or "", limit=settings.INTAKE_LIMIT)
    digest = sha256_of(upload)
    with transaction.atomic():
        intake = open_intake(held, name=upload.name or "", digest=digest, by=by, again=again)
        upload.seek(0)
        intake.file = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", upload)
        intake.save(update_fields=["file"])
    return intake


def sha256_of(file: IO[bytes] | File[Any]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


@transaction.atomic
def open_intake(held: Round, *, name: str, digest: str, by: Acting, again: bool = False) -> Intake:
    """An intake without a row yet. The same file a second time is said, and taken only where that is meant."""
    consultation = lock(held.consultation)
    refuse_over(consultation)
    before = Intake.objects.filter(round__consultation=consultation, sha256=digest, undone_at=None).exclude(mapping={}).first()
    if before and not again:
        raise TakenInBefore(intake=before)
    person = by if isinstance(by, Person) else None
    return Intake.objects.create(round=held, file_name=name[:200], sha256=digest, begun_at=now(), begun_by=person)


def read_file(
    intake: Intake, file: IO[bytes], *, heading_row: int = 0, encoding: str = "", look: Callable[[], object] = lambda: None
) -> Sheet:
    """The table of an intake's file; with the headings and in the encoding that were chosen with its columns."""
    heading_row = intake.mapping.get("heading_row", heading_row)
    encoding = intake.mapping.get("encoding", encoding)
    return read_sheet(file, name=intake.file_name, heading_row=heading_row, encoding=encoding, look=look)


def look_into(intake: Intake, sheet: Sheet) -> Intake:
    """Keep how the file begins, for whoever chooses the columns."""
    intake.preview, intake.rows_in_file = Preview.of(sheet).plain(), len(sheet)
    intake.save(update_fields=["preview", "rows_in_file"])
    return intake


@transaction.atomic
def choose_columns(intake: Intake, mapping: ColumnMapping, *, heading_row: int, encoding: str, rows: int) -> Intake:
    """From now on its rows may be taken in; how the file begins is not kept any longer."""
    held = Round.objects.select_related("consultation", "consultation__profile", "draft__document__numbering").get(pk=intake.round_id)
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.mapping or intake.undone_at:
        raise ColumnsAreChosen(intake=intake)
    mapping = without_never(mapping)
    mapping.refuse_unfit(roles(rules_of(held.consultation)))
    places, themes = places_as_printed(held), themes_of(held.consultation)
    for column in mapping.columns.get("words", ()):
        place_or_theme(column.detail, places, themes)
    intake.mapping = {**mapping.plain(), "heading_row": heading_row, "encoding": encoding}
    intake.preview, intake.rows_in_file = {}, rows
    intake.save(update_fields=["mapping", "preview", "rows_in_file"])
    return intake


# Its rows.


def take_in(intake: Intake, sheet: Sheet, *, by: Acting | None = None, step: Step = lambda _done, _of: None) -> Intake:
    """All rows that are left, then the counting. `step` is told how far it is, and may end it between two transactions."""
    held = Round.objects.select_related("consultation__profile", "draft__document__numbering").get(pk=intake.round_id)
    reader = reader_of(sheet, ColumnMapping.of(intake.mapping), held=held)
    storing = Storing.begin(intake, held)
    begun_at = intake.last_line
    rows = (row for row in sheet.rows if row.line > begun_at)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        batch = Batch.judged(some, reader)
        with transaction.atomic():
            intake = _locked(intake)
            storing.store(batch)
            intake.rows, intake.refused, intake.last_line = intake.rows + len(some), intake.refused + len(batch.refused), some[-1].line
            intake.save(update_fields=["rows", "refused", "last_line"])
        step(intake.rows, intake.rows_in_file)
    # Counted before and apart from the entry: whoever begins again counts only what is left.
    count_voices(held.consultation)
    return _finish(intake, by=by or intake.begun_by or OPERATOR)


def reader_of(sheet: Sheet, mapping: ColumnMapping, *, held: Round) -> RowReader:
    return RowReader(sheet, mapping, held=held, rules=rules_of(held.consultation), places=places_as_printed(held))


@dataclass(slots=True)
class Batch:
    """Rows that are taken or refused together."""

    taken: list[SaidRow] = field(default_factory=list)
    refused: list[tuple[Row, CellError]] = field(default_factory=list)

    @classmethod
    def judged(cls, rows: Iterable[Row], reader: RowReader) -> Batch:
        batch = cls()
        for row in rows:
            try:
                batch.taken.append(reader.read(row))
            except CellError as refusal:
                batch.refused.append((Row(row.line, reader.cells(row)), refusal))
        return batch


def _locked(intake: Intake) -> Intake:
    """The intake as it was left: who took in other rows meanwhile, or undid it, is not overwritten."""
    consultation = lock(Consultation.objects.get(rounds=intake.round_id))
    refuse_over(consultation)
    there = Intake.objects.select_for_update(of=("self",)).select_related("begun_by").get(pk=intake.pk)
    if not there.is_going_on:
        raise NothingToTakeIn(intake=there)
    if there.last_line != intake.last_line:
        raise TakenInElsewhere(intake=there)
    return there


@dataclass(slots=True)
class Submitter:
    """One of the people who say what a row says. `pk` is the number of the submission, once there is one."""

    external_id: str
    pk: int = 0


SUBMISSION = ("uuid", "round_id", "intake_id", "received_at", "external_id", "attributes")


@dataclass(frozen=True, slots=True)
class Storing:
    """Rows of an intake as rows of the database. As from the form, voices are not counted yet."""

    intake: Intake
    held: Round
    draft_known_from: date | None
    identifiers: set[str]
    """Those of rows before: only these are looked for again."""
    opinions: dict[Point, int] = field(default_factory=dict)
    """Where what was said lately is. An opinion is never removed, so what is remembered stays right."""

    @classmethod
    def begin(cls, intake: Intake, held: Round) -> Storing:
        there = Submission.objects.filter(intake=intake).exclude(external_id="").values_list("external_id", flat=True)
        return cls(intake, held, draft_known_from(held), set(there.iterator()))

    def store(self, batch: Batch) -> None:
        RefusedRow.objects.bulk_create(
            RefusedRow(intake=self.intake, line=row.line, cells=row.cells, cell=refusal.cell, why=refusal.why)
            for row, refusal in batch.refused
        )
        said = {point: theme for row in batch.taken for point, theme in row.points}
        self._store_opinions(said)
        self._place_by_theme({self.opinions[point]: theme for point, theme in said.items() if theme})
        known = self._known(batch.taken)
        said_before = set(Voice.objects.filter(submission__in=[one.pk for one in known.values()]).values_list("submission", "opinion"))
        submitters = [(row, self._submitters(row, known)) for row in batch.taken]
        self._store_submissions(submitters)
        self._store_voices(submitters, said_before)

    def _store_opinions(self, said: Iterable[Point]) -> None:
        if len(self.opinions) > MOST_REMEMBERED:
            self.opinions.clear()
        consultation, new = self.held.consultation, [point for point in said if point not in self.opinions]
        there = store_opinions(consultation, new)
        self.opinions.update({point: there[folded(consultation, point)] for point in new})

    def _known(self, rows: Iterable[SaidRow]) -> dict[str, Submitter]:
        """Those of rows before with one of these identifiers."""
        names = {name for row in rows if row.external_id for name in row.external_ids}
        again = names & self.identifiers
        self.identifiers.update(names)
        there = Submission.objects.filter(intake=self.intake, external_id__in=again).values_list("external_id", "pk")
        return {name: Submitter(name, pk) for name, pk in there}

    def _submitters(self, row: SaidRow, known: dict[str, Submitter]) -> list[Submitter]:
        """One for each of its people; rows of one identifier have the same."""
        return [known.setdefault(name, Submitter(name)) if name else Submitter("") for name in row.external_ids]

    def _store_submissions(self, submitters: Iterable[tuple[SaidRow, list[Submitter]]]) -> None:
        new = {id(one): (one, row) for row, people in submitters for one in people if not one.pk}
        rows = [(uuid4(), self.held.pk, self.intake.pk, row.received_at, one.external_id, row.attributes) for one, row in new.values()]
        for (one, _row), (pk,) in zip(new.values(), insert_rows(Submission, SUBMISSION, rows), strict=True):
            one.pk = pk
        PersonalData.objects.bulk_create(
            PersonalData(submission_id=one.pk, values=row.personal) for one, row in new.values() if row.personal
        )

    def _store_voices(self, submitters: Iterable[tuple[SaidRow, list[Submitter]]], said_before: set[tuple[int, int]]) -> None:
        voices: dict[tuple[int, int], tuple[int, int, str, bool]] = {}
        for row, people in submitters:
            is_after = came_after(self.draft_known_from, row.received_at)
            for one in people:
                for point, _theme in row.points:
                    at = (one.pk, self.opinions[point])
                    voices.setdefault(at, (*at, row.stance, is_after))
        insert_voices(voice for at, voice in voices.items() if at not in said_before)

    @staticmethod
    def _place_by_theme(themes: dict[int, int]) -> None:
        """Opinions that nobody said before stand under the theme of their column; what was placed already stays."""
        for theme in set(themes.values()):
            new = Opinion.objects.filter(pk__in=[pk for pk, one in themes.items() if one == theme], theme=None, voices=0)
            new.filter(state=Opinion.State.OPEN).update(theme=theme)


@transaction.atomic
def _finish(intake: Intake, *, by: Acting) -> Intake:
    """Its figures are kept, its file goes: one entry of the trail, whatever its size."""
    consultation = Consultation.objects.get(rounds=intake.round_id)
    intake = _locked(intake)
    intake.opinions, intake.finished_at = voices_of(intake).count(), now()
    forget_file(intake.file)
    intake.file = ""
    intake.save(update_fields=["opinions", "finished_at", "file"])
    record(
        "consultations.intake_finished",
        about=consultation,
        who=by,
        intake=str(intake.uuid),
        sha256=intake.sha256,
        rows=intake.rows,
        refused=intake.refused,
        voices=intake.opinions,
        distinct=distinct_in(intake),
        columns={role: [intake.mapping["headings"][at] for at, _detail in columns] for role, columns in intake.mapping["columns"].items()},
    )
    return intake


def voices_of(intake: Intake) -> Any:
    return Voice.objects.filter(submission__intake=intake)


def distinct_in(intake: Intake) -> int:
    """How many different opinions a file brought."""
    return voices_of(intake).order_by().values("opinion").distinct().count()
