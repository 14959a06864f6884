"""The cluster finds what one machine finds, tells when it is out of reach, and nothing of it goes outside. Daft and Ray run in processes of their own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from random import Random
from socketserver import BaseRequestHandler, TCPServer

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shishin.opinion_analysis.analysing import Order, analyse
from shishin.opinion_analysis.errors import NoEngine
from shishin.opinion_analysis.making import make_opinions
from shishin.opinion_analysis.reading import Columns

ALONE = ["unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
"""In a network that has nothing but this machine."""
OUTSIDE = re.compile(r"AF_INET6?, .*")
LOOPBACK = re.compile(r'"(?:127\.[\d.]+|::1|::ffff:127\.[\d.]+|0\.0\.0\.0)"')


def write(file, count, *, shuffled=None):
    rows = [(row.id, row.words) for row in make_opinions(count, distinct=count // 2, seed=3, begins=datetime(2026, 11, 6))]
    if shuffled:
        Random(shuffled).shuffle(rows)
    ids, texts = zip(*rows, strict=True)
    pq.write_table(pa.table({"id": ids, "text": texts}), file)
    return file


def command(file, out, *more):
    return [sys.executable, "-m", "shishin", "analyse", str(file), "--id=id", "--text=text", "--themes=3", f"--out={out}", *more]


def run(arguments: Sequence[str], home) -> subprocess.CompletedProcess[str]:
    # Ray keeps a key of its own in the home of whoever starts it.
    environment = {"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": str(home), "SHISHIN_LANGUAGE": "en", "SHISHIN_DATA": str(home)}
    return subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False, timeout=300)


def results(folder):
    """What was found: each file but the report, and of it the hash."""
    found = [(folder / name).read_bytes() for name in ("groups.parquet", "near.parquet", "themes.json", "map.parquet")]
    return [json.loads((folder / "report.json").read_text(encoding="utf-8"))["sha256"], *found]


def test_both_ways_give_the_same_groups_in_any_order_of_rows(tmp_path):
    file = write(tmp_path / "a.parquet", 10_000)
    other = write(tmp_path / "b.parquet", 10_000, shuffled=5)
    report = analyse(Order(file, Columns("id", "text"), themes="3"), tmp_path / "alone")

    done = [run(command(one, tmp_path / name, "--cluster=native"), tmp_path) for one, name in ((file, "one"), (other, "other"))]

    assert [(process.returncode, process.stdout.split()[-1:]) for process in done] == [(0, [report["sha256"]])] * 2
    assert results(tmp_path / "one") == results(tmp_path / "other") == results(tmp_path / "alone")
    assert report["groups"] < report["distinct"]
    told = [json.loads(line)["stage"] for line in done[0].stderr.splitlines()]
    assert {"signatures", "pairs", "themes"} <= set(told)


@pytest.mark.parametrize("texts", [[], ["申請書の様式が分かりにくいので、次の版では直してください。"] * 3])
def test_few_and_short_texts_have_groups_on_a_cluster_too(tmp_path, texts):
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": pa.array(range(len(texts)), pa.int64()), "text": pa.array(texts, pa.string())}), file)
    report = analyse(Order(file, Columns("id", "text"), themes="3"), tmp_path / "alone")

    done = run(command(file, tmp_path / "out", "--cluster=native"), tmp_path)

    assert (done.returncode, done.stdout.split()[-1:]) == (0, [report["sha256"]]), done.stderr


@pytest.fixture
def other_server():
    """Something that listens and is no Ray."""

    class Refusing(BaseRequestHandler):
        def handle(self):
            self.request.recv(100)
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with TCPServer(("127.0.0.1", 0), Refusing) as server, ThreadPoolExecutor(1) as pool:
        pool.submit(server.serve_forever, 0.05)
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_what_answers_and_is_no_ray_is_told_and_not_waited_for(tmp_path, other_server):
    done = run(command(write(tmp_path / "a.parquet", 20), tmp_path / "out", f"--cluster={other_server}"), tmp_path)

    assert (done.returncode, done.stderr.splitlines()[-1][:75]) == (
        1,
        f"CommandError: No cluster answers at “{other_server}”: what answers is no Ray."[:75],
    )


@pytest.mark.parametrize("address", ["127.0.0.1:1", "[::1]:1", "nonsense"])
def test_a_cluster_out_of_reach_is_told_with_the_way_out(tmp_path, address):
    file = write(tmp_path / "a.parquet", 20)

    done = run(command(file, tmp_path / "out", f"--cluster={address}"), tmp_path)

    assert done.returncode == 1
    assert f"No cluster answers at “{address}”: " in done.stderr
    assert "the groups are the same on this machine alone." in done.stderr
    assert "Traceback" not in done.stderr
    told: list[str] = []
    analyse(Order(file, Columns("id", "text"), themes="3"), tmp_path / "out", tell=lambda stage, *_done: told.append(stage))
    assert "texts" not in told


def test_without_the_extra_a_cluster_is_refused_by_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "daft", None)
    monkeypatch.delitem(sys.modules, "shishin.opinion_analysis.cluster", raising=False)
    order = Order(write(tmp_path / "a.parquet", 20), Columns("id", "text"), cluster="local")

    with pytest.raises(NoEngine) as refused:
        analyse(order, tmp_path / "out")

    assert refused.value.arguments == {"name": "daft"}


def watched(arguments, calls) -> list[str]:
    """The command in a network of its own, with its calls to others written down where that can be."""
    watch = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(calls)] if shutil.which("strace") else []
    return [*ALONE, *watch, *arguments]


def asked_outside(calls) -> list[str]:
    # Where nobody can be reached, some ask all the same and say nothing: so the calls are looked at.
    lines = calls.read_text(errors="replace").splitlines() if calls.exists() else []
    return [line for line in lines if OUTSIDE.search(line) and not LOOPBACK.search(line)]


@pytest.fixture(scope="module")
def refused():
    """Why there is no network of its own here; nothing where there is."""
    if not shutil.which("unshare"):
        return "no unshare here"
    tried = subprocess.run([*ALONE, "true"], capture_output=True, text=True, check=False)
    return f"no network of its own here: {tried.stderr.strip()}" if tried.returncode else ""


@pytest.mark.parametrize("more", [[], ["--cluster=native"]])
def test_nothing_is_asked_of_any_other_machine(tmp_path, refused, more):
    if refused:
        pytest.skip(refused)
    file = write(tmp_path / "a.parquet", 200)

    done = run(watched(command(file, tmp_path / "out", *more), tmp_path / "calls"), tmp_path)

    assert done.returncode == 0, done.stderr
    assert asked_outside(tmp_path / "calls") == []


@pytest.mark.cluster
def test_ray_gives_the_same_groups_and_asks_nothing_of_any_other_machine(tmp_path, refused):
    file = write(tmp_path / "a.parquet", 2_000)
    report = analyse(Order(file, Columns("id", "text"), themes="3"), tmp_path / "alone")
    arguments = command(file, tmp_path / "ray", "--cluster=local")

    done = run(arguments if refused else watched(arguments, tmp_path / "calls"), tmp_path)

    assert (done.returncode, done.stdout.split()[-1:]) == (0, [report["sha256"]]), done.stderr
    assert results(tmp_path / "ray") == results(tmp_path / "alone")
    assert asked_outside(tmp_path / "calls") == []
