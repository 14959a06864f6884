"""Publishing: everything at once, or nothing with each reason why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from shishin.consultations.answering.responding import (
    attach,
    change_response,
    check_response,
    make_final,
    reopen_response,
    write_response,
)
from shishin.consultations.counting import count_voices, figures_of, recount
from shishin.consultations.errors.answering import CheckedByItsWriter, ResponsesAreNotFinal, ResponseWasChangedMeanwhile
from shishin.consultations.errors.publishing import ModerationWaits, OpinionsAreOpen, RoundsAreOpen
from shishin.consultations.models import ModerationAct, Opinion, Response, Round
from shishin.consultations.publishing.correcting import correct_response, correct_results
from shishin.consultations.publishing.publishing import publish_results
from shishin.consultations.publishing.results import published_responses, results_of
from shishin.consultations.sorting.moderating import confirm_moderation, mask_opinion
from shishin.consultations.tests.makers import make_consultation, make_runner, opinion_saying, say
from shishin.consultations.tests.test_fixed import refused
from shishin.consultations.verifying import faults_of
from shishin.guidelines.models import Change
from shishin.guidelines.tests.makers import make_edition
from shishin.kit.errors import Refusal
from shishin.kit.tests.together import ended_at_once
from shishin.kit.triggers import lifted
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed():
    """A consultation whose round is over, with three opinions of four submitters."""
    consultation = make_consultation()
    held = consultation.rounds.get()
    say(held, "一", "二")
    say(held, "一")
    say(held, "三", is_after_draft=False)
    say(held, "一")
    count_voices(consultation)
    Round.objects.filter(pk=held.pk).update(opens_at=now() - timedelta(days=40), closes_at=now() - timedelta(days=1))
    return consultation


def answer(consultation, *words: str, disposition: str = "not_accepted", **given) -> Response:
    writer, checker = make_runner(consultation.organization), make_runner(consultation.organization)
    response = write_response(
        consultation, opinions=Opinion.objects.filter(words__in=words), disposition=disposition, views={"ja": "考え方"}, by=writer, **given
    )
    check_response(response, by=checker)
    return make_final([response], by=checker)[0]


def test_words_that_somebody_asked_to_mask_are_not_published_before_that_is_decided(closed):
    answer(closed, "一", "二", "三")
    asker, checker = (make_runner(closed.organization) for _person in range(2))
    reason = closed.rules["moderation_reasons"][0]["key"]
    mask_opinion(opinion_saying("一"), texts=["一"], reason=reason, by=asker)

    with pytest.raises(ModerationWaits):
        publish_results(closed, by=OPERATOR)
    confirm_moderation(ModerationAct.objects.all(), by=checker)

    assert publish_results(closed, by=OPERATOR).is_published
    assert sorted(one.words for one in Opinion.objects.all()) == ["■", "三", "二"]


def test_results_are_published_when_every_opinion_has_its_answer(closed):
    answer(closed, "一", "三")
    with pytest.raises(OpinionsAreOpen, match="response: 1\\."):
        publish_results(closed, by=make_runner(closed.organization))
    answer(closed, "二")

    published = publish_results(closed, by=make_runner(closed.organization))

    figures = figures_of(published)
    assert (figures.all_submitters, figures.received, figures.distinct) == (4, 5, 3)
    assert (figures.answered, figures.withheld, figures.open) == (5, 0, 0)
    assert figures == recount(published)
    first, second = published_responses(published)
    assert first.figures == {"voices": 4, "submitters": 4, "opinions": 2, "by_round": {"1": 4}, "after_draft": 3}
    assert (second.number, second.figures["voices"]) == (2, 1)
    assert [len(published.results_hash), published.is_published] == [64, True]


def test_what_is_open_keeps_results_back_each_with_its_list(closed):
    Round.objects.update(closes_at=now() + timedelta(days=1))
    with pytest.raises(RoundsAreOpen):
        publish_results(closed, by=make_runner(closed.organization))
    Round.objects.update(closes_at=now() - timedelta(days=1))
    writer = make_runner(closed.organization)
    write_response(closed, opinions=Opinion.objects.all(), disposition="covered", views={"ja": "考え方"}, by=writer)
    Opinion.objects.update(state=Opinion.State.ANSWERED)
    with pytest.raises((ResponsesAreNotFinal, OpinionsAreOpen)):
        publish_results(closed, by=writer)


def test_a_response_is_checked_by_somebody_other_than_its_writer(closed):
    writer = make_runner(closed.organization)
    response = write_response(closed, opinions=Opinion.objects.all(), disposition="covered", views={"ja": "考え方"}, by=writer)
    with pytest.raises(CheckedByItsWriter):
        check_response(response, by=writer)
    response.refresh_from_db()
    assert response.state == Response.State.DRAFT


def test_two_writers_at_once_overwrite_nothing(closed):
    writer, other = make_runner(closed.organization), make_runner(closed.organization)
    response = write_response(closed, by=writer, views={"ja": "はじめ"})
    change_response(response, version=0, by=other, views={"ja": "ほかの人"})
    with pytest.raises(ResponseWasChangedMeanwhile):
        change_response(response, version=0, by=writer, views={"ja": "わたし"})
    response.refresh_from_db()
    assert response.views == {"ja": "ほかの人"}


def test_what_is_folded_is_answered_with_its_head(closed):
    head, folded = opinion_saying("一"), opinion_saying("二")
    Opinion.objects.filter(pk=folded.pk).update(folded_into=head)
    answer(closed, "一")
    folded.refresh_from_db()
    assert (folded.state, folded.response.number) == (Opinion.State.ANSWERED, 1)
    assert figures_of(closed).answered == 4


def test_what_came_and_is_not_counted_yet_is_counted_before_anything_is_published(closed):
    answer(closed, "一", "二", "三")
    held = closed.rounds.get()
    say(held, "一")
    say(held, "四")
    with pytest.raises(OpinionsAreOpen, match="response: 1\\."):
        publish_results(closed, by=OPERATOR)
    assert figures_of(closed).open == 1
    answer(closed, "四")
    say(held, "二")

    published = publish_results(closed, by=OPERATOR)

    assert figures_of(published) == recount(published)
    assert [row.figures["voices"] for row in published_responses(published)] == [7, 1]
    assert list(faults_of(published)) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="A SQLite database in memory has no second connection.")
class TestAtOnce:
    @staticmethod
    def at_once(*acts: Callable[[], object]) -> list[object]:
        """What each came to, or what it was refused for."""
        return [one.code if isinstance(one, Refusal) else one for one in ended_at_once(*acts)]

    def test_of_two_who_publish_one_does_and_the_other_is_told(self, closed):
        answer(closed, "一", "二", "三")

        came = self.at_once(*[lambda: publish_results(closed, by=OPERATOR).slug] * 2)

        assert sorted(map(str, came)) == sorted([closed.slug, "ConsultationIsOver"])
        assert Entry.objects.filter(key="consultations.results_published").count() == 1
        assert list(faults_of(closed)) == []

    @pytest.mark.parametrize("times", range(3))
    def test_who_takes_an_answer_back_while_somebody_publishes_comes_before_or_is_refused(self, closed, times):
        response = answer(closed, "一", "二", "三")

        published, reopened = self.at_once(
            lambda: publish_results(closed, by=OPERATOR).slug, lambda: reopen_response(response, by=OPERATOR).state
        )

        assert (published, reopened) in [(closed.slug, "ConsultationIsOver"), ("OpinionsAreOpen", "draft")]
        closed.refresh_from_db()
        response.refresh_from_db()
        assert closed.is_published == response.is_final

    def test_who_attaches_while_somebody_publishes_changes_nothing_that_is_public(self, closed):
        answer(closed, "一", "三")
        draft = write_response(closed, disposition="covered", views={"ja": "考え方"}, by=OPERATOR)

        came = self.at_once(
            lambda: publish_results(closed, by=OPERATOR), lambda: attach(Opinion.objects.filter(words="二"), draft, by=OPERATOR).number
        )

        assert came == ["OpinionsAreOpen", 2]
        assert (figures_of(closed), opinion_saying("二").state) == (recount(closed), "drafted")


def test_zero_opinions_publish_too():
    consultation = make_consultation()
    consultation.rounds.update(opens_at=now() - timedelta(days=40), closes_at=now() - timedelta(days=1))
    published = publish_results(consultation, by=make_runner(consultation.organization))
    assert (figures_of(published).received, list(published_responses(published))) == (0, [])


def test_what_is_wrong_later_is_corrected_and_both_stay(closed):
    answer(closed, "一", "二", "三")
    published = publish_results(closed, by=make_runner(closed.organization))
    correct_results(published, remarks={"ja": "件数の説明を直しました。"}, by=make_runner())
    wrong = published_responses(published).get()
    correct_response(wrong, views={"ja": "直した考え方"}, reasons={}, disposition="", by=make_runner())

    (row,) = results_of(published).rows(published_responses(published))
    assert [correction.views for correction in row.corrections] == [{"ja": "直した考え方"}]
    assert row.response.views == {"ja": "考え方"}
    assert [opinion.words for opinion in row.opinions] == ["一", "二", "三"]


@pytest.mark.parametrize("many", [1, 3])
def test_rows_of_results_cost_three_queries_however_many(closed, many, django_assert_num_queries):
    for words in ("一", "二", "三")[:many]:
        answer(closed, words)
    results = results_of(closed)
    responses = list(closed.responses.select_related("theme"))
    with django_assert_num_queries(3):
        results.rows(responses)


def test_opinions_of_a_final_response_are_not_added_to_in_silence(closed):
    response = answer(closed, "一")
    with pytest.raises(Exception, match="final"):
        attach(Opinion.objects.filter(words="二"), response, by=make_runner())


@pytest.fixture
def published(closed):
    change = Change.objects.create(edition=make_edition("2.0.0"), kind="kept")
    answer(closed, "一", "二", "三").changes.add(change)
    return publish_results(closed, by=make_runner(closed.organization))


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM consultations_response_changes",
        "UPDATE consultations_response_changes SET change_id = change_id + 1",
        "INSERT INTO consultations_response_changes (response_id, change_id) SELECT response_id, change_id + 1 FROM consultations_response_changes",
        'UPDATE consultations_consultation SET ended_at = results_published_at, ended_reason = \'{"ja": "x"}\'',
    ],
)
def test_what_published_results_are_tied_to_is_fixed(published, change):
    assert refused(change)


def test_results_that_were_altered_past_the_guards_are_found(published):
    assert list(faults_of(published)) == []
    with lifted(connection):
        Response.objects.update(views={"ja": "別の考え方"})
    assert list(faults_of(published)) == [f"{published.slug}: the published results have another hash than on the day they were published."]
