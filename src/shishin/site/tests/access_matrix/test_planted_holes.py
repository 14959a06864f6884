"""Every hole that is planted turns the matrix red, and only because it is planted."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.urls import path

from shishin.site.tests.access_matrix.cells import Matrix
from shishin.site.tests.access_matrix.expectations import read_expectations
from shishin.site.tests.access_matrix.holes import HOLES, Hole, another_route
from shishin.site.tests.access_matrix.routes import all_routes

EXPECTED = read_expectations()
pytestmark = pytest.mark.django_db


def faults_through(hole: Hole, matrix: Matrix) -> list[str]:
    route = EXPECTED.routes[hole.route]
    if hole.actors:
        return matrix.faults_of(route, is_chosen=lambda cell: cell.actor in hole.actors)
    return [*matrix.faults_of_methods(route), *matrix.faults_of_token(route)]


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.words)
def test_a_planted_hole_is_found(matrix: Matrix, monkeypatch: pytest.MonkeyPatch, hole: Hole):
    assert faults_through(hole, matrix) == []
    hole.plant(monkeypatch)
    assert faults_through(hole, matrix) != []


def test_at_least_twenty_holes_are_planted():
    assert len({hole.words for hole in HOLES}) >= 20


def test_a_route_that_nobody_listed_is_found():
    with another_route(path("back-door/", lambda request: HttpResponse(), name="back-door")):
        listed = {*EXPECTED.routes, *EXPECTED.signing_in, *EXPECTED.shadowed}
        assert set(all_routes()) - listed == {"back-door"}
