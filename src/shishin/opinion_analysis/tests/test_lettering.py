"""Letters of many texts at once are those that `letters` finds one by one."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shishin.opinion_analysis.lettering import Ragged, digests, letters_of
from shishin.opinion_analysis.normalising import joins, letters

AWKWARD = "が\u3099ｶﾞｱ゙㍿①…ß\u0130ﬁé\u0301각\u1112\u1161\u11abक्षिกำ・ー_ \u200d\ufeff\x00\ud800😀\U0001d400①𠮷ΑΣς"
texts = st.lists(st.text(st.one_of(st.characters(), st.sampled_from(AWKWARD), st.sampled_from("利用者のDX、。 "))), max_size=8)


def of_each(lettered: Ragged) -> list[str]:
    places = zip(lettered.begins.tolist(), lettered.lengths.tolist(), strict=True)
    return ["".join(map(chr, lettered.values[begin : begin + length].tolist())) for begin, length in places]


@given(texts)
@example([AWKWARD, "", "データ・ガバナンス", *AWKWARD])
def test_letters_of_many_are_those_of_each(written):
    assert of_each(letters_of(written)) == [letters(text) for text in written]


@given(texts)
def test_texts_are_the_same_when_their_letters_are_and_without_letters_when_they_are_written_alike(written):
    made = digests(written, letters_of(written))
    compared = [letters(text) or f"as written: {text}" for text in written]

    assert [[one == other for other in made] for one in made] == [[one == other for other in compared] for one in compared]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＤＸを推進する。", "dxを推進する"),
        ("申請書の様式を、\n直してください", "申請書の様式を直してください！"),
        ("データ・ガバナンス", "データガバナンス"),
        ("ﾃﾞｰﾀ", "データ"),
    ],
)
def test_width_case_and_punctuation_make_no_other_text(one, other):
    made = digests([one, other], letters_of([one, other]))

    assert made[0] == made[1]


def test_whatever_becomes_one_with_the_sign_before_it_is_known_to_join():
    composed = (unicodedata.decomposition(chr(sign)) for sign in range(sys.maxunicode + 1))
    seconds = {chr(int(parts.split()[1], 16)) for parts in composed if parts and "<" not in parts and len(parts.split()) == 2}

    assert [sign for sign in seconds if not joins(sign)] == []
