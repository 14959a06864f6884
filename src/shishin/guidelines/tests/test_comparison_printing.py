from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
from datetime import date
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from pypdf import PdfReader

from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.comparing.drawing import draw_comparison
from shishin.guidelines.comparing.editions import comparison_of
from shishin.guidelines.models import Family
from shishin.guidelines.printing.comparison_files import write_comparison_pdf, write_comparison_word
from shishin.guidelines.tests.makers import make_edition, make_secretariat, words
from shishin.texts.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason, Passage
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

HOSTILE = '#import "x": 5 * 3 * 2 $x^2$ \\ あ #panic() & 終わり'
CHAPTER = ManuscriptClause("design", 1, kind="chapter", passages=words("設計", en=Passage("Design")))


def clause(key, body):
    return ManuscriptClause(key, 2, kind="conduct", passages=words("", body))


@pytest.fixture
def pair():
    old = make_edition(
        "1.0.0-draft.1", clauses=[CHAPTER, clause("users", "国民の意見を聴く。"), clause("same", "同じ。"), clause("gone", "二年。")]
    )
    old = publish_draft(old, published_on=date(2022, 2, 4), by=OPERATOR)
    reasons = [
        ManuscriptReason({"ja": "広く聴く。", "en": "Hear more."}, True, [ManuscriptChange("kept", ("users",), ("users",))]),
        ManuscriptReason({"ja": "加えた。"}, True, [ManuscriptChange("new", (), ("added",)), ManuscriptChange("dropped", ("gone",))]),
    ]
    new = make_edition(
        "1.0.0-draft.2",
        clauses=[CHAPTER, clause("users", "都民の意見を聴く。"), clause("same", "同じ。"), clause("added", HOSTILE)],
        started_from="1.0.0-draft.1",
        reasons=reasons,
    )
    return old, publish_draft(new, published_on=date(2022, 3, 1), by=OPERATOR)


def word(comparison):
    return Document(BytesIO(write_comparison_word(comparison)))


def runs(part):
    return [run for paragraph in part.paragraphs for run in paragraph.runs]


def text_of_pdf(content):
    """Without spaces: a PDF has lines, not words."""
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return "".join(unicodedata.normalize("NFKC", text).split())


def squeezed(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_word_underlines_what_the_table_marks(pair):
    comparison = comparison_of(*pair)

    marked = [
        segment.text
        for row in comparison.rows
        for side in (row.new, row.old)
        for paragraph in side
        for segment in paragraph.segments
        if segment.is_changed
    ]
    underlined = [run.text for row in word(comparison).tables[0].rows for cell in row.cells[:2] for run in runs(cell) if run.underline]
    assert sorted(underlined) == sorted(marked)
    assert "都民" in underlined
    assert any(HOSTILE in text for text in underlined)


FEES = """手数料は、次の表による。

<table>
<tr><th rowspan="2">区分</th><th colspan="2">手数料</th></tr>
<tr><th>窓口</th><th>電子申請</th></tr>
<tr><td>住民票</td><td align="right">300円</td><td align="right">{fee}</td></tr>
</table>"""


@pytest.fixture
def pair_with_tables(pair):
    new = make_edition("1.0.0-draft.3", clauses=[CHAPTER, clause("users", FEES.format(fee="200円"))], started_from="1.0.0-draft.2")
    newer = make_edition("1.0.0-draft.4", clauses=[CHAPTER, clause("users", FEES.format(fee="150円"))], started_from="1.0.0-draft.3")
    return new, newer


def test_a_table_of_a_clause_is_a_table_in_word_with_its_cells_merged_and_marked(pair_with_tables):
    inner = [table for row in word(comparison_of(*pair_with_tables)).tables[0].rows for cell in row.cells[:2] for table in cell.tables]

    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in inner] == [
        [["区分", "手数料", "手数料"], ["区分", "窓口", "電子申請"], ["住民票", "300円", fee]] for fee in ("150円", "200円")
    ]
    assert [run.text for table in inner for row in table.rows for cell in row.cells for run in runs(cell) if run.underline] == [
        "150",
        "200",
    ]


def test_a_table_of_a_clause_is_set_in_pdf_on_both_sides(pair_with_tables):
    text = text_of_pdf(write_comparison_pdf(comparison_of(*pair_with_tables)))

    # The cell over two columns is read before the one over two rows that stands as high as both.
    assert [text.count(f"手数料区分窓口電子申請住民票300円{fee}") for fee in ("150円", "200円")] == [1, 1]


def test_a_table_of_a_clause_is_a_table_on_the_page_that_scrolls_in_its_box(pair_with_tables):
    drawn = draw_comparison(comparison_of(*pair_with_tables))

    box = '<div class="table-wide" role="group" aria-label="表" tabindex="0"><table class="table">'
    head = '<tr><th rowspan="2">区分</th><th colspan="2">手数料</th></tr><tr><th>窓口</th><th>電子申請</th></tr>'
    for fee in ("<ins>150</ins>円", "<del>200</del>円"):
        assert f'{box}{head}<tr><td>住民票</td><td class="amount">300円</td><td class="amount">{fee}</td></tr></table></div>' in drawn


def test_word_is_a4_landscape_with_a_head_row_that_comes_back(pair):
    document = word(comparison_of(*pair))

    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    head, *rows = document.tables[0].rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [row._tr.trPr.find(qn("w:tblHeader")) for row in rows] == [None] * len(rows)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert [cell.text for cell in head.cells] == ["改定後　1.0.0 原案2", "改定前　1.0.0 原案", "理由と、もとになった意見"]


def test_word_names_the_fonts_for_japanese_in_styles_and_in_headings(pair):
    document = word(comparison_of(*pair))

    def east_asian(element):
        return element.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia"))

    assert east_asian(document.styles["Normal"].element) == "Yu Mincho"
    assert [east_asian(document.styles[name].element) for name in ("Title", "Heading 1", "Heading 3")] == ["Yu Gothic"] * 3
    assert east_asian(document.paragraphs[0].runs[0]._r) == "Yu Gothic"
    assert east_asian(document.tables[0].rows[0].cells[0].paragraphs[0].runs[0]._r) == "Yu Gothic"
    assert {language.get(qn("w:eastAsia")) for language in document.styles.element.iter(qn("w:lang"))} == {"ja-JP"}
    assert not [fonts for fonts in document.styles.element.iter(qn("w:rFonts")) if any("Theme" in name for name in fonts.attrib)]
    table = next(part for part in document.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml").blob.decode()
    assert table.count('<w:altName w:val="Noto Sans CJK JP"/>') == 2


def test_word_says_reasons_dates_pages_and_where_the_table_stands(pair, settings):
    document = word(comparison_of(*pair))

    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "原案公表 2022年（令和4年）3月1日" in said
    assert "下線の部分は、改めた部分です。" in said
    assert reverse("guidelines:compare", args=["action-guidelines", "1.0.0-draft.1", "1.0.0-draft.2"]) in said
    assert "広く聴く。" in [row.cells[2].text for row in document.tables[0].rows]
    instructions = [element.text.strip() for element in document.sections[0].footer._element.iter(qn("w:instrText"))]
    assert instructions == ["PAGE", "NUMPAGES"]


def test_pdf_holds_the_words_and_marks_of_both_sides(pair):
    text = text_of_pdf(write_comparison_pdf(comparison_of(*pair)))

    for words_of_table in ("新旧対照表", "改定後", "国民", "都民", "（新設）", "（削る）", "（略）", "理由", "広く聴く。", HOSTILE):
        assert squeezed(words_of_table) in text


def test_pdf_is_a4_landscape(pair):
    page = PdfReader(BytesIO(write_comparison_pdf(comparison_of(*pair)))).pages[0]

    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)


def test_pdf_repeats_the_head_row_on_each_page(pair):
    body = [clause(f"k{number}", f"{number}番目の条を新しく置く。" * 3) for number in range(40)]
    old = publish_draft(make_edition("2.0.0-draft.1", slug="long", clauses=[CHAPTER]), published_on=date(2022, 2, 4), by=OPERATOR)
    new = make_edition("2.0.0-draft.2", slug="long", clauses=[CHAPTER, *body], started_from="2.0.0-draft.1")

    pages = PdfReader(BytesIO(write_comparison_pdf(comparison_of(old, new)))).pages

    assert len(pages) > 1
    assert all("改定前" in page.extract_text() for page in pages)


@pytest.mark.parametrize("write", [write_comparison_pdf, write_comparison_word])
def test_the_same_table_is_always_the_same_bytes(pair, write):
    assert write(comparison_of(*pair)) == write(comparison_of(*pair))


def test_a_worked_example_says_so_above_every_page(pair):
    Family.objects.update(is_example=True)
    for edition in pair:
        edition.document.family.refresh_from_db()
    comparison = comparison_of(*pair, language="en")

    notice = "A worked example, written for this site: not the text of Tokyo or of Japan."
    assert notice in word(comparison).sections[0].header.paragraphs[0].text
    pages = PdfReader(BytesIO(write_comparison_pdf(comparison))).pages
    assert all(squeezed(notice) in squeezed(page.extract_text()) for page in pages)


def test_an_organization_without_a_column_of_reasons_gets_two_columns(pair):
    comparison = comparison_of(*pair, profile={"reason": {"shown": False}, "order": "old-left"})

    assert [cell.text for cell in word(comparison).tables[0].rows[0].cells] == ["改定前　1.0.0 原案", "改定後　1.0.0 原案2"]
    assert "広く聴く。" not in text_of_pdf(write_comparison_pdf(comparison))


def test_editions_that_do_not_differ_have_no_table(pair):
    comparison = comparison_of(pair[0], pair[0])

    assert word(comparison).tables == []
    assert squeezed("改定後") not in text_of_pdf(write_comparison_pdf(comparison))


@pytest.mark.parametrize("ending", ["html", "docx", "pdf"])
def test_the_command_writes_what_the_ending_of_the_file_says(pair, tmp_path, ending, capsys):
    file = tmp_path / f"table.{ending}"

    call_command("compare", "action-guidelines", "1.0.0-draft.1", "1.0.0-draft.2", output=str(file))

    assert file.read_bytes()[:4] == {"html": b"<!do", "docx": b"PK\x03\x04", "pdf": b"%PDF"}[ending]
    assert capsys.readouterr().out == f"{file} 3\n"


@pytest.mark.parametrize(("ending", "kind"), [("docx", "officedocument.wordprocessingml.document"), ("pdf", "application/pdf")])
def test_the_page_offers_both_files_under_a_name_of_their_own(client, pair, ending, kind):
    page = client.get(reverse("guidelines:compare", args=["action-guidelines", "1.0.0-draft.1", "1.0.0-draft.2"]))
    url = reverse("guidelines:compare_download", args=["action-guidelines", "1.0.0-draft.1", "1.0.0-draft.2", ending])

    assert f'href="{url}' in page.content.decode()
    answer = client.get(url)
    assert answer.status_code == 200
    assert kind in answer["Content-Type"]
    assert f"action-guidelines-1.0.0-draft.1-1.0.0-draft.2-ja.{ending}" in answer["Content-Disposition"]


def test_the_files_of_a_working_edition_are_for_those_who_write_it(client, pair):
    make_edition("1.1.0", clauses=[CHAPTER], started_from="1.0.0-draft.2")
    url = reverse("guidelines:compare_download", args=["action-guidelines", "1.0.0-draft.2", "1.1.0", "pdf"])

    assert client.get(url).status_code == 404
    client.force_login(make_secretariat())
    assert client.get(url).status_code == 200


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_libreoffice_opens_the_word_file_with_a_font_for_japanese(pair, tmp_path):
    missing = [program for program in ("soffice", "pdffonts") if shutil.which(program) is None]
    if missing:
        reason = f"{' and '.join(missing)} not installed: scripts/debian-packages names the packages."
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    file = tmp_path / "table.docx"
    file.write_bytes(write_comparison_word(comparison_of(*pair)))

    home = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)], check=True, capture_output=True
    )

    fonts = subprocess.run(["pdffonts", str(tmp_path / "table.pdf")], check=True, capture_output=True, text=True).stdout
    assert "CJK" in fonts
    assert "都民" in text_of_pdf((tmp_path / "table.pdf").read_bytes())
