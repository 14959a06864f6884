from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.timezone import localdate
from django_tasks_db.models import DBTaskResult

from shishin.desk.models import DigestChoice
from shishin.desk.queueing import queue_digests
from shishin.desk.tasks import mail_digest
from shishin.desk.tests.makers import make_reader, make_waiting
from shishin.people.tests.makers import make_person, work_off_the_queue

pytestmark = pytest.mark.django_db

EVERY_DAY = range(1, 8)


def queue(now: datetime | None = None, *, hour: int = 0, days=EVERY_DAY) -> int:
    return queue_digests(now or timezone.now(), hour=hour, days=days)


def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def test_the_list_goes_out_once_a_day_however_often_the_clock_turns():
    make_reader()
    make_waiting(2)

    assert (queue(), queue()) == (1, 0)
    work_off_the_queue()
    work_off_the_queue()

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["reader@example.jp"], "2 things wait, none due this week. – Shishin")
    assert DigestChoice.objects.get().sent_on == localdate()


def test_the_mail_names_each_thing_with_its_address_and_the_desk_where_it_is_turned_off():
    reader = make_reader()
    make_waiting()

    mail_digest.call(str(reader.uuid), localdate().isoformat())

    lines = mail.outbox[0].body.splitlines()
    assert [line for line in lines if line.startswith("- ")] == ["- Invite Late 0 again"]
    assert lines.count("http://127.0.0.1:8000/desk/") == 2
    assert any(line.startswith("  http://127.0.0.1:8000/manage/people/") for line in lines)


def test_the_next_day_has_a_list_of_its_own():
    make_reader()
    day = date(2026, 11, 24)

    assert [queue(at(day, 9)), queue(at(day + timedelta(days=1), 9))] == [1, 1]


@pytest.mark.parametrize(("day", "hour", "queued"), [(24, 6, 0), (24, 7, 1), (24, 23, 1), (28, 9, 0), (29, 9, 0)])
def test_the_list_goes_out_from_the_hour_on_and_on_working_days(day, hour, queued):
    make_reader()

    assert queue(at(date(2026, 11, day), hour), hour=7, days=frozenset({1, 2, 3, 4, 5})) == queued


@pytest.mark.parametrize("fields", [{"is_on": False}, {"is_active": False}, {"email": ""}])
def test_nobody_is_written_to_who_did_not_ask_left_or_has_no_address(fields):
    reader = make_reader(**fields)
    make_person("never-asked")
    make_waiting()

    assert queue() == 0
    assert mail_digest.call(str(reader.uuid), localdate().isoformat()) is False
    assert mail.outbox == []


def test_where_nothing_waits_nothing_is_sent():
    make_reader()
    queue()

    work_off_the_queue()

    assert mail.outbox == []
    assert DigestChoice.objects.get().sent_on is None


@pytest.mark.parametrize(("language", "greeting"), [("ja", "reader 様"), ("en", "reader,"), ("", "reader,")])
def test_the_mail_speaks_the_language_of_the_person(language, greeting):
    reader = make_reader(language=language)
    make_waiting()

    mail_digest.call(str(reader.uuid), localdate().isoformat())

    assert mail.outbox[0].body.splitlines()[0] == greeting


def test_a_task_that_is_run_again_after_its_worker_died_sends_nothing_twice():
    reader = make_reader()
    make_waiting()

    assert [mail_digest.call(str(reader.uuid), localdate().isoformat()) for _run in range(2)] == [True, False]
    assert len(mail.outbox) == 1


def test_a_task_whose_worker_died_before_it_sent_is_run_again_and_sends():
    make_reader()
    make_waiting()
    queue()
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["dead"])

    DBTaskResult.objects.update(status="READY")
    work_off_the_queue()

    assert len(mail.outbox) == 1


def test_the_list_of_yesterday_is_sent_to_nobody():
    reader = make_reader()
    make_waiting()

    assert mail_digest.call(str(reader.uuid), (localdate() - timedelta(days=1)).isoformat()) is False
    assert mail.outbox == []


def test_a_mail_server_that_fails_does_not_lose_the_list_of_the_next_day(settings, caplog):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    reader = make_reader()
    make_waiting()
    DigestChoice.objects.update(queued_on=localdate())

    assert mail_digest.call(str(reader.uuid), localdate().isoformat()) is False
    assert "could not be sent at try 1" in caplog.text
    [again] = DBTaskResult.objects.filter(status="READY")
    assert again.args_kwargs == {"args": [str(reader.uuid), localdate().isoformat()], "kwargs": {"tries": 1}}
    assert again.run_after > timezone.now()

    settings.EMAIL_BACKEND = backend
    assert mail_digest.call(*again.args_kwargs["args"], tries=1) is True
    mail.outbox.clear()
    DigestChoice.objects.update(queued_on=localdate() - timedelta(days=1), sent_on=localdate() - timedelta(days=1))
    assert queue() == 1
    work_off_the_queue()
    assert len(mail.outbox) == 1
