"""One turn of the clock seals, puts back and clears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from shishin.kit.file_sizes import KEPT, digest_of, note_size
from shishin.kit.models import FileSize
from shishin.site.ticking import tick
from shishin.trail.models import Entry, Place
from shishin.trail.recording import OPERATOR, record
from shishin.trail.tasks import send_checkpoints_of

pytestmark = pytest.mark.django_db


def test_a_turn_seals_what_has_no_place_yet_and_the_next_finds_nothing_to_do():
    tick()
    record("site.started_empty", about="site:this", who=OPERATOR)

    assert tick().sealed == 1
    assert tick().sealed == 0
    assert Place.objects.count() == Entry.objects.count()


def test_a_turn_clears_sessions_that_have_run_out():
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))

    assert tick().cleared == 1
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_a_turn_forgets_what_files_weighed_that_nobody_made_for_long():
    note_size(digest_of("the words"), b"x", name="a.pdf")
    FileSize.objects.update(made_at=timezone.now() - KEPT - timedelta(days=1))

    assert tick().cleared == 1
    assert not FileSize.objects.exists()


def test_the_checkpoint_of_a_day_is_asked_for_once_and_again_where_it_did_not_leave_within_the_hour():
    now = timezone.now()
    record("site.started_empty", about="site:this", who=OPERATOR)
    assert tick().checkpoints == 1
    assert tick().checkpoints == 0

    asked = DBTaskResult.objects.filter(task_path=send_checkpoints_of.module_path)
    assert [task.args_kwargs["args"] for task in asked] == [[timezone.localdate(now).isoformat()]]
    asked.update(enqueued_at=now - timedelta(hours=2))
    assert tick().checkpoints == 1


def test_a_checkpoint_that_left_is_not_asked_for_again_that_day(settings, tmp_path):
    settings.CHECKPOINT_FILE = tmp_path / "checkpoints.txt"
    record("site.started_empty", about="site:this", who=OPERATOR)
    tick()
    assert send_checkpoints_of.call(timezone.localdate().isoformat()) == ["file"]
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=2))

    assert tick().checkpoints == 0
    assert settings.CHECKPOINT_FILE.read_text().count("shishin-trail batch=") == 1


def test_the_command_says_what_the_turn_did(capsys):
    call_command("tick")

    assert capsys.readouterr().out.endswith("put back 0 tasks, cleared 0 old rows.\n")
