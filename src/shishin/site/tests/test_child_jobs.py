"""A job with a process of its own: it says how far it is, ends it when nobody wants it any more, and the process ends with its worker."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

import pytest

from shishin.kit import jobs
from shishin.kit.jobs import ChildBroke, begin, job, run, run_child, stop
from shishin.kit.models import Job
from shishin.site.leavings import began_at

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone ends what was begun")
WORKER = """
import subprocess, sys, django
django.setup()
from shishin.kit import jobs
from shishin.kit.models import Job
class Told(subprocess.Popen):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        print(self.pid, flush=True)
subprocess.Popen = Told
begun = Job(language="en")
begun.look = lambda: None
jobs.run_child(begun, ["analyse", sys.argv[1], "--id", "id", "--text", "words", "--out", sys.argv[2]])
"""


@job("site.test_child")
def child(begun, cursor):
    if begun.given.get("is_unwanted"):
        stop(begun)
    run_child(begun, begun.given["arguments"])


@pytest.fixture
def apart(settings):
    """As for a worker: processes of their own."""
    settings.JOBS_AT_ONCE = False


def make_child(*arguments: object, **given) -> Job:
    return begin("site.test_child", by="7", address="/here/", arguments=[str(one) for one in arguments], **given)


def analysing(file: Path, folder: Path) -> tuple[object, ...]:
    return ("analyse", file, "--id", "id", "--text", "words", "--out", folder)


@pytest.mark.django_db
def test_its_lines_say_how_far_it_is(apart, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("id,words\n1,期限が短い\n2,費用が高い\n", encoding="utf-8")
    begun = make_child(*analysing(file, tmp_path / "out"))

    assert run(str(begun.uuid)) == "done"

    begun.refresh_from_db()
    assert begun.done == 2
    assert (tmp_path / "out" / "groups.parquet").exists()


@pytest.mark.django_db
def test_what_breaks_is_for_the_log(apart, tmp_path):
    unknown = make_child("run_analysis", "0cbb5c48-97de-4528-a10e-b0f7cd670538", "--nonsense")
    with pytest.raises(ChildBroke, match=r"run_analysis ended with 2: .*--nonsense"):
        run(str(unknown.uuid))
    missing = make_child(*analysing(tmp_path / "none.csv", tmp_path / "out"))
    with pytest.raises(ChildBroke, match=r"none\.csv"):
        run(str(missing.uuid))
    missing.refresh_from_db()
    assert missing.state == "failed"


def test_what_a_process_refuses_is_told_in_its_two_sentences():
    begun, said = Job(), deque()
    lines = [b'{"done": 3, "of": 9}', b"Warning", b'{"message": "It is full.", "way_out": "Make room."}']
    refusal = jobs._read(begun, lines, said)
    assert (refusal.in_full, begun.done, begun.of, list(said)) == ("It is full. Make room.", 3, 9, ["Warning"])


@on_linux
@pytest.mark.django_db
def test_it_ends_when_nobody_wants_it_any_more(apart, tmp_path, monkeypatch):
    waits = tmp_path / "waits"
    os.mkfifo(waits)
    begun = make_child(*analysing(waits, tmp_path / "out"), is_unwanted=True)
    started: list[int] = []

    class Noted(subprocess.Popen):
        def __init__(self, *arguments, **named):
            super().__init__(*arguments, **named)
            started.append(self.pid)

    monkeypatch.setattr(jobs.subprocess, "Popen", Noted)

    assert run(str(begun.uuid)) == "stopped"

    assert [began_at(number) for number in started] == [0]


@on_linux
def test_it_ends_with_a_worker_that_was_killed(tmp_path):
    waits = tmp_path / "waits"
    os.mkfifo(waits)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "shishin.site.settings", "SHISHIN_DATA": str(tmp_path)}
    command = [sys.executable, "-c", WORKER, str(waits), str(tmp_path / "out")]
    worker = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert worker.stdout is not None
    number = int(worker.stdout.readline())
    assert began_at(number)

    worker.kill()
    worker.wait()
    worker.stdout.close()

    until = time.monotonic() + 10
    while began_at(number) and time.monotonic() < until:
        time.sleep(0.05)
    assert began_at(number) == 0
