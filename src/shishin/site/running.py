"""Running: one command that starts web server, worker and clock, and starts again what falls."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from shishin.site.reaping import reap_tasks


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
    """A process that belongs to the site. `fallen` is told when it ends by itself."""

    name: str
    command: Callable[[], Sequence[str]]
    fallen: Callable[[Part], None] = lambda part: None
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.starts = [*self.starts[-4:], time.monotonic()]
        # A group of its own: Ctrl-C reaches the watcher alone, which then ends the parts in order.
        self.process = subprocess.Popen(self.command(), start_new_session=True)

    @property
    def keeps_falling(self) -> bool:
        return len(self.starts) >= 5 and self.starts[-1] - self.starts[0] < 30


def web_server(host: str, port: int, processes: int) -> Part:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [
        sys.executable, "-m", "gunicorn", "shishin.site.wsgi:application", "--preload", "--bind", bind,
        "--workers", str(processes), "--threads", "4", "--timeout", "120", "--graceful-timeout", "10",
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    return Part("web server", lambda: command)


def worker() -> Part:
    current = {"id": ""}

    def command() -> Sequence[str]:
        current["id"] = f"worker-{uuid.uuid4()}"
        return [sys.executable, "-m", "shishin", "db_worker", "--worker-id", current["id"], "--verbosity", "0"]

    def fallen(part: Part) -> None:
        reap_tasks(now=timezone.now(), worker_id=current["id"])

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
    code = 0
    while not ended["by"] and not code:
        time.sleep(0.2)
        for part in parts:
            if part.process is None or part.process.poll() is None:
                continue
            part.fallen(part)
            if part.keeps_falling:
                say(f"The {part.name} ended five times within 30 seconds; the lines above say why. Stopping.")
                code = 1
                break
            say(f"The {part.name} ended ({part.process.returncode}); starting it again.")
            part.start()
    stop(parts)
    return code


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
