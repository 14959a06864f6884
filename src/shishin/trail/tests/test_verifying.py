"""Verifying in the database: whatever somebody with full rights changed is found and named."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from shishin.kit.triggers import drop_guards
from shishin.trail.exporting import checkpoint
from shishin.trail.models import Entry
from shishin.trail.sealing import seal_all
from shishin.trail.tests.makers import make_entries, make_entry
from shishin.trail.verifying import verify_newest_batch, verify_trail


@pytest.fixture
def entries(trail):
    entries = make_entries(5)
    seal_all(limit=3)
    return entries


@pytest.fixture
def unguarded(entries):
    drop_guards(connection)
    return entries


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def found(report):
    return str(report.fault), report.entry


def test_a_sound_trail_is_verified_with_its_unsealed_tail(entries):
    waiting = make_entry(9)
    report = verify_trail(checkpoints=[checkpoint()])
    assert (report.fault, report.guards, report.is_sound) == (None, [], True)
    assert (report.entries, report.batches, report.unsealed, report.oldest_unsealed) == (5, 2, 1, waiting.happened_at)
    assert verify_newest_batch() is None


def test_an_empty_trail_is_sound(trail):
    assert verify_trail().is_sound
    assert verify_newest_batch() is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("key", "x.y"),
        ("actor", "person:x"),
        ("actor_role", ""),
        ("actor_organization", ""),
        ("about", "x:y"),
        ("happened_at", "2020-01-01 00:00:00+00:00"),
        ("why", "別の理由"),
        ("data", '{"number": 7}'),
    ],
)
def test_a_column_that_differs_from_the_sealed_text_is_named(unguarded, column, value):
    run(f"UPDATE trail_entry SET {column} = %s WHERE id = %s", value, unguarded[4].pk)
    assert found(verify_trail()) == (
        f"The column {column} of the entry at place 1 of batch 1 is not what was sealed.",
        str(unguarded[4].uuid),
    )


def test_a_changed_sealed_text_is_named(unguarded):
    run("UPDATE trail_entry SET sealed_text = replace(sealed_text, '理由 3', '理由 8'), why = '理由 8' WHERE id = %s", unguarded[3].pk)
    assert found(verify_trail()) == ("This entry is not as it was sealed at place 0 of batch 1.", str(unguarded[3].uuid))
    assert str(verify_newest_batch()) == "This entry is not as it was sealed at place 0 of batch 1."


def test_a_deleted_entry_is_named(unguarded):
    run("DELETE FROM trail_place WHERE entry_id = %s", unguarded[1].pk)
    run("DELETE FROM trail_entry WHERE id = %s", unguarded[1].pk)
    assert found(verify_trail()) == (
        "An entry is missing before this one, which was not sealed at place 1 of batch 0.",
        str(unguarded[2].uuid),
    )


def test_an_entry_moved_out_of_its_batch_is_named(unguarded):
    run("DELETE FROM trail_place WHERE entry_id = %s", unguarded[2].pk)
    assert str(verify_trail().fault) == "An entry is missing here: place 2 of batch 0."


def test_positions_with_a_gap_are_named(unguarded):
    run("UPDATE trail_place SET position = 7 WHERE entry_id = %s", unguarded[2].pk)
    assert str(verify_trail().fault) == "The entry sealed at place 2 of batch 0 says place 7."


def test_a_changed_column_of_a_seal_is_named(unguarded):
    run("UPDATE trail_seal SET entries = 4 WHERE batch = 1")
    assert str(verify_trail().fault) == "The columns of the seal of batch 1 are not what was signed."


def test_a_changed_seal_is_named(unguarded):
    run("UPDATE trail_seal SET sealed_text = replace(sealed_text, 'sealed_at\":\"2', 'sealed_at\":\"1') WHERE batch = 0")
    assert str(verify_trail().fault) == "The columns of the seal of batch 0 are not what was signed."


@pytest.mark.parametrize("batch", [0, 1])
def test_a_seal_that_cannot_be_read_is_named(unguarded, batch):
    run("UPDATE trail_seal SET sealed_text = 'nonsense' WHERE batch = %s", batch)
    words = f"The seal of batch {batch} cannot be read; it is not as it was written."
    assert str(verify_trail().fault) == words
    assert str(verify_newest_batch()) == words


def test_an_entry_that_claims_a_batch_that_does_not_exist_is_named(unguarded):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL checks foreign keys of whoever writes.")
    hidden = make_entry(9)
    with connection.constraint_checks_disabled():
        run("INSERT INTO trail_place (entry_id, seal_id, position) VALUES (%s, 999, 0)", hidden.pk)
    assert str(verify_trail().fault) == f"The entry with the number {hidden.pk} says it is sealed, but its batch does not exist."
    run("DELETE FROM trail_place WHERE seal_id = 999")


def test_a_deleted_end_shows_against_a_checkpoint(unguarded):
    kept = checkpoint()
    run("DELETE FROM trail_place WHERE seal_id = (SELECT id FROM trail_seal WHERE batch = 1)")
    run("DELETE FROM trail_seal WHERE batch = 1")
    assert verify_trail().fault is None
    assert (
        str(verify_trail(checkpoints=[kept]).fault) == "The end is cut off: the checkpoint is of batch 1, and the export ends with batch 0."
    )


def test_a_changed_entry_that_waits_for_its_seal_is_named(unguarded):
    waiting = make_entry(9)
    run("UPDATE trail_entry SET why = '' WHERE id = %s", waiting.pk)
    assert str(verify_trail().fault) == f"The column why of the unsealed entry {waiting.uuid} is not what its text says."


def test_missing_guards_make_the_trail_unsound(unguarded):
    report = verify_trail()
    assert report.fault is None
    assert not report.is_sound


def test_the_command_tells_what_it_found(entries, capsys):
    make_entry(9)
    call_command("verify_trail", checkpoint=str(checkpoint()))
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "5 entries in 2 batches agree with their seals."
    assert out[2].startswith("1 entries wait for their seal")
    assert out[-1] == "The trail is verified."


def test_the_command_names_the_bad_entry_and_fails(unguarded, capsys):
    run("UPDATE trail_entry SET why = '' WHERE id = %s", unguarded[0].pk)
    with pytest.raises(CommandError, match="NOT verified"):
        call_command("verify_trail")
    assert f"(entry {unguarded[0].uuid})" in capsys.readouterr().err


def test_the_command_refuses_a_checkpoint_it_cannot_read(entries, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_trail", checkpoint=str(tmp_path / "nowhere"))
    (tmp_path / "empty").write_text("")
    with pytest.raises(CommandError, match="has no words like"):
        call_command("verify_trail", checkpoint=str(tmp_path / "empty"))


def test_commands_seal_export_and_print_a_checkpoint(entries, tmp_path, capsys):
    make_entry(9)
    path = tmp_path / "export.jsonl"
    call_command("seal_trail")
    call_command("export_trail", str(path))
    call_command("checkpoint_trail")
    out = capsys.readouterr().out.splitlines()
    assert out == ["Sealed 1 entries in 1 batches.", f"Wrote {path}.", str(checkpoint())]
    assert len(path.read_bytes().splitlines()) == 1 + Entry.objects.count() + 3
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_trail", str(path))


def test_there_is_no_checkpoint_before_the_first_seal(trail):
    with pytest.raises(CommandError, match="nothing has been sealed"):
        call_command("checkpoint_trail")
