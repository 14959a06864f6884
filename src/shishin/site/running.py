"""Running: one command that starts web server, worker and clock, and starts again what falls."""

from __future__ import annotations

import errno
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from shishin.kit.ending import end_with
from shishin.site.leavings import forget_parts, note_parts
from shishin.site.reaping import reap_tasks

PAUSES = (0, 1, 2, 4, 8, 15)
"""Seconds before a part is started again after its first, second, … fall in a row."""
QUICK = "0.25"
"""Seconds between two looks of the worker at the queue: somebody may wait at a page."""
STEADY = 60
"""Seconds. A part that ran so long fell for a new reason."""


class CannotListen(Exception):
    """The port is taken, or not ours to take."""


def refuse_taken_port(host: str, port: int) -> None:
    """Say in one sentence that the port cannot be had, before anything is started."""
    if not 0 < port < 65536:
        raise CannotListen(f"{port} is not a port; choose one from 1 to 65535 with PORT=8000.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotListen(f"Port {port} is in use by another program; choose another with PORT={port + 1}.") from error
            raise CannotListen(f"Cannot listen on {host}:{port} ({error.strerror}); choose another port with PORT=8000.") from error


@dataclass
class Part:
    """A process that belongs to the site. `fallen` is told when it ended by itself, and again until it could do what it had to."""

    name: str
    command: Callable[[], Sequence[str]]
    fallen: Callable[[Part], None] = lambda part: None
    process: subprocess.Popen[bytes] | None = None
    falls: int = 0
    started_at: float = 0
    starts_at: float = 0
    is_untold: bool = False

    def start(self) -> None:
        self.started_at, self.starts_at = time.monotonic(), 0
        # A group of its own: Ctrl-C reaches the watcher alone, which then ends the parts in order.
        ends = partial(end_with, os.getpid(), signal.SIGTERM)
        self.process = subprocess.Popen(self.command(), start_new_session=True, preexec_fn=ends)  # noqa: PLW1509 - the watcher has no threads

    @property
    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def wait_after_fall(self) -> float:
        """How long to wait before the next start: nothing at first, then longer with each fall that follows at once."""
        now = time.monotonic()
        self.falls = 1 if now - self.started_at > STEADY else self.falls + 1
        pause = PAUSES[min(self.falls, len(PAUSES)) - 1]
        self.starts_at = now + pause
        return pause

    def tell(self, say: Callable[[str], object]) -> None:
        """A database that is away is no reason to fall with it: what it was to be told is told later."""
        try:
            self.fallen(self)
        except DatabaseError as error:
            if not self.is_untold:
                say(f"The database cannot be asked now ({str(error).strip()}); going on without it.")
            self.is_untold = True
        else:
            self.is_untold = False
        finally:
            close_old_connections()


def web_server(host: str, port: int, processes: int) -> Part:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [
        sys.executable, "-m", "gunicorn", "shishin.site.wsgi:application", "--preload", "--bind", bind,
        "--workers", str(processes), "--threads", "4", "--worker-connections", "16", "--timeout", "120", "--graceful-timeout", "10",
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    return Part("web server", lambda: command)


def worker() -> Part:
    current, lost = {"id": ""}, []

    def command() -> Sequence[str]:
        current["id"] = f"worker-{uuid.uuid4()}"
        return [sys.executable, "-m", "shishin", "db_worker", "--worker-id", current["id"], "--interval", QUICK, "--verbosity", "0"]

    def fallen(part: Part) -> None:
        if part.has_ended and current["id"] not in lost:
            lost.append(current["id"])
        while lost:
            reap_tasks(now=timezone.now(), worker_id=lost[0])
            lost.pop(0)

    return Part("worker", command, fallen)


def clock() -> Part:
    return Part("clock", lambda: [sys.executable, "-m", "shishin", "tick", "--every", "5"])


def watch(parts: Sequence[Part], *, say: Callable[[str], object]) -> int:
    """Keep every part running until Ctrl-C or SIGTERM; returns the exit code."""
    ended = {"by": 0}

    def end(number: int, frame: object) -> None:
        ended["by"] = number

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    for part in parts:
        part.start()
    while not ended["by"]:
        time.sleep(0.2)
        for part in parts:
            look_after(part, say=say)
        note_parts(process.pid for part in parts if (process := part.process))
    stop(parts)
    forget_parts()
    return 0


def look_after(part: Part, *, say: Callable[[str], object]) -> None:
    """Start again what fell, when its pause is over. Nothing that fails here may end the watcher."""
    if part.is_untold:
        part.tell(say)
    if part.process is None or not part.has_ended:
        return
    if not part.starts_at:
        pause = part.wait_after_fall()
        say(f"The {part.name} ended ({part.process.returncode}); starting it again{f' in {pause:g} s' if pause else ''}.")
        part.tell(say)
    if time.monotonic() >= part.starts_at:
        try:
            part.start()
        except OSError as error:
            say(f"The {part.name} cannot be started now ({error}).")
            part.wait_after_fall()


def wait_for_database(*, say: Callable[[str], object], patience: float | None = None) -> None:
    """The database of a machine that starts may come later than the site."""
    began = time.monotonic()
    for turn in itertools.count():
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            connection.close()
            if patience is not None and time.monotonic() - began > patience:
                raise
            pause = PAUSES[min(turn + 1, len(PAUSES) - 1)]
            say(f"The database does not answer ({str(error).strip()}); trying again in {pause:g} s.")
            time.sleep(pause)
        else:
            return


def stop(parts: Sequence[Part], *, patience: float = 15) -> None:
    """End every part: ask first, then insist."""
    running = [part.process for part in parts if part.process is not None and part.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + patience
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
