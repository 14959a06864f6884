"""Reaping: a task whose worker died is put back; one that killed three workers is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from shishin.kit.jobs import give_up, run_job

LONGEST_TASK = timedelta(minutes=30)
TRIES = 3


def reap_tasks(*, now: datetime, worker_id: str = "") -> int:
    """Put back what a dead worker left running, or what runs longer than any task may. Returns how many.

    Tasks are idempotent, so a second run does no harm.
    """
    with transaction.atomic():
        running: QuerySet[DBTaskResult] = DBTaskResult.objects.running().select_for_update()
        lost = [task for task in running if _is_lost(task, now=now, worker_id=worker_id)]
        for task in lost:
            given_up = len(task.worker_ids) >= TRIES
            task.status = "FAILED" if given_up else "READY"
            task.finished_at = now if given_up else None
            task.save(update_fields=["status", "finished_at"])
            if given_up and task.task_path == run_job.module_path:
                give_up(task.args_kwargs["args"], now=now)
    return len(lost)


def _is_lost(task: DBTaskResult, *, now: datetime, worker_id: str) -> bool:
    if worker_id:
        return bool(task.worker_ids) and task.worker_ids[-1] == worker_id
    return task.started_at is not None and now - task.started_at > LONGEST_TASK
