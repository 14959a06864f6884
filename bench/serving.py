"""A hundred readers at once, against the whole site as people run it: how many answers a second, and how long the slowest waits."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote
from urllib.request import urlopen

from bench.figures import Figure
from bench.texts import make_clauses, revise, store

READERS = 100
LATER = date(2026, 10, 1)
LASTS = 30.0
"""Seconds, from a moment at which nothing is kept."""
WORDS = [
    "利用者",
    "行政",
    "手続",
    "情報",
    "安全",
    "設計",
    "評価",
    "計画",
    "公開",
    "記録",
    "データ",
    "サービス",
    "原則",
    "対象",
    "方針",
    "確認",
    "見直し",
    "事業",
    "調達",
    "運用",
]


def measure() -> list[Figure]:
    clauses = make_clauses(500)
    store("bench-serving", "1.0.0", clauses)
    store("bench-serving", "2.0.0", revise(clauses), started_from="1.0.0", day=LATER)
    pages = [
        *("/", "/guidelines/", "/guidelines/bench-serving/", "/guidelines/bench-serving/1.0.0/", "/guidelines/bench-serving/2.0.0/"),
        *("/guidelines/bench-serving/compare/1.0.0..2.0.0/", "/guidelines/bench-serving/2.0.0/download/md/"),
        *("/guidelines/bench-serving/feed.atom", "/guidelines/bench-serving/2.0.0/formation/"),
    ]
    # Each search is another one, so that none is answered from what is kept.
    searches = (f"/search/?q={quote(word)}&page={page}" for page in itertools.count(1) for word in WORDS)
    with Site() as site:
        return [
            *site.load("public pages", itertools.cycle(pages), rate=400, p99=500),
            *site.load_at("searches that nobody made before", searches, rate=30, p99=2000),
            *site.load("searches that nobody made before", searches, rate=30),
        ]


class Site:
    """`shishin run` on the data of this measurement, in a process group of its own."""

    def __enter__(self) -> Site:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
        command = [sys.executable, "-m", "shishin", "run", "--empty", "--port", str(self.port)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, start_new_session=True, stdout=quiet, stderr=quiet)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urlopen(f"http://127.0.0.1:{self.port}/help/", timeout=5).read()
            except OSError:
                time.sleep(0.3)
            else:
                return self
        raise SystemExit("The site did not start.")

    def __exit__(self, *_error: object) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)

    def load(self, what: str, addresses: Iterator[str], *, rate: int, p99: int | None = None) -> list[Figure]:
        waits = asyncio.run(self._read_all(addresses))
        return [
            Figure(
                f"{READERS} readers, {what}: time the site takes for an answer ({rate} a second at least)",
                LASTS * 1000 / len(waits),
                "ms",
                1000 / rate,
            ),
            Figure(f"{READERS} readers, {what}: answers a second", len(waits) / LASTS, "answers"),
            Figure(f"{READERS} readers, {what}: p99", p99_of(waits), "ms", p99),
        ]

    def load_at(self, what: str, addresses: Iterator[str], *, rate: int, p99: int) -> list[Figure]:
        return [Figure(f"{rate} {what} a second: p99", p99_of(asyncio.run(self._read_at(addresses, rate))), "ms", p99)]

    async def _read_all(self, addresses: Iterator[str]) -> list[float]:
        waits: list[float] = []
        until = time.perf_counter() + LASTS
        await asyncio.gather(*(self._reader(addresses, waits, until) for _ in range(READERS)))
        return waits

    async def _reader(self, addresses: Iterator[str], waits: list[float], until: float) -> None:
        while time.perf_counter() < until:
            await self._read(next(addresses), waits)

    async def _read_at(self, addresses: Iterator[str], rate: int) -> list[float]:
        """So many a second, whether the ones before were answered or not."""
        waits: list[float] = []
        begun = time.perf_counter()
        async with asyncio.TaskGroup() as readers:
            for number in range(int(LASTS * rate)):
                await asyncio.sleep(begun + number / rate - time.perf_counter())
                readers.create_task(self._read(next(addresses), waits))
        return waits

    async def _read(self, address: str, waits: list[float]) -> None:
        begun = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read(-1)
        writer.close()
        if not answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"The site answered {answer[:60]!r}.")
        waits.append(time.perf_counter() - begun)


def p99_of(waits: list[float]) -> float:
    """In milliseconds."""
    return sorted(waits)[int(len(waits) * 0.99)] * 1000
