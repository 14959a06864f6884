"""Published results stay provable, also against somebody with rights on the database alone."""

from __future__ import annotations

import pytest

from shishin.consultations import trail_hashes
from shishin.consultations.models import Consultation, Opinion, Response, Theme
from shishin.consultations.publishing.correcting import correct_response, correct_results
from shishin.consultations.sorting.masking import mask_length
from shishin.consultations.sorting.moderating import mask_opinion
from shishin.consultations.tests.makers import answer, make_asking, opinion_saying, publish
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR, name_of, record
from shishin.trail.sealing import seal_all
from shishin.trail.tests.makers import rights_on_the_database_alone
from shishin.trail.verifying import verify_trail

pytestmark = pytest.mark.django_db
NOT_AS_SAID = "the results are not what the trail says"


@pytest.fixture(autouse=True)
def _files_of_this_test_alone(settings, tmp_path):
    settings.DATA, settings.TRAIL_KEY = tmp_path, tmp_path / "trail.key"


@pytest.fixture
def published():
    consultation, _runner = make_asking("一", "二", profile="internal")
    for words in ("一", "二"):
        answer(consultation, words, gists={"ja": "要約"})
    published = publish(consultation)
    seal_all()
    return published


def found() -> list[tuple[str, str]]:
    report = verify_trail()
    assert (report.fault, report.guards) == (None, [])
    return [(mismatch.thing, mismatch.words) for mismatch in report.mismatches]


def test_what_nobody_changed_is_verified(published):
    assert (found(), verify_trail().compared["results"]) == ([], 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Response.objects.filter(number=2).update(views={"ja": "別の考え方"}),
        lambda: Response.objects.filter(number=2).update(figures={}),
        lambda: Response.objects.filter(number=2).update(theme=Theme.objects.create(consultation=Consultation.objects.get(), position=0)),
        lambda: Opinion.objects.filter(words="二").update(response=Response.objects.get(number=1)),
    ],
    ids=["views", "figures", "theme", "opinions"],
)
def test_published_responses_that_somebody_changed_by_hand_are_found(published, change):
    with rights_on_the_database_alone():
        change()

    assert found() == [(name_of(published), NOT_AS_SAID)]


def test_without_recomputing_nothing_would_be_found(published, monkeypatch):
    with rights_on_the_database_alone():
        Response.objects.update(views={"ja": "別の考え方"})
    monkeypatch.setattr(trail_hashes.RecomputedResults, "close", lambda _: ())

    assert found() == []


def test_a_hash_that_was_changed_along_does_not_help(published):
    with rights_on_the_database_alone():
        Response.objects.update(views={"ja": "別の考え方"})
        again = trail_hashes.hash_of_results(published, trail_hashes.published_responses(published))
        Consultation.objects.update(results_hash=again)

    assert found() == [(name_of(published), NOT_AS_SAID)]


def test_corrections_and_words_masked_later_are_no_fault(published):
    correct_results(published, remarks={"ja": "件数の説明を直しました。"}, by=OPERATOR)
    correct_response(Response.objects.get(number=1), views={"ja": "直した"}, reasons={}, disposition="", by=OPERATOR)
    mask_opinion(opinion_saying("一"), texts=["一"], reason="personal", by=OPERATOR)
    assert [mask_length(opinion.words) for opinion in Opinion.objects.order_by("number")] == [1, 0]
    seal_all()

    assert found() == []


def test_results_that_nobody_published_and_a_second_publishing_are_found(published):
    record(
        "consultations.results_published", about=published, who=OPERATOR, **Entry.objects.get(key="consultations.results_published").data
    )
    seal_all()
    assert found() == [(name_of(published), "the trail says a second time what is fixed once (consultations.results_published)")]
    other, _runner = make_asking("三", profile="internal")
    with rights_on_the_database_alone():
        Consultation.objects.filter(pk=other.pk).update(results_published_at=published.results_published_at, results_hash="a" * 64)

    assert found()[1:] == [(name_of(other), "they are published, and the trail does not say by whom")]
