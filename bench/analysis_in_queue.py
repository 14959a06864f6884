"""What an analysis finds for 500,000 opinions is taken over; the queue of their groups; and a ministry's file from the button to rows in the queue."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection
from django.test import Client

from bench import opinion_queue, opinions
from bench.figures import Figure
from bench.opinion_queue import OPINIONS
from shishin.consultations.analysing.found_files import results_in
from shishin.consultations.analysing.running import job_of, start_analysis
from shishin.consultations.analysing.taking_over import take_over_results
from shishin.consultations.models import Consultation, Placing, ProposedTheme
from shishin.kit import jobs
from shishin.kit.models import Job
from shishin.opinion_analysis.grouping import GROUPS, NEAR
from shishin.opinion_analysis.linking import EARLIER, LINKS
from shishin.opinion_analysis.mapping import MAP
from shishin.opinion_analysis.proposing import THEMES, THEMES_IN_WORDS
from shishin.opinion_analysis.running import REPORT, write_json
from shishin.people.models import Person

PROPOSED = 31
SIDE = 20
"""Opinions stand side by side in so many; those of a side that are like each other are one group."""


def measure() -> Iterator[Figure]:
    """Of 500,000: the first analysis, another one that replaces it, and the queue of what it found."""
    consultation, runner = yield from opinion_queue.written()
    yield from _taken_over(consultation, runner, "nothing there before")
    yield from _taken_over(consultation, runner, "another one replaced")
    theme = ProposedTheme.objects.filter(analysis__consultation=consultation)[3]
    yield from opinion_queue.pages(
        runner,
        [
            ("groups, all", ""),
            ("groups, open", "?state=open"),
            ("groups, without a theme", "?theme=none"),
            ("groups, one theme", f"?theme={consultation.themes.all()[3].pk}"),
            ("groups, one proposed theme", f"?proposed={theme.pk}"),
            ("groups, its page 100", f"?proposed={theme.pk}&page=100"),
            ("groups, not placed", "?proposed=none"),
            ("groups, page 5,000", "?page=5000"),
            ("groups, by number", "?order=number"),
            ("groups, by number, page 5,000", "?order=number&page=5000"),
        ],
    )


def _taken_over(consultation: Consultation, runner: Person, what: str) -> Iterator[Figure]:
    analysis = start_analysis(consultation, by=runner)
    with tempfile.TemporaryDirectory() as place, Last() as last:
        newest = _write_results(Path(place), consultation)
        began = time.perf_counter()
        take_over_results(analysis, results_in(Path(place)), newest=newest, by=runner)
        taken = time.perf_counter() - began
    behind = Placing.objects.filter(is_behind=True).count()
    name = f"results for {OPINIONS:,} opinions taken over, {behind:,} of them behind another, {what}"
    yield Figure(name, taken, "s", 90)
    yield Figure("of it while others wait with what they write (SQLite), or with this consultation (PostgreSQL)", last.seconds, "s")


class Last:
    """How long the last transaction lasts, from what it asks first to what is asked first after it."""

    def __enter__(self) -> Last:
        self.seconds = 0.0
        self._began: float | None = None
        self._asking = connection.execute_wrapper(self._ask)
        self._asking.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._asking.__exit__(*error)

    def _ask(self, execute: Callable[..., Any], *query: Any) -> Any:
        if not connection.in_atomic_block:
            if self._began is not None:
                self.seconds = time.perf_counter() - self._began
            self._began = None
        elif self._began is None:
            self._began = time.perf_counter()
        return execute(*query)


def _write_results(folder: Path, consultation: Consultation) -> int:
    """As the analysis writes them: of each side of opinions some are like each other, three in four of the groups have a theme."""
    ids = np.array(consultation.opinions.order_by("number").values_list("pk", flat=True), np.int64)
    number = np.arange(len(ids))
    # Of those that are open: the leader is the first.
    is_like = (number % 10 > 4) & (number % 3 != 0)
    first, group = np.unique(np.where(is_like, -1 - number // SIDE, number), return_inverse=True)
    leader = np.full(len(first), len(ids))
    np.minimum.at(leader, group, number)
    group, groups = group + 1, np.arange(1, len(first) + 1)
    pq.write_table(
        pa.table({"id": ids, "group": group, "leader": ids[leader[group - 1]], "similarity": np.where(is_like, 0.9, 1.0)}), folder / GROUPS
    )
    theme = groups % PROPOSED + 1
    has_theme = groups % 4 > 0
    pq.write_table(
        pa.table({"group": groups, "theme": pa.array(theme, mask=~has_theme), "score": np.full(len(groups), 0.5)}), folder / THEMES
    )
    pq.write_table(pa.table({"group": groups, "x": groups / len(groups), "y": groups % 97 / 97}), folder / MAP)
    near = groups[groups % 50 == 0]
    pq.write_table(
        pa.table({"id": ids[leader[near - 1]], "other": ids[leader[near - 2]], "similarity": np.full(len(near), 0.4)}), folder / NEAR
    )
    pq.write_table(
        pa.table({"group": near, "rank": np.ones(len(near)), "key": ["purpose"] * len(near), "score": np.full(len(near), 0.5)}),
        folder / LINKS,
    )
    pq.write_table(pa.table({"group": near[:0], "answered": pa.array([], pa.string()), "score": near[:0] / 1}), folder / EARLIER)
    sizes = np.bincount(theme[has_theme], minlength=PROPOSED + 1)
    words = [
        {
            "theme": at,
            "terms": ["様式", "費用", str(at)],
            "quotes": [],
            "also_said": [],
            "groups": int(sizes[at]),
            "opinions": 1,
            "voices": 1,
        }
        for at in range(1, PROPOSED + 1)
    ]
    write_json(folder / THEMES_IN_WORDS, {"themes": words})
    counted = {
        "opinions": len(ids),
        "refused": [],
        "groups": len(groups),
        "themes": PROPOSED,
        "sha256": "0" * 64,
        "settings": {"file": "0" * 64},
    }
    write_json(folder / REPORT, counted)
    return int(ids.max())


def measure_from_button() -> Iterator[Figure]:
    """A ministry's file, from the button to rows in the queue, with the process that works it out; the worker begins it within a second."""
    yield from opinions.take_in_file(opinions.DISTINCT, "csv", 60)
    slug = f"bench-intake-csv-{opinions.DISTINCT}"
    consultation = Consultation.objects.get(slug=slug)
    runner = opinion_queue.runner_of(consultation.organization, slug)
    # As many come in from a file, the analysis waits already for the worker.
    analysis = consultation.analyses.under_way().first()
    began = time.perf_counter()
    analysis = analysis or start_analysis(consultation, by=runner)
    job = job_of(analysis)
    assert job is not None
    state = jobs.run(str(job.uuid))
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(runner)
    page = client.get(f"/manage/consultations/{slug}/opinions/")
    taken = time.perf_counter() - began
    assert (state, page.status_code) == (Job.State.DONE, 200), (state, page.status_code)
    analysis.refresh_from_db()
    what = f"{opinions.ROWS:,} rows, {opinions.DISTINCT:,} distinct"
    yield Figure(f"{what}: from the button to rows in the queue, {analysis.report['groups']:,} groups", taken, "s", 30)
