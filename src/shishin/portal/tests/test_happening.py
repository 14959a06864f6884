"""What is open, coming, new and in force follows from the editions and the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from shishin.consultations.asking.announcing import end_consultation
from shishin.consultations.tests.makers import CLOSES, OPENS, make_consultation
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.tests.makers import make_adopted, make_edition
from shishin.kit.moments import held_at, now
from shishin.portal.happening import coming_editions, editions_in_force, families, news, open_drafts, phases
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def draft(version, day):
    return publish_draft(make_edition(version), published_on=day, by=OPERATOR)


def test_only_the_newest_draft_of_a_document_is_open():
    draft("1.0.0-draft.1", date(2022, 1, 10))
    second = draft("1.0.0-draft.2", date(2022, 2, 4))

    assert list(open_drafts()) == [second]


def test_a_draft_that_an_adopted_edition_followed_is_open_no_more():
    draft("1.0.0-draft.1", date(2022, 2, 4))
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1))

    assert list(open_drafts()) == []


def test_a_draft_after_the_adopted_edition_is_open():
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    later = draft("1.1.0-draft.1", date(2026, 11, 6))

    assert list(open_drafts()) == [later]


def test_an_edition_is_coming_until_its_first_day():
    today = localdate()
    edition = make_adopted(in_force_from=today + timedelta(days=1))

    assert list(coming_editions(today)) == [edition]
    assert list(editions_in_force(today)) == []
    assert list(coming_editions(today + timedelta(days=1))) == []
    assert list(editions_in_force(today + timedelta(days=1))) == [edition]


def test_news_has_no_working_edition_and_the_newest_first():
    old = draft("1.0.0-draft.1", date(2022, 1, 10))
    adopted = make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    make_edition("1.1.0")

    assert list(news(localdate())) == [adopted, old]
    assert list(news(date(2022, 1, 31))) == [old]


def test_news_tells_of_consultations_once_they_are_announced_closed_and_over():
    make_consultation("prepared", is_announced=False)
    over = make_consultation("over")
    with held_at(CLOSES + timedelta(days=3)):
        end_consultation(over, reasons={"en": "It waits for the law."}, by=OPERATOR)
        days = {day: [(one.kind, one.title) for one in news(day)] for day in (localdate(OPENS), localdate(CLOSES), localdate(now()))}

    announced, closed = ("announced", "Opinions wanted: Consultation"), ("closed", "Closed: Consultation")
    assert list(days.values()) == [
        [announced],
        [closed, announced],
        [("ended", "Ended, nothing enacted: Consultation"), closed, announced],
    ]
    with held_at(CLOSES - timedelta(minutes=1)):
        assert [one.kind for one in news(localdate(CLOSES) + timedelta(days=9))] == ["announced"]


def test_a_family_is_shown_with_the_number_of_its_documents():
    publish_draft(make_edition("1.0.0-draft.1", slug="one"), published_on=date(2022, 2, 4), by=OPERATOR)
    publish_draft(make_edition("1.0.0-draft.1", slug="two"), published_on=date(2022, 2, 4), by=OPERATOR)
    make_edition("1.0.0", slug="being-written")

    assert [(family.slug, family.document_count) for family in families()] == [("tokyo-family", 2)]


def test_a_family_is_not_named_while_all_of_it_is_being_written():
    make_edition("1.0.0")

    assert list(families()) == []


def test_what_no_part_of_the_site_does_yet_stays_a_gap():
    known = [(phase.is_known, phase.is_under_way, phase.url != "") for phase in phases(drafts=[], asking=[], coming=[], in_force=2)]

    assert known == [(True, False, False), (True, False, True), (False, False, False), (False, False, False), (False, False, False)]
