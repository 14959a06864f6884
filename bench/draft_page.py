"""The page of a draft of 500 clauses with 200 changes: queries and time."""

from __future__ import annotations

from django.test import Client

from bench.drafts import PLACE, make_draft, make_writer
from bench.figures import Figure, p95, queries_of, seconds
from shishin.guidelines.changes.edition_changes import changed


def measure() -> list[Figure]:
    writer = make_writer("bench-draft-page")
    draft = make_draft("bench-draft-page", clauses=500, changes=200, by=writer)
    changes = len(changed(draft).changes)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(writer)
    address = f"/guidelines/bench-draft-page/{PLACE}/draft/"

    def read() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, answer.status_code

    return [
        Figure(f"draft page, 500 clauses, {changes} changes: queries", queries_of(read), "queries", 15),
        Figure(f"draft page, 500 clauses, {changes} changes: p95", p95(seconds(read, times=40, warm=3)) * 1000, "ms", 300),
    ]
