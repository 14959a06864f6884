"""Reaping: a task whose worker died is put back; one that killed three workers is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from shishin.kit.jobs import at_work, give_up, run_job
from shishin.kit.models import SILENCE

LONGEST_TASK = timedelta(minutes=30)
TRIES = 3


def reap_tasks(*, now: datetime, worker_id: str = "") -> int:
    """Put back what a dead worker left running, or what runs longer than any task may, or a job that gives no sign. Returns how many.

    Tasks are idempotent, so a second run does no harm.
    """
    with transaction.atomic():
        running: QuerySet[DBTaskResult] = DBTaskResult.objects.running().select_for_update()
        busy = at_work(now)
        lost = [task for task in running if _is_lost(task, now=now, worker_id=worker_id, busy=busy)]
        for task in lost:
            given_up = len(task.worker_ids) >= TRIES
            task.status = "FAILED" if given_up else "READY"
            task.finished_at = now if given_up else None
            task.save(update_fields=["status", "finished_at"])
            if given_up and task.task_path == run_job.module_path:
                give_up(task.args_kwargs["args"], now=now)
    return len(lost)


def _is_lost(task: DBTaskResult, *, now: datetime, worker_id: str, busy: set[str]) -> bool:
    if worker_id:
        return bool(task.worker_ids) and task.worker_ids[-1] == worker_id
    # A job gives signs of its own, so it may take as long as it needs, and is missed sooner.
    is_job = task.task_path == run_job.module_path
    if is_job and not busy.isdisjoint(task.args_kwargs["args"]):
        return False
    return task.started_at is not None and now - task.started_at > (SILENCE if is_job else LONGEST_TASK)
