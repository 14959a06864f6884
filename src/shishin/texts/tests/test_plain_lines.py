"""A body is compared and printed without the marks of Markdown."""

from __future__ import annotations

import pytest

from shishin.texts.plain_lines import plain_lines, plain_text


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("", ()),
        ("ただの文。", ("ただの文。",)),
        ("**強い**[言葉](https://example.jp/)と`式`。", ("強い言葉と式。",)),
        ("- いち\n- に\n  - 内", ("・いち", "・に", "　・内")),
        ("3. 三\n4. 四", ("3. 三", "4. 四")),
        ("| 名 | 値 |\n|---|---|\n| a | **b** |", ("名 │ 値", "a │ b")),
        ("一行目。\n　次の段落", ("一行目。", "　次の段落")),
        ("続く\n文", ("続く文",)),
        ("![流れの図](a.png)", ("流れの図",)),
        ("![](https://example.jp/a.png)", ("https://example.jp/a.png",)),
        ("<span>　</span>字下げ", ("　字下げ",)),
        ("```\nx = 1\n```", ("x = 1",)),
        ("> 引用\n\n---\n\n後", ("引用", "後")),
    ],
)
def test_a_body_becomes_readable_lines(body, lines):
    assert plain_lines(body) == lines


def test_english_words_keep_their_space_over_a_line_break():
    assert plain_lines("one\ntwo\n\n- three", language="en") == ("one two", "• three")


def test_a_heading_loses_its_marks():
    assert plain_text("**見出し**と`式`") == "見出しと式"


def test_tags_that_are_none_are_words_as_they_are_on_the_page() -> None:
    assert plain_lines("Ask <Name> <b>twice</b>.\n\n<office>\n\n<div>In &amp; out<br>of it</div>\n") == (
        "Ask <Name> twice.",
        "<office>",
        "In & out",
        "of it",
    )
