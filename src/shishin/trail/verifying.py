"""Verifying: whether the trail in the database is what was sealed, by this site's key, and what it names still stands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from shishin.kit.at_once import one_moment
from shishin.kit.errors import Refusal
from shishin.kit.triggers import Fault as GuardFault
from shishin.kit.triggers import missing_guards
from shishin.trail.batches import CHUNK, batches
from shishin.trail.models import Entry, Place, Seal
from shishin.trail.recomputing import Mismatch, Named, Recomputed
from shishin.trail.recording import in_utc
from shishin.trail.sealing import line_of, newest_seal
from shishin.trail.signing_key import is_signed, public_part, signing_key
from shishin.trail.verify_alone import KEY_CHANGED, PREFIX, Checkpoint, Fault, SealLine, Verifier, fields_of, leaf_of

COLUMNS = ("uuid", "key", "actor", "actor_role", "actor_organization", "about", "happened_at", "why", "data")
NAMES = ("id", "key", "actor", "role", "organization", "about", "at", "why", "data")


@dataclass
class Report:
    """What was looked at, and what is wrong: in the trail the first fault, in what it names every one."""

    entries: int = 0
    batches: int = 0
    unsealed: int = 0
    oldest_unsealed: datetime | None = None
    keys: list[str] = field(default_factory=list)
    guards: list[GuardFault] = field(default_factory=list)
    fault: Fault | None = None
    entry: str = ""
    compared: Counter[str] = field(default_factory=Counter)
    mismatches: list[Mismatch] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return self.fault is None and not self.guards and not self.mismatches


@one_moment()
def verify_trail(*, checkpoints: Iterable[Checkpoint] = (), keys: Iterable[str] = (), quick: bool = False) -> Report:
    """Every seal, entry, column and guard, what is not sealed yet, and everything that the trail names by its hash.

    Quick takes of the entries those alone that name something, and of files on the disk their size. What is recorded meanwhile is left to the next run.
    """
    report = Report(guards=missing_guards(connection))
    verifier = Verifier(keys=tuple(keys), checkpoints=tuple(checkpoints), every_signature=True, check=is_signed)
    recomputed = Recomputed(with_files=not quick)
    try:
        if last := newest_seal():
            (_verify_chain if quick else _verify_batches)(verifier, last, recomputed)
        verifier.close()
        _compare_key(verifier)
        _verify_tail(report, recomputed)
        _find_strays()
    except Fault as fault:
        report.fault, report.entry = fault, _entry_at(fault)
    else:
        # After a fault the entries that would name things may be missing: what stands is not judged by half a trail.
        report.compared = recomputed.close()
    report.mismatches = recomputed.mismatches
    report.entries, report.batches, report.keys = verifier.entries, verifier.last.batch + 1 if verifier.last else 0, verifier.used_keys
    return report


def unproven_seal(*, checkpoints: Iterable[Checkpoint] = (), keys: Iterable[str] = ()) -> Fault | None:
    """The first seal that does not follow, or whose key nothing vouches for. The site's own key is not asked: it may be about to change."""
    verifier = Verifier(keys=tuple(keys), checkpoints=tuple(checkpoints), every_signature=True, check=is_signed)
    try:
        if last := newest_seal():
            _verify_chain(verifier, last, None)
        verifier.close()
    except Fault as fault:
        return fault
    return None


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


def _verify_batches(verifier: Verifier, last: Seal, recomputed: Recomputed) -> None:
    columns = tuple(f"entry__{column}" for column in COLUMNS)
    for seal, rows in batches("entry__sealed_text", *columns, last=last):
        line = _read(seal)
        _compare_seal(seal, line)
        changes = [row[2].encode() for row in rows if row[4] == KEY_CHANGED]
        verifier.take_seal(line, [leaf_of(row[2].encode()) for row in rows], changes=changes)
        for place, row in enumerate(rows):
            if row[1] != place:
                raise Fault(f"The entry sealed at place {place} of batch {seal.batch} says place {row[1]}.", place=(seal.batch, place))
            if column := _column_that_differs(row[2], row[3:]):
                raise Fault(
                    f"The column {column} of the entry at place {place} of batch {seal.batch} is not what was sealed.",
                    place=(seal.batch, place),
                )
        recomputed.take([Named(str(row[3]), row[4], row[8], row[11]) for row in rows if row[4] in recomputed.keys])


def _verify_chain(verifier: Verifier, last: Seal, recomputed: Recomputed | None) -> None:
    """The seals alone, and of each batch those entries that name something, against the beginning of their hash in the seal."""
    wanted = Q(entry__key__in={KEY_CHANGED, *(recomputed.keys if recomputed else ())})
    for seal, rows in batches("entry__sealed_text", *(f"entry__{column}" for column in COLUMNS), last=last, only=wanted):
        line = _read(seal)
        _compare_seal(seal, line)
        for row in rows:
            _compare_with_seal(line, *row[1:3])
            if column := _column_that_differs(row[2], row[3:]):
                place = (seal.batch, row[1])
                raise Fault(
                    f"The column {column} of the entry at place {row[1]} of batch {seal.batch} is not what was sealed.", place=place
                )
        verifier.take_link(line, changes=[row[2].encode() for row in rows if row[4] == KEY_CHANGED])
        if recomputed:
            recomputed.take([Named(str(row[3]), row[4], row[8], row[11]) for row in rows])


def _compare_with_seal(line: SealLine, position: int, text: str) -> None:
    if leaf_of(text.encode()).hex()[:PREFIX] != line.lines[position * PREFIX : (position + 1) * PREFIX]:
        raise Fault(f"This entry is not as it was sealed at place {position} of batch {line.batch}.", place=(line.batch, position))


def _compare_key(verifier: Verifier) -> None:
    """Whoever writes a trail anew signs it with a key of their own: the one at hand must be the last one's."""
    if verifier.last is None:
        return
    try:
        own = public_part(signing_key(may_make=False))
    except Refusal as refusal:
        if verifier.keys or verifier.checkpoints:
            return
        raise Fault(f"Nobody can tell whose seals these are: {refusal.in_full} Or give a checkpoint or --public-key.") from refusal
    if own != verifier.last.public_key:
        raise Fault(f"The last seal is signed with the key {verifier.last.public_key}, and the key of this site is {own}.")


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


def _verify_tail(report: Report, recomputed: Recomputed) -> None:
    """Entries that wait for their seal: nothing vouches for them yet, but their columns must agree."""
    waiting = Entry.objects.unsealed().order_by("pk").values_list("sealed_text", *COLUMNS)
    for row in waiting.iterator(chunk_size=CHUNK):
        report.unsealed += 1
        report.oldest_unsealed = min(report.oldest_unsealed or row[7], row[7])
        if column := _column_that_differs(row[0], row[1:]):
            raise Fault(f"The column {column} of the unsealed entry {row[1]} is not what its text says.")
        recomputed.take([Named(str(row[1]), row[2], row[6], row[9])])


def _find_strays() -> None:
    """A place in a batch that does not exist would hide its entry from every check above."""
    stray = Place.objects.filter(~Exists(Seal.objects.filter(pk=OuterRef("seal_id")))).order_by("pk").first()
    if stray:
        raise Fault(f"The entry with the number {stray.entry_id} says it is sealed, but its batch does not exist.")


def _entry_at(fault: Fault) -> str:
    if fault.place is None:
        return ""
    batch, place = fault.place
    rows = Place.objects.filter(seal__batch=batch, position__gte=place).order_by("position")
    return str(rows.values_list("entry__uuid", flat=True).first() or "")
