"""`shishin run` brings up a whole site, says why where it cannot, and ends all of it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.django_db
PATIENCE = 90


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port: int = chosen.getsockname()[1]
    return port


@contextmanager
def running(place: dict[str, str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "shishin", "run", "--empty", "--port", str(port)]
    with log.open("wb") as written, subprocess.Popen(command, env=place, stdout=written, stderr=written) as site:
        try:
            yield site
        finally:
            site.send_signal(signal.SIGTERM)


def health_of(port: int, site: subprocess.Popen[bytes], log: Path) -> dict[str, object]:
    """What `/health/` answers when worker and clock were both seen."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and site.poll() is None:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:
            told: dict[str, object] = json.load(answer)
            if told["status"] == "ok":
                return told
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def worker_of(site: subprocess.Popen[bytes], log: Path, *, but: int = 0) -> int:
    """Its number, once there is one that is not `but`. It is said to be started again before it is."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for child in Path(f"/proc/{site.pid}/task/{site.pid}/children").read_text().split():
            with suppress(OSError):
                if int(child) != but and b"db_worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                    return int(child)
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def test_a_site_comes_up_without_the_demo_refuses_a_second_and_comes_up_again(place_for_drill: dict[str, str], tmp_path: Path):
    port, log, again = free_port(), tmp_path / "log", tmp_path / "again"
    with running(place_for_drill, port, log) as site:
        assert health_of(port, site, log)["database"] is True
        second = subprocess.run(
            [sys.executable, "-m", "shishin", "run", "--port", str(port)], env=place_for_drill, capture_output=True, text=True, check=False
        )
        assert (second.returncode, f"choose another with PORT={port + 1}" in second.stderr) == (1, True)
    assert site.returncode == 0
    assert "Started without the demo. Make the first account with: shishin make-owner" in log.read_text()

    with running(place_for_drill, port, again) as site:
        health_of(port, site, again)
        if sys.platform.startswith("linux"):
            before = worker_of(site, again)
            os.kill(before, signal.SIGKILL)
            worker_of(site, again, but=before)
            assert "The worker ended (-9); starting it again." in again.read_text()
    assert site.returncode == 0
    assert "Started without the demo" not in again.read_text()
