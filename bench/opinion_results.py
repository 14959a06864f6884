"""Results: a flood that came in is answered by 79 responses and published; how long its page takes."""

from __future__ import annotations

import time

from django.db import connection
from django.test import Client

from bench.figures import Figure, p95, queries_of, seconds

RESPONSES = 79


def measure_results(slug: str) -> list[Figure]:
    published = _publish(slug)
    client = Client(headers={"host": "127.0.0.1"})

    def read(address: str) -> None:
        answer = client.get(f"/consultations/{slug}/{address}")
        assert answer.status_code == 200, answer.status_code

    pages = {"results": "results/", "one of its rows": "results/1/", "originals": "originals/"}
    figures = [Figure(f"{RESPONSES} responses written, checked, made final and published", published, "s")]
    for name, address in pages.items():
        taken = p95(seconds(lambda address=address: read(address), times=20, warm=1))
        worked = time.process_time()
        read(address)
        worked = time.process_time() - worked
        figures.append(Figure(f"{RESPONSES} responses over all of them, {name}: p95", taken * 1000, "ms", 300))
        figures.append(Figure("the same: work of Shishin itself, however busy the machine", worked * 1000, "ms"))
        figures.append(Figure(f"the same: queries of {name}", queries_of(lambda address=address: read(address)), "queries"))
    return figures


def _publish(slug: str) -> float:
    from shishin.consultations.answering.responding import check_response, make_final, write_response
    from shishin.consultations.models import Consultation
    from shishin.consultations.publishing.publishing import publish_results
    from shishin.trail.recording import OPERATOR

    if connection.vendor == "postgresql":
        # As the database does by itself within the hour. SQLite does not.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    consultation = Consultation.objects.get(slug=slug)
    themes = [consultation.themes.create(titles={"en": f"Theme {at}"}, position=at) for at in range(10)]
    keys = ("covered", "not_accepted", "out_of_scope")
    begin = time.perf_counter()
    for at in range(RESPONSES):
        opinions = consultation.opinions.extra(where=[f"consultations_opinion.number %% {RESPONSES} = {at}"])
        said = {"disposition": keys[at % 3], "views": {"en": f"View {at}. " * 20}, "theme": themes[at % 10]}
        response = write_response(consultation, opinions=opinions, by=OPERATOR, **said)
        make_final([check_response(response, by=OPERATOR)], by=OPERATOR)
    publish_results(consultation, by=OPERATOR)
    return time.perf_counter() - begin
