"""Comparing two editions of 2,000 clauses on the page, and one of 300 as Word and PDF."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.test import Client

from bench.figures import Figure, median, queries_of, seconds
from bench.texts import make_clauses, revise, store

LATER = date(2026, 10, 1)


def measure() -> list[Figure]:
    clauses = make_clauses(2000)
    store("bench-compare", "1.0.0", clauses)
    store("bench-compare", "2.0.0", revise(clauses), started_from="1.0.0", day=LATER)
    client = Client(headers={"host": "127.0.0.1"})

    def compare() -> None:
        answer = client.get("/guidelines/bench-compare/compare/1.0.0..2.0.0/")
        assert answer.status_code == 200, answer.status_code

    asked = queries_of(compare)
    figures = [
        Figure("comparison of two 2,000-clause editions: page", median(seconds(compare, times=5)), "s", 1),
        Figure("comparison of two 2,000-clause editions: queries", asked, "queries"),
    ]
    # Nothing unchanged is left out of a table that is revised throughout: 300 rows.
    small = make_clauses(300, seed=5)
    store("bench-print", "1.0.0", small)
    store("bench-print", "2.0.0", revise(small, share=1.0), started_from="1.0.0", day=LATER)
    with tempfile.TemporaryDirectory() as folder:
        for kind, limit in (("docx", 5), ("pdf", 2)):
            file = Path(folder) / f"table.{kind}"

            def write(file: Path = file) -> None:
                call_command("compare", "bench-print", "1.0.0", "2.0.0", output=str(file))

            name = f"comparison of two 300-clause editions: {'Word' if kind == 'docx' else 'PDF'}"
            # The first time nothing is kept from a run before.
            figures.append(Figure(f"{name}, the first time", seconds(write, times=1, warm=0)[0], "s", limit))
            figures.append(Figure(name, median(seconds(write, times=3)), "s", limit))
    return figures
