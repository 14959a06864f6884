"""Sealing: entries without a place are put into a batch, and the batch is signed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from shishin.trail.errors import AnotherKey, NotTheOldKey
from shishin.trail.models import Entry, Place, Seal
from shishin.trail.recording import OPERATOR, canonical, in_utc, record
from shishin.trail.signing_key import public_part, signing_key
from shishin.trail.verify_alone import KeyChange, hash_of, leaf_of, lines_of, root_of, seal_line

BATCH = 10_000
"""How many entries one batch may hold."""

SETTLED = timedelta(days=1)
"""No change takes this long to commit: older batches left nothing behind them."""


def seal_entries(*, limit: int = BATCH, thorough: bool = False) -> Seal | None:
    """Seal what waits, in one batch, oldest first. None where nothing waits or another sealer was quicker.

    Nothing is locked while entries are read and hashed, so writers never wait for a sealer. The unique number of the
    batch lets only one of two sealers write; what commits meanwhile goes into the next batch.
    """
    last = newest_seal()
    waiting = _texts_of(waiting_entries(thorough=thorough), limit)
    if not waiting:
        return None
    key = signing_key(may_make=last is None)
    if last and last.public_key != public_part(key):
        raise AnotherKey(kept=public_part(key), last=last.public_key)
    return _write(_seal(last, [text for _, text in waiting], key), [pk for pk, _ in waiting])


def seal_all(*, limit: int = BATCH, thorough: bool = False) -> list[Seal]:
    """Batch after batch, until nothing waits."""
    seals = []
    while seal := seal_entries(limit=limit, thorough=thorough):
        seals.append(seal)
    return seals


def accept_new_key(*, old: Ed25519PrivateKey | None = None) -> Seal | None:
    """Go on with another key. The first batch under it says so, with the old key's signature where the old key is at hand.

    Without that signature nobody can tell the change from a forged one, but by a checkpoint from after it.
    """
    last = newest_seal()
    key = signing_key(may_make=False)
    if last is None or last.public_key == public_part(key):
        return None
    change = KeyChange(hash_of(line_of(last)), last.public_key, public_part(key))
    proof = _signed_by(old, change) if old else ""
    entry = record("trail.key_changed", about="trail.seal", who=OPERATOR, old=change.old, new=change.new, signature=proof)
    # However much waits: the change stands in the first batch under the new key, or nothing vouches for it.
    waiting = [row for row in _texts_of(waiting_entries(thorough=True), BATCH) if row[0] != entry.pk][: BATCH - 1]
    waiting.append((entry.pk, entry.sealed_text))
    return _write(_seal(last, [text for _, text in waiting], key), [pk for pk, _ in waiting])


def _signed_by(old: Ed25519PrivateKey, change: KeyChange) -> str:
    if public_part(old) != change.old:
        raise NotTheOldKey(kept=public_part(old), last=change.old)
    return old.sign(str(change).encode()).hex()


def waiting_entries(*, thorough: bool = False) -> QuerySet[Entry]:
    """What has no place yet, oldest first. Not thorough looks no further back than entries can lag behind."""
    entries = Entry.objects.unsealed().order_by("pk")
    if thorough:
        return entries
    # Looking through all entries every few seconds would cost more the longer the trail is.
    settled = Seal.objects.filter(sealed_at__lt=timezone.now() - SETTLED).order_by("-sealed_at").values_list("pk", flat=True).first()
    floor = Place.objects.filter(seal=settled).aggregate(last=Max("entry_id"))["last"] if settled else None
    return entries.filter(pk__gt=floor or 0)


def newest_seal() -> Seal | None:
    return Seal.objects.order_by("-batch").first()


def line_of(seal: Seal) -> bytes:
    """A seal as it stands in an export, which is what the next one hashes."""
    return seal_line(seal.sealed_text, seal.signature)


def _texts_of(entries: QuerySet[Entry], limit: int) -> list[tuple[int, str]]:
    return list(entries.values_list("pk", "sealed_text")[:limit])


def _seal(last: Seal | None, texts: list[str], key: Ed25519PrivateKey) -> Seal:
    leaves = [leaf_of(text.encode()) for text in texts]
    now = timezone.now()
    fields: dict[str, Any] = {
        "batch": last.batch + 1 if last else 0,
        "entries": len(leaves),
        "total": (last.total if last else 0) + len(leaves),
        "root": root_of(leaves).hex(),
        "previous": hash_of(line_of(last)) if last else "",
        "public_key": public_part(key),
    }
    text = canonical({**fields, "sealed_at": in_utc(now), "lines": lines_of(leaves)})
    return Seal(**fields, sealed_at=now, sealed_text=text, signature=key.sign(text.encode()).hex())


def _write(seal: Seal, entries: list[int]) -> Seal | None:
    try:
        with transaction.atomic():
            seal.save(force_insert=True)
            places = (Place(entry_id=pk, seal=seal, position=position) for position, pk in enumerate(entries))
            Place.objects.bulk_create(places, batch_size=2_000)
    except IntegrityError:
        if Seal.objects.filter(batch=seal.batch).exists():
            return None
        raise
    return seal
