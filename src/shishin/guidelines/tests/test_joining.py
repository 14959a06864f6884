"""Two texts that began from one become one, where their changes do not touch."""

from __future__ import annotations

import pytest

from shishin.guidelines.drafting.pages.editing_page import SENTENCES, join, join_passages
from shishin.texts.manuscript import Passage

BASE = "窓口で受ける。記録する。公開する。\n\n期限を守る。\n"


def test_changes_in_different_sentences_both_stand():
    theirs = BASE.replace("窓口で受ける。", "窓口とウェブで受ける。")
    mine = BASE.replace("期限を守る。", "期限を必ず守る。")

    assert join(BASE, theirs, mine) == "窓口とウェブで受ける。記録する。公開する。\n\n期限を必ず守る。\n"


def test_english_sentences_are_told_apart():
    assert join("One. Two. Three. Four.", "1. Two. Three. Four.", "One. Two. Three. 4.") == "1. Two. Three. 4."


def test_changes_of_the_same_sentence_are_for_a_person():
    assert join(BASE, BASE.replace("記録", "登録"), BASE.replace("記録", "記載")) is None


def test_changes_that_touch_are_for_a_person():
    assert join(BASE, BASE.replace("記録する。", "記録しない。"), BASE.replace("公開する。", "")) is None


@pytest.mark.parametrize(
    ("theirs", "mine", "joined"), [(BASE, "別の文。", "別の文。"), ("別の文。", BASE, "別の文。"), ("同じ。", "同じ。", "同じ。")]
)
def test_where_one_side_changed_nothing_the_other_stands(theirs: str, mine: str, joined: str):
    assert join(BASE, theirs, mine) == joined


def test_the_same_change_by_both_stands_once():
    both = BASE.replace("記録する。", "記録に残す。")

    assert join(BASE, both, both.replace("期限を守る。", "期限による。")) == both.replace("期限を守る。", "期限による。")


def test_parts_are_joined_each_on_its_own():
    base = Passage("受付", "窓口で受ける。", "受ける。")

    assert join_passages(
        base, Passage("受付の窓口", "窓口で受ける。", "受ける。"), Passage("受付", "電話で受ける。", "受ける。")
    ) == Passage("受付の窓口", "電話で受ける。", "受ける。")
    assert join_passages(base, Passage("受理", "", ""), Passage("窓口", "", "")) is None


@pytest.mark.parametrize("text", ["", "。", "a", "a.b. c", "一。\n\n\n二", "改行\nだけ", "Wait... what?! Yes."])
def test_sentences_together_are_the_text(text: str):
    assert "".join(SENTENCES.findall(text)) == text
