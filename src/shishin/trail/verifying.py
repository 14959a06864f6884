"""Verifying: whether the trail in the database is what was sealed, and its columns what the sealed text says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from shishin.kit.triggers import Fault as GuardFault
from shishin.kit.triggers import missing_guards
from shishin.trail.batches import CHUNK, batches
from shishin.trail.models import Entry, Place, Seal
from shishin.trail.recording import in_utc
from shishin.trail.sealing import line_of, newest_seal
from shishin.trail.signing_key import is_signed
from shishin.trail.verify_alone import Checkpoint, Fault, SealLine, Verifier, fields_of, leaf_of

COLUMNS = ("uuid", "key", "actor", "actor_role", "actor_organization", "about", "happened_at", "why", "data")
NAMES = ("id", "key", "actor", "role", "organization", "about", "at", "why", "data")


@dataclass
class Report:
    """What was looked at, and the first thing that is wrong."""

    entries: int = 0
    batches: int = 0
    unsealed: int = 0
    oldest_unsealed: datetime | None = None
    keys: list[str] = field(default_factory=list)
    guards: list[GuardFault] = field(default_factory=list)
    fault: Fault | None = None
    entry: str = ""

    @property
    def is_sound(self) -> bool:
        return self.fault is None and not self.guards


def verify_trail(*, checkpoint: Checkpoint | None = None, keys: Iterable[str] = ()) -> Report:
    """Every seal, every sealed text, every column, every guard; and what has not been sealed yet."""
    report = Report(guards=missing_guards(connection))
    last = newest_seal()
    known = tuple(keys) or _announced_keys()
    verifier = Verifier(keys=known, checkpoint=checkpoint, every_signature=True, check=is_signed)
    try:
        if last:
            _verify_batches(verifier, last)
        verifier.close()
        _verify_tail(report)
        _find_strays()
    except Fault as fault:
        report.fault, report.entry = fault, _entry_at(fault)
    report.entries, report.batches, report.keys = verifier.entries, verifier.last.batch + 1 if verifier.last else 0, verifier.used_keys
    return report


def verify_newest_batch() -> Fault | None:
    """The last batch alone: quick enough for a page, and tied to all before it by its signature."""
    last = newest_seal()
    if last is None:
        return None
    before = Seal.objects.filter(batch=last.batch - 1).first()
    verifier = Verifier(every_signature=True, check=is_signed)
    rows = Place.objects.filter(seal=last).order_by("position").values_list("entry__sealed_text", flat=True)
    try:
        if before:
            verifier.last, verifier.entries = _read(before), before.total
        verifier.take_seal(_read(last), [leaf_of(text.encode()) for text in rows])
    except Fault as fault:
        return fault
    return None


def _read(seal: Seal) -> SealLine:
    try:
        return SealLine.read(line_of(seal))
    except Fault as fault:
        raise Fault(f"The seal of batch {seal.batch} cannot be read; it is not as it was written.") from fault


def _verify_batches(verifier: Verifier, last: Seal) -> None:
    columns = tuple(f"entry__{column}" for column in COLUMNS)
    for seal, rows in batches("entry__sealed_text", *columns, last=last):
        line = _read(seal)
        _compare_seal(seal, line)
        verifier.take_seal(line, [leaf_of(row[2].encode()) for row in rows])
        for place, row in enumerate(rows):
            if row[1] != place:
                raise Fault(f"The entry sealed at place {place} of batch {seal.batch} says place {row[1]}.", place=(seal.batch, place))
            if column := _column_that_differs(row[2], row[3:]):
                raise Fault(
                    f"The column {column} of the entry at place {place} of batch {seal.batch} is not what was sealed.",
                    place=(seal.batch, place),
                )


def _column_that_differs(sealed_text: str, row: tuple[Any, ...]) -> str:
    """The first column that says other than the sealed text, or nothing."""
    sealed = fields_of(sealed_text.encode(), **dict.fromkeys(NAMES[:-1], str), data=dict)
    if sealed is None:
        return "sealed_text"
    identity, *words, at, why, figures = (sealed[name] for name in NAMES)
    if [str(row[0]), *row[1:6], row[7], row[8]] == [identity, *words, why, figures] and row[6] == datetime.fromisoformat(at):
        return ""
    found = (str(row[0]), *row[1:6], in_utc(row[6]), *row[7:])
    differing = (column for column, name, value in zip(COLUMNS, NAMES, found, strict=True) if sealed[name] != value)
    return next(differing, "happened_at")


def _compare_seal(seal: Seal, line: SealLine) -> None:
    stored = (seal.batch, seal.entries, seal.total, seal.root, seal.previous, seal.public_key)
    said = json.loads(seal.sealed_text)
    if stored != (line.batch, line.entries, line.total, line.root, line.previous, line.public_key) or in_utc(seal.sealed_at) != said.get(
        "sealed_at"
    ):
        raise Fault(f"The columns of the seal of batch {seal.batch} are not what was signed.")


def _verify_tail(report: Report) -> None:
    """Entries that wait for their seal: nothing vouches for them yet, but their columns must agree."""
    waiting = Entry.objects.unsealed().order_by("pk").values_list("sealed_text", *COLUMNS)
    for row in waiting.iterator(chunk_size=CHUNK):
        report.unsealed += 1
        report.oldest_unsealed = min(report.oldest_unsealed or row[7], row[7])
        if column := _column_that_differs(row[0], row[1:]):
            raise Fault(f"The column {column} of the unsealed entry {row[1]} is not what its text says.")


def _find_strays() -> None:
    """A place in a batch that does not exist would hide its entry from every check above."""
    stray = Place.objects.filter(~Exists(Seal.objects.filter(pk=OuterRef("seal_id")))).order_by("pk").first()
    if stray:
        raise Fault(f"The entry with the number {stray.entry_id} says it is sealed, but its batch does not exist.")


def _announced_keys() -> tuple[str, ...]:
    """The first key and those that the trail says came after it; none where the key never changed."""
    first = Seal.objects.order_by("batch").values_list("public_key", flat=True).first()
    changes = Entry.objects.filter(key="trail.key_changed").order_by("pk").values_list("data", flat=True)
    announced = [change.get("new", "") for change in changes]
    return (first, *announced) if first and announced else ()


def _entry_at(fault: Fault) -> str:
    if fault.place is None:
        return ""
    batch, place = fault.place
    rows = Place.objects.filter(seal__batch=batch, position__gte=place).order_by("position")
    return str(rows.values_list("entry__uuid", flat=True).first() or "")
