"""Counting: submitters, voices and opinions are exact, counted or not, and equal to a full count."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection, transaction

from shishin.consultations import counting, storing
from shishin.consultations.counting import (
    choose,
    count_voices,
    distinct_opinions,
    figures_of,
    let_go,
    lock,
    recount,
    retallied,
    shelves_counted_again,
    shelves_of,
)
from shishin.consultations.counting_sql import FIGURES
from shishin.consultations.models import Opinion, QueueTally, Tally, Voice
from shishin.consultations.sorting.folding import fold_opinions
from shishin.consultations.sorting.splitting import split_opinion
from shishin.consultations.tests.makers import make_consultation, make_round, opinion_saying, say, these
from shishin.trail.recording import OPERATOR

filling = import_module("shishin.consultations.migrations.0003_fill_queue_figures")

pytestmark = pytest.mark.django_db


def three_figures(consultation) -> tuple[int, int, int]:
    figures = figures_of(consultation)
    return figures.all_submitters, figures.received, figures.distinct


def test_the_same_words_are_one_opinion_with_as_many_voices():
    consultation = make_consultation()
    held = consultation.rounds.get()
    say(held, "同じ意見", "別の意見")
    say(held, "同じ意見\r\n")
    say(held, "  同じ意見")

    assert three_figures(consultation) == (3, 4, 2)
    assert Opinion.objects.count() == 2


def test_figures_are_the_same_before_and_after_they_are_counted():
    consultation = make_consultation()
    held = consultation.rounds.get()
    say(held, "一", "二")
    say(held, "一")
    before = figures_of(consultation)

    assert count_voices(consultation) == 3

    assert figures_of(consultation) == before == recount(consultation)
    assert [(row.number, row.words, row.voices, row.group_voices, row.submitters) for row in Opinion.objects.order_by("number")] == [
        (1, "一", 2, 2, 2),
        (2, "二", 1, 1, 1),
    ]
    assert sum(Tally.objects.values_list("voices", flat=True)) == 3
    assert count_voices(consultation) == 0


def test_what_left_counts_no_more_whether_it_was_counted_or_not():
    consultation = make_consultation()
    held = consultation.rounds.get()
    gone = say(held, "一", "二")
    say(held, "一")
    count_voices(consultation)
    late = say(held, "三")

    with transaction.atomic():
        lock(consultation)
        let_go(consultation, Voice.objects.filter(submission__in=[gone, late]), how=Voice.Left.UNDONE)

    assert figures_of(consultation).received == recount(consultation).received == 1
    assert list(distinct_opinions(consultation)) == [opinion_saying("一")]
    assert opinion_saying("二").voices == 0


def test_parts_count_as_many_voices_as_what_was_split_and_copies_that_come_later_count_for_each():
    consultation = make_consultation()
    held = consultation.rounds.get()
    say(held, "一つ目。二つ目。")
    count_voices(consultation)
    whole = opinion_saying("一つ目。二つ目。")
    for words in ("一つ目。", "二つ目。"):
        Opinion.objects.create(
            consultation=consultation, words=words, fold_key=words, part_of=whole, voices=whole.voices, state=Opinion.State.SPLIT
        )
    with transaction.atomic(), choose(Opinion.objects.all()) as chosen, retallied():
        chosen.filter(pk=whole.pk).update(state=Opinion.State.SPLIT)
        chosen.exclude(pk=whole.pk).update(state=Opinion.State.OPEN)
    say(held, "一つ目。二つ目。")

    assert figures_of(consultation).received == recount(consultation).received == 4
    count_voices(consultation)
    assert figures_of(consultation) == recount(consultation)
    assert [part.voices for part in Opinion.objects.filter(part_of=whole)] == [2, 2]
    assert three_figures(consultation) == (2, 4, 1)


def test_a_head_has_the_voices_and_the_submitters_of_what_is_folded_under_it():
    consultation = make_consultation()
    held = consultation.rounds.get()
    say(held, "長い文", "短い文")
    say(held, "短い文")
    count_voices(consultation)
    head, folded = opinion_saying("長い文"), opinion_saying("短い文")
    with transaction.atomic(), choose(Opinion.objects.filter(pk=folded.pk)) as chosen, retallied():
        chosen.update(folded_into=head)
    say(held, "短い文")
    count_voices(consultation)

    head.refresh_from_db()
    assert (head.voices, head.group_voices, head.submitters) == (1, 4, 3)
    assert figures_of(consultation) == recount(consultation)


@pytest.mark.parametrize("rounds", [1, 3])
def test_figures_cost_three_queries_however_many_rounds(rounds, django_assert_num_queries):
    consultation = make_consultation()
    for _number in range(rounds):
        say(make_round(consultation), "一", "二")
    with django_assert_num_queries(3):
        figures_of(consultation)


def test_what_was_counted_before_gets_what_the_queue_asks_of_it():
    consultation = make_consultation()
    held, other = consultation.rounds.get(), make_round(consultation)
    say(held, "一つ目。二つ目。", "別の意見", "同じ意見")
    say(other, "別の意見", is_after_draft=False)
    count_voices(consultation)
    split_opinion(opinion_saying("一つ目。二つ目。"), at=[4], by=OPERATOR)
    fold_opinions(consultation, these("別の意見"), under=opinion_saying("同じ意見"), by=OPERATOR)
    kept, heard = dict(shelves_of(consultation)), dict(Opinion.objects.heads().values_list("words", "said_in"))
    assert heard == {"一つ目。": 8, "二つ目。": 8, "同じ意見": 8 | 16}
    Opinion.objects.update(said_in=0)
    QueueTally.objects.all().delete()

    with connection.cursor() as cursor:
        for sql in (filling.SAID_IN, filling.TALLIES):
            cursor.execute(sql)

    assert (dict(shelves_of(consultation)), dict(Opinion.objects.heads().values_list("words", "said_in"))) == (kept, heard)


class Killed(BaseException):
    """As if the worker were gone."""


@pytest.mark.parametrize("place", ["index_words", "_add", "number_opinions"])
def test_a_worker_that_is_killed_while_it_counts_leaves_all_to_the_next_one(monkeypatch, place):
    consultation = make_consultation()
    say(consultation.rounds.get(), "一", "二")
    before = figures_of(consultation)

    def die(*_anything, **_named):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(storing if place == "index_words" else counting, place, die)
        with pytest.raises(Killed), transaction.atomic():
            count_voices(consultation)

    assert figures_of(consultation) == before
    assert count_voices(consultation) == 2
    assert figures_of(consultation) == before == recount(consultation)
    assert shelves_of(consultation) == shelves_counted_again(consultation)
    assert Opinion.objects.filter(searched=None).count() == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Where tables are empty, PostgreSQL reads all of them.")
def test_what_is_not_counted_yet_is_found_by_an_index_of_its_own():
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {FIGURES.format(consultations=1)}")
        ways = [row[3] for row in cursor.fetchall() if " said" in row[3]]
    assert ways == ["SCAN said USING INDEX voices_to_count"] * 2
    assert "USING INDEX voices_to_count" in Voice.objects.uncounted().order_by().explain()
