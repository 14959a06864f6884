"""A body is cut between its paragraphs, never inside a list or a table."""

from __future__ import annotations

from shishin.guidelines.drafting.pages.structure import cut, paragraphs_of

BODY = "一つめ。\n\n- 甲\n- 乙\n\n| 名 | 値 |\n| --- | --- |\n| 甲 | 1 |\n\n終わり。"
PARAGRAPHS = ["一つめ。", "- 甲\n- 乙", "| 名 | 値 |\n| --- | --- |\n| 甲 | 1 |", "終わり。"]


def test_blocks_stay_whole():
    assert paragraphs_of(BODY) == PARAGRAPHS
    assert "\n\n".join(paragraphs_of(BODY)) == BODY


def test_each_part_begins_with_a_chosen_paragraph():
    assert cut(BODY, {1, 3}) == ["一つめ。", "\n\n".join(PARAGRAPHS[1:3]), "終わり。"]


def test_nothing_chosen_leaves_one_part():
    assert cut(BODY, ()) == [BODY]
    assert cut(BODY, {0, 99}) == [BODY]


def test_a_body_without_words_has_one_part():
    assert cut("", {1}) == [""]
