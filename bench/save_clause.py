"""Saving a clause of a draft of 500 clauses with 200 changes, through the page."""

from __future__ import annotations

from itertools import count

from django.test import Client

from bench.drafts import PLACE, make_draft, make_writer
from bench.figures import Figure, p95, seconds
from shishin.guidelines.models import ClauseText


def measure() -> list[Figure]:
    writer = make_writer("bench-save-clause")
    draft = make_draft("bench-save-clause", clauses=500, changes=200, by=writer)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(writer)
    text = ClauseText.objects.filter(clause__edition=draft, clause__depth=3).select_related("clause__line").first()
    assert text is not None
    address = f"/guidelines/bench-save-clause/{PLACE}/draft/clauses/{text.clause.line.key}/ja/"
    numbers = count(1)

    def save() -> None:
        text.refresh_from_db()
        answer = client.post(address, {"body": f"{next(numbers)}回めの文。", "based_on": text.content_hash})
        assert answer.status_code == 302, answer.status_code

    return [Figure("saving a clause, 500 clauses, 200 changes: p95", p95(seconds(save, times=40, warm=3)) * 1000, "ms", 100)]
