"""The stand-alone verifier: each fault is planted, and the first bad line is named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from shishin.trail import verify_alone
from shishin.trail.exporting import checkpoint
from shishin.trail.models import Seal
from shishin.trail.sealing import seal_all
from shishin.trail.tests.makers import make_entries, write_export
from shishin.trail.verify_alone import SEAL, Checkpoint, Fault, Verifier, hash_of, is_signed, leaf_of, lines_of, main, root_of, seal_line


@pytest.fixture
def export(trail, tmp_path):
    """A head (1), batch 0 (2, 3, 4, seal 5), batch 1 (6, 7, 8, seal 9), batch 2 (10, 11, seal 12)."""
    make_entries(8)
    seal_all(limit=3)
    return write_export(tmp_path / "export.jsonl")


def verified(path, **options):
    with path.open("rb") as file:
        return verify_alone.verify(file, Verifier(**options))


def altered(path, change):
    lines = path.read_bytes().splitlines(keepends=True)
    change(lines)
    path.write_bytes(b"".join(lines))
    return path


def first_fault(path, **options):
    with pytest.raises(Fault) as caught:
        verified(path, **options)
    return caught.value.line, caught.value.words


def test_a_sound_export_is_verified(export):
    done = verified(export, checkpoints=(checkpoint(),), keys=(checkpoint().key,))
    assert (done.entries, done.last.batch, done.signatures) == (8, 2, 1)
    assert verified(export, every_signature=True).signatures == 3


def test_an_empty_trail_is_verified(trail, tmp_path):
    assert verified(write_export(tmp_path / "empty.jsonl")).entries == 0


def test_an_edited_entry_is_named(export):
    def edit(lines):
        lines[6] = lines[6].replace("理由 4".encode(), "理由 9".encode())

    assert first_fault(altered(export, edit)) == (7, "This entry is not as it was sealed at place 1 of batch 1.")


@pytest.mark.parametrize("line", [2, 3, 6, 11])
def test_a_single_bit_in_any_entry_is_named(export, line):
    def edit(lines):
        lines[line - 1] = lines[line - 1][:40] + bytes([lines[line - 1][40] ^ 1]) + lines[line - 1][41:]

    assert first_fault(altered(export, edit))[0] == line


def test_a_deleted_entry_is_named(export):
    def delete(lines):
        del lines[6]

    assert first_fault(altered(export, delete)) == (
        7,
        "An entry is missing before this one, which was not sealed at place 1 of batch 1.",
    )


def test_the_deleted_last_entry_of_a_batch_is_named(export):
    def delete(lines):
        del lines[3]

    assert first_fault(altered(export, delete)) == (4, "An entry is missing here: place 2 of batch 0.")


def test_an_inserted_entry_is_named(export):
    def insert(lines):
        lines.insert(6, lines[6].replace("理由 4".encode(), "理由 9".encode()))

    assert first_fault(altered(export, insert)) == (7, "This entry was put in or moved: it was not sealed at place 1 of batch 1.")


def test_an_entry_inserted_at_the_end_of_a_batch_is_named(export):
    def insert(lines):
        lines.insert(4, lines[1])

    assert first_fault(altered(export, insert)) == (5, "This entry was put in or moved: it was not sealed at place 3 of batch 0.")


def test_reordered_entries_are_named(export):
    def swap(lines):
        lines[5], lines[7] = lines[7], lines[5]

    assert first_fault(altered(export, swap)) == (6, "This entry was put in or moved: it was not sealed at place 0 of batch 1.")


def test_reordered_batches_are_named(export):
    def swap(lines):
        lines[1:9] = lines[5:9] + lines[1:5]

    assert first_fault(altered(export, swap)) == (5, "Batch 0 should come here, but this is the seal of batch 1.")


def test_a_deleted_seal_is_named(export):
    def delete(lines):
        del lines[4]

    assert first_fault(altered(export, delete)) == (8, "Batch 0 should come here, but this is the seal of batch 1.")


def test_an_edited_seal_is_named(export):
    def edit(lines):
        lines[4] = lines[4].replace(b'"total":3', b'"total":4')

    assert first_fault(altered(export, edit)) == (5, "The seal of batch 0 miscounts the entries up to here; it is not as it was written.")


def test_an_edited_day_of_a_seal_is_named(export):
    def edit(lines):
        lines[4] = lines[4].replace(b'"sealed_at":"2', b'"sealed_at":"1')

    assert first_fault(altered(export, edit)) == (5, "The seal of batch 0 is not as it was signed.")


def test_an_edited_signature_is_named(export):
    def edit(lines):
        lines[8] = lines[8][:-10] + (b"0" if lines[8][-10:-9] != b"0" else b"1") + lines[8][-9:]

    assert first_fault(altered(export, edit)) == (9, "The seal of batch 1 is not as it was signed.")


def test_an_unreadable_seal_is_named(export):
    def edit(lines):
        lines[8] = SEAL + b"nonsense\n"

    assert first_fault(altered(export, edit)) == (9, "This seal cannot be read; it is not as it was written.")


def test_entries_added_after_the_last_seal_are_named(export):
    def add(lines):
        lines.append(lines[1])

    assert first_fault(altered(export, add)) == (13, "A seal is missing after this line, or the lines from here on were added.")


def test_a_file_cut_in_the_middle_of_a_line_is_named(export):
    export.write_bytes(export.read_bytes()[:-5])
    assert first_fault(export) == (12, "The file is cut off in the middle of this line.")


def test_a_cut_off_end_shows_against_the_head(export):
    def cut(lines):
        del lines[9:]

    line, words = first_fault(altered(export, cut))
    assert (line, words.endswith("the end is cut off.")) == (9, True)


def test_a_cut_off_end_with_a_mended_head_shows_against_the_checkpoint(export):
    def cut(lines):
        head = json.loads(lines[0])
        lines[0] = json.dumps({**head, "batches": 2, "entries": 6}).encode() + b"\n"
        del lines[9:]

    altered(export, cut)
    assert verified(export).entries == 6
    assert first_fault(export, checkpoints=(checkpoint(),)) == (
        0,
        "The end is cut off: the checkpoint is of batch 2, and the export ends with batch 1.",
    )


def rewritten(path, key):
    """The whole trail with other words, made by the same rules with a key of its own."""

    def rewrite(lines):
        leaves, previous, total = [], "", 0
        for at, line in enumerate(lines[1:], start=1):
            if not line.startswith(SEAL):
                lines[at] = line.replace("理由".encode(), "別の理由".encode())
                leaves.append(leaf_of(lines[at][:-1]))
                continue
            fields = json.loads(line)["seal"]
            total += len(leaves)
            fields |= {"root": root_of(leaves).hex(), "lines": lines_of(leaves), "previous": previous, "total": total}
            fields["public_key"] = key.public_key().public_bytes_raw().hex()
            text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
            raw = seal_line(text, key.sign(text.encode()).hex())
            lines[at], leaves, previous = raw + b"\n", [], hash_of(raw)

    return altered(path, rewrite)


def test_a_full_rewrite_shows_against_checkpoint_and_public_key(export):
    kept = checkpoint()
    rewritten(export, Ed25519PrivateKey.generate())

    assert verified(export).entries == 8
    line, words = first_fault(export, keys=(kept.key,))
    assert (line, words[:31]) == (5, "Batch 0 is signed with another ")
    line, words = first_fault(export, checkpoints=(kept,))
    assert (line, words[:31]) == (12, "Batch 2 is signed with another ")


def test_a_full_rewrite_with_the_stolen_key_shows_against_the_checkpoint(export, settings):
    kept = checkpoint()
    rewritten(export, load_pem_private_key(settings.TRAIL_KEY.read_bytes(), password=None))

    assert verified(export, keys=(kept.key,)).entries == 8
    assert first_fault(export, checkpoints=(kept,)) == (
        12,
        "Batch 2 is not the one of the checkpoint: the trail was written anew up to here.",
    )


def test_a_checkpoint_of_an_earlier_batch_still_holds(export, tmp_path):
    seal = Seal.objects.get(batch=1)
    line = export.read_bytes().splitlines()[8]
    assert verified(export, checkpoints=(Checkpoint(1, 6, hash_of(line), seal.public_key),)).entries == 8


def test_a_checkpoint_is_read_back_from_its_words():
    kept = Checkpoint(4, 12, "ab" * 32, "cd" * 32)
    assert Checkpoint.read(f"Printed in April:\n{kept}\n") == (kept,)
    with pytest.raises(Fault, match="has no words like"):
        Checkpoint.read("nothing")


def test_another_file_is_no_export(tmp_path):
    path = tmp_path / "other"
    for text in (b"", b"{}\n", b"\xff\xfe\n", b"[1]\n"):
        path.write_bytes(text)
        assert first_fault(path) == (1, "This is not the head of an exported trail that this verifier can read.")


def test_it_runs_as_one_file_without_anything_else(export, tmp_path):
    copy = tmp_path / "elsewhere" / "verify_alone.py"
    copy.parent.mkdir()
    copy.write_bytes(Path(verify_alone.__file__).read_bytes())
    kept = checkpoint()
    (tmp_path / "kept.txt").write_text(str(kept))

    def run(*arguments):
        return subprocess.run([sys.executable, "-I", "-S", copy, *arguments], capture_output=True, text=True, check=False)

    sound = run(export, "--checkpoint", tmp_path / "kept.txt")
    assert (sound.returncode, sound.stderr) == (0, "")
    assert sound.stdout == (
        f"Verified: 8 entries in 3 batches; 1 signatures checked.\nSigned with the key {kept.key}\nCheckpoint: {kept}\n"
    )
    altered(export, lambda lines: lines.pop(2))
    bad = run(export, "--checkpoint", str(kept))
    assert bad.returncode == 1
    assert bad.stderr == "NOT VERIFIED. Line 3: An entry is missing before this one, which was not sealed at place 1 of batch 0.\n"


def test_a_missing_file_is_one_sentence(capsys, tmp_path):
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_signatures_are_judged_as_the_library_judges_them():
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes_raw()
    signature = key.sign(b"text")
    above_order = signature[:32] + (int.from_bytes(signature[32:], "little") + verify_alone.ORDER).to_bytes(32, "little")
    assert is_signed(public, b"text", signature)
    assert not is_signed(public, b"test", signature)
    assert not is_signed(public, b"text", signature[:-1])
    assert not is_signed(public, b"text", above_order)
    assert not is_signed(b"\xff" * 32, b"text", signature)


def test_the_vector_of_rfc_8032():
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert is_signed(public, b"\x72", signature)
    assert not is_signed(public, b"\x73", signature)


def test_the_root_is_that_of_rfc_6962():
    leaves = [leaf_of(bytes([number])) for number in range(7)]

    def tree(part):
        if len(part) == 1:
            return part[0]
        split = 1
        while split * 2 < len(part):
            split *= 2
        return verify_alone.hashlib.sha256(b"\x01" + tree(part[:split]) + tree(part[split:])).digest()

    assert [root_of(leaves[:count]) for count in range(1, 8)] == [tree(leaves[:count]) for count in range(1, 8)]
