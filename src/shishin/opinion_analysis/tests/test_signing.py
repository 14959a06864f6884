"""Signatures, against a slow plain version."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shishin.opinion_analysis import signing
from shishin.opinion_analysis.lettering import letters_of
from shishin.opinion_analysis.signing import BANDS, GRAM, PERMUTATIONS, alike, signed

MASK = (1 << 64) - 1
long_texts = st.lists(st.text("あいうえおかきくけこabc", min_size=GRAM, max_size=60), max_size=6)


def hashed(gram: str) -> int:
    number = 0
    for sign in gram:
        number = (number * int(signing._FACTOR) + ord(sign)) & MASK
    number ^= number >> 32
    return (number * int(signing._MIX) & MASK) >> 33


def grams_of(text: str) -> set[int]:
    return {hashed(text[at : at + GRAM]) for at in range(len(text) - GRAM + 1)}


def signature_of(text: str) -> list[int]:
    return [min(gram * int(factor) & 0xFFFFFFFF for gram in grams_of(text)) for factor in signing._PERMUTATIONS]


def key_of(band: list[int]) -> int:
    number = 0
    for part in band:
        number = (number * int(signing._FACTOR) + part) & MASK
    return number


@given(long_texts)
def test_texts_are_signed_as_a_slow_plain_version_signs_them(texts):
    made = signed(letters_of(texts))
    signatures = [signature_of(text) for text in texts]
    width = PERMUTATIONS // BANDS

    grams = [
        made.grams.values[begin : begin + length].tolist()
        for begin, length in zip(made.grams.begins.tolist(), made.grams.lengths.tolist(), strict=True)
    ]
    assert grams == [sorted(grams_of(text)) for text in texts]
    assert made.keys.tolist() == [[key_of(one[at : at + width]) for at in range(0, PERMUTATIONS, width)] for one in signatures]
    assert made.bytes.tolist() == [[number & 0xFF for number in one] for one in signatures]


@given(st.lists(st.integers(1, 100_000), max_size=200))
def test_heaps_of_like_length_have_each_once_and_are_small(lengths):
    heaps = list(alike(np.array(lengths, np.int64)))

    assert sorted(place for heap in heaps for place in heap.tolist()) == list(range(len(lengths)))
    assert [heap for heap in heaps if len(heap) > 1 and len(heap) * max(lengths[place] for place in heap) > signing.TOGETHER] == []
