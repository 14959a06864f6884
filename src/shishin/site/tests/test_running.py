"""The watcher starts every part, starts again what falls, and ends all."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError

from shishin.site import running
from shishin.site.leavings import NOTE, began_at, end_left_behind, forget_parts, left_behind, note_parts
from shishin.site.running import CannotListen, Part, look_after, refuse_taken_port, stop, wait_for_database, watch

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone tells who started whom.")


def sleeper() -> list[str]:
    return [sys.executable, "-c", "import time; time.sleep(60)"]


def test_a_taken_port_is_one_sentence_that_names_another():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"Port {port} is in use by another program; choose another with PORT={port + 1}."):
            refuse_taken_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [0, -1, 65536, 99999])
def test_a_number_that_is_no_port_is_refused_in_one_sentence(port):
    with pytest.raises(CannotListen, match="from 1 to 65535"):
        refuse_taken_port("127.0.0.1", port)


def test_an_address_that_is_not_of_this_machine_is_refused():
    with pytest.raises(CannotListen, match=r"Cannot listen on 192\.0\.2\.1:8000"):
        refuse_taken_port("192.0.2.1", 8000)


def test_ctrl_c_ends_every_part(settings, tmp_path):
    settings.DATA = tmp_path
    parts = [Part("one", sleeper), Part("two", sleeper)]
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    before = signal.getsignal(signal.SIGINT)
    try:
        code = watch(parts, say=lambda words: None)
    finally:
        signal.signal(signal.SIGINT, before)

    assert code == 0
    assert [part.process.poll() is not None for part in parts if part.process] == [True, True]


@pytest.mark.django_db
def test_a_part_that_falls_is_started_again_after_pauses_that_grow(monkeypatch):
    said: list[str] = []
    fallen: list[str] = []
    monkeypatch.setattr(running, "PAUSES", (0, 0.1, 0.2))
    part = Part("web server", lambda: [sys.executable, "-S", "-c", "raise SystemExit(3)"], lambda part: fallen.append(part.name))

    look_until(part, said, lambda: len(said) == 4)

    assert said == [f"The web server ended (3); starting it again{end}." for end in ("", " in 0.1 s", " in 0.2 s", " in 0.2 s")]
    assert fallen == ["web server"] * 4


def look_until(part: Part, said: list[str], is_enough: Callable[[], bool]) -> None:
    part.start()
    deadline = time.monotonic() + 60
    while not is_enough() and time.monotonic() < deadline:
        look_after(part, say=said.append)
        time.sleep(0.02)


@pytest.mark.django_db
def test_a_database_that_is_away_does_not_end_the_watcher_and_is_told_later():
    said: list[str] = []
    asked: list[bool] = []

    def fallen(part: Part) -> None:
        asked.append(part.has_ended)
        if len(asked) < 3:
            raise OperationalError("the server is starting up")

    part = Part("worker", sleeper, fallen)
    part.start()
    assert part.process is not None
    part.process.kill()
    part.process.wait()

    for _ in range(4):
        look_after(part, say=said.append)
    stop([part])

    assert asked == [True, False, False]
    assert said == [
        "The worker ended (-9); starting it again.",
        "The database cannot be asked now (the server is starting up); going on without it.",
    ]


@pytest.mark.django_db
def test_planted_a_watcher_that_does_not_expect_it_falls_with_the_database(monkeypatch):
    def fallen(part: Part) -> None:
        raise OperationalError("the server is starting up")

    part = Part("worker", lambda: [sys.executable, "-S", "-c", "raise SystemExit(3)"], fallen)
    part.start()
    assert part.process is not None
    part.process.wait()
    monkeypatch.setattr(Part, "tell", lambda part, _say: part.fallen(part))

    with pytest.raises(OperationalError):
        look_after(part, say=lambda words: None)


def killed_watcher(data: Path, plant: str = "") -> int:
    """The watcher is a process of its own here; what it started is looked for by number."""
    words = (
        f"import sys, time, django\ndjango.setup()\nfrom shishin.site import running\nfrom shishin.site.running import Part\n{plant}\n"
        "part = Part('sleeper', lambda: [sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "part.start()\nprint(part.process.pid, flush=True)\ntime.sleep(60)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "shishin.site.settings", "SHISHIN_DATA": str(data)}
    watcher = subprocess.Popen([sys.executable, "-c", words], env=environment, stdout=subprocess.PIPE, text=True)
    assert watcher.stdout is not None
    number = int(watcher.stdout.readline())

    watcher.kill()
    watcher.wait()
    watcher.stdout.close()
    return number


@on_linux
def test_the_parts_end_with_a_watcher_that_was_killed(tmp_path):
    assert is_gone(killed_watcher(tmp_path))


@on_linux
def test_planted_without_their_bond_the_parts_stay(tmp_path):
    number = killed_watcher(tmp_path, "running.end_with = lambda *_: None")
    try:
        time.sleep(0.5)
        assert began_at(number)
    finally:
        os.kill(number, signal.SIGKILL)


@on_linux
def test_what_an_earlier_run_left_behind_is_ended_and_nothing_else(settings, tmp_path):
    settings.DATA = tmp_path
    orphan, stranger = subprocess.Popen(sleeper(), start_new_session=True), subprocess.Popen(sleeper(), start_new_session=True)
    gone, began = 4_194_305, 1
    ours, theirs = [orphan.pid, began_at(orphan.pid)], [stranger.pid, began_at(stranger.pid) + 1]
    (tmp_path / NOTE).write_text(json.dumps([[gone, began], ours, theirs]))

    assert end_left_behind() == [orphan.pid]

    assert orphan.wait(5) == -signal.SIGTERM
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


@on_linux
def test_the_parts_of_a_run_that_goes_on_are_left_alone(settings, tmp_path):
    settings.DATA = tmp_path
    child = subprocess.Popen(sleeper())
    note_parts([child.pid])

    assert left_behind() == []

    child.kill()
    child.wait()
    forget_parts()


def is_gone(number: int) -> bool:
    deadline = time.monotonic() + 10
    while began_at(number) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not began_at(number)


def test_a_database_that_comes_later_is_waited_for(monkeypatch):
    said: list[str] = []
    answers = iter([OperationalError("connection refused"), OperationalError("connection refused"), None])

    def ensure() -> None:
        if error := next(answers):
            raise error

    monkeypatch.setattr(running, "PAUSES", (0, 0.01, 0.02))
    monkeypatch.setattr(running.connection, "ensure_connection", ensure)
    monkeypatch.setattr(running.connection, "close", lambda: None)

    wait_for_database(say=said.append)

    assert [words.rpartition("; ")[2] for words in said] == ["trying again in 0.01 s.", "trying again in 0.02 s."]


def test_who_waits_with_patience_is_told_when_it_is_over(monkeypatch):
    def ensure() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(running, "PAUSES", (0, 0.01))
    monkeypatch.setattr(running.connection, "ensure_connection", ensure)
    monkeypatch.setattr(running.connection, "close", lambda: None)

    with pytest.raises(OperationalError):
        wait_for_database(say=lambda words: None, patience=0)


def test_a_part_that_does_not_end_when_asked_is_killed():
    stubborn = Part("stubborn", lambda: [sys.executable, "-c", "import signal,time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"])
    stubborn.start()
    time.sleep(0.5)

    stop([stubborn], patience=0.2)

    assert stubborn.process is not None
    assert stubborn.process.returncode == -signal.SIGKILL
