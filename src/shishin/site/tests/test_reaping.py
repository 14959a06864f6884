"""Tasks that a dead worker left behind are put back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from shishin.site.reaping import reap_tasks

pytestmark = pytest.mark.django_db


def make_task(*, workers: list[str], running_for: timedelta) -> DBTaskResult:
    now = timezone.now()
    return DBTaskResult.objects.create(
        status="RUNNING", args_kwargs={"args": [], "kwargs": {}}, task_path="x", backend_name="default", run_after=now,
        started_at=now - running_for, worker_ids=workers, exception_class_path="", traceback="",
    )  # fmt: skip


def test_a_task_of_a_dead_worker_is_put_back_and_that_of_a_living_one_is_left():
    lost = make_task(workers=["dead"], running_for=timedelta(seconds=3))
    other = make_task(workers=["alive"], running_for=timedelta(seconds=3))

    assert reap_tasks(now=timezone.now(), worker_id="dead") == 1

    lost.refresh_from_db()
    other.refresh_from_db()
    assert (lost.status, other.status) == ("READY", "RUNNING")


def test_a_task_that_runs_longer_than_any_may_is_put_back():
    make_task(workers=["gone"], running_for=timedelta(minutes=31))
    make_task(workers=["busy"], running_for=timedelta(minutes=29))

    assert reap_tasks(now=timezone.now()) == 1


def test_a_task_that_lost_three_workers_is_given_up():
    lost = make_task(workers=["first", "second", "third"], running_for=timedelta(hours=1))

    reap_tasks(now=timezone.now())

    lost.refresh_from_db()
    assert lost.status == "FAILED"
