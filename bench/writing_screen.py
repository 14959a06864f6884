"""The screen of a chapter of 60 clauses, with nothing open and with a clause open: queries and time."""

from __future__ import annotations

from django.test import Client

from bench.drafts import PLACE, make_draft, make_writer
from bench.figures import Figure, p95, queries_of, seconds
from shishin.guidelines.drafting.pages.draft_page import chapters_of
from shishin.guidelines.drafting.pages.frame import read_source


def measure() -> list[Figure]:
    writer = make_writer("bench-writing")
    draft = make_draft("bench-writing", clauses=300, changes=60, by=writer, chapter=60)
    chapter = max(chapters_of(read_source(draft).tops), key=len)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(writer)
    root = f"/guidelines/bench-writing/{PLACE}/draft/clauses/{chapter[len(chapter) // 2].key}/"
    figures = []
    for name, address, most in (("nothing open", root, 15), ("a clause open", f"{root}ja/", 20)):

        def read(address: str = address) -> None:
            answer = client.get(address, headers={"hx-request": "true"})
            assert answer.status_code == 200, answer.status_code

        of = f"writing screen, {len(chapter)} of 300 clauses, {name}"
        figures += [
            Figure(f"{of}: queries", queries_of(read), "queries", most),
            Figure(f"{of}: p95", p95(seconds(read, times=40, warm=3)) * 1000, "ms", 150),
        ]
    return figures
