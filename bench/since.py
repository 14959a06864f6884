"""What became of 2,000 clauses that were read in two documents and six editions: queries and time."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from bench.figures import Figure, p95, queries_of, seconds
from bench.texts import make_clauses, revise, store
from shishin.guidelines.changes.since import changed_since
from shishin.guidelines.models import Clause

EDITIONS = 6


def measure() -> list[Figure]:
    remembered: dict[int, tuple[UUID, int]] = {}
    for document in ("bench-since-1", "bench-since-2"):
        first = make_clauses(1000)
        for number in range(EDITIONS + 1):
            started_from = f"{number}.0.0" if number else ""
            edition = store(
                document,
                f"{number + 1}.0.0",
                revise(first, seed=number) if number else first,
                started_from=started_from,
                day=date(2019 + number, 4, 1),
            )
            # Each line is read in one edition, and the seventh is in force.
            lines = Clause.objects.filter(edition=edition, position__in=range(number, 1000, EDITIONS)) if number < EDITIONS else ()
            remembered |= {clause.pk: (clause.line_id, edition.pk) for clause in lines}

    def ask() -> None:
        changed_since(remembered, date(2026, 11, 22))

    name = f"what became of {len(remembered):,} clauses read in {2 * EDITIONS} editions"
    return [
        Figure(f"{name}: queries", queries_of(ask), "queries", 6),
        Figure(f"{name}: p95", p95(seconds(ask, times=20, warm=2)) * 1000, "ms", 200),
    ]
