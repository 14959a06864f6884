from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from shishin.people.models import Organization, Person
from shishin.people.tests.makers import make_organization, make_people_office, make_person, make_secretariat
from shishin.people.waiting import waiting_for

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)


def make_invited(login_name: str, *, on: date, invited_for: Organization | None = None) -> Person:
    moment = timezone.make_aware(datetime(on.year, on.month, on.day, 12))
    return make_person(login_name, password_is_set=False, invited_at=moment, invited_for=invited_for)


def test_an_invitation_waits_for_the_invited_until_it_runs_out_and_then_for_the_office():
    city = make_organization()
    office = make_people_office(city)
    make_invited("late", on=DAY - timedelta(days=15), invited_for=city)
    make_invited("in-time", on=DAY - timedelta(days=14), invited_for=city)
    make_invited("elsewhere", on=DAY - timedelta(days=14), invited_for=make_organization())

    lines = [(line.title, line.due, line.is_for_others) for line in waiting_for(office, DAY)]

    assert lines == [("Invite late again", None, False), ("in-time sets a password", DAY, True)]


def test_who_joined_or_left_waits_for_nobody():
    city = make_organization()
    office = make_people_office(city)
    make_person("joined", invited_at=timezone.now(), invited_for=city)
    gone = make_invited("gone", on=DAY, invited_for=city)
    Person.objects.filter(pk=gone.pk).update(is_active=False)

    assert waiting_for(office, DAY) == []


def test_nothing_waits_for_those_who_keep_no_accounts():
    make_invited("late", on=DAY - timedelta(days=15))

    assert waiting_for(make_secretariat(make_organization()), DAY) == []
