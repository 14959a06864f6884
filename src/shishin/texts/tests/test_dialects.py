"""What other programs write into Markdown comes in: kept as words or named, never refused whole, never shown as markup."""

from __future__ import annotations

import pytest

from shishin.texts.foreign_markdown import read_foreign
from shishin.texts.foreign_markdown.own_numbers import schemes
from shishin.texts.manuscript import Manuscript
from shishin.texts.numbering.labels import compute_labels


def clauses(manuscript: Manuscript) -> list[tuple[int, str, str]]:
    language = manuscript.document.source_language
    return [(clause.depth, clause.passages[language].heading, clause.passages[language].body) for clause in manuscript.clauses]


def read(text: str) -> Manuscript:
    return read_foreign({"a.md": text})


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("title: Desk rules", "Desk rules"),
        ("title: [Desk rules]", "Desk rules"),
        ("title:\n  - Desk\n  - rules", "Desk, rules"),
        ("base: &b {a: 1}\ntitle: Desk rules\nother: *b", "Desk rules"),
        ("other: *b", "A"),
    ],
)
def test_a_front_matter_of_any_kind_gives_its_title(front, title):
    assert read(f"---\n{front}\n---\n\n## Log\n\nWrite.\n").document.titles == {"en": title}


def test_underlined_titles_are_headings():
    manuscript = read("Desk rules\n===\n\nLog\n---\n\nWrite.\n\nStaff\n---\n\nAsk.\n")

    assert manuscript.document.titles == {"en": "Desk rules"}
    assert clauses(manuscript) == [(1, "Log", "Write."), (1, "Staff", "Ask.")]


def test_attributes_of_layout_are_no_words_and_are_named():
    manuscript = read("# Desk\n\n1. TOC\n{:toc}\n\n## Log\n{: .big #the-log}\n\nWrite.\n{: .note}\n\n- {: .new} Ask.\n")

    assert clauses(manuscript) == [(1, "Log", "Write.\n\n- Ask.")]
    assert [clause.key for clause in manuscript.clauses] == ["the-log"]
    assert manuscript.remarks == (
        "a.md: A place for a table of contents was left out; contents are made here. (lines: 4)",
        "a.md: Attributes for layout were left out. (lines: 7, 10, 12)",
    )


def test_frames_are_left_out_and_their_words_stay():
    manuscript = read("# Desk\n\n## Log\n\n::: danger Mind this\nWrite.\n:::\n\nMore.\n")

    assert clauses(manuscript) == [(1, "Log", "**Mind this**\\\nWrite.\n\nMore.")]
    assert manuscript.remarks == ("a.md: The frame of a block was left out; its words stay. (lines: 5)",)


@pytest.mark.parametrize("heading", ["Log {#diary}", "Log {.wide #diary}", '<a name="diary"></a>Log', "Log <a id='diary'></a>"])
def test_the_id_of_a_heading_is_its_key(heading):
    manuscript = read(f"# Desk\n\n## {heading}\n\nWrite.\n\n## Staff\n\nSee [it](#diary).\n")

    assert [clause.key for clause in manuscript.clauses] == ["diary", "staff"]
    assert clauses(manuscript)[0] == (1, "Log", "Write.")


def test_what_a_file_defines_reaches_the_clauses_that_use_it():
    manuscript = read(
        "# Desk\n\n## Log\n\nWrite[^1] as the [plan] says.\n\n## Staff\n\nAsk [them][Plan].\n\n"
        "[plan]: https://example.org/plan\n[^1]: By hand,\n    or else.\n[unused]: https://example.org/\n"
    )

    log, staff = clauses(manuscript)
    assert log == (1, "Log", "Write[^1] as the [plan] says.\n\n[^1]: By hand,\n    or else.\n\n[plan]: https://example.org/plan")
    assert [line for line in staff[2].split("\n") if line] == [
        "Ask [them][Plan].",
        "[unused]: https://example.org/",
        "[plan]: https://example.org/plan",
    ]


def test_a_picture_is_named():
    assert read("# Desk\n\n## Log\n\n![Steps](steps.png)\n").remarks == (
        "a.md: A picture was left out; its words stay. Describe it in words, or publish it elsewhere and link to it. (lines: 5)",
    )


def test_code_is_left_as_it_is():
    body = "```\n::: danger\n[^1]: a\n{: .b}\n```"

    assert clauses(read(f"# Desk\n\n## Log\n\n{body}\n")) == [(1, "Log", body)]


def test_a_branch_and_a_vacated_article_keep_their_numbers():
    manuscript = read(
        "# 規程\n\n## 第一条（目的）\n\n定める。\n\n## 第二条\n\n開く。\n\n## 第二条の二\n\n閉じる。\n\n## 第三条　削除\n\n## 第四条\n\n終わる。\n"
    )

    assert clauses(manuscript) == [(1, "（目的）", "定める。"), (1, "", "開く。"), (1, "", "閉じる。"), (1, "", ""), (1, "", "終わる。")]
    assert [(clause.is_branch, clause.is_vacated) for clause in manuscript.clauses][2:4] == [(True, False), (False, True)]


def test_numbers_of_a_text_in_english_are_of_its_letters():
    assert read("# Desk\n\n## 1. Log\n\nA.\n\n### 1.1. Staff\n\nB.\n").document.numbering == "decimal"


@pytest.mark.parametrize("attributes", ["{-}", "{.unnumbered}", "{ .unnumbered .unlisted }"])
def test_classes_of_a_heading_are_no_words_of_it(attributes):
    manuscript = read(f"# Rules\n\n## Log {attributes}\n\nWrite.\n")

    assert clauses(manuscript) == [(1, "Log", "Write.")]
    assert manuscript.remarks == ("a.md: Attributes for layout were left out. (lines: 3)",)


@pytest.mark.parametrize(
    "line", ["{% include rules.html %}", "{{< figure >}}", "Ask^[Today.].", "> [!NOTE]\n> Ask.", '!!! tip "Ask"', "??? note"]
)
def test_markup_that_is_not_known_stands_as_words_and_is_named(line):
    manuscript = read(f"# Rules\n\n## Log\n\n{line}\n")

    assert clauses(manuscript) == [(1, "Log", line)]
    assert manuscript.remarks == ("a.md: Markup that is not known here stands as it is written; write what it means in words. (lines: 5)",)


def test_a_bold_line_in_an_item_stays_in_it():
    assert clauses(read("# Rules\n\n## Log\n\n- one\n\n  **Always**\n- two\n")) == [(1, "Log", "- one\n\n  **Always**\n- two")]


def labelled(manuscript: Manuscript) -> list[tuple[str, str]]:
    """The label of each clause, and what it says."""
    labels = compute_labels(manuscript.clauses, schemes()[manuscript.document.numbering])
    return [(label, heading or body) for label, (_depth, heading, body) in zip(labels, clauses(manuscript), strict=True)]


def test_articles_without_chapters_print_each_number_once():
    manuscript = read(
        "# 窓口の要綱\n\n（目的）\n第一条　窓口を開く。\n\n（定義）\n第二条　次のとおりとする。\n"
        "一　窓口　会う場所\n一の二　電話　話す場所\n二　職員　勤める者\n２　変えてよい。\n\n第二条の二　電子でも開く。\n"
    )

    assert labelled(manuscript) == [
        ("第1条", "目的"),
        ("第2条", "定義"),
        ("", "次のとおりとする。"),
        ("一", "窓口　会う場所"),
        ("一の二", "電話　話す場所"),
        ("二", "職員　勤める者"),
        ("2", "変えてよい。"),
        ("第2条の2", "電子でも開く。"),
    ]
    assert manuscript.remarks == ()


def test_supplements_keep_their_own_numbers_each_below_its_caption():
    manuscript = read(
        "# 規則\n\n第１条　開く。\n\n第２条　次のとおり。\n(1)　窓口\n(2)　電話\n\n附　則\n\n"
        "（施行期日）\n１　令和7年4月1日から施行する。\n\n（経過措置）\n２　従前の例による。\n３　別に定める。\n"
    )

    assert labelled(manuscript) == [
        ("第1条", "開く。"),
        ("第2条", ""),
        ("", "次のとおり。"),
        ("(1)", "窓口"),
        ("(2)", "電話"),
        ("", "附　則"),
        ("", "１　施行期日"),
        ("", "２　経過措置"),
        ("", "３　別に定める。"),
    ]


def test_a_branch_of_an_item_in_brackets_is_one():
    manuscript = read("# 要綱\n\n第1条　次のとおりとする。\n(1)　窓口\n(1の2)　電話\n(2)　職員\n\n第2条　定める。\n")

    assert [label for label, _words in labelled(manuscript)] == ["第1条", "", "(1)", "(1の2)", "(2)", "第2条"]


def test_contents_in_digits_of_another_width_end_where_the_text_begins():
    manuscript = read(
        "# 規則\n\n目次\n　第1章　総則（第1条）\n　第2章　開示（第2条）\n　附則\n\n第１章　総則\n\n第１条　開く。\n\n第２章　開示\n\n第２条　示す。\n"
    )

    assert labelled(manuscript) == [("第1章", "総則"), ("第1条", "開く。"), ("第2章", "開示"), ("第2条", "示す。")]
