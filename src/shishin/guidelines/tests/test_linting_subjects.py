from __future__ import annotations

import pytest

from shishin.guidelines.linting.sentences import leads_in, names_a_subject, names_an_actor, obliging_words, sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "職員は、結果を公表しなければならない。",
        "各局が確かめるものとする。",
        "委託先も従わなければならない。",
        "デジタル庁（以下「庁」という。）は、定めるものとする。",
        "だれもが読める言葉で書かなければならない。",
    ],
)
def test_a_japanese_sentence_with_a_marked_noun_names_a_subject(sentence):
    assert names_a_subject(sentence, "ja")


@pytest.mark.parametrize(
    "sentence",
    [
        "許可なく入力してはならない。",
        "公開する場合は、結果を示さなければならない。",
        "また、事前に確かめるものとする。",
        "最も早い方法を選ばなければならない。",
        "公開の前には、試さなければならない。",
        "原則は公開とするものとする。",
    ],
)
def test_conditions_times_and_turns_of_phrase_are_no_subject(sentence):
    assert not names_a_subject(sentence, "ja")


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Teams must test.", True),
        ("It shall be published.", True),
        ("If it fails, teams must stop.", True),
        ("Must be tested.", False),
        ("And therefore must be published.", False),
        ("In all cases, shall be kept.", False),
    ],
)
def test_an_english_must_has_its_subject_before_it(sentence, named):
    assert names_a_subject(sentence, "en") is named


def test_only_words_that_oblige_are_asked_for_a_subject():
    assert obliging_words(sentences("使う人に聞く。結果を残す。", "ja"), "ja") is None
    assert obliging_words(sentences("職員が聞く。聞いたら残さなければならない。", "ja"), "ja") == (
        "聞いたら残さなければならない。",
        "職員が聞く。 聞いたら残さなければならない。",
    )


def test_of_a_language_that_nobody_taught_nothing_is_said():
    assert obliging_words(["Muss geprüft werden."], "de") is None


@pytest.mark.parametrize(
    ("heading", "named"), [("職員の責務", True), ("各局等の役割", True), ("委託先の事業者", True), ("試験と公開", False), ("目的", False)]
)
def test_a_heading_may_name_the_actor_for_all_below_it(heading, named):
    assert names_an_actor(heading, "ja") is named


def test_a_sentence_may_lead_to_what_stands_below_it():
    assert leads_in("職員は、次のことを行わなければならない。", "ja")
    assert not leads_in("次のことを行わなければならない。", "ja")
    assert leads_in("Teams:", "en")
