"""Word documents that were written elsewhere become clauses, and what is left out of them is told."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from shishin.kit.budget import OverBudget
from shishin.texts.errors import (
    BrokenWordFile,
    FileTooLarge,
    LockedWordFile,
    NotAWordFile,
    OldWordFile,
    WordFileWithMacros,
)
from shishin.texts.foreign_markdown import read_foreign
from shishin.texts.foreign_word import LIMIT, read_word
from shishin.texts.foreign_word.opening import OLD_FILE


def saved(document) -> bytes:
    packed = BytesIO()
    document.save(packed)
    return packed.getvalue()


def paragraph(document, inner: str, properties: str = ""):
    markup = f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr>{inner}</w:p>"
    document.element.body.insert(-1, parse_xml(markup))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def outline(content: bytes) -> list[tuple[int, str, str, str]]:
    read = read_word(content, file="text.docx")
    manuscript = read_foreign({"text.docx": read.text}, language="ja")
    return [(c.depth, c.kind, c.passages["ja"].heading, c.passages["ja"].body) for c in manuscript.clauses]


def notes(content: bytes) -> tuple[str, ...]:
    return read_word(content, file="text.docx").notes


def of_lines(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def test_headings_by_style_become_clauses_and_the_title_the_document():
    document = Document()
    document.add_paragraph("公開の指針", style="Title")
    document.add_heading("目的", 1)
    document.add_paragraph("　公開の*目的*を定める。")
    document.add_heading("範囲", 2)
    document.add_paragraph("すべての成果に及ぶ。")
    document.add_heading("手順", 1)
    content = saved(document)

    assert outline(content) == [
        (1, "chapter", "目的", "公開の\\*目的\\*を定める。"),
        (2, "text", "範囲", "すべての成果に及ぶ。"),
        (1, "text", "手順", ""),
    ]
    assert read_word(content, file="text.docx").text.title == "公開の指針"


def test_printed_numbers_become_clauses_and_go_where_the_scheme_counts_them():
    content = of_lines(
        "第１　目的",
        "この指針は、目的を定める。",
        "１　要素",
        "(1) 自由であること。",
        "(2) 公平であること。",
        "ア　例外がある。",
        "２　手順",
        "第２　範囲",
    )

    assert outline(content) == [
        (1, "chapter", "目的", "この指針は、目的を定める。"),
        (2, "text", "要素", ""),
        (3, "text", "", "自由であること。"),
        (3, "text", "", "公平であること。"),
        (4, "text", "", "例外がある。"),
        (2, "text", "手順", ""),
        (1, "text", "範囲", ""),
    ]


def test_a_number_with_words_in_bold_leads_its_text():
    document = Document()
    document.add_heading("要素", 1)
    for number, words in enumerate(("自由", "公平"), start=1):
        paragraph(document, run(f"({number})　{words}", "<w:b/>") + run("　であること。"))

    assert outline(saved(document)) == [
        (1, "chapter", "要素", ""),
        (2, "text", "(1)　自由", "であること。"),
        (2, "text", "(2)　公平", "であること。"),
    ]


def test_the_parts_of_a_law_stand_in_their_order():
    content = of_lines(
        "第一章　総則",
        "（目的）",
        "第一条　この規則は、目的を定める。",
        "２　前項の目的は、公開する。",
        "一　広く",
        "第二章　雑則",
        "第二条　施行の日は、別に定める。",
    )

    assert [(depth, heading, body) for depth, _kind, heading, body in outline(content)] == [
        (1, "総則", ""),
        (2, "目的", ""),
        (3, "", "この規則は、目的を定める。"),
        (3, "", "前項の目的は、公開する。"),
        (4, "", "広く"),
        (1, "雑則", ""),
        (2, "", "施行の日は、別に定める。"),
    ]


def test_numbers_that_begin_a_sentence_and_typed_lists_stay_text():
    content = of_lines("概要", "10 people attended the meeting.", "・一つ", "・二つ", "1. first", "2. second")

    assert outline(content) == [(1, "text", "", "概要\n\n10 people attended the meeting.\n\n- 一つ\n- 二つ\n1. first\n2. second")]


def test_what_word_counts_itself_is_printed_as_word_prints_it():
    document = Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (kind, text) in enumerate([("decimalFullWidth", "第%1"), ("decimal", "(%2)"), ("bullet", "•")])
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, words in ((0, "目的"), (1, "広く公開する。"), (1, "早く公開する。"), (2, "例"), (0, "範囲"), (1, "すべてに及ぶ。")):
        paragraph(document, run(words), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')

    assert outline(saved(document)) == [
        (1, "chapter", "第１　目的", ""),
        (2, "text", "", "(1)　広く公開する。"),
        (2, "text", "", "(2)　早く公開する。\n\n- 例"),
        (1, "chapter", "第２　範囲", ""),
        (2, "text", "", "(1)　すべてに及ぶ。"),
    ]


def with_lists(document, lists: str, styles: str = "") -> None:
    """Lists and styles that take the place of those of a new document."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    numbering.extend(parse_xml(f"<w:numbering {nsdecls('w')}>{lists}</w:numbering>"))
    document.styles.element.extend(parse_xml(f"<w:styles {nsdecls('w')}>{styles}</w:styles>"))


def level(at: int, text: str, kind: str = "decimal", more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbers_found(document, lines) -> list[str]:
    """The numbers that are read before paragraphs, each of a style or with properties of its own."""
    for style, properties in lines:
        paragraph(document, run("Words of it"), f'<w:pStyle w:val="{style}"/>{properties}')
    read = read_word(saved(document), file="text.docx")
    return [(found.heading or found.lines[0]).removesuffix("Words of it").strip("　 ") for found in read.text.cuts]


STYLES = (
    '<w:style w:type="paragraph" w:styleId="Top"><w:name w:val="Top"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="Top"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Tied"><w:name w:val="Tied"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
)
TIED = '<w:pStyle w:val="Tied"/>'
LISTS = (
    f'<w:abstractNum w:abstractNumId="5">{level(0, "%1")}{level(1, "%1.%2")}{level(2, "%1.%2.%3", more=TIED)}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
)


def test_a_style_says_the_level_and_takes_the_list_from_the_style_it_is_based_on():
    document = Document()
    with_lists(document, LISTS, STYLES)

    assert numbers_found(document, [("Top", ""), ("Sub", ""), ("Sub", ""), ("Tied", ""), ("Top", ""), ("Sub", "")]) == [
        "1",
        "1.1",
        "1.2",
        "1.2.1",
        "2",
        "2.1",
    ]


def test_levels_that_do_not_begin_again_and_legal_numbers_are_counted_as_word_counts_them():
    document = Document()
    never, legal = '<w:lvlRestart w:val="0"/>', "<w:isLgl/>"
    lists = f'<w:abstractNum w:abstractNumId="5">{level(0, "%1", "upperRoman")}{level(1, "%1.%2", more=never + legal)}</w:abstractNum>'
    with_lists(document, lists + '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>', STYLES)

    assert numbers_found(document, [("Top", ""), ("Sub", ""), ("Top", ""), ("Sub", "")]) == ["I", "1.1", "II", "2.2"]


def test_a_list_that_a_style_of_lists_tells_and_one_that_begins_again():
    document = Document()
    lists = (
        '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="House"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="6"><w:styleLink w:val="House"/>{level(0, "(%1)", "lowerLetter")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num>'
    )
    with_lists(document, lists, STYLES)
    other = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'

    assert numbers_found(document, [("Top", ""), ("Top", ""), ("Top", other), ("Top", "")]) == ["(a)", "(b)", "(c)", "(c)"]


def test_the_table_of_contents_of_a_word_file_is_held_against_the_numbers_found():
    document = Document()
    with_lists(document, LISTS, STYLES)
    begins, ends = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>',
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )
    lines = [("1", "Scope", "1"), ("1.2", "Offices", "2"), ("2", "Logs", "3"), ("3", "Gone", "4")]
    for at, (number, words, page) in enumerate(lines):
        inner = "".join(f"<w:r><w:t>{part}</w:t></w:r><w:r><w:tab/></w:r>" for part in (number, words)) + run(page)
        paragraph(document, (begins if at == 0 else "") + inner + (ends if at == len(lines) - 1 else ""))
    for style, words in (("Top", "Scope"), ("Sub", "Offices"), ("Top", "Logs")):
        paragraph(document, run(words), f'<w:pStyle w:val="{style}"/>')
    read = read_word(saved(document), file="text.docx")

    manuscript = read_foreign({"text.docx": read.text}, language="en")

    assert [clause.passages["en"].heading for clause in manuscript.clauses] == ["Scope", "Offices", "Logs"]
    assert manuscript.remarks == (
        "The table of contents has 1.2 for “Offices”, the text 1.1.",
        "The table of contents names “3 Gone”, which is no heading of the text.",
    )


def test_tables_keep_their_cells_and_merged_ones_stay_merged():
    document = Document()
    document.add_heading("表", 1)
    table = document.add_table(rows=3, cols=2)
    for row, words in zip(table.rows, (("区分", "a|b"), ("窓口", "3"), ("", "4")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_table(rows=1, cols=1).cell(0, 0).text = "囲みの中の文。"

    table.cell(0, 0).paragraphs[0].runs[0].bold = True
    plain = document.add_table(rows=2, cols=2)
    plain.cell(0, 0).text, plain.cell(0, 1).text, plain.cell(1, 1).text = "甲", "a|b", "乙"

    merged = '<table>\n<tr><td><strong>区分</strong></td><td>a|b</td></tr>\n<tr><td rowspan="2">窓口</td><td>3</td></tr>\n<tr><td>4</td></tr>\n</table>'
    markdown = "| 甲 | a\\|b |\n| --- | --- |\n|   | 乙 |"
    assert outline(saved(document)) == [(1, "text", "表", f"{merged}\n\n囲みの中の文。\n\n{markdown}")]


def test_a_merged_table_with_a_note_is_written_so_that_the_note_is_one():
    document = Document()
    document.add_heading("表", 1)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(1, 0).text, table.cell(1, 1).text = "区分", "窓口", "3"
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 1).paragraphs[0]._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="1"/></w:r>'))

    (clause,) = outline(saved(document))
    assert clause[3].splitlines()[:3] == ["| 区分 |   |", "| --- | --- |", "| 窓口 | 3[^1] |"]


def test_tracked_changes_are_read_as_if_accepted_and_that_is_said():
    document = Document()
    paragraph(
        document,
        run("公開は、")
        + f'<w:del w:id="1"><w:r><w:delText>狭く</w:delText></w:r></w:del><w:ins w:id="2">{run("広く")}</w:ins>'
        + run("行う。"),
    )
    paragraph(document, run("前の文は、"), '<w:rPr><w:del w:id="3"/></w:rPr>')
    paragraph(document, run("次に続く。"))

    assert outline(saved(document)) == [(1, "text", "", "公開は、広く行う。\n\n前の文は、次に続く。")]
    assert notes(saved(document)) == ("The Word file has tracked changes; the text was read as if all of them were accepted.",)


def test_what_cannot_be_words_is_told():
    document = Document()
    ruby = f"<w:r><w:ruby><w:rt>{run('ししん')}</w:rt><w:rubyBase>{run('指針')}</w:rubyBase></w:ruby></w:r>"
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('囲みの言葉')}</w:p></w:txbxContent></w:pict></w:r>"
    paragraph(document, ruby + run("を定める。") + run("見えない", "<w:vanish/>") + box + "<w:r><w:drawing/></w:r>")

    assert outline(saved(document)) == [(1, "text", "", "指針（ししん）を定める。")]
    assert notes(saved(document)) == (
        "1 picture was left out, behind “を定める。”.",
        "A text box was left out, behind “を定める。”; add its words where they belong: “囲みの言葉”.",
        "Words that are hidden in Word were left out.",
    )


def test_cells_beyond_the_widest_table_are_named_with_their_table():
    document = Document()
    document.add_table(2, 2)
    table = document.add_table(2, 65)
    table.cell(0, 62).text = "端"
    table.cell(0, 63).text = "外の見出し"
    table.cell(1, 64).text = "外の<語>"

    found = read_word(saved(document), file="text.docx")

    assert found.notes == ("Table 2 is wider than 63 columns; 2 cells beyond them were left out: “外の見出し, 外の<語>”.",)
    assert "端" in "".join(line for cut in found.text.cuts for line in cut.lines)


def test_a_second_title_stays_in_the_text():
    document = Document()
    document.add_paragraph("窓口の要領", style="Title")
    document.add_paragraph("様式の部", style="Title")
    document.add_heading("目的", 1)
    content = saved(document)

    assert read_word(content, file="text.docx").text.title == "窓口の要領"
    assert outline(content) == [(1, "text", "", "様式の部"), (1, "text", "目的", "")]


def test_footnotes_stand_below_the_paragraph_that_refers_to_them():
    document = Document()
    paragraph(document, run("公開する") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("。"))
    content = with_part(
        saved(document),
        "word/footnotes.xml",
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p>{run("例外は第２章。")}</w:p></w:footnote></w:footnotes>',
    )

    assert outline(content) == [(1, "text", "", "公開する[^1]。\n\n[^1]: 例外は第２章。")]


def with_part(content: bytes, name: str, words: str | bytes) -> bytes:
    packed = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, words)
    return packed.getvalue()


PLAIN = of_lines("文。")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"no zip", NotAWordFile),
        (b"PK\x03\x04broken", BrokenWordFile),
        (OLD_FILE + b"WordDocument", OldWordFile),
        (OLD_FILE + "EncryptedPackage".encode("utf-16-le"), LockedWordFile),
        (with_part(PLAIN, "word/vbaProject.bin", b"x"), WordFileWithMacros),
        (with_part(PLAIN, "word/document.xml", b"<w:document"), BrokenWordFile),
        (with_part(PLAIN, "word/document.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), BrokenWordFile),
        (with_part(PLAIN, "word/document.xml", b" " * 61_000_000), OverBudget),
        (b"x" * (LIMIT + 1), FileTooLarge),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(content, refusal):
    with pytest.raises(refusal) as refused:
        read_word(content, file="text.docx")

    assert refused.value.way_out.endswith(".")


def test_endless_nesting_is_refused_with_its_place():
    deep = "<w:ins>" * 200 + run("深い") + "</w:ins>" * 200
    content = with_part(
        PLAIN, "word/document.xml", f"<w:document {nsdecls('w')}><w:body><w:p>{deep}</w:p><w:p>{run('浅い。')}</w:p></w:body></w:document>"
    )

    with pytest.raises(OverBudget, match=r"text\.docx, paragraph 1: this is more than 40 levels"):
        outline(content)
