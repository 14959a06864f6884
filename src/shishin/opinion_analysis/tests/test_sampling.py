"""Samples: drawn by a seed and nothing else, and what agreement in them says about all."""

from __future__ import annotations

import pytest

from shishin.opinion_analysis.sampling import agreement, drawn


def test_fifty_are_drawn_whatever_the_order_they_come_in():
    everything = list(range(1_000))
    first = drawn(everything, seed=7)

    assert drawn(reversed(everything), seed=7) == first
    assert (len(first), len(set(first)), set(first) <= set(everything)) == (50, 50, True)
    assert drawn(everything, seed=8) != first


def test_the_draw_favours_none():
    drawn_often = [item for seed in range(400) for item in drawn(range(10), seed=seed, most=5)]

    assert all(150 < drawn_often.count(item) < 250 for item in range(10))


@pytest.mark.parametrize("items", [[], ["a"], ["\ud800", "b"]])
def test_of_few_all_are_drawn(items):
    assert sorted(drawn(items, seed=1)) == sorted(items)


@pytest.mark.parametrize(
    ("agreed", "checked", "low", "high"),
    [
        # Textbook values of the interval by Wilson.
        (45, 50, 0.7864, 0.9565),
        (50, 50, 0.9287, 1.0),
        (0, 50, 0.0, 0.0713),
        (1, 1, 0.2065, 1.0),
        (8, 10, 0.4902, 0.9433),
    ],
)
def test_agreement_comes_with_its_interval(agreed, checked, low, high):
    found = agreement(agreed, checked)

    assert (found.share, found.checked) == (agreed / checked, checked)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_before_the_first_is_checked_nothing_is_said():
    assert agreement(0, 0) is None
