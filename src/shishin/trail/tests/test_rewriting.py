"""Rewriting: somebody with rights on the database alone makes guards, entries and seals anew, with a key of their own."""

from __future__ import annotations

import json
import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from shishin.kit.triggers import drop_guards, make_guards
from shishin.trail import sealing, verify_alone, verifying
from shishin.trail.exporting import checkpoint
from shishin.trail.leaving import keep_checkpoint
from shishin.trail.models import Entry, Place, Seal
from shishin.trail.recording import canonical, in_utc
from shishin.trail.sealing import line_of, seal_all, seal_entries
from shishin.trail.signing_key import public_part
from shishin.trail.tests.makers import make_entries, write_export
from shishin.trail.verify_alone import Fault, Verifier, hash_of, verify
from shishin.trail.verifying import verify_trail


@pytest.fixture
def sealed(trail):
    make_entries(14)
    return seal_all(limit=2)


@pytest.fixture
def thief():
    return Ed25519PrivateKey.generate()


def rewrite(first, *, key, changed):
    """From a batch on: each entry with another reason, sealed by another key, and a change of key that looks like the site's own."""
    drop_guards(connection)
    seals = list(Seal.objects.order_by("batch"))
    kept, last = seals[first:], seals[first - 1] if first else None
    for seal in kept:
        seal.gone = list(Entry.objects.filter(place__seal=seal).order_by("pk"))
    Place.objects.filter(seal__batch__gte=first)._raw_delete("default")
    Seal.objects.filter(batch__gte=first)._raw_delete("default")
    for seal in kept:
        entries = [change_why(entry) for entry in seal.gone]
        if changed and seal is kept[0]:
            entries.append(write_change(last or kept[-1], key))
        last = sealing._write(sealing._seal(last, [entry.sealed_text for entry in entries], key), [entry.pk for entry in entries]) or Seal()
        last = Seal.objects.get(batch=seal.batch)
    make_guards(connection)


def change_why(entry):
    entry.why = "別の理由"
    entry.sealed_text = canonical({**json.loads(entry.sealed_text), "why": entry.why})
    entry.save()
    return entry


def write_change(last, key):
    """What `seal-trail --accept-new-key` would write, with a signature that only the thief's own key can give."""
    data = {"old": last.public_key, "new": public_part(key)}
    words = f"shishin-trail key-change seal={hash_of(line_of(last))} old={data['old']} new={data['new']}"
    data["signature"] = key.sign(words.encode()).hex()
    now, identity = timezone.now(), uuid.uuid4()
    fields = {"key": "trail.key_changed", "actor": "system:operator", "about": "trail.seal", "why": ""}
    text = {**fields, "id": str(identity), "role": "", "organization": "", "at": in_utc(now), "data": data}
    return Entry.objects.create(uuid=identity, happened_at=now, data=data, sealed_text=canonical(text), **fields)


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize(
    ("first", "changed", "words"),
    [
        (0, False, "The last seal is signed with the key"),
        (0, True, "The last seal is signed with the key"),
        (5, True, "unproven, or forged"),
    ],
)
def test_a_trail_written_anew_with_another_key_is_not_verified(sealed, thief, first, changed, words, quick):
    rewrite(first, key=thief, changed=changed)

    report = verify_trail(quick=quick)

    assert words in str(report.fault)
    assert report.guards == []


def test_a_trail_written_anew_is_not_verified_elsewhere_either(sealed, thief, tmp_path):
    rewrite(5, key=thief, changed=True)
    with write_export(tmp_path / "export.jsonl").open("rb") as file, pytest.raises(Fault, match="unproven, or forged"):
        verify(file, Verifier())


def test_keys_named_by_the_thief_in_the_trail_are_not_believed_when_the_site_has_the_old_key(sealed, thief):
    """The checks planted out one by one: each of the two alone still finds the rewriting from batch 5, without both it is not found."""
    rewrite(5, key=thief, changed=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify_alone.KeyChange, "is_signed_in", lambda *_: True)
        assert "The last seal is signed with the key" in str(verify_trail().fault)
        patch.setattr(verifying, "_compare_key", lambda *_: None)
        assert verify_trail().is_sound


def test_without_comparing_the_key_a_whole_rewriting_would_be_verified(sealed, thief):
    rewrite(0, key=thief, changed=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verifying, "_compare_key", lambda *_: None)
        assert verify_trail().is_sound


def test_a_forged_entry_that_the_site_sealed_itself_lets_no_other_key_in(sealed, thief):
    """Rights on the database are enough to have the site seal what one likes: it must not count as a signature."""
    write_change(Seal.objects.order_by("batch").last(), thief)
    last = seal_entries()
    make_entries(1)
    entry = Entry.objects.unsealed().get()
    sealing._write(sealing._seal(last, [entry.sealed_text], thief), [entry.pk])

    assert "unproven, or forged" in str(verify_trail().fault)


def test_a_cut_off_end_shows_against_the_file_that_the_database_does_not_reach(sealed):
    kept = checkpoint()
    drop_guards(connection)
    gone = list(Place.objects.filter(seal__batch=6).values_list("entry", flat=True))
    Place.objects.filter(seal__batch=6)._raw_delete("default")
    Seal.objects.filter(batch=6)._raw_delete("default")
    Entry.objects.filter(pk__in=gone)._raw_delete("default")
    make_guards(connection)

    assert verify_trail().is_sound
    assert "The end is cut off" in str(verify_trail(checkpoints=[kept]).fault)


@pytest.mark.parametrize("first", [0, 5])
def test_a_trail_written_anew_is_not_vouched_for_by_accepting_the_own_key_after_it(sealed, thief, first):
    """The site then says that another key sealed last; to accept its own must not make the forged seals proven."""
    keep_checkpoint(checkpoint())
    rewrite(first, key=thief, changed=True)

    with pytest.raises(CommandError, match="is not proven, and nothing was changed"):
        call_command("seal_trail", "--accept-new-key")
    assert Entry.objects.filter(key="trail.key_changed").count() == 1


def test_a_file_of_checkpoints_that_cannot_be_read_is_said(sealed, settings):
    settings.CHECKPOINT_FILE.write_text("nonsense")
    for command in (["verify_trail"], ["seal_trail", "--accept-new-key"]):
        with pytest.raises(CommandError, match=r"checkpoints.txt cannot be read: The checkpoint has no words"):
            call_command(*command)


def test_an_entry_that_goes_before_it_is_sealed_is_not_missed(sealed):
    make_entries(2)
    drop_guards(connection)
    Entry.objects.unsealed()[:1].get().delete()
    make_guards(connection)
    seal_all()

    assert verify_trail().is_sound


def test_without_the_key_nobody_is_told_that_the_trail_is_verified(sealed, settings):
    kept = checkpoint()
    settings.TRAIL_KEY.unlink()

    assert str(verify_trail().fault).startswith("Nobody can tell whose seals these are: The key that seals the trail is not at")
    assert verify_trail(checkpoints=[kept]).is_sound
    assert verify_trail(keys=[kept.key]).is_sound


def test_a_quick_look_reads_the_seals_and_what_names_something(sealed):
    drop_guards(connection)
    Seal.objects.filter(batch=2).update(signature="00" * 64)
    assert "is not as it was signed" in str(verify_trail(quick=True).fault) or "does not follow" in str(verify_trail(quick=True).fault)
