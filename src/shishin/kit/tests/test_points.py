"""Points are filled by higher packages and asked by lower ones."""

from __future__ import annotations

from shishin.kit.points import Point


def test_a_point_answers_with_what_each_filler_says_in_order():
    point: Point[[int], str] = Point("numbers")
    point.fill(lambda number: f"first {number}")

    def second(number):
        return f"second {number}"

    point.fill(second)
    point.fill(second)

    assert list(point.ask(3)) == ["first 3", "second 3"]


def test_a_point_without_fillers_says_so():
    assert not Point("empty").is_filled()
