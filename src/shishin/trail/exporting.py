"""Exporting: the sealed trail as lines that anyone can verify without this site, and the checkpoint to keep elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from shishin.trail.batches import batches
from shishin.trail.errors import NoCheckpoint
from shishin.trail.recording import canonical, in_utc
from shishin.trail.sealing import line_of, newest_seal
from shishin.trail.verify_alone import FORMAT, Checkpoint, hash_of


def export_lines() -> Iterator[bytes]:
    """A head; then each batch: its entries as they were sealed, in their order, and its seal."""
    last = newest_seal()
    head = {
        "shishin_trail": FORMAT,
        "exported_at": in_utc(timezone.now()),
        "batches": last.batch + 1 if last else 0,
        "entries": last.total if last else 0,
    }
    yield canonical(head).encode() + b"\n"
    if last is None:
        return
    for seal, rows in batches("entry__sealed_text", last=last):
        yield b"".join(text.encode() + b"\n" for _, _, text in rows) + line_of(seal) + b"\n"


def checkpoint() -> Checkpoint:
    """What is true of the trail now, short enough to print."""
    last = newest_seal()
    if last is None:
        raise NoCheckpoint
    return Checkpoint(batch=last.batch, entries=last.total, seal=hash_of(line_of(last)), key=last.public_key)
