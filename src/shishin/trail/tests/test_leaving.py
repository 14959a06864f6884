"""Checkpoints leave the site once a day by every way, whatever becomes of the others, and auditors see when."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate

from shishin.kit.triggers import lifted
from shishin.trail import leaving
from shishin.trail.exporting import checkpoint
from shishin.trail.leaving import due_ways, kept_checkpoints, send_checkpoints, ways, words_to_witness
from shishin.trail.models import Entry, Seal
from shishin.trail.sealing import seal_all
from shishin.trail.signing_key import is_signed
from shishin.trail.tests.makers import make_entries
from shishin.trail.verifying import verify_trail
from shishin.trail.waiting import waiting_for
from shishin.trail.witnessing import AGAINST


class Auditor:
    def __init__(self, *, may=True):
        self._may = may

    def may(self, ability):
        return self._may and ability == "read_trail"


@pytest.fixture
def sealed(trail):
    make_entries(2)
    seal_all()
    return checkpoint()


@pytest.fixture
def second(settings):
    """A machine that takes one post, and what it was sent."""
    taken = []

    class Taking(BaseHTTPRequestHandler):
        status = 200

        def do_POST(self):
            taken.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(self.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.CHECKPOINT_POST = f"http://127.0.0.1:{server.server_port}"
    yield Taking, taken
    server.shutdown()
    thread.join()
    server.server_close()


def ways_sent():
    return list(Entry.objects.filter(key="trail.checkpoint_sent").order_by("pk").values_list("data__way", "data__batch"))


def test_nothing_leaves_before_the_first_seal(trail):
    assert due_ways(localdate()) == ()


def test_the_file_gets_one_line_a_day_and_the_trail_says_so(sealed, settings):
    assert send_checkpoints(localdate()) == ("file",)
    assert send_checkpoints(localdate()) == ()

    assert kept_checkpoints() == (sealed,)
    assert settings.CHECKPOINT_FILE.stat().st_mode & 0o777 == 0o600
    assert ways_sent() == [("file", 0)]
    tomorrow = localdate() + timedelta(days=1)
    assert due_ways(tomorrow) == ("file",)
    seal_all()
    send_checkpoints(tomorrow)
    assert [kept.batch for kept in kept_checkpoints()] == [0, 1]
    assert verify_trail(checkpoints=kept_checkpoints()).is_sound


def test_mails_go_to_each_address_and_name_nobody_else(sealed, settings):
    settings.CHECKPOINT_MAIL = ("audit@example.jp", "press@example.jp")

    assert send_checkpoints(localdate()) == ("file", "mail")

    assert [message.to for message in mail.outbox] == [["audit@example.jp"], ["press@example.jp"]]
    assert str(sealed) in mail.outbox[0].body.splitlines()
    assert "audit@example.jp" not in json.dumps(list(Entry.objects.values_list("sealed_text", flat=True)))


def test_a_post_is_signed_and_holds_nothing_but_the_checkpoint(sealed, second):
    assert send_checkpoints(localdate()) == ("file", "post")

    [(path, body)] = second[1]
    posted = json.loads(body)
    assert path == "/trail/witness/"
    assert set(posted) == {"checkpoint", "signature"}
    assert posted["checkpoint"] == str(sealed)
    assert is_signed(bytes.fromhex(sealed.key), words_to_witness(sealed), bytes.fromhex(posted["signature"]))


@pytest.mark.parametrize("status", [302, 409, 500])
def test_a_way_that_fails_keeps_no_other_and_is_tried_again(sealed, second, settings, status):
    settings.CHECKPOINT_MAIL = ("audit@example.jp",)
    second[0].status = status

    assert send_checkpoints(localdate()) == ("file", "mail")
    assert due_ways(localdate()) == ("post",)
    assert len(second[1]) == 1

    second[0].status = 200
    assert send_checkpoints(localdate()) == ("post",)
    assert len(mail.outbox) == 1


def test_a_file_that_cannot_be_written_keeps_no_mail(sealed, settings, tmp_path):
    settings.CHECKPOINT_MAIL = ("audit@example.jp",)
    settings.CHECKPOINT_FILE = tmp_path / "folder"
    settings.CHECKPOINT_FILE.mkdir()

    assert send_checkpoints(localdate()) == ("mail",)


# The desk of auditors


def age_seals(days):
    with lifted(connection):
        Seal.objects.update(sealed_at=timezone.now() - timedelta(days=days))


def test_others_see_nothing_and_auditors_nothing_before_the_first_seal(trail):
    assert waiting_for(Auditor(), localdate()) == []
    make_entries(1)
    seal_all()
    assert waiting_for(Auditor(may=False), localdate()) == []


def test_the_desk_of_auditors_says_when_the_last_one_left(sealed):
    [line] = waiting_for(Auditor(), localdate())
    assert (line.title, line.is_for_others) == ("No checkpoint left this site yet", True)

    send_checkpoints(localdate())
    [line] = waiting_for(Auditor(), localdate())
    assert line.title.startswith("The last checkpoint left this site on ")
    assert line.is_for_others
    assert line.why.startswith("To the file: ")


def test_a_forged_entry_makes_the_desk_say_that_a_checkpoint_left(sealed):
    leaving.record("trail.checkpoint_sent", about="trail.seal", who=leaving.CLOCK, way="file")

    assert waiting_for(Auditor(), localdate())[0].title.startswith("The last checkpoint left this site on ")
    assert kept_checkpoints() == ()


@pytest.mark.parametrize("days", [0, 1, 2])
def test_it_waits_for_auditors_once_a_way_is_two_days_late(sealed, settings, days):
    settings.CHECKPOINT_MAIL = ("audit@example.jp",)
    age_seals(days)
    leaving.record("trail.checkpoint_sent", about="trail.seal", who=leaving.CLOCK, way="file")

    [line] = waiting_for(Auditor(), localdate())

    assert line.is_for_others == (days < 2)
    assert ("By mail: not yet." in line.why, "Tell the operator" in line.why) == (True, days == 2)


def test_a_site_whose_post_contradicts_what_is_kept_waits_for_auditors(trail, settings):
    (settings.DATA / "witnessed").mkdir()
    (settings.DATA / "witnessed" / f"{'ab' * 32}{AGAINST}").write_text("x")

    [line] = waiting_for(Auditor(), localdate())

    assert (line.title, line.is_for_others) == ("1 other site posted a checkpoint that contradicts those before", False)


@pytest.mark.parametrize("more", [(), ("mail", "post")])
def test_the_desk_asks_the_same_number_of_questions_for_one_way_and_three(sealed, settings, more, django_assert_num_queries):
    settings.CHECKPOINT_MAIL, settings.CHECKPOINT_POST = (("a@example.jp",), "https://example.jp") if more else ((), "")
    assert ways() == ("file", *more)
    with django_assert_num_queries(2):
        waiting_for(Auditor(), localdate())
