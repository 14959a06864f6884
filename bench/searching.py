"""Searching 20,000 clauses: the slowest and the usual of several queries, one and two characters and words among them."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure, median, p95, seconds
from bench.texts import make_clauses, store
from shishin.guidelines.searching.searching import Search, SearchScope

CLAUSES, EDITION = 20_000, 1_000
QUERIES = (
    "都民",
    "アクセシビリティ",
    "都民 調達",
    "記録に残す",
    "の",
    "税",
    "クラウドの監査",
    "利用者と手続",
    "速やか",
    "情報システム",
    "手続き",
    "公開する",
    "サーバー 管理",
    "利用者の権利を国が守る方法",
)
TODAY = SearchScope(day=date(2026, 11, 22))
ALL = SearchScope(day=None)


def measure() -> list[Figure]:
    for number in range(CLAUSES // EDITION):
        store(f"bench-search-{number}", "1.0.0", make_clauses(EDITION, seed=100 + number))
    nobody = AnonymousUser()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def ask(query: str, scope: SearchScope) -> None:
        search = Search(query, scope, reader=nobody)
        assert search.clauses <= search.total

    taken = {query: seconds(lambda query=query: ask(query, TODAY), times=9, warm=2) for query in QUERIES}
    slowest = max(QUERIES, key=lambda query: median(taken[query]))
    everywhere = seconds(lambda: ask(slowest, ALL), times=9, warm=2)
    client = Client(headers={"host": "127.0.0.1"})

    def page() -> None:
        assert client.get("/search/", {"q": "都民"}).status_code == 200

    with CaptureQueriesContext(connection) as queries:
        page()
    return [
        Figure(
            "search, 20,000 clauses: median of the usual queries",
            median([value for query in taken.values() for value in query]) * 1000,
            "ms",
            50,
        ),
        Figure(f"search, 20,000 clauses: slowest query “{slowest}”, p95", p95(taken[slowest]) * 1000, "ms", 50),
        Figure(f"search, 20,000 clauses: “{slowest}” in all editions, p95", p95(everywhere) * 1000, "ms", 50),
        Figure("search page: queries", len(queries), "queries", 10),
        Figure("search page, 20,000 clauses", median(seconds(page, times=9, warm=2)) * 1000, "ms"),
    ]
