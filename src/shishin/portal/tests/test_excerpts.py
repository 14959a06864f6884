"""Excerpts show what was found as it is written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from shishin.opinion_analysis.normalising import terms_of
from shishin.opinion_analysis.tests.test_normalising import texts
from shishin.portal.excerpts import excerpt, excerpt_begin, pieces_of, spans


@given(texts, texts)
def test_spans_stand_within_the_text_in_order(text, query):
    found = spans(text, terms_of(query))
    assert found == sorted(found)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(before[1] < after[0] for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("利用者が、利用者と。", "利用者", ["利用者", "利用者"]),
        ("ﾃﾞｰﾀのデータ・ベース", "データ", ["ﾃﾞｰﾀ", "データ"]),
        ("データ・ガバナンス", "データガバナンス", ["データ・ガバナンス"]),
        ("the the the", '"the"', ["the", "the", "the"]),
        ("一行目\nDS-100の二行目", "DS-100 目", ["目", "DS-100", "目"]),
        ("利用者の用者", "利用 用者", ["利用者", "用者"]),
    ],
)
def test_what_was_found_is_marked_as_it_is_written(text, query, marked):
    assert [text[start:end] for start, end in spans(text, terms_of(query))] == marked


def test_an_excerpt_begins_where_most_is_shown():
    assert excerpt_begin([(0, 2), (100, 102), (110, 112)], width=50) == 100
    assert excerpt_begin([], width=50) == 0


def test_an_excerpt_is_cut_where_most_stands_and_says_that_it_is_cut():
    text = "前置き。" * 60 + "利用者の声を利用者に返す。" + "後書き。" * 60

    pieces = excerpt(text, terms_of("利用者"))

    assert [words for words, is_hit in pieces if is_hit] == ["利用者", "利用者"]
    assert pieces[0][0].startswith("…")
    assert pieces[-1][0].endswith("…")
    assert "".join(words for words, _is_hit in pieces_of("ＤＸの推進", terms_of("dx"))) == "ＤＸの推進"
