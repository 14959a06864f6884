"""Word's markup as text: runs, paragraphs, tables, fields. Built as strings, for a table may hold thousands of runs.

Blocks of running text become it too; a link is its words with the address behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from shishin.kit.identity import CODE_STYLE, PRINTED_ADDRESS, QUOTE_STYLE, RULE_STYLE, base, name_of_place
from shishin.paper.written_blocks import BOLD, CODE, ITALIC, STRUCK, SUB, SUPER, UNDERLINED, Block, BlockCell, Run

BODY_FONT = "Yu Mincho"
HEADING_FONT = "Yu Gothic"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True, slots=True)
class Look:
    """How words look. Sizes are in half points; 0 is the size of the style."""

    is_bold: bool = False
    is_underlined: bool = False
    is_struck: bool = False
    is_soft: bool = False
    is_code: bool = False
    is_heading: bool = False
    is_italic: bool = False
    raised: str = ""
    style: str = ""
    size: int = 0
    language: str = ""


PLAIN = Look()
FIELD_ENDS = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def fonts(name: str) -> str:
    """The font for every script: without `eastAsia` Word sets Japanese in a font of its own choice."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def word_language(tag: str) -> str:
    """The language of words as Word wants it named."""
    return {"ja": "ja-JP", "en": "en-US"}.get(base(tag), tag)


def run(text: str, look: Look = PLAIN) -> str:
    return f"<w:r>{properties(look)}{words(text)}</w:r>" if text else ""


@lru_cache(maxsize=256)
def properties(look: Look) -> str:
    """In the order in which Word wants them."""
    code = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:eastAsia="Yu Gothic"/>'
    east_asia = "ja-JP" if look.language == "ja-JP" else "en-US"
    parts = (
        (look.style, f'<w:rStyle w:val="{look.style}"/>'),
        (look.is_heading, fonts(HEADING_FONT)),
        (look.is_code and not look.is_heading, code),
        (look.is_bold, "<w:b/><w:bCs/>"),
        (look.is_italic, "<w:i/><w:iCs/>"),
        (look.is_struck, "<w:strike/>"),
        (look.is_soft, '<w:color w:val="595959"/>'),
        (look.size, f'<w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/>'),
        (look.is_underlined, '<w:u w:val="single"/>'),
        (look.raised, f'<w:vertAlign w:val="{look.raised}"/>'),
        (look.language, f'<w:lang w:val="{look.language}" w:eastAsia="{east_asia}"/>'),
    )
    inner = "".join(markup for is_there, markup in parts if is_there)
    return f"<w:rPr>{inner}</w:rPr>" if inner else ""


def words(text: str) -> str:
    """The text with its line ends and tabs as Word's own, and without what XML cannot hold."""
    pieces = re.split(r"([\n\t])", NOT_IN_XML.sub("", text.replace("\r", "")))
    marks = {"\n": "<w:br/>", "\t": "<w:tab/>"}
    return "".join(marks.get(piece) or f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in pieces if piece)


def paragraph(
    runs: Iterable[str] | str,
    style: str = "",
    *,
    keep_next: bool = False,
    border: str = "",
    tabs: str = "",
    indent: tuple[int, int] | None = None,
    align: str = "",
    new_page: bool = False,
) -> str:
    """`indent` is from the left and hanging, in twentieths of a point."""
    parts = [f"<w:pStyle w:val={quoteattr(style)}/>"] if style else []
    parts += ["<w:keepNext/>"] if keep_next else []
    parts += ["<w:pageBreakBefore/>"] if new_page else []
    parts += [border, tabs]
    parts += [f'<w:ind w:left="{indent[0]}" w:hanging="{indent[1]}"/>'] if indent else []
    parts += [f'<w:jc w:val="{align}"/>'] if align else []
    inner = "".join(parts)
    return f"<w:p>{f'<w:pPr>{inner}</w:pPr>' if inner else ''}{runs if isinstance(runs, str) else ''.join(runs)}</w:p>"


def left_border(kind: str = "single", *, size: int = 6, space: int = 8) -> str:
    return f'<w:pBdr><w:left w:val="{kind}" w:sz="{size}" w:space="{space}" w:color="auto"/></w:pBdr>'


def field(instruction: str, shown: str = "", *, is_stale: bool = False) -> str:
    """A field that Word and LibreOffice work out, with what stands there until then."""
    return field_begins(instruction, is_stale=is_stale) + run(shown) + FIELD_ENDS


def field_begins(instruction: str, *, is_stale: bool = False) -> str:
    """A stale field is worked out when the file is opened, without anybody asking for it."""
    stale = ' w:dirty="true"' if is_stale else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{stale}/></w:r><w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def bookmark(number: int, name: str, inner: str) -> str:
    return f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def link_to(name: str, inner: str) -> str:
    return f'<w:hyperlink w:anchor={quoteattr(name)} w:history="1">{inner}</w:hyperlink>'


@dataclass(frozen=True, slots=True)
class WordCell:
    """A cell with its paragraphs. `span` is the number of columns it takes; one over several rows is merged: restart, then continue."""

    paragraphs: str
    span: int = 1
    merged: str = ""


def table(widths: Sequence[int], rows: Iterable[str], *, indent: int = 0) -> str:
    """`widths` are in twentieths of a point."""
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="{indent}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="90" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Sequence[WordCell], widths: Sequence[int], *, is_header: bool = False, may_break: bool = False) -> str:
    """A header row comes back on each page; other rows stay in one piece unless they may break."""
    marks = ("" if may_break else "<w:cantSplit/>") + ("<w:tblHeader/>" if is_header else "")
    drawn = []
    at = 0
    for cell in cells:
        width = sum(widths[at : at + cell.span])
        at += cell.span
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        span += f'<w:vMerge w:val="{cell.merged}"/>' if cell.merged else ""
        drawn.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}</w:tcPr>{cell.paragraphs or "<w:p/>"}</w:tc>')
    return f"<w:tr>{f'<w:trPr>{marks}</w:trPr>' if marks else ''}{''.join(drawn)}</w:tr>"


STEP = 360
"""How far a list is set in from what holds it, in twentieths of a point."""
HANGING = 2 * STEP
"""The room for the number before a line."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks stand: how far in, on how much room, beside which line."""

    left: int = 0
    width: int = 9000
    border: str = ""
    look: Look = PLAIN
    style: str = ""
    """Of the paragraphs here."""

    def deeper(self, by: int = STEP) -> Place:
        return replace(self, left=self.left + by)


def runs_markup(runs: Iterable[Run], look: Look = PLAIN, *, with_addresses: bool = True) -> str:
    return "".join(piece for item in runs for piece in run_markup(item, look, with_addresses=with_addresses))


def run_markup(item: Run, look: Look, *, with_addresses: bool) -> Iterator[str]:
    """A link is a field, which needs no list of addresses beside the text; what is printed of its address is marked as such."""
    looks = item.looks
    if item.note:
        inner = "".join(blocks_markup(item.note, Place(look=replace(look, size=17))))
        yield f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnote>{inner}</w:footnote></w:r>'
        return
    words = run(
        item.text,
        replace(
            look,
            is_bold=look.is_bold or BOLD in looks,
            is_italic=ITALIC in looks,
            is_code=CODE in looks,
            is_struck=STRUCK in looks,
            is_underlined=look.is_underlined or UNDERLINED in looks,
            raised="superscript" if SUPER in looks else "subscript" if SUB in looks else "",
        ),
    )
    if not item.address:
        yield words
    elif item.address.startswith("#"):
        yield link_to(name_of_place(item.address[1:]), words)
    else:
        instruction = quoteattr(f' HYPERLINK "{item.address.replace(chr(34), "%22")}" ')
        yield f"<w:fldSimple w:instr={instruction}>{words}</w:fldSimple>"
    if with_addresses and item.is_printed_address:
        yield run(f"（{item.address}）", replace(look, is_soft=True, size=17, style=PRINTED_ADDRESS))


def blocks_markup(blocks: Sequence[Block], place: Place, *, lead: str = "", tail: str = "") -> Iterator[str]:
    """`lead` is a number and a tab before the first line, which hangs; `tail` comes after the last word."""
    if not blocks and (lead or tail):
        yield one_paragraph(lead + tail, place, hangs=bool(lead))
    for at, block in enumerate(blocks):
        begins, ends = (lead if at == 0 else ""), (tail if at + 1 == len(blocks) else "")
        if block.kind == "paragraph":
            yield one_paragraph(begins + runs_markup(block.runs, place.look) + ends, place, hangs=bool(begins))
            continue
        if begins:
            yield one_paragraph(begins, place, hangs=True)
        yield from other_block(block, place)
        if ends:
            yield one_paragraph(ends, place)


def one_paragraph(runs: str, place: Place, *, hangs: bool = False) -> str:
    """A number hangs to the left of the words."""
    return paragraph(runs, place.style, border=place.border, indent=(place.left, min(place.left, HANGING) if hangs else 0))


def other_block(block: Block, place: Place) -> Iterator[str]:
    if block.kind == "list":
        yield from list_markup(block, place)
    elif block.kind == "quote":
        for item in block.items:
            yield from blocks_markup(item, replace(place.deeper(), border=place.border or left_border(size=4), style=QUOTE_STYLE))
    elif block.kind == "code":
        look = Look(is_code=True, size=18)
        yield paragraph(run(block.text.removesuffix("\n"), look), CODE_STYLE, border=place.border, indent=(place.left + STEP, 0))
    elif block.kind == "rule":
        yield paragraph(run("＊　＊　＊"), RULE_STYLE, border=place.border, align="center")
    elif block.kind == "table":
        yield from table_markup(block, place)


def list_markup(block: Block, place: Place) -> Iterator[str]:
    inner = place.deeper()
    for number, item in enumerate(block.items, start=block.first or 0):
        sign = "・" if block.first is None else f"{number}."
        runs, rest = (item[0].runs, item[1:]) if item and item[0].kind == "paragraph" else ([], item)
        yield paragraph(run(f"{sign}\t", place.look) + runs_markup(runs, place.look), border=place.border, indent=(inner.left, STEP))
        yield from blocks_markup(rest, inner)


def table_markup(block: Block, place: Place) -> Iterator[str]:
    rows = [cells for cells in block.rows if cells]
    columns = max((len(cells) for cells in rows), default=0)
    if not columns:
        return
    widths = [(place.width - place.left) // columns] * columns
    drawn = [
        row(cells, widths, is_header=number == 0 and all(cell.is_heading for cell in rows[0]), may_break=True)
        for number, cells in enumerate(word_cells(rows, columns))
    ]
    yield table(widths, drawn, indent=place.left)
    yield paragraph("")


def word_cells(rows: Sequence[Sequence[BlockCell]], columns: int) -> Iterator[list[WordCell]]:
    """The cells of each row as Word has them: what is empty beside a wide one is its own, and one over several rows goes on in each."""
    below: dict[int, tuple[int, int]] = {}
    """Column → how many rows a cell above still takes from here, and how many columns it has."""
    for cells in rows:
        drawn: list[WordCell] = []
        at = 0
        while at < columns:
            cell = cells[at] if at < len(cells) else BlockCell()
            left, span = below.pop(at, (0, min(cell.columns, columns - at)))
            lines = left or cell.lines
            if lines > 1:
                below[at] = lines - 1, span
            merge = "continue" if left else "restart" if lines > 1 else ""
            drawn.append(WordCell("" if left else cell_markup(cell), span, merge))
            at += span
        yield drawn


def cell_markup(cell: BlockCell) -> str:
    look = Look(is_bold=cell.is_heading, size=19)
    if cell.is_amount and len(cell.blocks) == 1 and cell.blocks[0].kind == "paragraph":
        return paragraph(runs_markup(cell.blocks[0].runs, look), align="right")
    parts = "".join(blocks_markup(cell.blocks, Place(look=look)))
    # Word wants a paragraph at the end of each cell.
    return parts if parts.endswith("</w:p>") else f"{parts}<w:p/>"
