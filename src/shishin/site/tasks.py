"""What the site itself leaves to the worker."""

from __future__ import annotations

from shishin.kit.background import task


@task()
def beat() -> bool:
    """A sign that the worker works."""
    return True
