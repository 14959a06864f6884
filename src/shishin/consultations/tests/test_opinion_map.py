"""The map: groups stand where an analysis put them, under the theme of a person or else of the machine; what stands at a place is listed."""

from __future__ import annotations

import pytest

from shishin.consultations.analysing.opinion_map import Spot, groups_at, map_of
from shishin.consultations.models import Placing, ProposedTheme
from shishin.consultations.sorting.placing import give_theme
from shishin.consultations.sorting.theming import add_theme
from shishin.consultations.tests.makers import make_asking, propose, these
from shishin.people.tests.makers import make_auditor, make_person

pytestmark = pytest.mark.django_db
FORMS = ["様式が長い", "様式が長すぎる", "欄が多い"]
FEES, ALONE = "手数料が高い", "開庁時間を延ばして"
PLACES = {FORMS[0]: (0.1, 0.2), FORMS[2]: (0.12, 0.2), FEES: (0.8, 0.9), ALONE: (0.5, 0.5)}


@pytest.fixture
def asking():
    consultation, runner = make_asking(*FORMS, FEES, ALONE)
    analysis = propose(consultation, {"様式": FORMS, "手数料": [FEES]}, behind={FORMS[1]: FORMS[0]})
    for words, (x, y) in PLACES.items():
        Placing.objects.filter(opinion__words=words).update(x=x, y=y)
    return consultation, runner, analysis


def series(analysis):
    return [(str(one.words), sorted(one.points)) for one in map_of(analysis).series]


def test_leaders_stand_under_the_theme_of_a_person_or_else_of_the_machine_and_the_rest_apart(asking):
    consultation, runner, analysis = asking
    theme = add_theme(consultation, titles={"en": "Money"}, by=runner)
    give_theme(consultation, these(FEES), theme=theme, by=runner)
    assert series(analysis) == [
        ("Money", [(0.8, 0.9)]),
        ("By machine: 様式", [(0.1, 0.2), (0.12, 0.2)]),
        ("Not placed", [(0.5, 0.5)]),
    ]


def test_what_stands_at_a_place_is_listed_the_nearest_first(asking):
    _consultation, _runner, analysis = asking
    assert [one.words for one in groups_at(analysis, Spot(0.118, 0.2, 0.05))] == [FORMS[2], FORMS[0]]
    assert [one.words for one in groups_at(analysis, Spot(0.118, 0.2, 0.012))] == [FORMS[2]]
    assert list(groups_at(analysis, Spot(0.3, 0.3, 0.05))) == []


@pytest.mark.parametrize(
    "asked", [{}, {"x": "0.5"}, {"x": "a", "y": "1"}, {"x": "nan", "y": "0"}, {"x": "2", "y": "0"}, {"x": "0", "y": "0", "around": "-1"}]
)
def test_a_place_that_is_none_is_not_looked_at(asked):
    assert Spot.asked(asked) is None


def at(consultation, more=""):
    return f"/manage/consultations/{consultation.slug}/map/{more}"


def test_the_page_has_the_drawing_its_table_and_links_into_the_queue_without_a_script(client, asking):
    consultation, runner, _analysis = asking
    client.force_login(runner)
    page = client.get(at(consultation, "?x=0.8&y=0.9")).content.decode()
    proposed = ProposedTheme.objects.get(number=1)
    assert page.count('<path class="dots') == 3
    assert f"?theme=none&amp;proposed={proposed.pk}" in page
    assert FEES in page
    assert ALONE not in page
    assert "<style" not in page.split("<body")[1]
    part = client.get(at(consultation, "?x=0.8&y=0.9"), headers={"HX-Request": "true"}).content.decode()
    assert "<svg viewBox" not in part
    assert FEES in part


def test_without_a_map_there_is_a_way_to_the_analysis(client):
    consultation, runner = make_asking(*FORMS)
    client.force_login(runner)
    assert f'href="/manage/consultations/{consultation.slug}/analysis/"' in client.get(at(consultation)).content.decode()
    propose(consultation, {"様式": FORMS})
    assert "There is no map yet" in client.get(at(consultation)).content.decode()


def test_auditors_read_it_and_strangers_do_not(client, asking):
    client.force_login(make_auditor())
    assert client.get(at(asking[0])).status_code == 200
    client.force_login(make_person())
    assert client.get(at(asking[0])).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_many_stand_there(client, django_assert_num_queries, many):
    words = [f"様式の話{number}" for number in range(many)]
    consultation, runner = make_asking(*words)
    propose(consultation, {one: [one] for one in words})
    Placing.objects.update(x=0.5, y=0.5)
    client.force_login(runner)
    with django_assert_num_queries(10):
        client.get(at(consultation))
    with django_assert_num_queries(13):
        assert len(client.get(at(consultation, "?x=0.5&y=0.5")).context["rows"]) == many
