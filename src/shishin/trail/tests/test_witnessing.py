"""Witnessing: another machine keeps checkpoints, and finds an end that was cut off and a trail that was written anew."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from shishin.kit.triggers import drop_guards
from shishin.trail import sealing, witnessing
from shishin.trail.exporting import checkpoint
from shishin.trail.leaving import read_kept, words_to_witness
from shishin.trail.models import Entry, Place, Seal
from shishin.trail.sealing import accept_new_key, seal_all
from shishin.trail.signing_key import public_part, signing_key
from shishin.trail.tests.makers import make_entries
from shishin.trail.tests.test_rewriting import rewrite
from shishin.trail.verify_alone import Checkpoint, Fault
from shishin.trail.witnessing import LARGEST_POST, take_post, witness

SITE = "https://shishin.example.jp"


@pytest.fixture
def ask(client):
    """The site as a witness reaches it, without a network."""

    def answer(url):
        got = client.get(url.removeprefix(SITE))
        return BytesIO(got.getvalue() if got.streaming else got.content)

    return answer


@pytest.fixture
def sealed(trail):
    make_entries(6)
    return seal_all(limit=2)


@pytest.fixture
def look(ask, tmp_path):
    return lambda: witness(SITE, path=tmp_path / "kept.txt", ask=ask)


def grow(count=1):
    make_entries(count)
    seal_all(limit=2)


# What a witness asks for


@pytest.mark.asvs("V15.3.1")
def test_the_checkpoint_is_for_everybody_and_says_nothing_else(client, sealed):
    answer = client.get(reverse("trail:checkpoint"))
    assert answer.text == f"{checkpoint()}\n"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_there_is_none_before_the_first_seal(client, trail):
    assert client.get(reverse("trail:checkpoint")).text == ""
    assert client.get(reverse("trail:chain")).getvalue() == b""


def test_the_chain_holds_seals_and_no_entry(client, sealed, monkeypatch):
    lines = [sealing.line_of(seal) + b"\n" for seal in sealed]
    assert client.get(reverse("trail:chain")).getvalue() == b"".join(lines)
    assert client.get(reverse("trail:chain"), {"after": "-1"}).getvalue() == b"".join(lines)
    assert client.get(reverse("trail:chain"), {"after": "1"}).getvalue() == lines[2]
    assert client.get(reverse("trail:chain"), {"after": "x"}).status_code == 404
    monkeypatch.setattr(witnessing, "LINKS", 2)
    assert client.get(reverse("trail:chain")).getvalue() == b"".join(lines[:2])


def test_a_witness_keeps_the_first_and_follows_the_chain_from_it(sealed, look, tmp_path, monkeypatch):
    monkeypatch.setattr(witnessing, "LINKS", 2)
    assert look().before is None
    first = checkpoint()
    grow(9)

    done = look()

    assert (done.before, done.newest) == (first, checkpoint())
    assert look().newest == checkpoint()
    assert read_kept((tmp_path / "kept.txt").read_text()) == (first, checkpoint())


def test_a_change_of_key_that_the_old_one_signed_is_followed(sealed, look, settings):
    look()
    old = signing_key(may_make=False)
    settings.TRAIL_KEY.unlink()
    new = signing_key(may_make=True)
    accept_new_key(old=old)
    grow()

    assert look().newest.key == public_part(new)


def test_a_change_of_key_that_nobody_signed_is_not(sealed, look, settings):
    look()
    settings.TRAIL_KEY.unlink()
    signing_key(may_make=True)
    accept_new_key()

    with pytest.raises(Fault, match="unproven, or forged"):
        look()


def test_an_end_that_was_cut_off_is_found(sealed, look):
    look()
    drop_guards(connection)
    gone = list(Place.objects.filter(seal__batch=2).values_list("entry", flat=True))
    Place.objects.filter(seal__batch=2)._raw_delete("default")
    Seal.objects.filter(batch=2)._raw_delete("default")
    Entry.objects.filter(pk__in=gone)._raw_delete("default")
    with pytest.raises(Fault, match="The end is cut off: batch 2 was named"):
        look()

    grow(2)
    with pytest.raises(Fault, match="Batch 2 is not the one that was kept"):
        look()


@pytest.mark.parametrize("first", [0, 1])
def test_a_trail_written_anew_with_the_stolen_key_is_found(sealed, look, first):
    """Also when it has grown since: whoever has database and key cannot forge what is kept elsewhere."""
    look()
    rewrite(first, key=signing_key(may_make=False), changed=False)
    grow(3)

    with pytest.raises(Fault, match="Batch 2 is not the one that was kept"):
        look()


def test_without_what_was_kept_the_stolen_key_would_pass(sealed, look, tmp_path):
    look()
    rewrite(0, key=signing_key(may_make=False), changed=False)
    (tmp_path / "kept.txt").unlink()

    assert look().newest == checkpoint()


def test_the_command_tells_and_fails(sealed, ask, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(witnessing, "ask_site", ask)
    call_command("witness", SITE)
    grow()
    call_command("witness", SITE)
    out = capsys.readouterr().out.splitlines()
    kept = tmp_path / "witnessed" / "shishin.example.jp.txt"
    assert out[0].startswith("This is the first checkpoint of this site")
    assert out[2:] == ["The trail only grew since the last checkpoint: 1 entries in 1 batches.", f"Kept in {kept}: {checkpoint()}"]
    call_command("witness")
    assert capsys.readouterr().out == f"shishin.example.jp: {checkpoint()}\n"

    kept.write_text(str(Checkpoint(3, 7, "ab" * 32, checkpoint().key)))
    with pytest.raises(CommandError, match="NOT the one that was kept"):
        call_command("witness", SITE)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "shishin.example.jp", "ftp://shishin.example.jp"])
def test_the_command_asks_sites_alone(trail, url):
    with pytest.raises(CommandError, match="is not the address of a site"):
        call_command("witness", url)


def test_a_site_that_does_not_answer_is_no_forgery(trail):
    with pytest.raises(CommandError, match="cannot be asked") as refused:
        call_command("witness", "http://127.0.0.1:9")
    assert refused.value.returncode == 2


# What is posted to a witness


@pytest.fixture
def key(trail, settings):
    key = Ed25519PrivateKey.generate()
    settings.WITNESS_KEYS = frozenset({public_part(key)})
    return key


def post(client, key, batch, entries, seal="ab", *, signed_by=None):
    kept = Checkpoint(batch, entries, seal * 32, public_part(key))
    body = {"checkpoint": str(kept), "signature": (signed_by or key).sign(words_to_witness(kept)).hex()}
    return client.post(reverse("trail:witness"), json.dumps(body), content_type="application/json")


def kept_of(key, settings):
    path = settings.DATA / "witnessed" / f"{public_part(key)}.txt"
    return [(one.batch, one.entries) for one in read_kept(path.read_text())] if path.exists() else []


def test_a_signed_checkpoint_of_a_known_site_is_kept_once(client, key, settings):
    for batch, entries in ((3, 10), (3, 10), (5, 12)):
        assert post(client, key, batch, entries).status_code == 200
    assert kept_of(key, settings) == [(3, 10), (5, 12)]


@pytest.mark.parametrize(
    ("batch", "entries", "seal", "words"),
    [
        (5, 12, "cd", "Batch 5 is kept with another seal"),
        (4, 11, "ab", "the end was cut off, or it comes late"),
        (9, 13, "ab", "Batch 5 had 12 entries, and batch 9 has 13"),
    ],
)
def test_what_contradicts_those_before_is_refused_and_noted_once(client, key, settings, capsys, batch, entries, seal, words):
    post(client, key, 5, 12)

    for _ in range(3):
        answer = post(client, key, batch, entries, seal)
        assert (answer.status_code, words in answer.text) == (409, True)

    assert kept_of(key, settings) == [(5, 12)]
    noted = settings.DATA / "witnessed" / f"{public_part(key)}.contradictions"
    assert len(noted.read_text().splitlines()) == 1
    with pytest.raises(CommandError, match="NOT the one that was kept"):
        call_command("witness")
    assert "CONTRADICTS" in capsys.readouterr().err


@pytest.mark.asvs("V9.1.1", "V9.1.3")
def test_nobody_but_the_site_itself_can_add_one(client, key, settings):
    stranger = Ed25519PrivateKey.generate()
    assert post(client, key, 3, 10, signed_by=stranger).status_code == 400
    assert post(client, stranger, 3, 10).status_code == 404
    settings.WITNESS_KEYS = frozenset()
    assert post(client, key, 3, 10).status_code == 404
    assert not (settings.DATA / "witnessed").exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{}", 400),
        (b"[" * LARGEST_POST, 400),
        (b'{"checkpoint":"nothing","signature":""}', 400),
        (b'{"checkpoint":1,"signature":2}', 400),
        (b"x" * (LARGEST_POST + 1), 413),
    ],
)
def test_whatever_else_is_posted_is_refused(client, key, settings, body, status):
    assert client.post(reverse("trail:witness"), body, content_type="application/json").status_code == status
    assert not (settings.DATA / "witnessed").exists()


def test_two_checkpoints_in_one_post_are_none(key):
    kept = Checkpoint(3, 10, "ab" * 32, public_part(key))
    body = {"checkpoint": f"{kept} {Checkpoint(4, 11, 'ab' * 32, kept.key)}", "signature": key.sign(words_to_witness(kept)).hex()}
    assert take_post(json.dumps(body).encode()).status == 400


def test_a_post_needs_no_cookie_and_a_page_is_none(key):
    strict = Client(enforce_csrf_checks=True)
    assert post(strict, key, 3, 10).status_code == 200
    assert strict.get(reverse("trail:witness")).status_code == 405
