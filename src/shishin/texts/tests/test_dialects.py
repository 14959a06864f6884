"""What other programs write into Markdown comes in: kept as words or named, never refused whole, never shown as markup."""

from __future__ import annotations

import pytest

from shishin.texts.foreign_markdown import read_foreign
from shishin.texts.manuscript import Manuscript


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
