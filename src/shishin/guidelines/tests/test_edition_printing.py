from __future__ import annotations

import re
import unicodedata
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.editions.exporting import format_named
from shishin.guidelines.models import Family
from shishin.guidelines.tests.makers import CLAUSES, make_adopted, make_edition, make_secretariat, words
from shishin.guidelines.translating.translations import add_translation
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

NOTICE = "A worked example, written for this site: not the text of Tokyo or of Japan."
HOSTILE = '#import "x": 5 * 3 * 2 $x^2$ \\ あ #panic() & 終わり'
RICH = """一つ目の段落。[規程](https://a.example/rules)を見る。

- 点一
  - 点の中の点

3. 三番

| 項目 | 数 |
|---|--:|
| 件数 | 12 |

```
let code = "*";
```

![流れの図](https://a.example/flow.png)
"""


def squeezed(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


def pages(edition, language="ja", name="pdf"):
    return [
        squeezed(page.extract_text())
        for page in PdfReader(BytesIO(format_named(name, "edition", "summary").write(edition, language))).pages
    ]


def word(edition, language="ja", name="docx"):
    return Document(BytesIO(format_named(name, "edition", "summary").write(edition, language)))


def said(document):
    """Every word of the body, tables included, in order."""
    return "\n".join("".join(text.text or "" for text in paragraph.iter(qn("w:t"))) for paragraph in document.element.body.iter(qn("w:p")))


def rich(*more):
    return make_adopted(clauses=[*CLAUSES, ManuscriptClause("rich", 1, passages=words("付録", RICH)), *more])


@pytest.fixture
def edition():
    return rich(
        ManuscriptClause("hostile", 1, passages=words(HOSTILE, HOSTILE)), ManuscriptClause("old", 1, is_vacated=True, passages=words())
    )


def test_pdf_has_cover_record_contents_and_clauses_in_this_order(edition):
    cover, record, contents, *text = pages(edition)

    assert all(
        squeezed(part) in cover for part in ("東京の指針", "行動指針", "1.0.0", "決定", "2022年（令和4年）3月31日", "tokyo局", "位置づけ")
    )
    assert squeezed("守るべき決まり（規範）") in cover
    assert "改定の記録" in record
    assert squeezed("2022年（令和4年）3月31日決定") in record
    assert "目次" in contents
    assert contents.endswith(f"1/{len(text) + 1}")
    assert all(name in contents for name in ("1目的", "2設計"))
    whole = "".join(text)
    for part in (
        "この指針は、行動の規範を定める。",
        "2設計",
        "利用者から始めなければならない。",
        "必ず",
        "推測で作ってはならない。",
        "削除",
    ):
        assert squeezed(part) in whole
    assert squeezed(HOSTILE) in whole


def test_pdf_prints_lists_tables_code_and_the_addresses_of_links(edition):
    whole = "".join(pages(edition)[3:])

    for part in (
        "・点一",
        "・点の中の点",
        "3.三番",
        "件数12",
        'letcode="*";',
        "流れの図",
        "https://a.example/flow.png",
        "https://a.example/rules",
    ):
        assert squeezed(part) in whole


def test_pdf_is_the_same_bytes_each_time_and_bears_no_time(edition):
    content = format_named("pdf", "edition", "summary").write(edition, "ja")

    assert content == format_named("pdf", "edition", "summary").write(edition, "ja")
    assert PdfReader(BytesIO(content)).metadata.creation_date is None


def test_a_translation_says_that_the_source_binds_and_marks_what_is_missing(edition):
    cover, _record, _contents, *text = pages(edition, "en")

    assert squeezed("This is a translation. The text in the source language (日本語) is the one that binds.") in cover
    assert squeezed("Not yet translated:") in cover
    whole = "".join(text)
    assert squeezed("This sets out conduct.") in whole
    assert whole.count(squeezed("not yet translated")) == 5


def test_a_stale_translation_is_marked(edition):
    old = make_edition("1.1.0", clauses=CLAUSES, started_from="1.0.0")
    clause = old.clauses.get(line__key="purpose")
    clause.texts.filter(language="ja").update(body="別の文。", content_hash="0" * 64)
    clause.texts.filter(language="en").update(source_hash="1" * 64)

    assert squeezed("older translation") in "".join(pages(old, "en"))
    assert "［older translation］" in said(word(old, "en"))


def test_a_draft_says_that_it_binds_nobody():
    draft = publish_draft(make_edition("1.0.0-draft.1"), published_on=date(2022, 2, 4), by=OPERATOR)

    assert "これは原案です" in pages(draft)[0]
    assert "これは原案です" in said(word(draft))


def test_a_worked_example_says_so_on_every_page(edition):
    Family.objects.update(is_example=True)

    assert all(squeezed(NOTICE) in page for page in pages(edition, "en"))
    document = word(edition, "en")
    assert [NOTICE in section.header.paragraphs[0].text for section in document.sections] == [True, True]


def test_the_record_of_revisions_ends_with_the_edition_itself():
    first = make_adopted()
    second = make_adopted("1.1.0", in_force_from=date(2040, 1, 1), started_from="1.0.0")

    assert "1.1.0" not in pages(first)[1]
    assert [row.cells[0].text for row in word(second).tables[-1].rows][1:] == ["1.0.0", "1.1.0"]


def test_word_has_headings_that_its_contents_name(edition):
    document = word(edition)

    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    assert headings == ["1　目的", "2　設計", "3　付録", f"4　{HOSTILE}", "この版を引用する"]
    entries = [paragraph for paragraph in document.paragraphs if paragraph.style.name.startswith("toc")]
    assert [squeezed("".join(text.text for text in entry._p.iter(qn("w:t")))) for entry in entries] == [
        squeezed(heading) for heading in headings[:-1]
    ]
    anchors = {link.get(qn("w:anchor")) for link in document.element.body.iter(qn("w:hyperlink"))}
    assert anchors <= {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    instructions = [element.text.strip() for element in document.element.body.iter(qn("w:instrText"))]
    assert instructions[0] == 'TOC \\o "1-3" \\h \\z \\u'
    # Each entry asks for its page, and all are marked to be worked out when the file is opened.
    assert len(instructions) == 1 + len(entries)
    assert all(re.fullmatch(r"PAGEREF \S+ \\h", instruction) for instruction in instructions[1:])
    begins = [mark for mark in document.element.body.iter(qn("w:fldChar")) if mark.get(qn("w:fldCharType")) == "begin"]
    assert {mark.get(qn("w:dirty")) for mark in begins} == {"true"}


def test_word_says_all_that_the_pdf_says(edition):
    text = said(word(edition))

    for part in (
        "位置づけ",
        "改定の記録",
        "利用者から始めなければならない。　［必ず］",
        "× やってほしくないこと",
        HOSTILE,
        "（https://a.example/rules）",
        "件数",
    ):
        assert part in text
    assert reverse("guidelines:edition", args=["action-guidelines", "1.0.0"]) in text


def test_word_names_the_fonts_and_marks_head_rows(edition):
    document = word(edition)

    head = next(paragraph for paragraph in document.paragraphs if paragraph.style.name == "Heading 1")
    assert {run._r.rPr.rFonts.get(qn("w:eastAsia")) for run in head.runs} == {"Yu Gothic"}
    table = next(table for table in document.tables if table.cell(0, 0).text == "項目")
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_word_bears_the_day_of_the_edition_and_nothing_of_the_machine(edition):
    content = format_named("docx", "edition", "summary").write(edition, "ja")
    properties = Document(BytesIO(content)).core_properties

    assert (properties.title, properties.author, properties.created.date()) == ("行動指針　1.0.0", "tokyo局", date(2022, 3, 31))
    assert content == format_named("docx", "edition", "summary").write(edition, "ja")
    with ZipFile(BytesIO(content)) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", ["summary-pdf", "summary-docx"])
def test_the_summary_is_made_of_summaries_and_says_what_binds(edition, name):
    text = "".join(pages(edition, name=name)) if name.endswith("pdf") else squeezed(said(word(edition, name=name)))

    for part in ("行動指針（概要版）", "1目的", "2.1利用者", "利用者から。", "違いがあるときは、本文によります。"):
        assert squeezed(part) in text
    assert squeezed("利用者から始めなければならない。") not in text


def test_a_summary_of_many_codes_fits_two_sheets():
    body = "手続の数と画面の言葉を減らし、はじめての人が迷わず終えられるようにします。" * 2
    values = [ManuscriptClause(f"v{number}", 2, kind="value", passages=words(f"規範{number}", body, body)) for number in range(22)]

    edition = make_adopted(clauses=[ManuscriptClause("codes", 1, kind="chapter", passages=words("規範")), *values])

    assert len(pages(edition, name="summary-pdf")) == 2


def test_an_edition_without_a_heading_has_no_contents():
    edition = make_edition(clauses=[ManuscriptClause("only", 1, passages=words("", "ただ一つの文。"))])

    assert len(pages(edition)) == 3
    assert squeezed("目次") not in "".join(pages(edition))
    assert "行動指針" in said(word(edition))
    assert squeezed("概要") in "".join(pages(edition, name="summary-pdf"))


def test_deep_clauses_and_deep_lists_are_printed():
    clauses = [
        ManuscriptClause(f"d{depth}", depth, passages=words(f"段{depth}" if depth % 2 else "", f"文{depth}")) for depth in range(1, 9)
    ]
    listed = "\n".join(f"{'  ' * depth}- 点{depth}" for depth in range(9))
    edition = make_edition(clauses=[*clauses, ManuscriptClause("list", 9, passages=words("", listed))])

    whole = "".join(pages(edition))
    assert all(f"文{depth}" in whole for depth in range(1, 9))
    assert "点8" in whole
    assert "点8" in said(word(edition))


@pytest.mark.parametrize(
    "body",
    [
        "x" * 3000,
        "العربية עברית ไทย हिन्दी 👨‍👩‍👧‍👦 ❤️ \ufffe \x85 \u2028",
        f"[a](https://a.example/{'x' * 9000})",
        "[](https://e.example) [x](<>) [y](mailto:a@b.c) [z](#k) ![](p.png)",
        "|a|b|\n|-|-|\n|1|\n|1|2|3|",
        "|" + "c|" * 40 + "\n|" + "-|" * 40 + "\n|" + "値|" * 40,
        "- \n- \n\n1. \n\n> \n\n```\n```",
        "<table><tr><td>x</td></tr></table><ul>text<li>a</ul><li>x</li><td>q</td>",
        "999999999. big",
        f'<ol start="{"9" * 20}"><li value="{"9" * 20}">a</li></ol>',
        f'<ol start="{"9" * 5_000}"><li value="{"9" * 5_000}">a</li></ol>',
        "<b>開いたまま <i>二つ",
    ],
)
def test_no_text_keeps_an_edition_from_being_printed(body):
    clauses = [
        ManuscriptClause("chapter", 1, kind="chapter", passages=words("", body)),
        ManuscriptClause("value", 1, kind="value", passages=words("規範", body, body)),
        ManuscriptClause("conduct", 2, kind="conduct", passages=words("", body)),
        ManuscriptClause("inner", 3, kind="dont", passages=words("しない", body)),
        ManuscriptClause("empty", 2, kind="example", passages=words()),
    ]
    edition = make_edition(clauses=clauses)

    for name in ("pdf", "docx", "summary-pdf", "summary-docx"):
        assert format_named(name, "edition", "summary").write(edition, "ja")


@pytest.mark.parametrize(("name", "file"), [("pdf", "1.0.0-ja.pdf"), ("docx", "1.0.0-ja.docx"), ("summary-pdf", "1.0.0-summary-ja.pdf")])
def test_the_page_offers_the_file_under_its_name(client, edition, name, file):
    url = reverse("guidelines:download", args=["action-guidelines", "1.0.0", name])
    page = "guidelines:summary" if name.startswith("summary") else "guidelines:edition"

    assert f'href="{url}' in client.get(reverse(page, args=["action-guidelines", "1.0.0"])).content.decode()
    answer = client.get(url, {"language": "ja"})
    assert answer.status_code == 200
    assert f'filename="action-guidelines-{file}"' in answer["Content-Disposition"]


def test_a_working_edition_is_printed_only_for_those_who_write_it(client):
    make_adopted()
    make_edition("1.1.0", started_from="1.0.0")
    url = reverse("guidelines:download", args=["action-guidelines", "1.1.0", "pdf"])

    assert client.get(url).status_code == 404
    client.force_login(make_secretariat())
    assert client.get(url).status_code == 200


def test_a_later_translation_is_printed(edition):
    clause = edition.clauses.get(line__key="users-first")
    add_translation(clause, language="en", passage=Passage("Users", "Start from them."), by=OPERATOR)

    assert squeezed("Start from them.") in "".join(pages(edition, "en"))


def test_a_text_in_french_is_no_english_one_for_word():
    clauses = [ManuscriptClause("regles", 1, passages={"fr": Passage("Règles", "Un texte."), "ja": Passage("決まり", "文。")})]
    edition = make_adopted(clauses=clauses)

    document = word(edition, "fr")

    styles = document.styles.element
    assert {spoken.get(qn("w:val")) for spoken in styles.iter(qn("w:lang"))} == {"fr"}
    assert document.core_properties.language == "fr"
