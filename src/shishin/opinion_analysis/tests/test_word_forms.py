"""Forms of words: what finds what, and what does not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shishin.opinion_analysis import word_forms
from shishin.opinion_analysis.normalising import folded, terms_of
from shishin.opinion_analysis.word_forms import MOST_FORMS, Equals, forms, words_of


def finds(query: str, text: str) -> bool:
    return all(word.is_in(folded(text)) for word in words_of(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ユーザ", "ユーザーに聞く"),
        ("ユーザーテスト", "ユーザテストの手引"),
        ("ユーザテスト", "ユーザーテストの手引"),
        ("サーバ管理", "サーバー管理"),
        ("サーバー", "サーバの設定"),
        ("メーカー", "メーカに問う"),
        ("申込み", "保育の申し込み"),
        ("申し込み", "申込の期限"),
        ("申込", "申し込みを受け付ける"),
        ("申し込む", "申込みの後"),
        ("取扱い", "取り扱いを定める"),
        ("手続き", "手続を見直す"),
        ("漏洩", "一度の漏えい"),
        ("漏えい", "情報漏洩"),
        ("分かりやすい", "わかりやすく書く"),
        ("わかりやすい", "分かりやすい文"),
        ("障がい", "障害の有無"),
        ("障害", "障がいのある人"),
        ("DS100", "DS-100を見る"),
        ("DS-100", "DS100を見る"),
        ("WCAG2.2", "WCAG 2.2 のAA"),
        ("ＤＳ１００", "DS-100"),
        ("ﾕｰｻﾞ", "ユーザー"),
        ("國", "国の方針"),
        ("国会図書館", "國會圖書館"),
        ("齋藤", "斎藤"),
        ("斎藤", "齊藤"),
        ("published", "We publish it."),
        ("publish", "Publishing is easy."),
        ("policies", "A policy."),
        ("policy", "Two policies."),
        ("organisation", "The organization"),
        ("e-mail", "by email"),
        ("公開する", "公開した日"),
        ("決める", "誰が決めたか"),
        ("使う", "よく使われる"),
        ("人工知能", "AIを使う"),
    ],
)
def test_a_word_is_found_in_its_other_forms(query, text):
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("エラー", "エラ呼吸"),
        ("police", "A policy."),
        ("news", "Something new."),
        ("3.2", "32 pages"),
        ("32", "3.2"),
        ("国", "地方"),
        ("AI", "maintain"),
        ('"申込み"', "申し込み"),
        ('"published"', "publish"),
        ('"国"', "國"),
    ],
)
def test_what_is_no_form_is_not_found_and_what_is_quoted_has_none(query, text):
    assert not finds(query, text)


def test_no_kana_are_added_before_the_kana_that_follow():
    assert "申込みむ" not in [form.words for form in words_of("申込む")[0].forms]


@given(st.text(max_size=40))
def test_no_query_has_too_many_forms_and_what_is_found_as_typed_stays_found(query):
    words = words_of(query)

    assert [word.exact for word in words] == terms_of(query)
    for word in words:
        assert len(word.forms) <= MOST_FORMS
        for form in (word.exact, *word.forms):
            assert any(other.needle in form.needle for other in word.alternatives)


def test_the_equals_of_an_organization_count_in_its_own_texts_alone():
    word = words_of("庁", own=[(7, Equals([["庁", "本部"]]))])[0]

    assert word.is_in(folded("本部の方針"), owner=7)
    assert not word.is_in(folded("本部の方針"), owner=8)
    assert not word.is_in(folded("本部の方針"))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("申請の手続を知りたい", ["申請", "手続"]),
        ("個人情報の漏洩が起きたときの対応", ["個人情報", "漏洩", "起きた", "対応"]),
        ("障害者のための情報提供", ["障害者", "情報提供"]),
        ("わかりやすい文章", ["わかりやすい", "文章"]),
        ("DXとは", ["dx"]),
        ("how to publish a draft", ["publish", "draft"]),
        ("取り扱い", ["取り扱い"]),
        ("どの", []),
    ],
)
def test_a_question_is_left_with_its_words(question, words):
    assert forms().left_of(question) == words


def test_a_compound_is_cut_into_pieces():
    assert forms().pieces_of(["オープンデータ公開手順"]) == ["オープンデータ", "公開", "手順"]
    assert forms().pieces_of(["わかりやすい"]) == ["わかりやすい"]


def test_of_many_equals_only_those_that_stand_in_a_word_are_looked_at(monkeypatch):
    many = Equals([f"語{'い' * number}", f"言{'い' * number}"] for number in range(1, 2_000))
    tried = []
    monkeypatch.setattr(word_forms, "_alone", lambda word: tried.append(word) or re.escape(word))

    assert list(many.replaced("語いい手引")) == ["語いい手引", "言いい手引"]
    assert tried == ["語いい", "語い"]
