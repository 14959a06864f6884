"""One turn of the clock seals, puts back and clears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from shishin.site.ticking import tick
from shishin.trail.models import Entry, Place
from shishin.trail.recording import OPERATOR, record

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


def test_the_command_says_what_the_turn_did(capsys):
    call_command("tick")

    assert capsys.readouterr().out.endswith("put back 0 tasks, cleared 0 old rows.\n")
