"""Several who do the same at the same moment, each over a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from shishin.kit.errors import Refusal


def need_two_connections() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        pytest.skip("A SQLite database in memory has no second connection that waits its turn.")


def at_once(act: Callable[[], object], *, times: int = 3) -> list[str]:
    """What each of them was told; nothing where it was done."""
    need_two_connections()
    ready = threading.Barrier(times)
    told: list[str] = []

    def run() -> None:
        ready.wait()
        try:
            act()
        except Refusal as refusal:
            told.append(refusal.code)
        else:
            told.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)
