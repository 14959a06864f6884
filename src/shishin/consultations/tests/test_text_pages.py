"""What pages of texts show of consultations: only what is announced or published, with one query each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from shishin.consultations.counting import count_voices
from shishin.consultations.models import Consultation, Opinion, Response
from shishin.consultations.tests.makers import CLOSES, OPENS, make_consultation, make_round, say
from shishin.consultations.text_pages import open_rounds, opinions_and_responses, responses_behind, rounds_and_results
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.models import Change, Edition, Line
from shishin.guidelines.tests.makers import make_edition
from shishin.kit.moments import held_at
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
DURING = OPENS + timedelta(days=1)


@pytest.fixture
def draft() -> Edition:
    publish_draft(make_edition("1.0.0-draft.1"), published_on=date(2026, 10, 1), by=OPERATOR)
    return Edition.objects.select_related("document").get()


@pytest.fixture
def line(draft) -> Line:
    return Line.objects.get(key="users-first")


def consult_on(draft: Edition, slug: str, *, is_announced: bool = True, **values) -> Consultation:
    consultation = make_consultation(slug, document=draft.document, is_announced=False)
    consultation.rounds.update(draft=draft, draft_hash=draft.text_hash)
    if is_announced:
        Consultation.objects.filter(pk=consultation.pk).update(announced_at=OPENS, rules=consultation.profile.rules, **values)
    consultation.refresh_from_db()
    return consultation


def publish(consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(results_published_at=CLOSES, results_hash="0" * 64)


def answer(consultation: Consultation, *, number: int = 1) -> Response:
    final = Response.State.FINAL
    return Response.objects.create(consultation=consultation, number=number, disposition="accepted", views={"en": "Yes."}, state=final)


@pytest.mark.parametrize("count", [1, 3])
def test_a_draft_invites_while_it_is_open(client, draft, django_assert_num_queries, count):
    for number in range(count):
        consult_on(draft, f"soil-{number}")
    consult_on(draft, "secret", is_announced=False)
    consult_on(draft, "ended", ended_at=OPENS, ended_reason={"en": "No."})
    with held_at(DURING):
        with django_assert_num_queries(1):
            found = list(open_rounds([draft], NOBODY))
        page = client.get(draft.get_absolute_url()).content.decode()
        clause = client.get("/guidelines/action-guidelines/clauses/users-first/").content.decode()
    assert [(one.edition, one.words, one.until) for one in found] == [(draft.pk, "Consultation", CLOSES)] * count
    assert page.count("Say something about it") == clause.count("Say something about it") == count
    with held_at(CLOSES):
        assert list(open_rounds([draft], NOBODY)) == []
    with held_at(OPENS - timedelta(seconds=1)):
        assert list(open_rounds([draft], NOBODY)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_formation_of_an_edition_tells_rounds_and_results(draft, django_assert_num_queries, count):
    consultation = consult_on(draft, "soil")
    for _number in range(count - 1):
        make_round(consultation, draft=draft)
    publish(consultation)
    consult_on(draft, "secret", is_announced=False)
    with django_assert_num_queries(1):
        found = list(rounds_and_results([draft], NOBODY))
    assert [(one.sort, one.event.day) for one in found] == [("round", OPENS.date())] * count + [("results", CLOSES.date())]


@pytest.mark.parametrize("count", [1, 3])
def test_a_clause_tells_opinions_and_answers_of_published_consultations_alone(draft, line, django_assert_num_queries, count):
    for number in range(count):
        consultation = consult_on(draft, f"soil-{number}")
        say(consultation.rounds.get(), ("Start with users.", line), "Elsewhere.")
        say(consultation.rounds.get(), ("Start with users.", line))
        count_voices(consultation)
        made = answer(consultation)
        Opinion.objects.filter(consultation=consultation, line=line).update(response=made, state=Opinion.State.ANSWERED)
    assert [stage.is_missing for stage in opinions_and_responses(line, NOBODY)] == [True, True]
    for consultation in Consultation.objects.all():
        publish(consultation)
    with django_assert_num_queries(2):
        opinion, response = opinions_and_responses(line, NOBODY)
    assert [(stage.name, stage.order, stage.shown_figure) for stage in (opinion, response)] == [
        ("opinion", 10, str(2 * count)),
        ("response", 20, str(count)),
    ]
    assert [fact.tags[0].words for fact in response.facts] == ["Accepted"] * count


@pytest.mark.parametrize("count", [1, 3])
def test_a_change_names_the_published_answers_behind_it(draft, django_assert_num_queries, count):
    change = Change.objects.create(edition=make_edition("2.0.0"), kind="kept")
    consultation = consult_on(draft, "soil")
    for number in range(count):
        answer(consultation, number=number + 1).changes.add(change)
    assert list(responses_behind([change.pk], NOBODY)) == []
    publish(consultation)
    with django_assert_num_queries(1):
        found = list(responses_behind([change.pk], NOBODY))
    assert [(one.change, one.words) for one in found] == [(change.pk, f"Answer {number + 1}: Accepted") for number in range(count)]
