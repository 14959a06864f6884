"""Markdown without keys becomes clauses with keys, and no sentence is lost on the way."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
import yaml

from shishin.guidelines.bringing_in.bringing_in import LINE_WITH_KEY
from shishin.texts.errors import BrokenTable, EmptyText
from shishin.texts.foreign_markdown import read_foreign
from shishin.texts.foreign_markdown.cleaning import clean
from shishin.texts.manuscript import Manuscript
from shishin.texts.numbering import labels as numbering
from shishin.texts.numbering.labels import compute_labels
from shishin.texts.text_form import files_of, read_files

REAL = Path(__file__).parents[4].parent / "shared" / "data"
SCHEMES = {
    scheme["slug"]: scheme["rules"] for scheme in yaml.safe_load(Path(numbering.__file__).with_name("schemes.yaml").read_text("utf-8"))
}

SMALL = """\ufeff# **公開ガイドライン（β版（0.2.0版））**

## 第１ 目的

<span>　</span>この指針は、公開の目的を定める。
　公開は、広く行う。
### 1 要素
次の要素を持つ。

**(1)　自由**
<span>　</span>自由であること。
**(2)　公平**
<span>　</span>公平であること。

---

***【コラム：例えば】***
<span>　</span>これは例である。

---

## 第２ 手順

| <div style="text-align: center;">組織</div> | 役割 |
| --- | --- |
|局|確認</br>連絡|
"""


def outline(manuscript: Manuscript) -> list[tuple[int, str, str, str]]:
    language = manuscript.document.source_language
    return [(c.depth, c.kind, c.passages[language].heading, c.passages[language].body) for c in manuscript.clauses]


def test_headings_bold_numbers_and_columns_become_clauses_without_the_numbers_the_scheme_computes() -> None:
    manuscript = read_foreign({"oss-guideline.md": SMALL})

    assert outline(manuscript) == [
        (1, "chapter", "目的", "この指針は、公開の目的を定める。\n\n公開は、広く行う。"),
        (2, "text", "要素", "次の要素を持つ。"),
        (3, "text", "自由", "自由であること。"),
        (3, "text", "公平", "公平であること。"),
        (3, "example", "【コラム：例えば】", "これは例である。"),
        (1, "text", "手順", "| 組織 | 役割 |\n| --- | --- |\n|局|確認<br>連絡|"),
    ]
    assert (manuscript.document.slug, manuscript.document.numbering, manuscript.document.source_language) == ("oss-guideline", "dai", "ja")
    assert (manuscript.edition.version, manuscript.edition.titles) == ("0.2.0", {"ja": "公開ガイドライン（β版（0.2.0版））"})
    assert [clause.line_number for clause in manuscript.clauses] == [3, 7, 10, 12, 17, 22]


def test_the_same_words_give_the_same_keys() -> None:
    first, second = read_foreign({"a.md": SMALL}), read_foreign({"b.md": SMALL.replace("## 第２", "## 第２ 前書き\n\n文。\n\n## 第３")})

    assert {clause.key for clause in first.clauses} < {clause.key for clause in second.clauses}


def test_what_is_given_goes_before_what_is_found() -> None:
    manuscript = read_foreign({"a.md": SMALL}, slug="given", version="3.0.0", language="ja-simple", title="題", numbering="plain")

    assert (manuscript.document.slug, manuscript.edition.version, manuscript.document.source_language) == ("given", "3.0.0", "ja-simple")
    assert (manuscript.document.titles, manuscript.document.numbering) == ({"ja-simple": "題"}, "plain")
    assert outline(manuscript)[0][2] == "第１ 目的"


def test_a_folder_of_plays_is_one_edition() -> None:
    play = "---\nplay_number: {n}\ntitle: {title}\n---\n\nLead.\n\n### Checklist\n1. Do {title}\n2. Do more\n\n### Key Questions\n-\tWhy?\n"
    files = {f"playbook/2014-08-12/{n}.md": play.format(n=n, title=title) for n, title in ((1, "Ask"), (2, "Build"), (10, "Open"))}

    manuscript = read_foreign(files)

    assert outline(manuscript)[:5] == [
        (1, "principle", "Ask", "Lead."),
        (2, "text", "Checklist", ""),
        (3, "conduct", "", "Do Ask"),
        (3, "conduct", "", "Do more"),
        (2, "text", "Key Questions", ""),
    ]
    assert [clause.key for clause in manuscript.clauses if clause.depth == 1] == ["ask", "build", "open"]
    assert (manuscript.edition.version, manuscript.edition.published_on) == ("2014.8.12", date(2014, 8, 12))
    assert (manuscript.document.slug, manuscript.document.numbering) == ("playbook", "plays")


def test_a_text_without_headings_is_one_clause() -> None:
    manuscript = read_foreign({"note.md": "Only a paragraph.\n\n- one\n- two\n"})

    assert [(clause.key, clause.depth) for clause in manuscript.clauses] == [("preamble", 1)]
    assert outline(manuscript)[0][3] == "Only a paragraph.\n\n- one\n- two"


def test_a_short_row_is_padded_and_named() -> None:
    manuscript = read_foreign({"a.md": "# H\n\n| a | b |\n| --- | --- |\n| 1 |\n"})

    assert outline(manuscript)[0][3] == "| a | b |\n| --- | --- |\n| 1 |  |"
    assert manuscript.remarks == ("a.md: A row of a table has fewer cells than its head; empty ones were added. (lines: 5)",)


@pytest.mark.parametrize(
    ("rows", "fitted", "remark"),
    [
        (
            "| a | b |\n| --- | --- |\n| 1 | 2 | 3 |\n| - |",
            "| a | b |  |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n| - |  |  |",
            "A row of a table has more cells than its head; empty ones were added to the head. (lines: 5)",
        ),
        (
            "| a | b |\n| --- |\n| 1 | 2 |",
            "| a | b |\n| --- | --- |\n| 1 | 2 |",
            "A row of a table has fewer cells than its head; empty ones were added. (lines: 4)",
        ),
    ],
)
def test_a_table_is_as_wide_as_its_widest_row(rows, fitted, remark) -> None:
    manuscript = read_foreign({"a.md": f"# H\n\n{rows}\n"})

    assert outline(manuscript)[0][3] == fitted
    assert manuscript.remarks[0] == f"a.md: {remark}"


def test_a_row_that_is_wider_than_any_table_is_refused_with_its_line() -> None:
    with pytest.raises(BrokenTable) as refused:
        read_foreign({"a.md": "# H\n\n| a | b |\n| --- | --- |\n" + "| 1 " * 64 + "|\n"})

    assert (refused.value.file, refused.value.line) == ("a.md", 5)


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(EmptyText):
        read_foreign({"a.md": "\n\n"})


def bare(text: str) -> str:
    """Letters and digits alone: markup, spaces and signs go the same way on both sides."""
    text = re.sub(r"<[^<>]*>|^\s*(?:[-+*]|\d+\.)\s+", "", text, flags=re.MULTILINE)
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character.isalnum())


def sentences(text: str) -> list[str]:
    text = re.sub(r"\A\ufeff?---\n(?:\w+: \d+\n)?title: (.*)\n---\n", r"\1\n", text)
    lines = re.split(r"\n|</?br>|\|", text)
    parts = [part for line in lines for part in re.split(r"(?<=[。．？！])|(?<=[.?!]) ", line)]
    return [part for part in map(bare, parts) if part]


def written(manuscript: Manuscript) -> str:
    """All that the export holds, each clause behind its computed label."""
    language = manuscript.document.source_language
    exported = read_files({name: text.encode() for name, text in files_of(manuscript).items()}, scopes=())[0]
    assert [(c.key, c.passages) for c in exported.clauses] == [(c.key, c.passages) for c in manuscript.clauses]
    computed = compute_labels(exported.clauses, SCHEMES[exported.document.numbering])
    parts = [exported.edition.titles[language]]
    for label, clause in zip(computed, exported.clauses, strict=True):
        passage = clause.passages[language]
        parts += [f"{label} {passage.heading}", passage.body]
    return "\n".join(parts)


def real_texts() -> list[tuple[str, dict[str, str]]]:
    playbook = REAL / "us-digital-services-playbook"
    texts = [("tokyo", {"tokyo-oss-guideline.md": (REAL / "tokyo-oss-guideline.md").read_text("utf-8")})] if REAL.is_dir() else []
    for folder in sorted(playbook.glob("*")):
        files = {f"playbook/{folder.name}/{file.name}": file.read_text("utf-8") for file in sorted(folder.glob("*.md"))}
        texts += [(folder.name, files)]
    return texts


@pytest.mark.parametrize("number", [0, 1, 2])
def test_every_sentence_of_the_real_texts_is_found_again_in_the_export(number: int) -> None:
    texts = real_texts()
    if len(texts) <= number:
        pytest.skip("the real texts are not beside the checkout (../shared/data)")
    _name, files = texts[number]

    haystack = bare(written(read_foreign(files)))

    assert [sentence for text in files.values() for sentence in sentences(text) if sentence not in haystack] == []


def test_the_real_guideline_of_tokyo_has_the_clauses_its_numbers_say() -> None:
    if not REAL.is_dir():
        pytest.skip("the real texts are not beside the checkout (../shared/data)")
    manuscript = read_foreign({"tokyo-oss-guideline.md": (REAL / "tokyo-oss-guideline.md").read_text("utf-8")})

    labels = compute_labels(manuscript.clauses, SCHEMES["dai"])
    columns = [label for label, clause in zip(labels, manuscript.clauses, strict=True) if clause.kind == "example"]
    assert (manuscript.edition.version, manuscript.document.numbering, len(manuscript.clauses)) == ("0.1.0", "dai", 52)
    assert [label for label, clause in zip(labels, manuscript.clauses, strict=True) if clause.depth == 1] == [
        f"第{n}" for n in "１２３４５６７"
    ]
    assert columns == ["", "", ""]


HOSTILE_LINES = {
    "bold that never ends": "<b>" * 50_000,
    "bold of two names that never ends": "<b><strong>" * 50_000,
    "bold that ends after a wide gap": "<b>" + " " * 50_000 + "x",
    "breaks before a word": "<br> " * 50_000 + "x",
    "a tag of spaces": "<" + " " * 50_000 + "x",
    "a heading with a wide gap": "## a" + " " * 50_000 + "b",
    "a heading of link ends": "## " + "](" * 50_000,
    "a heading of tag beginnings": "## " + "<" * 50_000,
    "a checklist of link ends": "## Checklist\n\n- " + "](" * 50_000,
}


@pytest.mark.parametrize("line", HOSTILE_LINES.values(), ids=HOSTILE_LINES)
def test_a_line_made_to_be_slow_is_read_like_any_other(line: str) -> None:
    # Each took minutes while a pattern tried every place again from every earlier one; now the suite would only hang again.
    manuscript = read_foreign({"a.md": f"# T\n\nBefore\n\n{line}\n\n## After\n"}, version="1.0.0")

    assert manuscript.clauses[-1].passages["en"].heading == "After"


def test_a_title_of_digits_alone_is_no_version() -> None:
    assert read_foreign({"a.md": "# " + "1" * 50_000 + "\n\nbody\n"}).edition.version == "1.0.0"


def test_bold_italics_and_breaks_in_tags_become_markdown() -> None:
    assert clean("a <b> bold </b> <STRONG>x<i>y</i></STRONG> < br / >c<br/> <br>") == "a **bold** **x*y*** <br>c"


def test_a_heading_key_is_found_in_a_line_and_its_absence_at_once() -> None:
    assert LINE_WITH_KEY.search("text\n## Heading {#heading .principle must}\n") is not None
    assert LINE_WITH_KEY.search("# x {#" + "a" * 50_000) is None


def test_thousands_of_the_same_heading_are_told_apart_by_counting_once() -> None:
    keys = [clause.key for clause in read_foreign({"x.md": "# 一\n\n本文である。\n\n" * 2_000}).clauses]

    assert len(set(keys)) == 2_000
    assert keys[-1] == f"{keys[0]}-2000"
