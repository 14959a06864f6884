"""Word files: page, fonts, styles, head and foot, put together so that the same content gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from shishin.kit.identity import CODE_STYLE, PRINTED_ADDRESS, QUOTE_STYLE, RULE_STYLE, base
from shishin.paper.word_markup import (
    BODY_FONT,
    HEADING_FONT,
    NAMESPACES,
    Look,
    field,
    fonts,
    paragraph,
    run,
    word_language,
)

SUBSTITUTES = {BODY_FONT: ("Noto Sans CJK JP", "roman"), HEADING_FONT: ("Noto Sans CJK JP", "swiss")}
"""What stands in where a machine lacks the font: named, not embedded."""
FIRST_DAY = date(1980, 1, 1)
"""The earliest day that a ZIP file can name."""
HEADING_SIZES = {1: 15, 2: 13, 3: 11.5, 4: 10.5, 5: 10.5, 6: 10.5}


@dataclass(frozen=True, slots=True)
class Paper:
    """A4, upright or on its side, with its margins in millimetres."""

    is_landscape: bool = False
    margin: int = 22
    body_size: float = 10.5
    is_compact: bool = False

    @property
    def width(self) -> int:
        """Between the margins, in twentieths of a point."""
        return round(((297 if self.is_landscape else 210) - 2 * self.margin) / 25.4 * 1440)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file says of itself: in its properties, above and below each page."""

    title: str
    running_head: str
    language: str
    day: date | None
    notice: str = ""
    author: str = ""


def word_file(body: Iterable[str], *, imprint: Imprint, paper: Paper) -> bytes:
    """A whole file. Where the body ends a first section, the pages of that section show no number."""
    document = Document()
    for child in list(document.element.body)[:-1]:
        document.element.body.remove(child)
    set_styles(document, paper, imprint.language)
    name_fonts(document)
    set_properties(document, imprint)
    last = document.element.body[-1]
    written = parse_xml(f"<w:body {NAMESPACES}>{''.join(body)}</w:body>")
    take_footnotes(written, document.part)
    for element in list(written):
        last.addprevious(element)
    for section in document.sections:
        set_page(section, paper)
        set_head(section, imprint, paper)
    set_foot(document.sections[-1])
    return packed(document)


def take_footnotes(body: Any, part: Any) -> None:
    """Notes stand at their words until here; Word wants them in a part of their own, under numbers, after its two lines."""
    notes = list(body.iter(qn("w:footnote")))
    if not notes:
        return
    lines = "".join(
        f'<w:footnote w:type="{name}" w:id="{number}"><w:p><w:r><w:{name}/></w:r></w:p></w:footnote>'
        for number, name in ((-1, "separator"), (0, "continuationSeparator"))
    )
    footnotes = parse_xml(f"<w:footnotes {NAMESPACES}>{lines}</w:footnotes>")
    for number, note in enumerate(notes, start=1):
        note.getparent().replace(note, parse_xml(f'<w:footnoteReference {NAMESPACES} w:id="{number}"/>'))
        note.set(qn("w:id"), str(number))
        sign = parse_xml(f'<w:r {NAMESPACES}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>')
        if (first := note.find(qn("w:p"))) is None:
            first = parse_xml(f"<w:p {NAMESPACES}/>")
            note.insert(0, first)
        first.insert(1 if first.find(qn("w:pPr")) is not None else 0, sign)
        footnotes.append(note)
    content = serialize_part_xml(footnotes)
    part.relate_to(Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, content, part.package), RELATIONSHIP_TYPE.FOOTNOTES)


def set_page(section: Any, paper: Paper) -> None:
    width, height = (297, 210) if paper.is_landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if paper.is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(paper.margin)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    section.header_distance = section.footer_distance = Mm(9)


def set_styles(document: Any, paper: Paper, language: str) -> None:
    styles = document.styles
    clear_theme(styles, language)
    set_style(styles["Normal"], BODY_FONT, size=paper.body_size, after=2 if paper.is_landscape or paper.is_compact else 4)
    set_style(styles["Title"], HEADING_FONT, size=16 if paper.is_landscape or paper.is_compact else 22, after=6, is_bold=True)
    for level, usual in HEADING_SIZES.items():
        size, before, after = (paper.body_size * 1.15, 5, 2) if paper.is_compact else (usual, 16 if level < 3 else 9, 4)
        set_style(styles[f"Heading {level}"], HEADING_FONT, size=size, before=before, after=after, is_bold=True)
    for name in ("Header", "Footer"):
        set_style(styles[name], HEADING_FONT, size=8)
    for name, size, indent in (("Small", 8.5, 0), ("toc 1", 10.5, 0), ("toc 2", 10, 12), ("toc 3", 9.5, 24)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name != "Small")
        style.base_style = styles["Normal"]
        set_style(style, BODY_FONT, size=size, after=2)
        style.paragraph_format.left_indent = Pt(indent)
    for name in (CODE_STYLE, RULE_STYLE):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    set_style(styles[QUOTE_STYLE], BODY_FONT, size=paper.body_size, after=4)
    styles[QUOTE_STYLE].font.italic = False
    styles.add_style(PRINTED_ADDRESS, WD_STYLE_TYPE.CHARACTER)


def clear_theme(styles: Any, language: str) -> None:
    """Take out what the styles that come along would say against ours."""
    for fonts_of_theme in styles.element.iter(qn("w:rFonts")):
        # A font of the theme would win over the one that is named.
        for name in list(fonts_of_theme.attrib):
            del fonts_of_theme.attrib[name]
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts_of_theme.set(qn(f"w:{name}"), BODY_FONT)
    for unwanted in (*styles.element.iter(qn("w:pBdr")), *styles.element.iter(qn("w:tabs"))):
        unwanted.getparent().remove(unwanted)
    # Words in Latin letters are English in a Japanese text.
    latin = word_language("en" if base(language) == "ja" else language)
    for spoken in styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), latin)
        spoken.set(qn("w:eastAsia"), "ja-JP")


def set_style(style: Any, font: str, *, size: float, before: float = 0, after: float = 0, is_bold: bool = False) -> None:
    style.font.size = Pt(size)
    style.font.bold = is_bold
    style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    if (named := properties.find(qn("w:rFonts"))) is not None:
        properties.remove(named)
    properties.insert(0, parse_xml(fonts(font).replace("<w:rFonts", f"<w:rFonts {NAMESPACES}")))
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.15


def name_fonts(document: Any) -> None:
    """The font table: where Yu Mincho and Yu Gothic are absent, programs take the Noto named here."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="80"/><w:family w:val="{family}"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, (other, family) in SUBSTITUTES.items()
    )
    part = next(part for part in document.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml")
    part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {NAMESPACES}>{entries}</w:fonts>'.encode()


def set_head(section: Any, imprint: Imprint, paper: Paper) -> None:
    look = Look(is_heading=True, size=15, is_soft=True)
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{paper.width}"/></w:tabs>'
    notice = run("\t" + imprint.notice, Look(is_heading=True, is_bold=True, size=15)) if imprint.notice else ""
    fill(section.header, paragraph(run(imprint.running_head, look) + notice, "Header", tabs=tabs))


def set_foot(section: Any) -> None:
    fill(section.footer, paragraph(field("PAGE", "1") + run(" / ") + field("NUMPAGES", "1"), "Footer", align="center"))


def fill(part: Any, markup: str) -> None:
    part.is_linked_to_previous = False
    for child in list(part._element):
        part._element.remove(child)
    for element in list(parse_xml(f"<w:hdr {NAMESPACES}>{markup}</w:hdr>")):
        part._element.append(element)


def set_properties(document: Any, imprint: Imprint) -> None:
    written = datetime.combine(imprint.day or FIRST_DAY, time(), tzinfo=UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.author, properties.language = imprint.title, imprint.author, imprint.language
    properties.created = properties.modified = written
    properties.last_modified_by = imprint.author
    properties.comments = properties.keywords = properties.subject = ""
    properties.revision = 1


def packed(document: Any) -> bytes:
    """The package again with a fixed time on each member."""
    loose, fixed = BytesIO(), BytesIO()
    document.save(loose)
    with ZipFile(loose) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return fixed.getvalue()
