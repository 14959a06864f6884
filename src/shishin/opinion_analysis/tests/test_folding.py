"""Folding, against slow plain versions; and what a group is."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shishin.opinion_analysis.folding import by_weight, candidates, leaders, likely, onward, similarities
from shishin.opinion_analysis.lettering import ragged

sets_of_grams = st.lists(st.sets(st.integers(0, 12), min_size=1), min_size=1, max_size=8)


@st.composite
def compared(draw):
    """Texts by weight, and pairs of a text and a heavier one with how similar they are."""
    count = draw(st.integers(1, 12))
    all_pairs = [(text, other) for text in range(count) for other in range(text)]
    pairs = draw(st.lists(st.sampled_from(all_pairs), unique=True).map(sorted)) if all_pairs else []
    similar = draw(st.lists(st.sampled_from([0.3, 0.45, 0.5, 0.6, 0.7, 1.0]), min_size=len(pairs), max_size=len(pairs)))
    return count, np.array(pairs, np.int64).reshape(-1, 2), np.array(similar)


def test_the_heaviest_has_most_copies_and_of_those_the_smallest_digest():
    digests = np.array([[2, 0], [1, 5], [1, 4], [0, 0]], np.uint64)

    assert by_weight(digests, np.array([3, 3, 3, 1])).tolist() == [2, 1, 0, 3]


@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), max_size=10))
def test_each_text_has_the_heaviest_of_each_of_its_buckets_as_candidate(rows):
    expected = {
        (text, heaviest)
        for text, keys in enumerate(rows)
        for band, key in enumerate(keys)
        if (heaviest := min(other for other, others in enumerate(rows) if others[band] == key)) != text
    }

    assert candidates(np.array(rows, np.uint64).reshape(-1, 2)).tolist() == sorted(map(list, expected))


@given(sets_of_grams)
def test_similarity_is_the_part_of_all_grams_that_is_common(sets):
    values = np.array([gram for grams in sets for gram in sorted(grams)], np.uint32)
    grams = ragged(values, np.array([len(grams) for grams in sets], np.int64))
    pairs = [(one, other) for one in range(len(sets)) for other in range(len(sets))]

    expected = [len(sets[one] & sets[other]) / len(sets[one] | sets[other]) for one, other in pairs]
    assert similarities(grams, np.array(pairs, np.int64)).tolist() == expected


@given(compared())
def test_each_joins_the_likest_that_stands_by_itself(found):
    count, pairs, similar = found
    under: dict[int, tuple[int, float]] = {}
    for text in range(count):
        choices = [
            (-like, other) for (one, other), like in zip(pairs.tolist(), similar.tolist(), strict=True) if one == text and like >= 0.5
        ]
        free = sorted(choice for choice in choices if choice[1] not in under)
        if free:
            under[text] = (free[0][1], -free[0][0])

    standing = leaders(count, pairs, similar, threshold=0.5)

    assert standing.leader.tolist() == [under.get(text, (text, 1.0))[0] for text in range(count)]
    assert standing.similarity.tolist() == [under.get(text, (text, 1.0))[1] for text in range(count)]


@given(compared())
def test_a_text_is_also_compared_with_whom_the_texts_like_it_are_likest_to(found):
    _count, pairs, similar = found
    likest: dict[int, tuple[float, int]] = {}
    for (text, other), like in zip(pairs.tolist(), similar.tolist(), strict=True):
        if like >= 0.5:
            likest[text] = min(likest.get(text, (0, 0)), (-like, other))
    known = {tuple(pair) for pair in pairs.tolist()}
    expected = {
        (text, likest[other][1])
        for (text, other), like in zip(pairs.tolist(), similar.tolist(), strict=True)
        if like >= 0.5 and other in likest
    }

    assert onward(pairs, similar, threshold=0.5).tolist() == sorted(map(list, expected - known))


def test_pairs_are_left_out_whose_signatures_have_too_little_in_common():
    signatures = np.zeros((4, 64), np.uint8)
    signatures[1, 16:] = 1
    signatures[2, 15:] = 2
    pairs = np.array([[1, 0], [2, 0], [3, 0]])

    assert likely(signatures, pairs, least=0.4).tolist() == [[1, 0], [3, 0]]
    assert likely(signatures, pairs, least=0.1).tolist() == pairs.tolist()
