"""Health and security.txt say what machines need, and nothing that is secret."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from shishin.site import health as health_module
from shishin.site import kept_pages
from shishin.site.health import ask_for_sign
from shishin.site.tasks import beat
from shishin.site.ticking import tick
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def began(monkeypatch):
    """An hour ago, unless a test says otherwise."""
    monkeypatch.setattr(health_module, "BEGAN", timezone.now() - timedelta(hours=1))


def work() -> None:
    now = timezone.now()
    DBTaskResult.objects.ready().update(status="SUCCESSFUL", started_at=now, finished_at=now)


@pytest.mark.asvs("V15.3.1")
def test_a_site_whose_clock_and_worker_work_is_well(client):
    tick()
    work()

    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert set(answer.json()) == {
        "status", "alive", "database", "worker_seen_seconds_ago", "clock_seen_seconds_ago", "seal_age_seconds", "is_sealed",
    }  # fmt: skip
    assert (answer.json()["status"], answer.json()["is_sealed"]) == ("ok", True)


@pytest.mark.parametrize(
    ("late", "field"),
    [({"started_at", "finished_at"}, "worker_seen_seconds_ago"), ({"enqueued_at"}, "clock_seen_seconds_ago")],
    ids=["worker", "clock"],
)
def test_a_worker_or_clock_that_was_not_seen_lately_is_named_and_the_site_stays_in_service(client, late, field):
    tick()
    work()
    DBTaskResult.objects.update(**dict.fromkeys(late, timezone.now() - timedelta(minutes=10)))

    answer = client.get("/health/")

    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()[field] >= 600


def test_a_new_site_has_seen_nobody_yet(client):
    answer = client.get("/health/").json()

    assert (answer["status"], answer["worker_seen_seconds_ago"], answer["clock_seen_seconds_ago"]) == ("degraded", None, None)


@pytest.mark.parametrize(("seconds", "status"), [(5, "starting"), (90, "degraded")])
def test_a_site_that_has_just_begun_is_starting_for_a_minute(client, monkeypatch, seconds, status):
    monkeypatch.setattr(health_module, "BEGAN", timezone.now() - timedelta(seconds=seconds))

    assert client.get("/health/").json()["status"] == status
    tick()
    work()
    assert client.get("/health/").json()["status"] == "ok"


def test_a_worker_at_a_long_task_is_at_work(client):
    tick()
    work()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=20), finished_at=None)

    assert client.get("/health/").json()["status"] == "ok"


def test_entries_that_wait_long_for_a_seal_are_shown(client):
    tick()
    work()
    record("site.started_empty", about="site:this", who=OPERATOR)
    assert client.get("/health/").json()["status"] == "ok"

    newest = Entry.objects.order_by("-pk").first()
    assert newest is not None
    answer = client.get("/health/")
    assert answer.json()["is_sealed"] is True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(health_module, "SEALED_WITHIN", timedelta(0))
        answer = client.get("/health/")
    assert (answer.json()["status"], answer.json()["is_sealed"]) == ("degraded", False)


def test_without_its_database_a_site_is_out_of_service_and_says_nothing_else(client, monkeypatch, settings):
    def fail(now: object) -> None:
        raise DatabaseError("connection to db.internal.example.jp, user shishin, failed")

    monkeypatch.setattr(health_module, "worker_seen_at", fail)
    monkeypatch.setattr(kept_pages, "public_number", lambda: fail(None))
    settings.KEEPS_PAGES = True

    answer = client.get("/health/")

    assert (answer.status_code, answer.json()) == (503, {"status": "down", "alive": True, "database": False})


def test_planted_an_error_that_nobody_expects_would_be_told(client, monkeypatch):
    def fail(now: object) -> None:
        raise DatabaseError("connection to db.internal.example.jp, user shishin, failed")

    monkeypatch.setattr(health_module, "worker_seen_at", fail)
    monkeypatch.setattr(health_module, "DatabaseError", ZeroDivisionError)

    with pytest.raises(DatabaseError, match=r"db\.internal"):
        client.get("/health/")


def test_signs_do_not_pile_up():
    signs = DBTaskResult.objects.filter(task_path=beat.module_path)
    now = timezone.now()
    for minute in range(20):
        ask_for_sign(now)
        signs.filter(status="READY").update(enqueued_at=now - timedelta(minutes=20 - minute))
    assert signs.count() == 1

    signs.update(status="SUCCESSFUL", finished_at=now - timedelta(hours=1), enqueued_at=now - timedelta(hours=1))
    ask_for_sign(now)
    assert [sign.status for sign in signs] == ["READY"]


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("digital@example.jp", "Contact: mailto:digital@example.jp"),
        ("https://example.jp/contact", "Contact: https://example.jp/contact"),
        ("", "Contact: http://127.0.0.1:8000/contact/"),
    ],
)
def test_security_txt_names_whom_to_tell_and_ends_within_a_year(client, settings, contact, line):
    settings.CONTACT = contact

    answer = client.get("/.well-known/security.txt")

    lines = answer.text.splitlines()
    assert (answer["Content-Type"], lines[0]) == ("text/plain; charset=utf-8", line)
    assert lines[2:] == ["Preferred-Languages: ja, en", "Canonical: http://127.0.0.1:8000/.well-known/security.txt"]
    ends = timezone.datetime.fromisoformat(lines[1].removeprefix("Expires: "))
    assert timezone.now() < ends < timezone.now() + timedelta(days=365)
