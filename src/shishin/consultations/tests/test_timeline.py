"""The timeline: a round is open only while its consultation is, and is said to have been held only where people met."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shishin.consultations.asking.announcing import end_consultation
from shishin.consultations.asking.desk import desk_of
from shishin.consultations.asking.states import Standing
from shishin.consultations.asking.timeline import events_of
from shishin.consultations.models import Consultation
from shishin.consultations.tests.makers import CLOSES, OPENS, make_consultation, make_round, make_runner
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
