"""The matrix test: every route × method × everybody × everything, against `expectations.yaml`."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shishin.site.tests.access_matrix.cells import Matrix, chosen, in_words
from shishin.site.tests.access_matrix.expectations import read_expectations
from shishin.site.tests.access_matrix.routes import all_routes, has_arguments, leads_to

EXPECTED = read_expectations()
pytestmark = pytest.mark.django_db


def test_every_route_is_listed_and_every_listed_route_is_there():
    assert sorted([*EXPECTED.routes, *EXPECTED.signing_in, *EXPECTED.shadowed]) == sorted(all_routes())


def test_a_route_that_is_not_reached_names_the_one_that_answers_for_it():
    for name, other in EXPECTED.shadowed.items():
        assert leads_to(other, reverse(name))


def test_each_address_is_answered_by_its_own_route(matrix: Matrix):
    astray = [
        (route.name, path)
        for route in EXPECTED.routes.values()
        for path in (matrix.path(route, thing) for thing in matrix.things_of(route).values())
        if not leads_to(route.name, path.partition("?")[0])
    ]
    assert astray == []


def test_a_route_with_arguments_is_asked_for_what_is_there_and_for_another_ones(matrix: Matrix):
    patterns = all_routes()
    bare = [name for name, route in EXPECTED.routes.items() if not route.thing and any(map(has_arguments, patterns.get(name, [])))]
    assert bare == [name for name, route in EXPECTED.routes.items() if not route.thing and route.more]


@pytest.mark.parametrize("name", EXPECTED.routes)
def test_everybody_is_let_in_or_refused_as_expected(matrix: Matrix, name: str):
    faults = matrix.faults_of(EXPECTED.routes[name], is_chosen=chosen)
    assert not faults, in_words(faults)


@pytest.mark.parametrize("name", EXPECTED.signing_in)
def test_the_pages_that_sign_people_in_answer_each_kind_of_visitor_as_expected(matrix: Matrix, name: str):
    faults = list(matrix.faults_of_signing_in(EXPECTED.signing_in[name]))
    assert not faults, in_words(faults)


@pytest.mark.parametrize("name", EXPECTED.routes)
def test_a_method_that_a_route_does_not_take_is_refused(matrix: Matrix, name: str):
    assert list(matrix.faults_of_methods(EXPECTED.routes[name])) == []


@pytest.mark.parametrize("name", [name for name, route in EXPECTED.routes.items() if "POST" in route.methods])
def test_a_form_without_its_token_is_refused(matrix: Matrix, name: str):
    assert list(matrix.faults_of_token(EXPECTED.routes[name])) == []
