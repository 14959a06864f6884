"""The timeline: a round is open only while its consultation is, and is said to have been held only where people met."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from shishin.consultations.asking.announcing import end_consultation
from shishin.consultations.asking.desk import desk_of
from shishin.consultations.asking.feeds import newest_items
from shishin.consultations.asking.states import Standing
from shishin.consultations.asking.timeline import events_of
from shishin.consultations.counting import count_voices
from shishin.consultations.models import Consultation
from shishin.consultations.tests.makers import (
    CLOSES,
    OPENS,
    answer,
    make_consultation,
    make_open_round,
    make_round,
    make_runner,
    publish,
    say,
)
from shishin.consultations.text_pages import rounds_and_results
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
OPEN = OPENS + timedelta(days=1)


def tags_of(consultation: Consultation, moment=OPEN) -> dict[str, list[str]]:
    """Of the rounds, by the way they take opinions."""
    events = events_of(Standing(consultation, tuple(consultation.rounds.all()), moment))
    return {event.kind: [tag.words for tag in event.tags] for event in events if event.tags or event.anchor}


def test_a_round_is_open_between_its_days():
    consultation = make_consultation()

    assert tags_of(consultation) == {"Form": ["Open for opinions"]}
    assert tags_of(consultation, OPENS - timedelta(days=1)) == {"Form": ["Coming"]}
    assert tags_of(consultation, CLOSES) == {"Form": ["Closed"]}


def test_a_round_of_what_is_not_announced_is_still_to_come():
    consultation = make_consultation(is_announced=False)

    assert tags_of(consultation) == {"Form": ["Coming"]}


def test_a_round_of_what_was_ended_is_closed_on_its_page_and_on_the_desk():
    consultation = end_consultation(make_consultation(), reasons={"en": "Nobody needs it."}, by=OPERATOR)

    assert tags_of(consultation) == {"Form": ["Closed"]}
    assert [row.is_open for row in desk_of(consultation, reader=make_runner(consultation.organization)).rounds] == [False]


def test_the_page_of_what_was_ended_promises_no_answer(client):
    consultation = make_consultation("soil")
    answered = "is counted, and answered together"
    assert answered in client.get("/consultations/soil/").content.decode()

    end_consultation(consultation, reasons={"en": "Nobody needs it."}, by=OPERATOR)
    page = client.get("/consultations/soil/").content.decode()
    assert (answered in page, "is kept and counted, and is not answered." in page) == (False, True)


def test_without_a_time_people_met_and_of_letters_nothing_is_said():
    consultation = make_consultation()
    for channel in ("workshop", "post_and_telephone"):
        make_round(consultation, channel=channel, opens_at=None, closes_at=None, takes_form=False)

    assert tags_of(consultation) == {"Form": ["Open for opinions"], "Workshop": ["Held"], "Post and telephone": []}


@pytest.mark.parametrize(("said", "words"), [([], "No opinion was given"), (["一"], "Every opinion has its answer")])
def test_results_without_an_opinion_do_not_say_that_all_are_answered(client, said, words):
    held = make_open_round(is_on_draft=True)
    for one in said:
        say(held, one)
    count_voices(held.consultation)
    if said:
        answer(held.consultation, *said)
    consultation = publish(held.consultation)

    with translation.override("en"):
        formed = [one.event for one in rounds_and_results([held.draft], AnonymousUser()) if one.sort == "results"]
        told = [item.words for item in newest_items() if item.kind == "published"]
    assert ([event.title for event in formed] + [event.body for event in formed], told) == ([str(consultation), words], [words])
    page = client.get(consultation.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    assert [one for one in ("No opinion was given", "Every opinion has its answer") if one in page] == [words]
