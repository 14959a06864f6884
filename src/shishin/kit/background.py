"""Background work: the one place that knows where the queue comes from (Django's own from its next long-term release on)."""

from __future__ import annotations

from django_tasks import task

__all__ = ["task"]
