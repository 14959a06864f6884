"""The trail at 1,000,000 entries beside 500 editions: sealing, exporting, and the verifiers."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from bench.figures import Figure
from bench.texts import make_clauses, store
from shishin.trail import verify_alone
from shishin.trail.exporting import checkpoint, export_lines
from shishin.trail.models import Entry
from shishin.trail.recording import canonical, in_utc
from shishin.trail.sealing import seal_all, seal_entries
from shishin.trail.verifying import verify_newest_batch, verify_trail

SIZE = 1_000_000
EDITIONS, CLAUSES = 500, 200
Result = TypeVar("Result")


def measure(size: int = SIZE, editions: int = EDITIONS) -> list[Figure]:
    make_editions(editions)
    begun = time.perf_counter()
    write_entries(size - Entry.objects.count())
    figures = [Figure(f"{size:,} entries written in bulk", time.perf_counter() - begun, "s")]
    seal_time, _ = timed(lambda: seal_all(thorough=True))
    quick, _ = timed(seal_entries)
    newest, fault = timed(verify_newest_batch)
    database, report = timed(verify_trail)
    daily, quickly = timed(lambda: verify_trail(quick=True))
    assert fault is None
    assert report.is_sound, report
    assert quickly.is_sound, quickly
    assert report.compared == quickly.compared
    assert report.compared["editions"] >= editions
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.jsonl"
        export, _ = timed(lambda: write_export(file))
        command = [sys.executable, "-I", verify_alone.__file__, str(file), "--checkpoint", str(checkpoint())]
        alone, done = timed(lambda: subprocess.run(command, capture_output=True, text=True, check=False))
        assert done.returncode == 0, done.stderr
        megabytes = file.stat().st_size / 1e6
    return [
        *figures,
        Figure(f"sealing {size:,} entries", seal_time, "s"),
        Figure("looking for entries that wait, the whole trail being of today", quick * 1000, "ms"),
        Figure("verifying the newest batch, as the page does", newest * 1000, "ms"),
        Figure(f"`verify-trail` over {size:,} entries and {editions} editions of {CLAUSES} clauses", database, "s", 90 * size / SIZE),
        Figure("`verify-trail --quick` over the same", daily, "s"),
        Figure(f"exporting {size:,} entries ({megabytes:,.0f} MB)", export, "s"),
        Figure(f"`verify_alone.py` over {size:,} entries", alone, "s", 10 * size / SIZE),
    ]


def timed(action: Callable[[], Result]) -> tuple[float, Result]:
    begun = time.perf_counter()
    result = action()
    return time.perf_counter() - begun, result


def write_export(file: Path) -> None:
    with file.open("wb") as out:
        out.writelines(export_lines())


def make_editions(editions: int) -> None:
    """Each in force, with all that the trail names of it by hash."""
    settings.TRAIL_KEY.parent.mkdir(parents=True, exist_ok=True)
    clauses = make_clauses(CLAUSES)
    for number in range(editions):
        store(f"bench-trail-{number}", "1.0.0", clauses)


def write_entries(size: int) -> None:
    """As `record` writes them, but in bulk: no code path of the site makes a million at once."""
    settings.TRAIL_KEY.parent.mkdir(parents=True, exist_ok=True)
    began = datetime(2020, 4, 1, tzinfo=UTC)
    step = 10_000
    for first in range(0, size, step):
        Entry.objects.bulk_create(
            (make_entry(number, began + timedelta(seconds=number * 90)) for number in range(first, min(first + step, size))),
            batch_size=1_000,
        )


def make_entry(number: int, at: datetime) -> Entry:
    identity = uuid.UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % 2**128)
    fields = {
        "key": "guidelines.clause_edited",
        "actor": f"person:{uuid.UUID(int=number % 997)}",
        "about": f"guidelines.edition:{uuid.UUID(int=number % 5003)}",
        "why": "パブリックコメントの意見を受けて字句を改めた。",
    }
    data = {"clause": str(uuid.UUID(int=number % 100_003)), "characters": number % 400, "hash": f"{number:064x}"}
    words = {"role": "事務局", "organization": "デジタル庁"}
    return Entry(
        uuid=identity,
        **fields,
        actor_role=words["role"],
        actor_organization=words["organization"],
        happened_at=at,
        data=data,
        sealed_text=canonical({**fields, **words, "id": str(identity), "at": in_utc(at), "data": data}),
    )
