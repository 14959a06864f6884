"""What differs is marked, on both sides, as a person would underline it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shishin.texts import marking
from shishin.texts.marking import Stretch, mark, new_side, old_side, with_omissions

TEXT = st.text(alphabet="国民都事業者の意見を聴き、。３０60日以内 a bc.de\n　ー", max_size=80)


def shown(segments):
    return "".join(f"[{segment.text}]" if segment.is_changed else segment.text for segment in segments)


def marked(old, new):
    stretches = mark(old, new)
    return shown(old_side(stretches)), shown(new_side(stretches))


@pytest.mark.parametrize(
    ("old", "new", "old_marked", "new_marked"),
    [
        (
            "国民の意見を聴き、３０日以内に公表する。",
            "都民及び事業者の意見を聴き、６０日以内に公表する。",
            "[国民]の意見を聴き、[３０]日以内に公表する。",
            "[都民及び事業者]の意見を聴き、[６０]日以内に公表する。",
        ),
        ("100件を調べる。", "120件を調べる。", "[100]件を調べる。", "[120]件を調べる。"),
        ("画面を選び、直す。", "画面を毎月一つ選び、直す。", "画面を選び、直す。", "画面を[毎月一つ]選び、直す。"),
        (
            "Services should be tested with 5 users.",
            "Services must be tested with 12 users.",
            "Services [should] be tested with [5] users.",
            "Services [must] be tested with [12] users.",
        ),
        ("cat", "cart", "[cat]", "[cart]"),
    ],
)
def test_words_and_numbers_are_marked_whole(old, new, old_marked, new_marked):
    assert marked(old, new) == (old_marked, new_marked)


def test_words_are_marked_without_the_dictionary_too(monkeypatch):
    monkeypatch.setattr(marking, "Dictionary", None)
    marking.words.cache_clear()

    assert marked("国民の意見を３０日聴く。", "都民及び事業者の意見を６０日聴く。") == (
        "[国民]の意見を[３０]日聴く。",
        "[都民及び事業者]の意見を[６０]日聴く。",
    )
    marking.words.cache_clear()


def test_lines_that_stand_on_both_sides_stay_unmarked():
    assert marked("一つ目\n二つ目\n三つ目", "一つ目\n新しい行\n二つ目\n三つ目") == (
        "一つ目\n二つ目\n三つ目",
        "一つ目\n[新しい行\n]二つ目\n三つ目",
    )


def test_the_same_words_are_one_stretch():
    assert mark("同じ", "同じ") == (Stretch("同じ", "同じ"),)
    assert mark("", "") == ()


@given(TEXT, TEXT)
def test_each_side_reads_as_it_was_written(old, new):
    stretches = mark(old, new)

    assert "".join(segment.text for segment in old_side(stretches)) == old
    assert "".join(segment.text for segment in new_side(stretches)) == new


@given(TEXT, TEXT)
def test_what_is_not_marked_is_the_same_on_both_sides(old, new):
    unmarked = [[segment.text for segment in side(mark(old, new)) if not segment.is_changed] for side in (old_side, new_side)]

    assert unmarked[0] == unmarked[1]


@given(TEXT, TEXT)
def test_omissions_hide_no_change_and_lose_no_word(old, new):
    stretches = with_omissions(mark(old, new), longer_than=3)

    assert "".join(segment.text for segment in old_side(stretches)) == old
    assert "".join(segment.text for segment in new_side(stretches)) == new
    assert not any(stretch.is_changed and stretch.is_omitted for stretch in stretches)


def test_whole_sentences_away_from_a_change_are_omitted():
    old = "はじめの文は変わらない。二つ目の文も変わらない。期間は30日とする。あとの文も変わらない。"
    new = old.replace("30", "60")

    stretches = with_omissions(mark(old, new), longer_than=5)

    assert [("…" if stretch.is_omitted else stretch.new) for stretch in stretches] == ["…", "期間は", "60", "日とする。", "…"]


def test_short_sentences_are_not_omitted():
    assert not any(stretch.is_omitted for stretch in with_omissions(mark("そう。期間は30日。", "そう。期間は60日。"), longer_than=40))
