"""A process of its own: for what a file from elsewhere may do to whoever reads it. It has limits of memory and time; the one that asked goes on whatever becomes of it."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.utils.translation import gettext_lazy as _

from shishin.kit.ending import end_with
from shishin.kit.errors import Refusal, RefusedHere

P = ParamSpec("P")
Made = TypeVar("Made")


class Bounds(NamedTuple):
    """What a process may take beyond what it has when it begins."""

    memory: int = 256
    """MB."""
    seconds: int = 20


BOUNDS = Bounds()
LOOK_EVERY = 0.5


class TookTooMuchMemory(RefusedHere):
    message = _("Reading %(file)s takes more than %(limit)s MB of memory, so it was not read.")
    way_out = _("Divide it into several files, or take out what is no text.")


class TookTooLong(RefusedHere):
    message = _("Reading %(file)s takes longer than %(limit)s seconds, so it was not read.")
    way_out = _("Divide it into several files, or take out what is no text.")


class BrokeWhileRead(RefusedHere):
    message = _("%(file)s cannot be read: reading it broke off.")
    way_out = _("Open it in the program that made it, save it under a new name, then try again.")


TOOK_TOO_MUCH = (TookTooMuchMemory, TookTooLong, BrokeWhileRead)


class EndedInside(Exception):
    """What went wrong in the process, with the place where it did: for the log."""


@dataclass(frozen=True, slots=True)
class OwnProcess:
    """For reading what `name` names. `look` is called twice a second meanwhile; what it raises ends the process."""

    name: str
    look: Callable[[], object] = lambda: None
    bounds: Bounds | None = None
    """Those of a text where nothing else is said: what takes more by its nature declares its own."""

    def run(self, act: Callable[P, Made], /, *arguments: P.args, **named: P.kwargs) -> Made:
        """What `act` returns, or its refusal. `act` asks no database, and what it returns is plain data."""
        bounds = self.bounds or BOUNDS
        forking = multiprocessing.get_context("fork")
        receive, send = forking.Pipe(duplex=False)
        process = forking.Process(target=_inside, args=(send, os.getpid(), bounds, partial(act, *arguments, **named)))
        began = monotonic()
        process.start()
        send.close()
        try:
            outcome = self._received(receive, until=began + bounds.seconds)
        finally:
            process.kill()
            process.join()
            receive.close()
        if outcome is None:
            is_late = process.exitcode == -signal.SIGXCPU or monotonic() - began >= bounds.seconds
            raise TookTooLong(file=self.name, limit=bounds.seconds) if is_late else BrokeWhileRead(file=self.name)
        made, refusal = outcome
        if isinstance(refusal, MemoryError):
            raise TookTooMuchMemory(file=self.name, limit=bounds.memory)
        if refusal is not None:
            raise refusal
        return made

    def _received(self, receive: Connection, *, until: float) -> Any:
        """Nothing where the process ended, or had to be ended, before it answered."""
        while (left := until - monotonic()) > 0:
            if receive.poll(min(left, LOOK_EVERY)):
                try:
                    return receive.recv()
                except EOFError:
                    return None
            self.look()
        return None


@dataclass(frozen=True, slots=True)
class InPlace:
    """The same without a process: what is done is done here."""

    def run(self, act: Callable[P, Made], /, *arguments: P.args, **named: P.kwargs) -> Made:
        return act(*arguments, **named)


IN_PLACE = InPlace()
Process = OwnProcess | InPlace


def _inside(send: Connection, starter: int, bounds: Bounds, act: Callable[[], Any]) -> None:
    end_with(starter)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    _bound(bounds)
    outcome: tuple[Any, Exception | None]
    try:
        outcome = act(), None
    except (Refusal, MemoryError) as refusal:
        outcome = None, refusal.with_traceback(None)
    except Exception as error:  # noqa: BLE001 - it is raised again in the process that asked
        outcome = None, EndedInside(f"{type(error).__name__}: {error}")
    try:
        send.send(outcome)
    except MemoryError:
        send.send((None, MemoryError()))


def _bound(bounds: Bounds) -> None:
    """The kernel ends what takes more. Where it does not say how much a process has, as on macOS, time alone is bounded."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds + 1))
    sizes = Path("/proc/self/statm")
    if sizes.exists():
        now = int(sizes.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + bounds.memory * 1024**2,) * 2)
