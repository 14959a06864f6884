"""Acts of several people at the same moment on the same opinions: one after the other, and received = answered + withheld + open."""

from __future__ import annotations

import pytest
from django.db import connection

from shishin.consultations.answering.responding import attach, make_final, write_response
from shishin.consultations.counting import count_voices, figures_of, groups_that_differ, recount, shelves_counted_again, shelves_of
from shishin.consultations.models import Opinion
from shishin.consultations.sorting.folding import fold_opinions, take_out
from shishin.consultations.sorting.moderating import withhold_opinions
from shishin.consultations.sorting.placing import give_theme
from shishin.consultations.sorting.splitting import split_opinion
from shishin.consultations.sorting.theming import add_theme
from shishin.consultations.tests.makers import make_asking, opinion_saying, say
from shishin.kit.errors import Refusal
from shishin.kit.tests.together import ended_at_once
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ("一つ目。二つ目。", "一つ目。", "期限が短い", "費用が高い", "用語が難しい")


@pytest.fixture(autouse=True)
def _several_connections():
    if connection.vendor == "sqlite":
        pytest.skip("A SQLite database in memory has no second connection that waits its turn.")


@pytest.mark.parametrize("_again", range(3))
def test_fold_split_attach_withhold_theme_count_and_answer_at_once(_again):
    consultation, _runner = make_asking(*WORDS, profile="internal")
    held, theme = consultation.rounds.get(), add_theme(consultation, titles={"en": "Time"}, by=OPERATOR)
    given = {"disposition": "not_accepted", "views": {"en": "No."}}
    response, final = (write_response(consultation, by=OPERATOR, **given) for _number in range(2))
    attach(Opinion.objects.filter(words="費用が高い"), final, by=OPERATOR)
    every = Opinion.objects.filter(consultation=consultation)
    for words in WORDS:
        say(held, words, "まだ数えていない")
    reason = next(iter(consultation.rules["moderation_reasons"]))["key"]

    ended = ended_at_once(
        lambda: fold_opinions(consultation, every, under=opinion_saying("期限が短い"), by=OPERATOR),
        lambda: take_out(consultation, every, by=OPERATOR),
        lambda: split_opinion(opinion_saying("一つ目。二つ目。"), at=[4], by=OPERATOR),
        lambda: attach(every, response, by=OPERATOR),
        lambda: withhold_opinions(consultation, every.filter(words="用語が難しい"), reason=reason, by=OPERATOR),
        lambda: give_theme(consultation, every, theme=theme, by=OPERATOR),
        lambda: make_final([final], by=OPERATOR),
        lambda: count_voices(consultation),
        lambda: count_voices(consultation),
    )

    assert [one for one in ended if isinstance(one, Exception) and not isinstance(one, Refusal)] == []
    count_voices(consultation)
    figures = figures_of(consultation)
    assert figures == recount(consultation)
    assert figures.received == figures.answered + figures.withheld + figures.open
    assert shelves_of(consultation) == shelves_counted_again(consultation)
    assert groups_that_differ(consultation) == []
