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


def ended_at_once(*acts: Callable[[], object]) -> list[object]:
    """Each from the same moment: what it returned, or the refusal or the error that it ended with."""
    ready = threading.Barrier(len(acts))
    ended: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        ready.wait()
        try:
            ended[place] = act()
        except Exception as error:  # noqa: BLE001 - told to who asks
            ended[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def at_once(act: Callable[[], object], *, times: int = 3) -> list[str]:
    """What each of them was told; nothing where it was done."""
    need_two_connections()
    told: list[str] = []
    for one in ended_at_once(*[act] * times):
        if isinstance(one, Exception) and not isinstance(one, Refusal):
            raise one
        told.append(one.code if isinstance(one, Refusal) else "")
    return sorted(told)
