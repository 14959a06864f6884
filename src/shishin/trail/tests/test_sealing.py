"""Sealing: every entry gets one place, in one batch, whatever happens at the same time."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from shishin.trail import sealing
from shishin.trail.errors import AnotherKey, KeyMissing, NotTheOldKey
from shishin.trail.exporting import checkpoint
from shishin.trail.leaving import kept_checkpoints
from shishin.trail.models import Entry, Place, Seal
from shishin.trail.sealing import accept_new_key, line_of, seal_all, seal_entries, waiting_entries
from shishin.trail.signing_key import is_signed
from shishin.trail.tests.makers import make_entries, make_entry
from shishin.trail.verify_alone import hash_of, leaf_of, root_of
from shishin.trail.verifying import verify_trail


def places():
    return list(Place.objects.order_by("seal__batch", "position").values_list("seal__batch", "position", "entry_id"))


def test_nothing_to_seal_makes_no_batch(trail):
    assert seal_entries() is None
    assert seal_all() == []
    assert Seal.objects.count() == 0


def test_a_batch_holds_every_entry_in_the_order_of_writing(trail):
    entries = make_entries(3)

    seal = seal_entries()

    assert places() == [(0, 0, entries[0].pk), (0, 1, entries[1].pk), (0, 2, entries[2].pk)]
    assert (seal.batch, seal.entries, seal.total, seal.previous) == (0, 3, 3, "")
    assert seal.root == root_of([leaf_of(entry.sealed_text.encode()) for entry in entries]).hex()
    assert is_signed(bytes.fromhex(seal.public_key), seal.sealed_text.encode(), bytes.fromhex(seal.signature))
    assert list(json.loads(seal.sealed_text)) == ["batch", "entries", "lines", "previous", "public_key", "root", "sealed_at", "total"]


def test_each_seal_holds_the_hash_of_the_one_before(trail):
    make_entries(5)

    first, second, third = seal_all(limit=2)

    assert [second.previous, third.previous] == [hash_of(line_of(first)), hash_of(line_of(second))]
    assert [first.total, second.total, third.total] == [2, 4, 5]


def test_an_entry_that_commits_late_goes_into_the_next_batch(trail):
    early, late = make_entries(2)
    seal_entries(limit=1)

    seal_entries()

    assert places() == [(0, 0, early.pk), (1, 0, late.pk)]


def test_an_old_batch_is_not_looked_behind_unless_asked(trail):
    forgotten, sealed = make_entries(2)
    days_ago = timezone.now() - timedelta(days=3)
    seal = Seal.objects.create(batch=0, entries=1, total=1, root="", sealed_at=days_ago, public_key="", signature="", sealed_text="")
    Place.objects.create(entry=sealed, seal=seal, position=0)

    assert list(waiting_entries()) == []
    assert list(waiting_entries(thorough=True)) == [forgotten]


def test_of_two_sealers_the_slower_one_writes_nothing(trail):
    make_entries(2)
    key = sealing.signing_key(may_make=True)
    waiting = list(waiting_entries())
    slower = sealing._seal(None, [entry.sealed_text for entry in waiting], key)

    seal_entries()

    assert sealing._write(slower, [entry.pk for entry in waiting]) is None
    assert [batch for batch, _, _ in places()] == [0, 0]
    assert verify_trail().is_sound


@pytest.mark.django_db(transaction=True)
def test_sealers_and_writers_at_once_leave_a_sound_trail(trail):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("A SQLite database in memory has no second connection that waits its turn.")

    def write():
        for number in range(10):
            with transaction.atomic():
                make_entry(number)
        connection.close()

    def seal():
        for _ in range(10):
            seal_entries(limit=7)
        connection.close()

    make_entry()
    threads = [threading.Thread(target=work) for work in (write, seal, write, seal)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_all()

    report = verify_trail()
    assert report.fault is None
    assert (report.entries, report.unsealed) == (21, 0)


def test_a_lost_key_is_not_replaced_behind_the_back_of_the_operator(trail, settings):
    make_entry()
    seal_entries()
    settings.TRAIL_KEY.unlink()
    make_entry()

    with pytest.raises(KeyMissing, match="is not at"):
        seal_entries()
    assert Seal.objects.count() == 1


@pytest.fixture
def keys(trail, settings):
    """A first batch under the key before, and another key in its place."""
    make_entry()
    before = seal_entries()
    old = sealing.signing_key(may_make=False)
    settings.TRAIL_KEY.unlink()
    new = sealing.signing_key(may_make=True)
    make_entry()
    return before, old, new


def test_another_key_is_refused_until_it_is_accepted_in_the_trail(keys):
    before, old, new = keys
    with pytest.raises(AnotherKey, match=before.public_key):
        seal_entries()

    after = accept_new_key(old=old)

    assert after.public_key == sealing.public_part(new)
    change = Entry.objects.get(key="trail.key_changed")
    signed = f"shishin-trail key-change seal={hash_of(line_of(before))} old={before.public_key} new={after.public_key}"
    assert change.data == {"old": before.public_key, "new": after.public_key, "signature": old.sign(signed.encode()).hex()}
    report = verify_trail()
    assert report.is_sound
    assert report.keys == [before.public_key, after.public_key]
    assert accept_new_key() is None


def test_a_change_that_the_old_key_did_not_sign_is_unproven_without_a_checkpoint(keys):
    before, _, _ = keys
    after = accept_new_key()

    assert Entry.objects.get(key="trail.key_changed").data == {"old": before.public_key, "new": after.public_key, "signature": ""}
    assert "the change is unproven, or forged" in str(verify_trail().fault)
    for proof in ({"checkpoints": [checkpoint()]}, {"keys": [before.public_key, after.public_key]}):
        report = verify_trail(**proof)
        assert report.is_sound
        assert report.keys == [before.public_key, after.public_key]


def test_a_third_key_cannot_sign_a_change(keys):
    with pytest.raises(NotTheOldKey, match="the old key given is"):
        accept_new_key(old=Ed25519PrivateKey.generate())
    assert Seal.objects.count() == 1


def test_the_change_stands_in_the_first_batch_however_much_waits(keys, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 3)
    make_entries(5)

    after = accept_new_key(old=keys[1])
    seal_all()

    assert list(after.places.order_by("position").values_list("entry__key", flat=True))[-1] == "trail.key_changed"
    report = verify_trail()
    assert report.is_sound
    assert (report.entries, report.unsealed) == (8, 0)


def test_the_command_takes_the_old_key_from_its_file(keys, tmp_path, capsys):
    _, old, _ = keys
    kept = tmp_path / "old.key"
    kept.write_bytes(old.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    kept.chmod(0o600)

    call_command("seal_trail", "--accept-new-key", "--old-key", str(kept))

    assert capsys.readouterr().out == "Sealed 2 entries in 1 batches.\n"
    assert verify_trail().is_sound


def test_a_change_without_the_old_key_is_vouched_for_on_this_machine_alone(keys):
    call_command("seal_trail", "--accept-new-key")

    call_command("verify_trail")
    assert kept_checkpoints() == (checkpoint(),)
    assert "the change is unproven, or forged" in str(verify_trail().fault)
