"""Foreign HTML: what somebody copied in Word, Excel or a browser, as Markdown. Nothing but text and structure is taken, and what is left out is counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from django.utils.translation import ngettext

from shishin.kit.budget import LIMITS, Budget
from shishin.kit.markdown import WIDEST_CELL
from shishin.kit.markdown_parser import is_wide
from shishin.texts.foreign_word.tables import lines_of
from shishin.texts.foreign_word.words import (
    ADDRESS,
    BOLD,
    BREAK,
    CODE,
    ITALIC,
    LOWERED,
    NOTE,
    RAISED,
    STRUCK,
    Piece,
    fence_of,
    html_of,
    markdown,
)

WITHIN = {**LIMITS, "characters": 2_000_000, "elements": 100_000, "nesting": 100, "seconds": 5}
"""Pages that are copied stand deeper in one another than files."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
GONE = {"script", "style", "head", "title", "template", "xml", "noscript", "del", "button", "select", "option"}
OBJECTS = {"iframe", "object", "embed", "video", "audio", "canvas", "svg", "math"}
BLOCKS = {"p", "div", "ul", "ol", "li", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "body", "html", "section"}
BLOCKS |= {
    *["article", "header", "footer", "main", "nav", "aside", "figure", "figcaption", "dl", "dt", "dd", "hr", "center", "form", "address"]
}
PARTS_OF_TABLE = {"tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup"}
CLOSES = {"li": {"li"}, "tr": {"tr", "td", "th"}, "td": {"td", "th"}, "th": {"td", "th"}, "tbody": {"thead", "tbody", "tr", "td", "th"}}
CLOSES |= {"p": {"p"}, "tfoot": CLOSES["tbody"], "dt": {"dt", "dd"}, "dd": {"dt", "dd"}}
BOUNDARIES = {"table", "ul", "ol", "td", "th", "body", "blockquote"}
SIGNS = {"b": BOLD, "strong": BOLD, "i": ITALIC, "em": ITALIC, "s": STRUCK, "strike": STRUCK, "sup": RAISED, "sub": LOWERED}
SIGNS |= {"code": CODE, "tt": CODE, "kbd": CODE}
BULLETS = set("·•●○■□◆◇▪▫‣⁃oo§ØüÜ・－–-*") | {"\uf0b7", "\uf0a7", "\uf06c", "\uf0d8", "\uf0fc"}
DECIMAL = re.compile(r"(\d{1,9})[.)]$")
LEVEL = re.compile(r"mso-list:[^;]*?level([1-9])")
HIDDEN = re.compile(r"display:none|mso-hide:all|visibility:hidden")
WEIGHT = re.compile(r"font-weight:(\w+)")
PLACE_OF_NOTE = re.compile(r"#?_(?:ftn|edn)(ref)?(\d{1,5})$")
SPACES = " \t\n\r\f\u00a0"
FOLDED = re.compile(r"[ \t\n\r\f]+")


@dataclass(slots=True)
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def style(self) -> str:
        return self.attributes.get("style", "").lower().replace(" ", "").replace("\n", "")

    def of(self, *tags: str) -> Iterator[Node]:
        """Elements below this one, not below another of them."""
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                elif child.tag != "table":
                    yield from child.of(*tags)


class Tree(HTMLParser):
    """The elements as they stand in one another; what a browser closes by itself is closed here too."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(convert_charrefs=True)
        self.budget = budget
        self.stack = [Node("body")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.budget.spend("elements", line=self.getpos()[0])
        self._close_before(tag)
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.stack[-1].children.append(node)
        if tag not in VOID:
            self.stack.append(node)
            self.budget.reach("nesting", len(self.stack), line=self.getpos()[0])

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.stack) - 1, 0, -1):
            if self.stack[at].tag == tag:
                del self.stack[at:]
                return
            if self.stack[at].tag == "table" and tag not in PARTS_OF_TABLE:
                return

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)

    def _close_before(self, tag: str) -> None:
        closed = CLOSES.get(tag, {"p"} if tag in BLOCKS else set())
        for at in range(len(self.stack) - 1, 0, -1):
            if self.stack[at].tag in closed:
                del self.stack[at:]
            elif self.stack[at].tag in BOUNDARIES:
                return


@dataclass(frozen=True, slots=True)
class Pasted:
    text: str
    left_out: dict[str, int]

    @property
    def in_words(self) -> str:
        """What was left out, a sentence each; empty where nothing was."""
        words = {
            "pictures": ngettext("%(count)s picture was left out.", "%(count)s pictures were left out.", self.left_out.get("pictures", 0)),
            "objects": ngettext("%(count)s object was left out.", "%(count)s objects were left out.", self.left_out.get("objects", 0)),
            "scripts": ngettext("%(count)s script was left out.", "%(count)s scripts were left out.", self.left_out.get("scripts", 0)),
            "hidden": ngettext(
                "%(count)s hidden passage was left out.", "%(count)s hidden passages were left out.", self.left_out.get("hidden", 0)
            ),
            "deleted": ngettext(
                "%(count)s deleted passage was left out.", "%(count)s deleted passages were left out.", self.left_out.get("deleted", 0)
            ),
        }
        return " ".join(words[what] % {"count": count} for what, count in self.left_out.items() if count)


def read_pasted(html: str, *, first_note: int = 1) -> Pasted:
    """The text of a clipboard. Its notes are numbered from `first_note` on, behind those that the clause has."""
    budget = Budget(file="", limits=WITHIN)
    budget.spend("characters", len(html))
    tree = Tree(budget)
    tree.feed(html)
    tree.close()
    reader = PastedReader(budget=budget, next_note=first_note)
    blocks = [block for block in reader.blocks(tree.stack[0], ()) if block.strip()]
    text = "".join(_joined(blocks))
    notes = "\n\n".join(f"[^{reader.notes[place]}]: {reader.words_of_notes.get(place, '')}".rstrip() for place in reader.notes)
    return Pasted("\n\n".join(part for part in (text, notes) if part), dict(reader.left_out))


ITEM = re.compile(r"( *)(?:- |(\d{1,9})\. )")


def _joined(blocks: Sequence[str]) -> Iterator[str]:
    """Items of a list follow one another; all else stands apart, also a list inside an item that begins with another number than 1."""
    for at, block in enumerate(blocks):
        if at:
            item, before = ITEM.match(block), ITEM.match(blocks[at - 1])
            is_next = item and before and (item[2] in (None, "1") or len(item[1]) <= len(before[1]))
            yield "\n" if is_next else "\n\n"
        yield block


@dataclass(slots=True)
class PastedReader:
    budget: Budget
    next_note: int
    left_out: Counter[str] = field(default_factory=Counter)
    notes: dict[str, int] = field(default_factory=dict)
    words_of_notes: dict[str, str] = field(default_factory=dict)
    widths: list[int] = field(default_factory=list)
    """How far the items stand in, by level."""

    def blocks(self, node: Node, looks: tuple[str, ...]) -> Iterator[str]:
        """Paragraphs, items, tables, each with its lines."""
        run: list[Piece] = []
        for child in node.children:
            if isinstance(child, Node) and child.tag not in GONE and self._is_block(child):
                yield from self._paragraph(run)
                run = []
                yield from self._block(child, _looks_within(looks, child))
            else:
                run += self.pieces(child, looks)
        yield from self._paragraph(run)

    def _is_block(self, node: Node) -> bool:
        return node.tag in BLOCKS or node.tag in PARTS_OF_TABLE or (node.tag not in VOID and any(map(self._holds_block, node.children)))

    def _holds_block(self, child: Node | str) -> bool:
        return isinstance(child, Node) and child.tag not in GONE and self._is_block(child)

    def _block(self, node: Node, looks: tuple[str, ...]) -> Iterator[str]:
        if HIDDEN.search(node.style):
            self.left_out["hidden"] += 1
        elif "mso-element:footnote-list" in node.style or "mso-element:endnote-list" in node.style:
            self._read_notes(node)
        elif node.tag == "table":
            yield from self._table(node)
        elif node.tag in ("ul", "ol"):
            yield from self._list(node, looks, "")
        elif LEVEL.search(node.style):
            yield from self._word_item(node, looks)
        elif node.tag == "pre":
            code = "".join(_plain(node)).strip("\n")
            fence = fence_of(code, least=3)
            yield f"{fence}\n{code}\n{fence}"
        elif node.tag == "blockquote":
            quoted = "".join(_joined([block for block in self.blocks(node, looks) if block.strip()]))
            yield "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))
        elif re.fullmatch("h[1-6]", node.tag):
            pieces = [replace(piece, looks=(BOLD,)) for piece in self._inline(node, ())]
            yield from self._paragraph(pieces)
        else:
            yield from self.blocks(node, looks)

    def _paragraph(self, pieces: Sequence[Piece], *, lead: str = "") -> Iterator[str]:
        words = _trimmed(markdown(list(pieces)))
        if words:
            yield lead + words.replace("\n", "\\\n" + " " * len(lead))

    def _inline(self, node: Node, looks: tuple[str, ...]) -> list[Piece]:
        return [piece for child in node.children for piece in self.pieces(child, looks)]

    def pieces(self, child: Node | str, looks: tuple[str, ...], address: str = "") -> list[Piece]:
        if isinstance(child, str):
            return [Piece(_folded(child), looks, address)] if child else []
        if (
            child.tag in GONE
            or child.tag in OBJECTS
            or child.tag == "img"
            or HIDDEN.search(child.style)
            or "mso-list:ignore" in child.style
        ):
            self._leave_out(child)
            return []
        if child.tag == "br":
            return [Piece("\n")]
        if child.tag == "a" and (place := PLACE_OF_NOTE.match(child.attributes.get("href", ""))):
            return [] if place[1] else [Piece(f"[^{self._note(place[0].lstrip('#'))}]", (NOTE,))]
        looks = _looks_within(looks, child)
        href = child.attributes.get("href", "") if child.tag == "a" else ""
        address = href if ADDRESS.match(href) and href[:1] != "#" else address
        return [piece for inner in child.children for piece in self.pieces(inner, looks, address)]

    def _leave_out(self, node: Node) -> None:
        if node.tag == "img":
            self.left_out["pictures"] += 1
        elif node.tag in OBJECTS:
            self.left_out["objects"] += 1
        elif node.tag in ("script", "del"):
            self.left_out["scripts" if node.tag == "script" else "deleted"] += 1
        elif HIDDEN.search(node.style) and "mso-list:ignore" not in node.style:
            self.left_out["hidden"] += 1

    def _note(self, place: str) -> int:
        if place not in self.notes:
            self.budget.spend("references")
            self.notes[place] = self.next_note
            self.next_note += 1
        return self.notes[place]

    def _read_notes(self, node: Node) -> None:
        for child in node.of("div"):
            words = _trimmed(markdown(self._inline(child, ()))).replace("\n", " ")
            self.words_of_notes[f"_{child.attributes.get('id', '')}"] = words

    def _list(self, node: Node, looks: tuple[str, ...], indent: str) -> Iterator[str]:
        number = int(start) if (start := node.attributes.get("start", "1")).isdecimal() and len(start) < 8 else 1
        for child in node.children:
            if not isinstance(child, Node):
                continue
            if child.tag in ("ul", "ol"):
                yield from self._list(child, looks, f"{indent}  ")
            elif child.tag == "li":
                sign = f"{number}. " if node.tag == "ol" else "- "
                number += 1
                yield from self._item(child, looks, indent, sign)

    def _item(self, node: Node, looks: tuple[str, ...], indent: str, sign: str) -> Iterator[str]:
        """Its own words on one line, with what stands in it as lists below; other blocks in it become its lines."""
        own = [child for child in node.children if not (isinstance(child, Node) and child.tag in ("ul", "ol"))]
        words = [block.replace("\n", " ") for block in self.blocks(Node("li", {}, own), looks)]
        yield f"{indent}{sign}{' '.join(words)}".rstrip()
        for child in node.children:
            if isinstance(child, Node) and child.tag in ("ul", "ol"):
                yield from self._list(child, looks, indent + " " * len(sign))

    def _word_item(self, node: Node, looks: tuple[str, ...]) -> Iterator[str]:
        """A paragraph that Word numbers: signs and plain numbers make a list; any other number is one of its words."""
        found = LEVEL.search(node.style)
        level = int(found[1]) if found else 1
        number = "".join("".join(_plain(mark)) for mark in _ignored(node)).strip(SPACES)
        pieces = self._inline(node, looks)
        decimal = DECIMAL.match(number)
        sign = "- " if number in BULLETS else f"{decimal[1]}. " if decimal else ""
        if not sign:
            yield from self._paragraph([Piece(f"{number}　"), *pieces] if number else pieces)
            return
        self.widths = [*self.widths[: level - 1], *[2] * (level - 1 - len(self.widths)), len(sign)]
        yield from self._paragraph(pieces, lead=" " * sum(self.widths[:-1]) + sign)

    def _table(self, node: Node) -> Iterator[str]:
        rows = [list(row.of("td", "th")) for row in node.of("tr") if not self._is_hidden(row)]
        self.budget.spend("rows", len(rows))
        rows = [row for row in rows if row]
        if len(rows) == 1 and len(rows[0]) == 1:
            yield from self.blocks(rows[0][0], ())
            return
        if any(_spans(cell) != (1, 1) for row in rows for cell in row):
            yield from self._merged(rows)
            return
        cells = [[BREAK.join(self._lines(cell, is_head=at == 0)).replace("\n", BREAK) for cell in row] for at, row in enumerate(rows)]
        width = max(map(len, cells), default=0)
        self.budget.spend("cells", width * len(cells))
        if any(cell for row in cells for cell in row):
            yield "\n".join(lines_of([[*row, *[""] * (width - len(row))] for row in cells]))

    def _is_hidden(self, row: Node) -> bool:
        is_hidden = HIDDEN.search(row.style) is not None
        self.left_out["hidden"] += is_hidden
        return is_hidden

    def _lines(self, cell: Node, *, is_head: bool = False) -> list[str]:
        """The paragraphs of a cell; a head without the bold that every head has."""
        lines = [line.strip() for line in self.blocks(cell, ())]
        lines = [re.sub(r"\\\n *", BREAK, line) for line in lines if line]
        return [line[2:-2] if is_head and re.fullmatch(r"\*\*[^*]+\*\*", line) else line for line in lines]

    def _merged(self, rows: Sequence[Sequence[Node]]) -> Iterator[str]:
        """Markdown has no cells over several columns or rows; HTML has, and its cells hold no Markdown."""
        written = ["<table>"]
        for at, row in enumerate(rows):
            tag = "th" if at == 0 else "td"
            cells = []
            for cell in row:
                across, down = _spans(cell)
                self.budget.spend("cells", across * down)
                spans = (f' colspan="{across}"' if across > 1 else "") + (f' rowspan="{down}"' if down > 1 else "")
                cells.append(f"<{tag}{spans}>{self._html(cell, is_head=at == 0)}</{tag}>")
            written.append(f"<tr>{''.join(cells)}</tr>")
        yield "\n".join([*written, "</table>"])

    def _html(self, cell: Node, *, is_head: bool) -> str:
        """The words of a cell with their looks; paragraphs as lines."""
        parts: list[str] = []
        for paragraph in [child for child in cell.of("p", "div", "li") if child.children] or [cell]:
            pieces = self._inline(paragraph, ())
            parts.append("".join(html_of(piece, without=BOLD if is_head else "") for piece in pieces).strip(SPACES))
        return BREAK.join(filter(None, parts))


def _looks_within(looks: tuple[str, ...], node: Node) -> tuple[str, ...]:
    """The looks of what stands in an element that stands in others: a weight that is said outweighs what was bold."""
    if node.tag in SIGNS:
        looks = (*looks, SIGNS[node.tag])
    if weight := WEIGHT.search(node.style):
        is_bold = weight[1] in ("bold", "bolder") or (weight[1].isdecimal() and int(weight[1][:4]) >= 600)
        looks = (*(look for look in looks if look != BOLD), *([BOLD] if is_bold else []))
    if "font-style:italic" in node.style:
        looks = (*looks, ITALIC)
    if "line-through" in node.style:
        looks = (*looks, STRUCK)
    return looks


def _spans(cell: Node) -> tuple[int, int]:
    across, down = (cell.attributes.get(name, "1") for name in ("colspan", "rowspan"))
    return tuple(min(int(value), WIDEST_CELL) if value.isdecimal() and 0 < len(value) < 6 and int(value) else 1 for value in (across, down))  # type: ignore[return-value]


def _ignored(node: Node) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node):
            if "mso-list:ignore" in child.style:
                yield child
            else:
                yield from _ignored(child)


def _plain(node: Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield "\n" if child.tag == "br" else "".join(_plain(child))


def _folded(text: str) -> str:
    """New lines and runs of spaces are one space, and none between Japanese letters where a program broke its line."""

    def space(found: re.Match[str]) -> str:
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        return "" if "\n" in found[0] and before and after and is_wide(before) and is_wide(after) else " "

    return FOLDED.sub(space, text.replace("\u00a0", " "))


def _trimmed(words: str) -> str:
    return "\n".join(line.strip(" ") for line in words.strip(SPACES).split("\n"))
