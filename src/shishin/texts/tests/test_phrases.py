"""What texts call their parts, their days and what they ask for is known by language, and what only looks like it is not."""

from __future__ import annotations

from datetime import date

import pytest

from shishin.texts.foreign_markdown import read_foreign
from shishin.texts.phrases import force_of, heads_annex, heads_contents, named_day


@pytest.mark.parametrize(
    ("line", "name", "day"),
    [
        ("令和元年5月1日制定", "decided_on", date(2019, 5, 1)),
        ("平成３１年４月１日　全部改正", "decided_on", date(2019, 4, 1)),
        ("（R5.3.1 施行）", "in_force_from", date(2023, 3, 1)),
        ("令和五年四月一日　訓令第十二号", "decided_on", date(2023, 4, 1)),
        ("二〇二四年十二月三十一日 施行", "in_force_from", date(2024, 12, 31)),
        ("2024年4月1日　策定", "decided_on", date(2024, 4, 1)),
        ("Adopted on 1 March 2023", "decided_on", date(2023, 3, 1)),
        ("Effective March 3, 2024", "in_force_from", date(2024, 3, 3)),
    ],
)
def test_a_line_with_a_day_says_what_the_day_is_of_the_edition(line, name, day):
    found = named_day(line)

    assert found is not None
    assert (found.name, found.day, found.words) == (name, day, line)


@pytest.mark.parametrize(
    "line",
    ["令和31年13月1日制定", "第1.2.3版　制定", "令和5年3月1日", "制定", "On 1 Nonember 2023 adopted", "x" * 200 + "2024年4月1日制定"],
)
def test_a_line_without_a_known_day_says_nothing(line):
    assert named_day(line) is None


@pytest.mark.parametrize(
    ("words", "language", "force"),
    [
        ("案内を短く書かなければならない。", "ja", "must"),
        ("案内を短く書くものとする（別表の場合を除く。）。", "ja", "must"),
        ("分かりやすい案内に努めるものとする。", "ja", "should"),
        ("図を使うことができます。", "ja", "may"),
        ("略語を用いてはならない。", "ja", "must-not"),
        ("略語を用いないものとする。", "ja", "must-not"),
        ("見直しは、別に定める。\n\n職員は、これに努める。", "ja", "should"),
        ("短く書かなければならない理由は、別に定める。", "ja", ""),
        ("You must not use it.", "en", "must-not"),
        ("In May 2020 it was made. You should test it.", "en", "should"),
        ("Offices may keep it.", "en", "may"),
        ("Le service doit répondre.", "fr", "must"),
        ("案内を書かなければならない。", "ko", ""),
    ],
)
def test_the_first_sentence_that_asks_for_something_says_the_force(words, language, force):
    assert force_of(words, language=language) == force


@pytest.mark.parametrize(
    "line",
    [
        "附則",
        "附　則（令和６年４月１日）",
        "別表第一（第三条関係）",
        "別表２　費用",
        "別記様式第１号（第３条関係）",
        "附則（令和８年規程第二号）抄",
        "Annex A: Offices",
        "Annexe",
    ],
)
def test_an_annex_is_known_by_its_head(line):
    assert heads_annex(line)


@pytest.mark.parametrize(
    "line", ["別表のとおりとする。", "附則の規定", "別紙　次のとおりとする。", "Schedules", "様式は、別に定める。", "附則" + "則" * 90]
)
def test_words_that_begin_like_an_annex_are_words(line):
    assert not heads_annex(line)


def test_contents_are_known_by_their_head():
    assert (heads_contents("目　次"), heads_contents("Table of contents"), heads_contents("目次案")) == (True, True, False)


def test_the_title_stands_above_the_clauses_and_is_no_clause():
    manuscript = read_foreign({"a.md": "**窓口の要領**\n\n令和5年3月1日制定\n\n## 1　目的\n\n定める。\n\n## 2　範囲\n\n及ぶ。\n"})

    assert manuscript.document.titles == {"ja": "窓口の要領"}
    assert manuscript.days == (("decided_on", date(2023, 3, 1)),)
    assert (manuscript.clauses[0].kind, manuscript.clauses[0].passages["ja"].body) == ("background", "令和5年3月1日制定")


@pytest.mark.parametrize("first", ["この要領は、窓口に及ぶ。", "- 項目", "| a | b |\n| --- | --- |\n| c | d |", "令和5年3月1日", "> 引用"])
def test_what_is_no_title_stays_in_the_text(first):
    manuscript = read_foreign({"rules.md": f"{first}\n\n## 目的\n\n定める。\n\n## 範囲\n\n及ぶ。\n"})

    assert manuscript.document.titles == {"ja": "Rules"}
    assert manuscript.clauses[0].passages["ja"].body.startswith(first[:2])
