"""The reading page of a 500-clause edition: queries, time, weight over the wire."""

from __future__ import annotations

import gzip

from django.test import Client

from bench.figures import Figure, p95, queries_of, seconds
from bench.texts import make_clauses, store


def measure() -> list[Figure]:
    store("bench-reading", "1.0.0", make_clauses(500))
    client = Client(headers={"host": "127.0.0.1"})
    address = "/guidelines/bench-reading/1.0.0/"

    def read() -> bytes:
        answer = client.get(address)
        assert answer.status_code == 200, answer.status_code
        return answer.content

    asked = queries_of(read)
    taken = seconds(read, times=60, warm=3)
    weight = len(gzip.compress(read(), 6)) / 1024
    return [
        Figure("reading page, 500 clauses: queries", asked, "queries", 12),
        Figure("reading page, 500 clauses: p95", p95(taken) * 1000, "ms", 150),
        Figure("reading page, 500 clauses: over the wire, gzip", weight, "KB", 100),
    ]
