"""What waits for those who run consultations."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shishin.consultations.asking.preparing import prepare_consultation
from shishin.consultations.counting import count_voices, open_voices
from shishin.consultations.tests.makers import CLOSES, OPENS, make_consultation, make_profile, make_runner, say
from shishin.consultations.waiting import waiting_for
from shishin.kit.moments import held_at
from shishin.people.tests.makers import make_organization, make_person
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def runner():
    return make_runner(make_organization("city"))


@pytest.fixture
def city(runner):
    return runner.appointments.get().post.organization


def lines(person, moment):
    with held_at(moment):
        return [(line.button, line.why, line.due) for line in waiting_for(person, moment.date())]


def test_announcing_waits_when_the_first_round_is_near(runner, city):
    make_consultation(organization=city, is_announced=False)
    prepare_consultation(slug="later", organization=city, profile=make_profile(), titles={"en": "Later"}, by=OPERATOR)
    assert lines(runner, OPENS - timedelta(days=15)) == []
    assert lines(runner, OPENS - timedelta(days=14)) == [
        ("Announce it to everybody", "It is not announced yet, and its first round is to open.", OPENS.date())
    ]


def test_the_end_of_an_open_round_is_told_a_week_before_it(runner, city):
    make_consultation(organization=city)
    assert lines(runner, CLOSES - timedelta(days=8)) == []
    assert [(button, due) for button, _why, due in lines(runner, CLOSES - timedelta(days=7))] == [("See its desk", CLOSES.date())]


def test_open_opinions_wait_with_the_days_since_it_closed(runner, city):
    consultation = make_consultation(organization=city)
    say(consultation.rounds.get(), "One.", "Two.")
    assert lines(runner, CLOSES + timedelta(days=3)) == [("Answer the opinions", "2 voices are still open. It closed 3 days ago.", None)]
    assert [why for _button, why, _due in lines(runner, CLOSES)] == ["2 voices are still open. It closed today."]
    nothing_came = make_consultation(organization=city)
    assert open_voices([consultation, nothing_came]) == {consultation.pk: 2}
    count_voices(consultation)
    assert open_voices([consultation, nothing_came]) == {consultation.pk: 2}
    assert open_voices([]) == {}
    assert lines(runner, CLOSES + timedelta(days=3))[1:] == [
        ("Publish the results", "No opinion is open any more: the results can be published. It closed 3 days ago.", None)
    ]


def test_nothing_waits_for_others(city):
    make_consultation(organization=city)
    assert [lines(person, CLOSES - timedelta(days=1)) for person in (make_person(), make_runner(make_organization()))] == [[], []]


@pytest.mark.parametrize("count", [1, 3])
def test_each_kind_is_one_query(runner, city, django_assert_num_queries, count):
    for _number in range(count):
        make_consultation(organization=city, is_announced=False)
        say(make_consultation(organization=city).rounds.get(), "One.")
    with held_at(CLOSES):
        waiting_for(runner, CLOSES.date())
        with django_assert_num_queries(7):
            assert len(waiting_for(runner, CLOSES.date())) == 2 * count
