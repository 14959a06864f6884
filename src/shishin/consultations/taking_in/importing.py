"""Importing: a file on the server's disk is taken in from the console, rehearsed, or gone on with where that was broken off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from shishin.consultations.errors.taking_in import NoSuchRound
from shishin.consultations.models import Intake, RefusedRow, Round
from shishin.consultations.profiles import rules_of
from shishin.consultations.taking_in.columns import chosen, guessed
from shishin.consultations.taking_in.taking_in import (
    ROWS_AT_ONCE,
    Batch,
    choose_columns,
    distinct_in,
    open_intake,
    reader_of,
    sha256_of,
    take_in,
)
from shishin.kit.intake.mapping import ColumnMapping
from shishin.kit.intake.reading import Row, Sheet, read_sheet
from shishin.trail.recording import Acting


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a file: rows are taken or refused, opinions are counted in voices."""

    rows: int
    opinions: int
    distinct: int
    refused: int
    intake: str

    def __str__(self) -> str:
        return f"rows {self.rows} opinions {self.opinions} distinct {self.distinct} refused {self.refused} intake {self.intake}"


@dataclass(frozen=True, slots=True)
class Order:
    """What a command asks of a file."""

    path: Path
    words: Sequence[str] = ()
    columns: Sequence[str] = ()
    heading_row: int = 0
    encoding: str = ""
    again: bool = False


def round_called(name: str) -> Round:
    """SLUG/ROUND, the round by its number."""
    slug, _sign, number = name.partition("/")
    rounds = Round.objects.select_related("consultation__profile", "draft__document__numbering")
    held = rounds.filter(consultation__slug=slug, number=int(number) if number.isdecimal() and len(number) < 10 else 0).first()
    if held is None:
        raise NoSuchRound(name=name)
    return held


def import_file(held: Round, order: Order, *, by: Acting) -> tuple[Brought, Intake]:
    """Take a file in; what was broken off of the same file goes on."""
    with order.path.open("rb") as file, _sheet(order, file) as sheet:
        mapping = _mapping(sheet, held, order)
        digest = sha256_of(file)
        plain = {**mapping.plain(), "heading_row": sheet.heading_row, "encoding": sheet.encoding}
        intake = broken_off(held, digest, plain)
        if intake is None:
            with transaction.atomic():
                intake = open_intake(held, name=order.path.name, digest=digest, by=by, again=order.again)
                intake = choose_columns(intake, mapping, heading_row=sheet.heading_row, encoding=sheet.encoding, rows=len(sheet))
        intake = take_in(intake, sheet, by=by)
    return Brought(intake.rows, intake.opinions, distinct_in(intake), intake.refused, str(intake.uuid)), intake


def broken_off(held: Round, digest: str, mapping: dict[str, Any]) -> Intake | None:
    """An intake of the same file by the same columns that did not come to its end."""
    unfinished = Intake.objects.filter(round=held, sha256=digest, finished_at=None, undone_at=None, file="")
    return next((intake for intake in unfinished if intake.mapping == mapping), None)


def rehearse_file(held: Round, order: Order) -> tuple[Brought, list[RefusedRow], Sequence[str]]:
    """What would become of a file, with the rows that would be refused; nothing is kept."""
    said: set[bytes] = set()
    voices: set[bytes] = set()
    refused: list[RefusedRow] = []
    with order.path.open("rb") as file, _sheet(order, file) as sheet:
        mapping = _mapping(sheet, held, order)
        for number, batch in enumerate(_batches(sheet, mapping, held)):
            refused += [RefusedRow(line=row.line, cells=row.cells, cell=error.cell, why=error.why) for row, error in batch.refused]
            for at, row in enumerate(batch.taken):
                for place, name in enumerate(row.external_ids):
                    for point, _theme in row.points:
                        key = blake2b(repr(tuple(point)).encode(), digest_size=16).digest()
                        said.add(key)
                        voices.add(blake2b(f"{name or (number, at, place)}".encode() + key, digest_size=16).digest())
        return Brought(len(sheet), len(voices), len(said), len(refused), "-"), refused, mapping.headings


def _sheet(order: Order, file: IO[bytes]) -> Sheet:
    return read_sheet(file, name=order.path.name, heading_row=order.heading_row, encoding=order.encoding)


def _mapping(sheet: Sheet, held: Round, order: Order) -> ColumnMapping:
    rules = rules_of(held.consultation)
    return chosen(guessed(sheet.headings, held=held, rules=rules), sheet.headings, words=order.words, others=order.columns, rules=rules)


def _batches(sheet: Sheet, mapping: ColumnMapping, held: Round) -> Iterator[Batch]:
    reader, some = reader_of(sheet, mapping, held=held), list[Row]()
    for row in sheet.rows:
        some.append(row)
        if len(some) == ROWS_AT_ONCE:
            yield Batch.judged(some, reader)
            some = []
    yield Batch.judged(some, reader)
