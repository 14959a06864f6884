"""Themes: words, weights and neighbours against slow plain versions, and that what was planted is found."""

from __future__ import annotations

import math
from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shishin.opinion_analysis.theming import find_middles, k_means, neighbours, telling
from shishin.opinion_analysis.weighing import Words, in_full, theme_words, words_that_count

SUBJECTS = [
    ["申請", "様式", "記入", "書類", "提出", "押印"],
    ["窓口", "時間", "平日", "休日", "予約", "行列"],
    ["privacy", "consent", "records", "leak", "retention", "identity"],
]


def planted(each=30):
    """Texts as words, and the subject of each."""
    chance = Random(4)
    subjects = [number for number in range(len(SUBJECTS)) for _time in range(each)]
    return [chance.sample(SUBJECTS[number], 4) for number in subjects], subjects


def vectors_of(middles, texts):
    return middles.vectors(middles.words.weights(texts))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("申請書の様式を直す", ["申請", "請書", "様式"]),
        ("データ・ガバナンスとＤＸ", ["データガバナンス", "dx"]),
        ("ﾃﾞｰﾀ公開", ["データ", "公開"]),
        ("Publish the 2026 plan, x", ["publish", "the", "plan"]),
        ("개인정보", ["개인", "인정", "정보"]),
        ("はい。", []),
        ("", []),
    ],
)
def test_words_are_kanji_in_pairs_katakana_and_what_spaces_part(text, words):
    assert theme_words(text) == words


@pytest.mark.parametrize(
    ("words", "texts", "full"),
    [
        (["方法", "人確", "確認", "本人"], ["本人確認の方法", "本人確認を、別の方法で。", "本人が方法を選ぶ。"], ["方法", "本人確認"]),
        (["事録"], ["議事録と審議会の議事録"], ["議事録"]),
        (["確認", "本人"], ["確認", "確認", "本人確認", "本人"], ["本人確認"]),
        (["確認"], ["確認する。確認した。本人確認も。"], ["確認"]),
        (["개인"], ["개인정보", "개인정보"], ["개인정보"]),
        (["一二"], ["一二三四五六七八九十"], ["一二三四五六七八"]),
        (["dx", "データ", "privacy"], ["DXとデータ", "ＤＸ", "dx", "Data privacy", "privacy"], ["DX", "データ", "privacy"]),
        (["art", "smart"], ["smart art"], ["art", "smart"]),
        (["メモ"], ["メモ", "メモリ", "メモリ"], ["メモ"]),
        (["無い"], [], ["無い"]),
        ([], ["本人"], []),
    ],
)
def test_words_that_tell_a_theme_are_written_in_full(words, texts, full):
    assert in_full(words, texts) == full


JAPANESE = [["申請", "様式"], ["予約", "窓口"], ["相談", "電話"]] * 14
ENGLISH = [["the", "of", "privacy"], ["the", "of", "library"], ["the", "privacy"], ["the", "opening"]] * 2


def test_what_nearly_all_texts_of_a_script_say_tells_no_theme_and_what_many_say_tells_it_last():
    words = words_that_count([*JAPANESE, *ENGLISH], fewest=2, most=0.45)

    assert set(words.places) == {"申請", "様式", "予約", "窓口", "相談", "電話", "of", "privacy", "library", "opening"}
    assert {word for word, place in words.places.items() if words.is_common[place]} == {"of", "privacy"}
    told = telling(words.weights([*JAPANESE, *ENGLISH]), np.array([-1] * 42 + [0] * 8), words.is_common)
    known = list(words.places)
    assert [{known[place] for place in told[0][:2]}, {known[place] for place in told[0][2:]}] == [{"library", "opening"}, {"of", "privacy"}]


@given(st.lists(st.lists(st.sampled_from("abcdefx"), max_size=8), max_size=5))
def test_a_word_weighs_by_how_often_it_stands_and_how_rare_it_is(texts):
    rarity = {word: 1 + number / 2 for number, word in enumerate("abcdef")}
    made = Words({word: place for place, word in enumerate(rarity)}, np.array(list(rarity.values())), np.zeros(6, bool)).weights(texts)

    expected = []
    for words in texts:
        row = [(1 + math.log(many)) * rarity[word] if (many := Counter(words)[word]) else 0.0 for word in rarity]
        length = math.sqrt(sum(cell * cell for cell in row)) or 1
        expected.append([cell / length for cell in row])
    assert made.toarray() == pytest.approx(np.array(expected).reshape(-1, 6))


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=9, unique=True), st.integers(1, 4))
def test_neighbours_are_those_of_a_slow_plain_version(rows, most):
    vectors = np.array(rows, float)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    pairs, near = neighbours(vectors, most=most)

    all_near = vectors @ vectors.T
    for row in range(len(rows)):
        others = sorted((all_near[row, other] for other in range(len(rows)) if other != row), reverse=True)
        of_row = sorted((score for pair, score in zip(pairs.tolist(), near, strict=True) if row in pair), reverse=True)
        # Those nearest to it, and perhaps others to which it is among the nearest.
        assert of_row[:most] == pytest.approx(others[:most], abs=1e-5)
    assert near == pytest.approx(all_near[pairs[:, 0], pairs[:, 1]], abs=1e-5)
    assert all(one < other for one, other in pairs.tolist())


@pytest.mark.parametrize("amount", ["few", "some", "many"])
def test_a_theme_has_one_of_the_planted_subjects(amount):
    texts, subjects = planted()
    middles = find_middles(texts, amount=amount, seed=1)
    theme, _score = middles.nearest(vectors_of(middles, texts))

    together = {(subject, found) for subject, found in zip(subjects, theme.tolist(), strict=True)}
    assert {subject for subject, _found in together} == {0, 1, 2}
    assert len(together) == len(middles.middles) == len({found for _subject, found in together})


def test_as_many_themes_as_asked_are_the_planted_subjects_with_the_words_that_tell_them():
    texts, subjects = planted()
    middles = find_middles(texts, amount="3", seed=1)
    theme, score = middles.nearest(vectors_of(middles, texts))

    together = {(subject, found) for subject, found in zip(subjects, theme.tolist(), strict=True)}
    assert (len(together), len({found for _subject, found in together})) == (3, 3)
    assert (score >= 0.3).all()
    words = list(middles.words.places)
    told = [{words[place] for place in places} for places in telling(middles.words.weights(texts), theme, middles.words.is_common)]
    assert sorted(map(sorted, told)) == sorted(map(sorted, SUBJECTS))


def test_words_that_tell_nothing_name_no_theme_though_few_write_their_language():
    texts, subjects = planted()
    said = [words if subjects[at] < 2 else ["the", "of", "should", "would", "they", *words] for at, words in enumerate(texts)]
    few = [words for at, words in enumerate(said) if subjects[at] < 2 or at % 3 == 0]

    middles = find_middles(few, amount="some", seed=1)
    theme, _score = middles.nearest(vectors_of(middles, few))
    known = list(middles.words.places)
    terms = [{known[place] for place in places} for places in telling(middles.words.weights(few), theme, middles.words.is_common)]

    assert [sorted(words) for words in terms if any(map(str.isascii, words))] == [sorted(SUBJECTS[2])]


def test_the_same_seed_finds_the_same_themes():
    texts, _subjects = planted()
    first, again = (find_middles(texts, amount="many", seed=3) for _time in range(2))

    assert first.middles.tolist() == again.middles.tolist()


def test_what_has_no_word_of_the_others_is_not_placed():
    texts, _subjects = planted()
    middles = find_middles(texts, amount="some", seed=1)

    theme, _score = middles.nearest(vectors_of(middles, [["天気"], [], texts[0]]))

    assert (theme < 0).tolist() == [True, True, False]


@pytest.mark.parametrize("amount", ["some", "1", "20"])
@pytest.mark.parametrize("texts", [[], [[]], [["申請"]], [["申請"]] * 3, [["a", "b"], ["a", "c"], ["d"]]])
def test_few_and_empty_texts_have_themes_or_none(texts, amount):
    middles = find_middles(texts, amount=amount, seed=1)

    theme, _score = middles.nearest(vectors_of(middles, texts))

    assert len(theme) == len(texts)


def test_k_means_makes_no_more_parts_than_there_are_different_vectors():
    vectors = np.array([[1.0, 0.0]] * 3 + [[0.0, 1.0]] * 2)

    labels = k_means(vectors, 5, np.random.default_rng(1))

    assert [labels[0] == other for other in labels] == [True, True, True, False, False]
