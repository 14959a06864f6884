"""Rules as offices write them – articles, supplements, tables behind them – become clauses whose numbers are printed once, whatever file they come in."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from docx import Document

from shishin.texts.foreign_markdown import read_foreign
from shishin.texts.foreign_word import blocks_of_plain_text, lay_out_text, read_word
from shishin.texts.manuscript import Manuscript
from shishin.texts.numbering import labels as numbering
from shishin.texts.numbering.labels import compute_labels
from shishin.texts.numbering.printed import is_same_number, numbered, numbers_in_range

SCHEMES = {
    scheme["slug"]: scheme["rules"] for scheme in yaml.safe_load(Path(numbering.__file__).with_name("schemes.yaml").read_text("utf-8"))
}


def from_word(text: str) -> Manuscript:
    document = Document()
    for line in text.strip().split("\n"):
        document.add_paragraph(line)
    packed = BytesIO()
    document.save(packed)
    return read_foreign({"rules.docx": read_word(packed.getvalue(), file="rules.docx").text})


def from_markdown(text: str) -> Manuscript:
    return read_foreign({"rules.md": text.strip().replace("\n", "\n\n") + "\n"})


def from_lines(text: str) -> Manuscript:
    return read_foreign({"rules.md": text.strip() + "\n"})


def from_plain_text(text: str) -> Manuscript:
    return read_foreign({"pasted": lay_out_text(blocks_of_plain_text(text), name="pasted")})


READERS = pytest.mark.parametrize("read", [from_word, from_markdown, from_lines, from_plain_text])


def printed(manuscript: Manuscript) -> list[str]:
    """Each clause as it is printed: set in by depth, number, heading, words."""
    language = manuscript.document.source_language
    numbers = compute_labels(manuscript.clauses, SCHEMES[manuscript.document.numbering])
    lines = []
    for clause, number in zip(manuscript.clauses, numbers, strict=True):
        passage = clause.passages[language]
        words = [number, passage.heading, passage.body.replace("\n\n", "/"), "（削除）" if clause.is_vacated else ""]
        lines.append(">" * (clause.depth - 1) + " ".join(word for word in words if word))
    return lines


ORDINANCE = """
第１章　総則
（目的）
第１条　この要領は、窓口の案内を分かりやすくすることを目的とする。
（案内の書き方）
第２条　案内は、次の各号のとおり書く。
（１）一文を短くする。
（２）　次に掲げる語を避ける。
ア　略語
イ　専門の語
２　前項の案内は、毎年見直す。
第３条　削除
第４条から第６条まで　削除
第２章　雑則
第６条の２（委任）　この要領の細目は、別に定める。
附　則
この要領は、公布の日から施行する。
附　則（令和６年４月１日）
（施行期日）
第１条　この要領は、公布の日から施行する。
（経過措置）
第２条　前の様式は、当分の間使うことができる。
別表第一（第２条関係）
略語の一覧
様式第１号（第２条関係）
氏名
"""


@READERS
def test_an_ordinance_is_read_with_its_supplements_tables_and_forms(read):
    manuscript = read(ORDINANCE)

    assert (manuscript.document.numbering, manuscript.remarks) == ("ordinances", ())
    assert printed(manuscript) == [
        "第1章 総則",
        ">第1条 目的 この要領は、窓口の案内を分かりやすくすることを目的とする。",
        ">第2条 案内の書き方",
        ">>案内は、次の各号のとおり書く。",
        ">>>(1) 一文を短くする。",
        ">>>(2) 次に掲げる語を避ける。",
        ">>>>ア 略語",
        ">>>>イ 専門の語",
        ">>2 前項の案内は、毎年見直す。",
        ">第3条 （削除）",
        ">第4条 （削除）",
        ">第5条 （削除）",
        ">第6条 （削除）",
        "第2章 雑則",
        ">第6条の2 委任 この要領の細目は、別に定める。",
        "附　則 この要領は、公布の日から施行する。",
        "附　則（令和６年４月１日）",
        ">第1条 施行期日 この要領は、公布の日から施行する。",
        ">第2条 経過措置 前の様式は、当分の間使うことができる。",
        "別表第一（第２条関係） 略語の一覧",
        "様式第１号（第２条関係） 氏名",
    ]


@READERS
def test_a_law_counts_in_kanji_and_a_supplement_in_paragraphs_keeps_its_own_numbers(read):
    manuscript = read(
        "第一章　通則\n第一節　目的\n（目的）\n第一条　この規則は、目的を定める。\n２　次の者に及ぶ。\n一　職員\nイ　常勤の者\nロ　その他の者\n二　委員\n"
        "附則\n１　この規則は、公布の日から施行する。\n２　旧規則は、廃止する。\n別記様式（第一条関係）"
    )

    assert (manuscript.document.numbering, manuscript.remarks) == ("articles", ())
    assert printed(manuscript) == [
        "第1章 通則",
        ">第1節 目的",
        ">>第1条 目的",
        ">>>この規則は、目的を定める。",
        ">>>2 次の者に及ぶ。",
        ">>>>一 職員",
        ">>>>>イ 常勤の者",
        ">>>>>ロ その他の者",
        ">>>>二 委員",
        "附則",
        ">１　この規則は、公布の日から施行する。",
        ">２　旧規則は、廃止する。",
        "別記様式（第一条関係）",
    ]


@pytest.mark.parametrize("read", [from_word, from_plain_text])
@pytest.mark.parametrize(
    ("scheme", "lines"),
    [
        ("chapters", ["第1章　総則", "１　目的", "(1)　範囲", "ア　例", "イ　他の例", "⑵　期間", "２　用語", "第2章　企画"]),
        ("dai-wide", ["第１　総則", "１　目的", "（１）　範囲", "ア　例", "（ｱ）　細目", "(ｲ)　他の細目", "イ　他の例", "第２　企画"]),
        ("letters", ["1 Scope", "(a) Offices", "(i) Of the city", "(ii) Of the region", "(b) Schools", "2 Terms"]),
    ],
)
def test_the_numbers_of_a_text_go_where_the_scheme_prints_the_same(read, scheme, lines):
    text = "\n".join(lines)
    manuscript = read(text) if scheme != "letters" else read_foreign({"a.md": "\n\n".join(f"**{line}**" for line in lines)})

    assert (manuscript.document.numbering, manuscript.remarks) == (scheme, ())
    numbers = compute_labels(manuscript.clauses, SCHEMES[scheme])
    headings = [clause.passages[manuscript.document.source_language].heading for clause in manuscript.clauses]
    assert headings == [line.replace("　", " ").split(" ", 1)[1] for line in lines]
    assert all(is_same_number(line.replace("　", " ").split(" ", 1)[0], number) for line, number in zip(lines, numbers, strict=True))


def test_where_the_numbers_of_a_text_are_not_those_of_the_scheme_each_line_is_named():
    manuscript = read_foreign({"a.md": "第1条　甲とする。\n\n第3条　乙とする。\n\n第4条　丙とする。\n"}, numbering="ordinances")

    assert [clause.passages["ja"].heading for clause in manuscript.clauses] == ["", "第3条", "第4条"]
    assert manuscript.remarks == (
        "Line 3 (“第3条”): the text has 第3条, the numbering scheme 第2条.",
        "Line 5 (“第4条”): the text has 第4条, the numbering scheme 第3条.",
    )


def test_numbers_that_no_scheme_gives_stay_in_the_words_and_that_is_said():
    manuscript = read_foreign({"a.md": "## 7-3　甲\n\n## 2-9　乙\n"})

    assert printed(manuscript) == ["7-3　甲", "2-9　乙"]
    assert manuscript.remarks == ("No numbering scheme gives the numbers of this text; they stay in its words.",)


def test_a_table_between_two_clauses_begins_no_annex():
    manuscript = from_word("第１　費用\n別表１　費用の区分\n窓口の費用\n第２　期間\n別表２　期間の区分\n別表のとおりとする。")

    assert printed(manuscript) == ["第１ 費用 別表１　費用の区分/窓口の費用", "第２ 期間", "別表２　期間の区分 別表のとおりとする。"]


CONTENTS = "目次\n第一章　総則（第一条）\n　第二章　雑則（第二条）\n附則\n"
RULE = "第一章　総則\n第一条　甲とする。\n第二章　雑則\n第二条　乙とする。\n附則\n丙とする。"


def test_typed_contents_are_no_clauses():
    clauses = ["第1章 総則", ">第1条 甲とする。", "第2章 雑則", ">第2条 乙とする。", "附則 丙とする。"]
    typed = read_foreign({"a.md": f"窓口の規程\n\n令和五年四月一日　訓令第三号\n\n{CONTENTS}\n{RULE}\n"})

    assert printed(from_word(CONTENTS + RULE)) == clauses
    assert (printed(typed)[1:], typed.remarks) == (clauses, ())
    assert (typed.edition.titles, typed.days) == ({"ja": "窓口の規程"}, (("decided_on", date(2023, 4, 1)),))
    assert [clause.line_number for clause in typed.clauses][1:3] == [10, 11]


def test_typed_contents_of_markdown_are_held_against_the_text():
    typed = read_foreign({"a.md": f"目次\n第一章　総則（第一条）\n第三章　雑則（第二条）\n第四章　費用\n\n{RULE}\n"})

    assert typed.remarks == (
        "The table of contents has 第3章 for “雑則”, the text 第2章.",
        "The table of contents names “第四章　費用”, which is no heading of the text.",
    )


@pytest.mark.parametrize(
    "line", ["（１）の規定により定める。", "2026 の計画", "別に定める。", "（注）読むこと。", "第一条の規定による。", "一 つ"]
)
def test_words_that_only_look_like_a_number_are_words(line):
    assert numbered(line, is_bold=True) is None


@pytest.mark.parametrize(
    ("printed_range", "numbers"),
    [
        ("第四条から第六条まで", ["第四条", "第五条", "第六条"]),
        ("第４条及び第５条", ["第４条", "第５条"]),
        ("第9章から第3章まで", ["第9章から第3章まで"]),
        ("第1条から第900条まで", ["第1条から第900条まで"]),
        ("第3条", ["第3条"]),
    ],
)
def test_a_range_is_each_number_in_it(printed_range, numbers):
    assert list(numbers_in_range(printed_range)) == numbers
