"""What referrals, reports and decisions led to."""

from __future__ import annotations

import pytest

from shishin.councils.models import Body
from shishin.councils.subjects import subjects_of
from shishin.councils.tests.makers import make_body, make_referral, make_report, make_seat
from shishin.guidelines.models import Edition
from shishin.guidelines.tests.makers import make_adopted, make_edition
from shishin.people.tests.makers import make_person

pytestmark = pytest.mark.django_db


def words(act, reader):
    name = {"Decision": "decisions", "Referral": "referrals", "Report": "reports"}[type(act).__name__]
    return [subject.words for subject in subjects_of(reader=reader, **{name: [act]}).of(act)]


def test_a_draft_is_shown_to_the_bodies_that_it_is_for():
    council = make_body()
    group = make_body(parent=council)
    referral = make_referral(council, group)
    edition = make_edition()
    report = make_report(referral, text_hash=edition.text_hash or "a" * 64)
    Edition.objects.filter(pk=edition.pk).update(referred_by=referral, submitted_with=report)
    writer, chair = make_seat(group).person, make_seat(council, "chair").person

    assert [len(words(act, reader)) for act in (referral, report) for reader in (writer, chair)] == [1, 1, 1, 1]
    assert [words(act, reader) for act in (referral, report) for reader in (None, make_person())] == [[], [], [], []]


def test_an_adopted_edition_is_shown_to_everybody():
    edition = make_adopted()

    assert words(edition.adopted_by, None) == [f"{edition.document} 1.0.0"]
    assert Body.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_answers_for_all_acts(django_assert_num_queries, rows):
    editions = [make_adopted(slug=f"document-{number}") for number in range(rows)]
    decisions = [edition.adopted_by for edition in editions]

    with django_assert_num_queries(1):
        found = subjects_of(decisions=decisions, reader=None)
    assert [len(found.of(decision)) for decision in decisions] == [1] * rows
