"""Clauses that a machine finds an opinion to be about: accepted by one key, undone at once, and never put over what somebody said."""

from __future__ import annotations

import pytest

from shishin.consultations.analysing.running import last_finished
from shishin.consultations.counting import count_voices
from shishin.consultations.errors.analysing import NoClauseIsProposed
from shishin.consultations.models import Opinion, Placing
from shishin.consultations.sorting.placing import accept_links, place_opinions
from shishin.consultations.sorting.undoing import undo_last
from shishin.consultations.tests.makers import answer, make_open_round, make_runner, opinion_saying, publish, say, these
from shishin.consultations.tests.test_analysing import ALMOST, LETTER, NEARLY, OTHER, analyse
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """LETTER stands with two others in a row; a machine finds it to be about the second clause, or else the first."""
    held = make_open_round(is_on_draft=True)
    say(held, LETTER)
    say(held, LETTER, NEARLY, ALMOST, OTHER)
    count_voices(held.consultation)
    analyse(held.consultation, make_runner(held.consultation.organization))
    return held


def clauses_of(held):
    return [clause.line for clause in held.draft.clauses.select_related("line").order_by("pk")]


def link(words, *lines):
    links = [{"key": line.key, "score": 0.75 / at} for at, line in enumerate(lines, start=1)]
    Placing.objects.filter(opinion__words=words).update(links=links)


def places():
    return dict(Opinion.objects.filter(words__in=[LETTER, NEARLY, ALMOST, OTHER]).values_list("words", "place__key"))


def test_the_likeliest_clause_is_accepted_for_a_row_and_all_that_stands_in_it(held):
    first, second = clauses_of(held)[:2]
    link(LETTER, second, first)
    runner = last_finished(held.consultation).begun_by

    accept_links(held.consultation, these(LETTER, OTHER), by=runner)

    assert places() == {LETTER: second.key, NEARLY: second.key, ALMOST: second.key, OTHER: None}
    assert opinion_saying(NEARLY).placed_by == runner
    entry = Entry.objects.get(key="consultations.links_accepted")
    assert (entry.data["opinions"], entry.data["places"]) == (3, {second.key: 3})
    assert Placing.objects.filter(is_behind=True).count() == 2

    undo_last(held.consultation, by=runner)

    assert set(places().values()) == {None}


def test_what_somebody_said_a_clause_of_keeps_it_and_nothing_is_left_to_accept(held):
    first, second = clauses_of(held)[:2]
    link(OTHER, second)
    runner = last_finished(held.consultation).begun_by
    place_opinions(held.consultation, these(OTHER), place=first, by=runner)

    with pytest.raises(NoClauseIsProposed):
        accept_links(held.consultation, these(LETTER, OTHER), by=runner)

    assert places()[OTHER] == first.key


def test_a_clause_that_the_document_does_not_have_is_accepted_by_nobody(held):
    Placing.objects.filter(opinion__words=OTHER).update(links=[{"key": "no-such-clause", "score": 0.9}])

    with pytest.raises(NoClauseIsProposed):
        accept_links(held.consultation, these(OTHER), by=last_finished(held.consultation).begun_by)


def test_an_opened_row_shows_three_clauses_and_how_the_like_was_answered_before(client, held):
    earlier = make_open_round(draft=held.draft)
    say(earlier, "様式を短くしてほしい。")
    count_voices(earlier.consultation)
    response = answer(earlier.consultation, "様式を短くしてほしい。")
    publish(earlier.consultation)
    first, second, third = clauses_of(held)[:3]
    link(LETTER, second, first, third)
    Placing.objects.filter(opinion=Opinion.objects.get(consultation=held.consultation, words=LETTER)).update(
        earlier=[{"response": response.pk, "score": 0.8}]
    )
    client.force_login(last_finished(held.consultation).begun_by)
    found = Opinion.objects.get(consultation=held.consultation, words=LETTER)
    queue = f"/manage/consultations/{held.consultation.slug}/opinions/"

    part = client.get(f"{found.get_absolute_url()}?group", headers={"HX-Request": "true"})
    assert [(one.place.key, one.percent) for one in part.context["group"].links] == [(second.key, 75), (first.key, 38), (third.key, 25)]
    assert part.context["group"].earlier == [response]
    assert "accepts the first" in part.content.decode()
    assert 'data-key="y"' in client.get(queue).content.decode()

    client.post(f"{queue}accept-links/", {"opinion": str(found.uuid)})

    assert places()[LETTER] == second.key
    again = client.get(f"{found.get_absolute_url()}?group", headers={"HX-Request": "true"})
    assert again.context["group"].links == []
    refused = client.post(f"{queue}accept-links/", {"opinion": str(found.uuid)})
    assert (refused.status_code, "has one already" in refused.content.decode()) == (409, True)
