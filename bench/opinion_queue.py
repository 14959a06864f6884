"""The queue of a consultation with 500,000 opinions in 1,000,000 voices: its page, search in it, and acts on many at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection
from django.test import Client

from bench.figures import Figure, p95, queries_of, seconds
from shishin.consultations.access import RUN_CONSULTATIONS
from shishin.consultations.asking.announcing import announce_consultation
from shishin.consultations.asking.preparing import add_round, prepare_consultation
from shishin.consultations.counting import count_voices
from shishin.consultations.models import Consultation, ConsultationProfile, Opinion, Submission, Theme
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.consultations.sorting.placing import give_theme, place_opinions
from shishin.consultations.sorting.undoing import undo_last
from shishin.kit.gram_index import grams_to_keep
from shishin.opinion_analysis.normalising import folded, grams
from shishin.people.models import Appointment, Organization, Person, Post, Role
from shishin.trail.recording import OPERATOR

VOICES, OPINIONS, THEMES = 1_000_000, 500_000, 20
RECURSIVE = "WITH RECURSIVE made(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM made WHERE n < {last}) SELECT n FROM made"
SLUG = "bench-queue"
WORDS = ("用語が難しい", "期限が短い", "費用が高い", "窓口が遠い", "説明が足りない", "手順が多い", "様式が古い", "対象が狭い")
"""Every opinion has two of these; each stands in a quarter of them."""


def measure() -> list[Figure]:
    consultation, runner = _prepared()
    began = time.perf_counter()
    _say_many(consultation)
    said = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    began = time.perf_counter()
    count_voices(consultation)
    counted = time.perf_counter() - began
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(runner)
    figures = [
        Figure(f"{VOICES:,} voices in {OPINIONS:,} opinions written by the database", said, "s"),
        Figure("the same counted", counted, "s"),
    ]
    figures += [figure for name, query, limit in _addresses(consultation) for figure in _page(client, name, query, limit)]
    return figures + _acts(consultation, runner)


def _prepared() -> tuple[Consultation, Person]:
    role, _ = Role.objects.get_or_create(slug=SLUG, defaults={"abilities": [RUN_CONSULTATIONS]})
    office = Organization.objects.create(slug=SLUG, kind=Organization.Kind.MUNICIPALITY)
    runner = Person.objects.create(login_name=SLUG, display_name="Runner")
    Appointment.objects.create(
        person=runner, post=Post.objects.create(slug=SLUG, organization=office, role=role), since=datetime(2020, 4, 1, tzinfo=UTC).date()
    )
    profile = ConsultationProfile.objects.get(slug="voluntary")
    consultation = prepare_consultation(slug=SLUG, organization=office, profile=profile, titles={"en": "Bench"}, by=OPERATOR)
    for number in (1, 2):
        times = {"opens_at": datetime(2026, 11, number, tzinfo=UTC), "closes_at": datetime(2026, 12, number, tzinfo=UTC)}
        add_round(consultation, takes_form=True, by=OPERATOR, reasons={"en": "Bench"}, **times)
    Theme.objects.bulk_create(Theme(consultation=consultation, titles={"en": f"Theme {at}"}, position=at) for at in range(THEMES))
    return announce_consultation(consultation, by=OPERATOR), runner


def _say_many(consultation: Consultation) -> None:
    """Set by set, so that the database and not this bench is what works. The first opinion has a tenth of all voices."""
    first, second = consultation.rounds.values_list("pk", flat=True)
    theme = consultation.themes.values_list("pk", flat=True)[0]
    is_postgresql = connection.vendor == "postgresql"
    many = "generate_series(0, {last}) AS made(n)" if is_postgresql else f"({RECURSIVE}) AS made"
    uuid = "gen_random_uuid()" if is_postgresql else "lower(hex(randomblob(16)))"
    half = len(WORDS) // 2
    texts = [f"{WORDS[at % half]}。{WORDS[half + at // half]}。第" for at in range(half * half)]
    which = f"CASE n % {half} + {half} * (n / 7 % {half})"

    def chosen(values: list[str]) -> str:
        return f"{which} {' '.join(f'WHEN {at} THEN {chr(39)}{value}{chr(39)}' for at, value in enumerate(values))} END"

    kept = [" ".join(grams_to_keep(grams(text))) for text in texts]
    gram_column = f"{chosen(kept)} || ' ' || n"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consultations_opinion (uuid, consultation_id, words, fold_key, state, theme_id, is_new_point, is_masked, voices,"
            f" group_voices, submitters) SELECT {uuid}, {consultation.pk}, {chosen(texts)} || n, 'bench-' || n, 'open',"
            f" CASE WHEN n % 3 = 0 THEN {theme} + n % {THEMES} END, n < 0, n < 0, 0, 0, 0 FROM {many.format(last=OPINIONS - 1)}"
        )
        opinion = consultation.opinions.order_by("pk").values_list("pk", flat=True)[0]
        cursor.execute(
            "INSERT INTO consultations_opinionwords (opinion_id, folded, grams)"
            f" SELECT {opinion} + n, {chosen([folded(text).removesuffix(' ') for text in texts])} || ' ' || n || ' ',"
            f" {f'array_to_tsvector(string_to_array({gram_column}, chr(32)))' if is_postgresql else gram_column}"
            f" FROM {many.format(last=OPINIONS - 1)}"
        )
        cursor.execute(
            "INSERT INTO consultations_submission (uuid, round_id, received_at, external_id, attributes)"
            f" SELECT {uuid}, CASE WHEN n % 10 = 0 THEN {second} ELSE {first} END, '2026-11-10 00:00:00+00:00', '', '{{}}'"
            f" FROM {many.format(last=VOICES - 1)}"
        )
        submission = Submission.objects.order_by("pk").values_list("pk", flat=True)[0]
        cursor.execute(
            'INSERT INTO consultations_voice (submission_id, opinion_id, stance, is_after_draft, is_counted, "left")'
            f" SELECT {submission} + n, {opinion} + CASE WHEN n < {OPINIONS} THEN n WHEN n % 5 = 0 THEN 0 ELSE n * 7 % {OPINIONS} END,"
            f" '', n % 5 > 0, n < 0, '' FROM {many.format(last=VOICES - 1)}"
        )


def _addresses(consultation: Consultation) -> list[tuple[str, str, float]]:
    theme, held = consultation.themes.all()[3], consultation.rounds.get(number=2)
    return [
        ("queue, all of it", "", 200),
        ("queue, open", "?state=open", 200),
        ("queue, by number", "?order=number", 200),
        ("queue, one theme", f"?theme={theme.pk}", 200),
        ("queue, without a theme", "?theme=none", 200),
        ("queue, one round", f"?round={held.pk}", 200),
        ("queue, before the draft", "?draft=before", 200),
        ("queue, search that finds one", "?q=第123456", 200),
        ("queue, search that finds 125,000", "?q=期限", 200),
        ("queue, search of two words", "?q=期限 様式", 200),
    ]


def _page(client: Client, name: str, query: str, limit: float) -> list[Figure]:
    def read() -> None:
        answer = client.get(f"/manage/consultations/{SLUG}/opinions/{query}")
        assert answer.status_code == 200, answer.status_code

    return [
        Figure(f"{name}: p95", p95(seconds(read, times=10, warm=1)) * 1000, "ms", limit),
        Figure(f"{name}: queries", queries_of(read), "queries", 15),
    ]


def _acts(consultation: Consultation, runner: Person) -> list[Figure]:
    theme = consultation.themes.all()[0]
    single = Opinion.objects.filter(consultation=consultation, number__gt=100_000, number__lte=150_000)

    def timed(name: str, act: Callable[[OpinionQuerySet], object]) -> Figure:
        return Figure(name, seconds(lambda: act(single), times=1, warm=0)[0], "s", 3)

    return [
        timed("theme for 50,000 opinions with 100,000 voices", lambda some: give_theme(consultation, some, theme=theme, by=runner)),
        timed("undoing that", lambda _some: undo_last(consultation, by=runner)),
        timed("place for 50,000 opinions", lambda some: place_opinions(consultation, some, place=None, by=runner)),
    ]
