"""The watcher starts every part, starts again what falls, and ends all."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time

import pytest

from shishin.site.running import CannotListen, Part, refuse_taken_port, stop, watch


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


def test_ctrl_c_ends_every_part():
    parts = [Part("one", sleeper), Part("two", sleeper)]
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    before = signal.getsignal(signal.SIGINT)
    try:
        code = watch(parts, say=lambda words: None)
    finally:
        signal.signal(signal.SIGINT, before)

    assert code == 0
    assert [part.process.poll() is not None for part in parts if part.process] == [True, True]


def test_a_part_that_falls_is_started_again_and_one_that_keeps_falling_ends_the_site():
    said: list[str] = []
    fallen: list[str] = []
    part = Part("web server", lambda: [sys.executable, "-c", "raise SystemExit(3)"], lambda part: fallen.append(part.name))

    code = watch([part], say=said.append)

    assert code == 1
    assert said[0] == "The web server ended (3); starting it again."
    assert said[-1].startswith("The web server ended five times within 30 seconds")
    assert fallen == ["web server"] * 5


def test_a_part_that_does_not_end_when_asked_is_killed():
    stubborn = Part("stubborn", lambda: [sys.executable, "-c", "import signal,time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"])
    stubborn.start()
    time.sleep(0.5)

    stop([stubborn], patience=0.2)

    assert stubborn.process is not None
    assert stubborn.process.returncode == -signal.SIGKILL
