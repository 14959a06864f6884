"""What differs is marked, on both sides, as a person would underline it."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shishin.texts import marking
from shishin.texts.marking import BY_LINES, Effort, Stretch, by_lines, mark, new_side, old_side, with_omissions

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


def test_a_space_stays_before_what_is_omitted_and_what_both_begin_with_is_not():
    old = "Scope. It stands by itself. Nothing of it is new. The time is 30 days. Others follow here."
    new = old.replace("30", "60")

    stretches = with_omissions(mark(old, new), longer_than=5, beyond=len("Scope."))

    assert [("…" if stretch.is_omitted else stretch.new) for stretch in stretches] == [
        "Scope. ",
        "…",
        " The time is ",
        "60",
        " days. ",
        "…",
    ]


def test_short_sentences_are_not_omitted():
    assert not any(stretch.is_omitted for stretch in with_omissions(mark("そう。期間は30日。", "そう。期間は60日。"), longer_than=40))


def marked_without_limits(old, new):
    """As it was done before there was a limit to the effort."""

    def opcodes(before, after):
        return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()

    found = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for _tag, a, b, c, d in opcodes(before, after) if len(before) != 1 or len(after) != 1 else [("", 0, 1, 0, 1)]:
        one, other = marking.words("".join(before[a:b])), marking.words("".join(after[c:d]))
        start = marking.common_start(one, other)
        end = marking.common_start(one[start:][::-1], other[start:][::-1])
        one_inner, other_inner = one[start : len(one) - end], other[start : len(other) - end]
        found.append(Stretch("".join(one[:start]), "".join(other[:start])))
        found += [Stretch("".join(one_inner[a:b]), "".join(other_inner[c:d])) for _tag, a, b, c, d in opcodes(one_inner, other_inner)]
        found.append(Stretch("".join(one[len(one) - end :]), "".join(other[len(other) - end :])))
    return tuple(marking.joined(found))


@given(TEXT, TEXT)
def test_within_the_effort_marks_are_what_they_were(old, new):
    expected = ((Stretch(old, new),) if old else ()) if old == new else marked_without_limits(old, new)

    assert mark(old, new) == expected


LINES = st.lists(st.sampled_from(["文。", "条。", "項。", "号"]), max_size=30).map("\n".join)


@given(LINES, LINES)
def test_beyond_the_effort_each_side_still_reads_as_it_was_written(old, new):
    stretches = marked_by_lines(old, new)

    assert "".join(stretch.old for stretch in stretches) == old
    assert "".join(stretch.new for stretch in stretches) == new
    assert all(stretch.old == stretch.new for stretch in stretches if not stretch.is_changed)


def marked_by_lines(old, new):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marking, "PAIRS_EACH", 0)
        patch.setattr(marking, "LEAST_EFFORT", 0)
        return mark(old, new)


def test_beyond_the_effort_sentences_that_stand_once_on_each_side_hold_the_rest():
    old, new = "一条。\n同じ。\n同じ。\n二条。\n三条。\n", "一条。\n同じ。\n新しい。\n同じ。\n二条は変わる。\n三条。\n"

    stretches = marked_by_lines(old, new)

    assert shown(new_side(stretches)) == "一条。\n同じ。\n[新しい。\n]同じ。\n二条[は変わる]。\n三条。\n"
    assert by_lines(stretches) == []


SHORT_LINES = "文。\n" * 1_000
"""Of equal lines, each may stand for each: a million pairs."""


@pytest.fixture
def little_effort(monkeypatch):
    monkeypatch.setattr(marking, "PAIRS_EACH", 20)
    monkeypatch.setattr(marking, "LEAST_EFFORT", 0)


def pairs_looked_at(old, new, monkeypatch):
    seen = []
    find = SequenceMatcher.find_longest_match

    def counted(self, begin=0, end=None, *others):
        seen.append(self.pairs[len(self.a) if end is None else end] - self.pairs[begin])
        return find(self, begin, end, *others)

    monkeypatch.setattr(SequenceMatcher, "find_longest_match", counted)
    mark(old, new)
    return sum(seen)


def test_equal_short_lines_cost_no_more_than_their_effort(little_effort, monkeypatch):
    changed = SHORT_LINES.replace("文。\n", "条。\n", 1) + "終。\n"

    assert pairs_looked_at(SHORT_LINES, changed, monkeypatch) <= Effort.for_words(len(changed)).left
    assert by_lines(mark(SHORT_LINES, changed)) == [str(BY_LINES)]


def test_planted_without_a_limit_equal_short_lines_cost_the_square(little_effort, monkeypatch):
    changed = SHORT_LINES.replace("文。\n", "条。\n", 1) + "終。\n"
    limit = Effort.for_words(len(changed)).left
    monkeypatch.setattr(marking, "LEAST_EFFORT", 1_000_000_000)

    assert pairs_looked_at(SHORT_LINES, changed, monkeypatch) > limit


def long_paragraph(sentence, count):
    return " ".join(sentence.format(number) for number in range(count))


@pytest.mark.parametrize("sentence", ["Sentence {} of the text says a word or two.", "and the {} of the text says a word or two,"])
def test_words_far_apart_in_a_paragraph_of_3500_words_are_marked_alone(sentence):
    """Also where it is one sentence from beginning to end."""
    old = long_paragraph(sentence, 350)
    new = old.replace(" 40 of the", " 40 of a").replace(" 300 of the text says", " 300 of the text asks")

    assert [segment.text for segment in new_side(mark(old, new)) if segment.is_changed] == ["a", "asks"]
    assert by_lines(mark(old, new)) == []


def test_words_far_apart_in_one_long_sentence_of_few_words_are_marked_alone():
    spoken = [str(number % 7) + "ab"[number % 2] + "xyz"[number // 11 % 3] + "pq"[number // 97 % 2] for number in range(3500)]
    words_of_it = [f"{first}{second}" for first, second in zip(spoken, spoken[5:] + spoken[:5], strict=True)]
    old = " ".join(words_of_it)
    new = " ".join([*words_of_it[:100], "here", *words_of_it[101:3000], "there", *words_of_it[3001:]])

    assert [segment.text for segment in new_side(mark(old, new)) if segment.is_changed] == ["here", "there"]


def test_words_far_apart_in_a_long_paragraph_of_japanese_are_marked_alone():
    old = "".join(f"事業者は、第{number}号の届出の内容を確認し、その結果を記録しなければならない。" for number in range(200))
    new = old.replace("第20号の届出", "第20号の申請").replace("第180号の届出の内容を確認し", "第180号の届出の内容を審査し")

    assert [segment.text for segment in new_side(mark(old, new)) if segment.is_changed] == ["申請", "審査"]


def test_a_sentence_that_is_new_in_a_long_paragraph_is_marked_alone():
    old = long_paragraph("Sentence {} of the text says a word or two.", 350)
    new = old.replace("Sentence 40 of", "A new one. Sentence 40 of").replace(" Sentence 300 of the text says a word or two.", "")

    stretches = mark(old, new)

    assert [segment.text.strip() for segment in new_side(stretches) if segment.is_changed] == ["A new one."]
    assert [segment.text.strip() for segment in old_side(stretches) if segment.is_changed] == [
        "Sentence 300 of the text says a word or two."
    ]


SENTENCES = st.lists(st.sampled_from(["One of them.", "Two of them,", "a word", "三つ目の文。", "四つ目、", "\n"]), max_size=60).map(
    " ".join
)


@given(SENTENCES, SENTENCES)
def test_cut_into_sentences_each_side_still_reads_as_it_was_written(old, new):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marking, "LONGEST_AT_ONCE", 3)
        stretches = mark(old, new)

    assert "".join(segment.text for segment in old_side(stretches)) == old
    assert "".join(segment.text for segment in new_side(stretches)) == new


def test_one_word_in_a_very_long_paragraph_is_marked_alone():
    words_of_it = [f"word{number} says" for number in range(5000)]
    old = " ".join(words_of_it)

    new = old.replace("word40 says", "word40 asks").replace("word4900 says", "word4900 asks. Then")

    assert max(len(segment.text) for segment in new_side(mark(old, old.replace("word40 says", "word40 asks"))) if segment.is_changed) == 4
    assert "".join(segment.text for segment in new_side(mark(old, new))) == new


def test_words_far_apart_in_a_very_long_paragraph_mark_their_sentences():
    old = " ".join(f"Sentence {number} says a word or two." for number in range(2000))
    new = old.replace("Sentence 40 says", "Sentence 40 asks").replace("Sentence 1900 says", "Sentence 1900 asks")

    assert [segment.text for segment in new_side(mark(old, new)) if segment.is_changed] == ["asks", "asks"]
