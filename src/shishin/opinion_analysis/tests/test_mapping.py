"""The map: themes apart, what is alike together, nothing outside, and the same for the same input."""

from __future__ import annotations

import numpy as np
import pytest

from shishin.opinion_analysis.mapping import map_of
from shishin.opinion_analysis.weighing import unit


def planted(sizes, *, unplaced=0, seed=4):
    """Vectors around as many middles as there are sizes, and their themes."""
    chance = np.random.default_rng(seed)
    middles = chance.standard_normal((len(sizes), 8))
    theme = np.repeat(np.arange(1, len(sizes) + 1), sizes)
    vectors = unit(middles[theme - 1] + 0.2 * chance.standard_normal((len(theme), 8)))
    alone = unit(chance.standard_normal((unplaced, 8)))
    return np.concatenate([vectors, alone]), np.concatenate([theme, np.zeros(unplaced, int)]), chance.random(len(theme) + unplaced)


@pytest.mark.parametrize("sizes", [[5], [30, 3], [3, 4, 80, 9], [6] * 40, [400, 3, 3, 3]])
def test_islands_of_themes_do_not_overlap_and_lie_within_the_map(sizes):
    vectors, theme, score = planted(sizes, unplaced=17)

    places = map_of(vectors, theme, score)

    assert places.shape == (len(vectors), 2)
    assert (places >= 0).all()
    assert (places <= 1).all()
    centres = [places[theme == number].mean(axis=0) for number in range(1, len(sizes) + 1)]
    nearest = [
        int(np.argmin([np.linalg.norm(place - centre) / size**0.5 for centre, size in zip(centres, sizes, strict=True)])) + 1
        for place in places[theme > 0]
    ]
    # A place is judged by the middle of its members, which is a little beside the middle of the island.
    assert np.mean(nearest == theme[theme > 0]) > 0.97


def test_what_is_in_no_theme_lies_around_all_islands():
    vectors, theme, score = planted([20, 30], unplaced=40)
    out = np.linalg.norm(map_of(vectors, theme, score) - 0.5, axis=1)

    assert out[theme == 0].min() > out[theme > 0].max()


def test_the_nearest_to_the_middle_of_a_theme_stands_in_the_middle_of_its_island():
    vectors, theme, score = planted([50])
    out = np.linalg.norm(map_of(vectors, theme, score) - 0.5, axis=1)

    assert np.argsort(out).tolist() == np.argsort(-score).tolist()


def test_like_themes_lie_nearer_one_another_than_unlike_ones():
    axes = np.eye(4)
    middles = unit(np.array([axes[0], axes[0] + 0.3 * axes[1], axes[2], axes[2] + 0.3 * axes[3]]))
    theme = np.repeat([1, 2, 3, 4], 10)
    places = map_of(middles[theme - 1], theme, np.ones(40))

    one, other, far, farther = (places[theme == number].mean(axis=0) for number in (1, 2, 3, 4))
    assert np.linalg.norm(one - other) < np.linalg.norm(one - far)
    assert np.linalg.norm(far - farther) < np.linalg.norm(other - farther)


def test_the_same_input_gives_the_same_map():
    vectors, theme, score = planted([9, 5, 7], unplaced=4)

    assert map_of(vectors, theme, score).tolist() == map_of(vectors.copy(), theme, score).tolist()


@pytest.mark.parametrize("width", [0, 1, 8])
@pytest.mark.parametrize(("count", "theme"), [(0, 0), (1, 0), (1, 1), (2, 0), (9, 0), (9, 1)])
def test_few_or_empty_vectors_have_places(count, theme, width):
    places = map_of(np.zeros((count, width)), np.full(count, theme), np.zeros(count))

    assert places.shape == (count, 2)
    assert np.isfinite(places).all()
    assert len({tuple(place) for place in places.tolist()}) == count
