"""The sample: drawn by lot, checked blind, and published as agreement with its interval, where something of an analysis was signed."""

from __future__ import annotations

import json

import pytest

from shishin.consultations.analysing.sample import check_placings, checked_in, draw_sample, how_found
from shishin.consultations.answering.responding import write_response
from shishin.consultations.errors.analysing import AnotherSampleWasDrawn, NothingWasChecked
from shishin.consultations.errors.asking import ConsultationIsOver
from shishin.consultations.models import Analysis, ProposedTheme, SampledPlacing
from shishin.consultations.publishing.result_files import FORMATS, printed
from shishin.consultations.publishing.results import results_of
from shishin.consultations.sorting.theming import sign_theme
from shishin.consultations.sorting.undoing import undo_last
from shishin.consultations.tests.makers import answer, make_asking, propose, publish, these
from shishin.people.tests.makers import make_auditor, make_person
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db
FORMS = ["様式が長い", "様式が長すぎる", "欄が多い", "記入例がほしい"]
ALONE = "開庁時間を延ばして"


BEHIND = {FORMS[1]: FORMS[0]}


def asked(*more, behind=BEHIND):
    consultation, runner = make_asking(*FORMS, ALONE, *more)
    analysis = propose(consultation, {"様式": [*FORMS, *more]}, behind=behind)
    draw_sample(analysis)
    return consultation, runner, analysis


def test_what_was_placed_is_drawn_and_asked_beside_its_leader_or_what_tells_its_theme():
    _consultation, _runner, analysis = asked()
    found = {one.opinion.words: one for one in analysis.sample.select_related("opinion", "leader")}
    assert set(found) == set(FORMS)
    assert (found[FORMS[1]].leader.words, found[FORMS[1]].terms) == (FORMS[0], [])
    assert (found[FORMS[2]].leader, found[FORMS[2]].terms) == (None, ["様式"])
    assert found[FORMS[2]].opinion_id not in found[FORMS[2]].quotes


def test_fifty_are_drawn_and_the_same_ones_each_time():
    _consultation, _runner, analysis = asked(*(f"様式の話{number}" for number in range(80)))
    first = list(analysis.sample.values_list("number", "opinion"))
    draw_sample(analysis)
    assert list(analysis.sample.values_list("number", "opinion")) == first
    assert [number for number, _opinion in first] == list(range(1, 51))


def test_answers_are_kept_by_one_entry_and_counted_with_their_interval():
    _consultation, runner, analysis = asked()
    copies = analysis.sample.get(leader__isnull=False)
    themes = list(analysis.sample.filter(leader=None))

    check_placings(analysis, {copies.number: True, **{one.number: one != themes[0] for one in themes}}, by=runner)

    found = checked_in(analysis)
    assert (found.copies.right, found.copies.agreement.checked) == (1, 1)
    assert found.themes.figures == {"checked": 3, "right": 2, "share": 0.6667, "low": 0.2077, "high": 0.9385}
    assert "2 of 3 were right: 67 %; of all, 21 to 94 % (95 % interval)" in found.themes.words
    (entry,) = Entry.objects.filter(key="consultations.sample_checked")
    assert entry.data == {"analysis": str(analysis.uuid), "checked": 4, "right": 3}
    assert set(analysis.sample.values_list("checked_by", flat=True)) == {runner.pk}


def test_an_answer_is_changed_by_giving_another_one_and_the_same_again_is_refused():
    _consultation, runner, analysis = asked()
    check_placings(analysis, {1: True}, by=runner)
    check_placings(analysis, {1: False, 2: True}, by=runner)
    assert list(analysis.sample.values_list("is_right", flat=True)) == [False, True, None, None]
    for answers in ({1: False}, {}, {99: True}):
        with pytest.raises(NothingWasChecked):
            check_placings(analysis, answers, by=runner)


def test_a_later_analysis_draws_another_sample_and_keeps_what_was_checked():
    consultation, runner, first = asked()
    check_placings(first, {1: True, 2: False}, by=runner)

    second = propose(consultation, {"様式": FORMS})
    draw_sample(second)

    assert list(SampledPlacing.objects.filter(analysis=first).values_list("is_right", flat=True)) == [True, False]
    assert second.sample.count() == 4
    with pytest.raises(AnotherSampleWasDrawn):
        check_placings(first, {1: True}, by=runner)


def published(*, signed: bool):
    consultation, runner, analysis = asked(behind=BEHIND if signed else {})
    check_placings(analysis, {row.number: True for row in analysis.sample.all()}, by=runner)
    if signed:
        sign_theme(ProposedTheme.objects.select_related("analysis__consultation").get(), titles={"en": "Forms"}, by=runner)
    answer(consultation, *FORMS, ALONE)
    return publish(consultation), runner, analysis


def test_results_tell_how_copies_and_themes_were_found_where_something_was_signed(client):
    consultation, runner, analysis = published(signed=True)
    page = client.get(f"/consultations/{consultation.slug}/results/").content.decode()
    assert "How copies and themes were found" in page
    assert "3 of 3 were right: 100 %; of all, 44 to 100 % (95 % interval)" in page
    results = results_of(consultation)
    assert any("3 of 3 were right" in line for line in printed(results).legend)
    told = json.loads(FORMATS["json"].write(results))["how_found"]
    assert (told["themes"]["checked"], told["copies"]["right"]) == (3, 1)
    with pytest.raises(ConsultationIsOver):
        check_placings(analysis, {1: False}, by=runner)


def test_nothing_of_an_analysis_that_nobody_signed_is_published(client):
    consultation, _runner, _analysis = published(signed=False)
    page = client.get(f"/consultations/{consultation.slug}/results/").content.decode()
    results = results_of(consultation)
    files = [
        bytes(one) if isinstance(one, bytes) else b"".join(one)
        for one in (FORMATS[name].write(results) for name in ("json", "csv", "html"))
    ]
    for said in (page, *(file.decode() for file in files)):
        assert "were right" not in said
        assert "drawn by lot" not in said
    assert json.loads(files[0])["how_found"] is None
    assert {row["theme"] for row in json.loads(files[0])["rows"]} == {None}
    # One row a response: the near copy stands there in its own words, in no group of a machine.
    assert sorted(one["words"] for row in json.loads(files[0])["rows"] for one in row["opinions"]) == sorted([*FORMS, ALONE])


def test_undone_nothing_is_signed_any_more():
    consultation, runner, _analysis = asked()
    sign_theme(ProposedTheme.objects.select_related("analysis__consultation").get(), titles={"en": "Forms"}, by=runner)
    assert how_found(consultation) is not None
    undo_last(consultation, by=runner)
    assert how_found(consultation) is None


def test_answering_a_group_signs_it_and_undoing_takes_that_off():
    consultation, runner, _analysis = asked()
    write_response(consultation, opinions=these(FORMS[0]), by=runner)
    assert Analysis.objects.get().signings == 1


# The page.


def at(consultation, more=""):
    return f"/manage/consultations/{consultation.slug}/sample/{more}"


def test_a_person_checks_ten_at_a_time_without_seeing_how_sure_the_machine_was(client):
    consultation, runner, analysis = asked(*(f"様式の話{number}" for number in range(80)))
    client.force_login(runner)
    page = client.get(at(consultation))
    assert [one.placing.number for one in page.context["questions"]] == list(range(1, 11))
    assert "0.8" not in page.content.decode().split("<main")[1].split("</main")[0]
    answers = {f"right-{number}": "yes" if number % 2 else "no" for number in range(1, 11)}
    assert client.post(at(consultation), {"analysis": str(analysis.uuid), **answers}).status_code == 302
    page = client.get(at(consultation))
    assert [one.placing.number for one in page.context["questions"]] == list(range(11, 21))
    assert (page.context["done"], page.context["of"]) == (10, 50)
    assert client.post(at(consultation), {"analysis": str(analysis.uuid)}).status_code == 409
    assert "another sample was drawn" in client.post(at(consultation), {"analysis": "x", "right-1": "no"}).content.decode()


def test_auditors_read_it_strangers_find_nothing_and_without_an_analysis_there_is_a_way_to_it(client):
    consultation, runner, analysis = asked()
    client.force_login(make_auditor())
    assert "Keep these answers" not in client.get(at(consultation)).content.decode()
    assert client.post(at(consultation), {"analysis": str(analysis.uuid), "right-1": "yes"}).status_code == 404
    client.force_login(make_person())
    assert client.get(at(consultation)).status_code == 404
    client.force_login(runner)
    Analysis.objects.all().delete()
    assert f'href="/manage/consultations/{consultation.slug}/analysis/"' in client.get(at(consultation)).content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_many_there_are(client, django_assert_num_queries, many):
    consultation, runner = make_asking(*FORMS[:many])
    draw_sample(propose(consultation, {"様式": FORMS[:many]}))
    client.force_login(runner)
    with django_assert_num_queries(10):
        client.get(at(consultation))
