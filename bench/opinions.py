"""Opinions: a ministry's file of 207,850 rows is taken in, answered and published; the queue of many; what residents send at once."""

from __future__ import annotations

import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from bench import opinion_queue, submissions
from bench.figures import Figure
from bench.opinion_results import measure_results

ROWS, DISTINCT = 207_850, 8_277


def measure() -> Iterator[Figure]:
    yield from measure_intake()
    yield from measure_results(f"bench-intake-csv-{DISTINCT}")
    yield from opinion_queue.measure()
    yield from submissions.measure()


def measure_intake() -> Iterator[Figure]:
    for distinct, ending, most in ((DISTINCT, "csv", 60), (DISTINCT, "xlsx", 60), (ROWS, "csv", 150)):
        yield from take_in_file(distinct, ending, most)


def measure_answers() -> Iterator[Figure]:
    """Of what one file brought."""
    yield from take_in_file(DISTINCT, "csv", 60)
    yield from measure_results(f"bench-intake-csv-{DISTINCT}")


def take_in_file(distinct: int, ending: str, most: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"opinions.{ending}"
        call_command("make_opinions", count=ROWS, distinct=distinct, seed=1, output=file, stdout=StringIO())
        yield from _take_in(file, f"bench-intake-{ending}-{distinct}", distinct, most)


def _take_in(file: Path, slug: str, distinct: int, most: int) -> list[Figure]:
    prepare(slug)
    said = StringIO()
    with Memory() as memory:
        begin, worked = time.perf_counter(), cpu_seconds()
        call_command("import_opinions", f"{slug}/1", str(file), stdout=said)
        taken, worked = time.perf_counter() - begin, cpu_seconds() - worked
    last = said.getvalue().splitlines()[-1]
    if not last.startswith(f"rows {ROWS} opinions {ROWS} distinct {distinct} refused 0 intake "):
        raise SystemExit(f"Not what was to come in: {last}")
    what = f"{ROWS:,} rows, {distinct:,} distinct, as {file.suffix[1:]}"
    return [
        Figure(f"{what}: taken in, counted and searchable", taken, "s", most),
        Figure(f"{what}: of it work of ours, however busy the machine", worked, "s"),
        Figure(f"{what}: memory beyond what there was before", memory.most, "MB", 500),
    ]


def prepare(slug: str) -> None:
    """A consultation without a document, with one round."""
    from shishin.consultations.asking.announcing import announce_consultation
    from shishin.consultations.asking.preparing import add_round, prepare_consultation
    from shishin.consultations.models import ConsultationProfile
    from shishin.people.models import Organization
    from shishin.trail.recording import OPERATOR

    organization, _made = Organization.objects.get_or_create(slug="bench", defaults={"kind": Organization.Kind.MINISTRY})
    profile = ConsultationProfile.objects.get(slug="voluntary")
    consultation = prepare_consultation(slug=slug, organization=organization, profile=profile, titles={"en": "Bench"}, by=OPERATOR)
    add_round(consultation, by=OPERATOR)
    announce_consultation(consultation, by=OPERATOR)


def cpu_seconds() -> float:
    """Of this process and of the one that read the file."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


class Memory:
    """What this process and those that it starts take beyond what it had, at most, in MB."""

    def __enter__(self) -> Memory:
        self.most, self._ended = 0.0, threading.Event()
        self._before = held_in_mb()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            self.most = max(self.most, held_in_mb() - self._before)


def held_in_mb() -> float:
    """Of this process and its children, without what they share."""
    own = Path("/proc/self")
    children = [int(pid) for task in own.glob("task/*/children") for pid in task.read_text().split()]
    held = 0
    for process in (own, *(Path(f"/proc/{pid}") for pid in children)):
        try:
            lines = (process / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        held += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return held / 1024
