"""Bombs: small files that would make much of little, made in code. Each of its own size; the tests throw small ones, `make bench only=bombs` large."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx.oxml.ns import nsdecls

KINDS = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def word_file(body: str, *, footnotes: str = "") -> bytes:
    """The least that is a Word file."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", KINDS)
        package.writestr("word/document.xml", f"<w:document {nsdecls('w')}><w:body>{body}</w:body></w:document>")
        if footnotes:
            package.writestr("word/footnotes.xml", f"<w:footnotes {nsdecls('w')}>{footnotes}</w:footnotes>")
    return packed.getvalue()


def words(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def wide_cell(rows: int) -> bytes:
    """One cell over 999,999,999 columns, row for row."""
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr></w:tc>'
    return word_file(f"<w:tbl>{f'<w:tr>{cell}</w:tr>' * rows}</w:tbl>")


def short_rows(rows: int) -> bytes:
    """Rows of one cell below one that is as wide as can be."""
    cell = "<w:tc>" + words("字") + "</w:tc>"
    return word_file(f"<w:tbl><w:tr>{cell * 63}</w:tr>{f'<w:tr>{cell}</w:tr>' * rows}</w:tbl>")


def empty_paragraphs(count: int) -> bytes:
    return word_file("<w:p/>" * count)


def references(count: int, *, note: str = "注") -> bytes:
    """One note, referred to again and again."""
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    return word_file(
        f"<w:p><w:r><w:t>文</w:t></w:r>{reference * count}</w:p>", footnotes=f'<w:footnote w:id="1">{words(note)}</w:footnote>'
    )


def notes_in_notes(paragraphs: int) -> bytes:
    """A note that refers to itself twice: each paragraph would print twice as many as the one before."""
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    note = f'<w:footnote w:id="1"><w:p>{reference * 2}</w:p></w:footnote>'
    return word_file(f"<w:p>{reference}</w:p>" + words("文") * paragraphs, footnotes=note)


def spaces(count: int) -> bytes:
    """What unpacks to a thousand times its size."""
    return word_file(words("文") + " " * count)


def open_fields(count: int) -> bytes:
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    return word_file(f"<w:p>{begun * count}<w:r><w:t>文</w:t></w:r></w:p>")


def brackets(depth: int) -> str:
    return f"---\nother: {'[' * depth}{']' * depth}\n---\n# 目的\n\n文。\n"


def table_rows(rows: int) -> str:
    return "# 目的\n\n|a|\n|-|\n" + "|b|\n" * rows


def wide_head(columns: int, rows: int) -> str:
    """A row of one cell is as wide as the head of its table."""
    return "# 目的\n\n" + "|a" * columns + "|\n" + "|-" * columns + "|\n" + "b\n" * rows


def rules(count: int) -> str:
    return "# 目的\n\n" + "---\n\n" * count


def quotes(depth: int) -> str:
    return "# 目的\n\n" + ">" * depth + " 文\n"
