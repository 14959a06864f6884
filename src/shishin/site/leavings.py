"""Leavings: what an earlier run left behind when it was killed is known by its number, and ended by the next run."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

NOTE = "run.json"
_noted: list[list[int]] = []


def note_parts(numbers: Iterable[int]) -> None:
    """Write down which processes belong to this run, with the moment each began: numbers are given again."""
    numbers = [os.getpid(), *numbers]
    if numbers == [number for number, _began in _noted]:
        return
    _noted[:] = [[number, began_at(number)] for number in numbers]
    unfinished = settings.DATA / f"{NOTE}.part"
    # A full disk is no reason to end: the note is a help for later.
    with suppress(OSError):
        unfinished.write_text(json.dumps(_noted), encoding="utf-8")
        unfinished.replace(settings.DATA / NOTE)


def forget_parts() -> None:
    _noted.clear()
    (settings.DATA / NOTE).unlink(missing_ok=True)


def left_behind() -> list[int]:
    """Processes of an earlier run that go on although their watcher is gone."""
    try:
        (watcher, began), *parts = json.loads((settings.DATA / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return []
    if began and began_at(watcher) == began:
        return []
    return [number for number, began in parts if began and began_at(number) == began]


def end_left_behind(*, patience: float = 12) -> list[int]:
    """End them: ask first, then insist. Returns their numbers."""
    numbers = left_behind()
    for number in numbers:
        with suppress(OSError):
            os.kill(number, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while left_behind() and time.monotonic() < deadline:
        time.sleep(0.1)
    for number in left_behind():
        with suppress(OSError):
            os.killpg(number, signal.SIGKILL)
    return numbers


def began_at(number: int) -> int:
    """When a process began, in ticks since the machine did; 0 where that is not known, or where it has ended."""
    try:
        state, *rest = Path(f"/proc/{number}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if state == "Z" else int(rest[18])
