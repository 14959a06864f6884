"""The queue of a consultation with 500,000 opinions in 1,000,000 voices: its page, search in it, and acts on many at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from typing import cast

from django.db import connection, transaction
from django.db.models import Sum
from django.http import QueryDict
from django.test import Client

from bench.figures import Figure, p95, queries_of, seconds
from shishin.consultations.access import RUN_CONSULTATIONS
from shishin.consultations.answering.responding import attach
from shishin.consultations.asking.announcing import announce_consultation
from shishin.consultations.asking.preparing import add_round, prepare_consultation
from shishin.consultations.counting import recount, shelves_counted_again
from shishin.consultations.models import Consultation, ConsultationProfile, Opinion, QueueTally, Response, Submission, Tally, Theme
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.consultations.sorting.listing import Queue
from shishin.consultations.sorting.placing import give_theme
from shishin.consultations.sorting.undoing import undo_last
from shishin.kit.gram_index import grams_to_keep
from shishin.kit.moments import now
from shishin.opinion_analysis.normalising import folded, grams
from shishin.people.models import Appointment, Organization, Person, Post, Role
from shishin.trail.recording import OPERATOR

VOICES, OPINIONS, THEMES = 1_000_000, 500_000, 20
SLUG = "bench-queue"
WORDS = ("用語が難しい", "期限が短い", "費用が高い", "窓口が遠い", "説明が足りない", "手順が多い", "様式が古い", "対象が狭い")
"""Every opinion has two of these; each stands in a quarter of them."""
HALF = len(WORDS) // 2
TEXTS = [f"{WORDS[at % HALF]}。{WORDS[HALF + at // HALF]}。第" for at in range(HALF * HALF)]


def measure() -> Iterator[Figure]:
    consultation, runner = yield from written()
    yield from pages(runner, _addresses(consultation))
    yield from _acts(consultation, runner)


def measure_search() -> Iterator[Figure]:
    consultation, runner = yield from written()
    yield from pages(runner, [(name, query) for name, query in _addresses(consultation) if query.startswith("?q=")])


def measure_acts() -> Iterator[Figure]:
    yield from _acts(*(yield from written()))


def written() -> Generator[Figure, None, tuple[Consultation, Person]]:
    consultation, runner = _prepared()
    began = time.perf_counter()
    with transaction.atomic():
        _say_many(consultation)
    yield Figure(f"{VOICES:,} voices in {OPINIONS:,} opinions written by the database", time.perf_counter() - began, "s")
    if connection.vendor == "postgresql":
        # As the database does by itself within the hour. SQLite does not.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return consultation, runner


def pages(runner: Person, addresses: list[tuple[str, str]]) -> Iterator[Figure]:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(runner)
    for name, query in addresses:
        yield from _page(client, name, query)


def _prepared() -> tuple[Consultation, Person]:
    office = Organization.objects.create(slug=SLUG, kind=Organization.Kind.MUNICIPALITY)
    runner = runner_of(office, SLUG)
    profile = ConsultationProfile.objects.get(slug="voluntary")
    consultation = prepare_consultation(slug=SLUG, organization=office, profile=profile, titles={"en": "Bench"}, by=OPERATOR)
    for number in (1, 2, 3):
        times = {"opens_at": datetime(2026, 11, number, tzinfo=UTC), "closes_at": datetime(2026, 12, number, tzinfo=UTC)}
        add_round(consultation, takes_form=True, by=OPERATOR, reasons={"en": "Bench"}, **times)
    Theme.objects.bulk_create(Theme(consultation=consultation, titles={"en": f"Theme {at}"}, position=at) for at in range(THEMES))
    for number, state in enumerate((Response.State.DRAFT, Response.State.FINAL), start=1):
        Response.objects.create(consultation=consultation, number=number, state=state, disposition="accepted")
    return announce_consultation(consultation, by=OPERATOR), runner


def runner_of(office: Organization, name: str) -> Person:
    role, _ = Role.objects.get_or_create(slug=SLUG, defaults={"abilities": [RUN_CONSULTATIONS]})
    runner = Person.objects.create(login_name=name)
    post = Post.objects.create(slug=name, organization=office, role=role)
    Appointment.objects.create(person=runner, post=post, since=datetime(2020, 4, 1, tzinfo=UTC).date())
    return runner


def _say_many(consultation: Consultation) -> None:
    """Set by set, so that the database and not this bench is what works. The first opinion has a tenth of all voices, the third round one in a thousand."""
    rounds, themes, (drafted, final) = (
        rows.order_by("pk").values_list("pk", flat=True) for rows in (consultation.rounds, consultation.themes, consultation.responses)
    )
    is_postgresql = connection.vendor == "postgresql"
    uuid = "gen_random_uuid()" if is_postgresql else "lower(hex(randomblob(16)))"
    with connection.cursor() as cursor:
        opinion, submission = (
            (model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1 for model in (Opinion, Submission)
        )
        cursor.execute(
            "INSERT INTO consultations_submission (id, uuid, round_id, received_at, external_id, attributes)"
            f" SELECT {submission} + n, {uuid}, CASE WHEN n % 1000 = 7 THEN {rounds[2]} WHEN n % 10 = 0 THEN {rounds[1]} ELSE {rounds[0]} END,"
            f" '2026-11-10 00:00:00+00:00', '', '{{}}' FROM {_numbers(VOICES)}"
        )
        cursor.execute(
            'INSERT INTO consultations_voice (submission_id, opinion_id, stance, is_after_draft, is_counted, "left")'
            f" SELECT {submission} + n, {opinion} + CASE WHEN n < {OPINIONS} THEN n WHEN n % 5 = 0 THEN 0 ELSE n * 7 % {OPINIONS} END,"
            f" '', n % 20 > 0, n >= 0, '' FROM {_numbers(VOICES)}"
        )
        said = (
            "SELECT said.opinion_id, COUNT(*) AS voices, CAST(SUM(DISTINCT CAST(1 AS BIGINT) << (2 * held.number"
            " + CASE WHEN said.is_after_draft THEN 1 ELSE 0 END)) AS BIGINT) AS bits FROM consultations_voice said"
            " JOIN consultations_submission submission ON submission.id = said.submission_id"
            f" JOIN consultations_round held ON held.id = submission.round_id WHERE said.opinion_id >= {opinion} GROUP BY said.opinion_id"
        )
        is_drafted, is_final = "n % 10 IN (1, 2)", "n % 10 = 3"
        cursor.execute(
            "INSERT INTO consultations_opinion (id, uuid, consultation_id, number, words, fold_key, state, response_id, theme_id,"
            " is_new_point, is_masked, voices, group_voices, submitters, said_in)"
            f" SELECT {opinion} + n, {uuid}, {consultation.pk}, n + 1, {_chosen(TEXTS)} || n, 'bench-' || n,"
            f" CASE WHEN {is_drafted} THEN 'drafted' WHEN {is_final} THEN 'answered' WHEN n % 500 = 4 THEN 'withheld' ELSE 'open' END,"
            f" CASE WHEN {is_drafted} THEN {drafted} WHEN {is_final} THEN {final} END,"
            f" CASE WHEN n % 3 = 0 THEN {themes[0]} + n % {THEMES} END,"
            f" n < 0, n < 0, said.voices, said.voices, said.voices, said.bits"
            f" FROM {_numbers(OPINIONS)} JOIN ({said}) AS said ON said.opinion_id = {opinion} + n"
        )
        grams_of = f"{_chosen([' '.join(grams_to_keep(grams(text))) for text in TEXTS])} || ' ' || n"
        cursor.execute(
            "INSERT INTO consultations_opinionwords (opinion_id, folded, grams)"
            f" SELECT {opinion} + n, {_chosen([folded(text).removesuffix(' ') for text in TEXTS])} || ' ' || n || ' ',"
            f" {f'array_to_tsvector(string_to_array({grams_of}, chr(32)))' if is_postgresql else grams_of} FROM {_numbers(OPINIONS)}"
        )
        if is_postgresql:
            for name, last in (("opinion", opinion + OPINIONS), ("submission", submission + VOICES)):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('consultations_{name}', 'id'), {last})")
    for table, counted in ((Tally, recount(consultation).cells), (QueueTally, shelves_counted_again(consultation))):
        table.objects.bulk_create(table(**dict(zip(table.KEY, key, strict=True)), **{table.COUNTED: many}) for key, many in counted.items())


def _numbers(many: int) -> str:
    if connection.vendor == "postgresql":
        return f"generate_series(0, {many - 1}) AS made(n)"
    return f"(WITH RECURSIVE made(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM made WHERE n < {many - 1}) SELECT n FROM made) AS made"


def _chosen(values: list[str]) -> str:
    """One of them by the number of an opinion."""
    which = f"CASE n % {HALF} + {HALF} * (n / 7 % {HALF})"
    return f"{which} {' '.join(f'WHEN {at} THEN {chr(39)}{value}{chr(39)}' for at, value in enumerate(values))} END"


def _addresses(consultation: Consultation) -> list[tuple[str, str]]:
    theme, held, rare = consultation.themes.all()[3], consultation.rounds.get(number=2), consultation.rounds.get(number=3)
    return [
        ("queue, all of it", ""),
        ("queue, open", "?state=open"),
        ("queue, withheld", "?state=withheld"),
        ("queue, by number", "?order=number"),
        ("queue, its page 5,000", "?page=5000"),
        ("queue, one theme", f"?theme={theme.pk}"),
        ("queue, without a theme", "?theme=none"),
        ("queue, one round", f"?round={held.pk}"),
        ("queue, a round of one voice in 1,000", f"?round={rare.pk}"),
        ("queue, that and withheld, by number", f"?round={rare.pk}&state=withheld&order=number"),
        ("queue, before the draft", "?draft=before"),
        ("queue, after the draft, answered", "?draft=after&state=answered"),
        ("queue, one disposition", "?disposition=accepted"),
        ("queue, without a place", "?place=none"),
        ("queue, search that finds one", "?q=第123456"),
        ("queue, search that finds 31,000", "?q=期限 様式"),
        ("queue, search that finds 125,000", "?q=期限"),
    ]


def _page(client: Client, name: str, query: str) -> list[Figure]:
    def read() -> None:
        answer = client.get(f"/manage/consultations/{SLUG}/opinions/{query}")
        assert answer.status_code == 200, answer.status_code

    return [
        Figure(f"{name}: p95", p95(seconds(read, times=20, warm=2)) * 1000, "ms", 200),
        Figure(f"{name}: queries", queries_of(read), "queries", 15),
    ]


def _acts(consultation: Consultation, runner: Person) -> list[Figure]:
    theme, response = consultation.themes.all()[0], consultation.responses.get(number=1)
    # As the box “all that match” hands them over.
    address = QueryDict("q=期限&theme=none&state=open")
    rows = cast(OpinionQuerySet, Queue(consultation, address, person=runner, moment=now()).rows)
    many, voices = rows.count(), rows.aggregate(voices=Sum("group_voices"))["voices"]
    single = Opinion.objects.filter(consultation=consultation, number__gt=100_000, number__lte=150_000)

    def timed(name: str, act: Callable[[], object]) -> Figure:
        return Figure(name, seconds(act, times=1, warm=0)[0], "s", 3)

    return [
        timed(f"a response for {many:,} opinions with {voices:,} voices, all that match", lambda: attach(rows, response, by=runner)),
        timed("undoing that", lambda: undo_last(consultation, by=runner)),
        timed("theme for 50,000 opinions", lambda: give_theme(consultation, single, theme=theme, by=runner)),
    ]
