"""Bodies as blocks of plain data: paragraphs, lists, tables, code. Read from the very HTML that pages show, so paper says the same."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from shishin.kit.markdown import WIDEST_CELL, to_html, to_inline_html

BOLD, ITALIC, CODE, STRUCK, UNDERLINED, SUPER, SUB = "bold", "italic", "code", "struck", "underlined", "super", "sub"
LOOKS = {
    "strong": BOLD, "b": BOLD, "em": ITALIC, "i": ITALIC, "code": CODE, "s": STRUCK, "del": STRUCK, "ins": UNDERLINED, "sup": SUPER, "sub": SUB,
}  # fmt: skip

HOLDERS = {"ul": "list", "ol": "list", "blockquote": "quote", "aside": "note", "table": "table"}

LONGEST_ADDRESS = 2000
"""Nobody types a longer one from paper, and the typesetter refuses very long ones."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look. `address` is where they lead, `note` what is said of them below."""

    text: str
    looks: frozenset[str] = frozenset()
    address: str = ""
    note: tuple[Block, ...] = field(default=(), hash=False)

    @property
    def is_printed_address(self) -> bool:
        """On paper a link is its address; one inside the text, or to what lay beside it, is its words."""
        return bool(urlsplit(self.address).scheme) and self.address not in (self.text, f"mailto:{self.text}")


@dataclass(slots=True)
class Block:
    """`kind` is paragraph, list, quote, code, rule, table or note. Items are of a list, rows of a table, blocks of a quote or note."""

    kind: str
    runs: list[Run] = field(default_factory=list)
    items: list[list[Block]] = field(default_factory=list)
    rows: list[list[BlockCell]] = field(default_factory=list)
    first: int | None = None
    name: str = ""
    """Of a note: by what it is referred to."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(slots=True)
class BlockCell:
    blocks: list[Block] = field(default_factory=list)
    is_heading: bool = False
    is_amount: bool = False
    columns: int = 1
    lines: int = 1
    """How many columns and rows it takes."""


def blocks_of(body: str) -> list[Block]:
    return blocks_of_html(to_html(body)) if body.strip() else []


def runs_of(inline: str) -> list[Run]:
    """One line, for a heading."""
    return [run for block in blocks_of_html(to_inline_html(inline)) for run in block.runs]


@lru_cache(maxsize=1024)
def blocks_of_html(html: str) -> list[Block]:
    """HTML as `kit.markdown` leaves it: few tags, all closed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.with_notes()


class _Reader(HTMLParser):
    """`open` holds the lists of blocks that are being filled, the innermost last."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.open: list[list[Block]] = [self.blocks]
        self.holders: list[Block] = []
        self.looks: list[str] = []
        self.address = ""
        self.current: Block | None = None
        self.is_code = False
        self.is_reference = False
        self.references: list[tuple[Block, int]] = []
        """Where running text refers to notes: the block and the place among its runs. From note to note would lead round and round."""

    def with_notes(self) -> list[Block]:
        """The blocks with each note at the words it is on; one that nothing but a note refers to stays where it is written."""
        notes = {block.name: block for block in self.blocks if block.kind == "note"}
        used = set[str]()
        for block, at in self.references:
            run = block.runs[at]
            if note := notes.get(run.text):
                block.runs[at] = replace(run, note=tuple(note.items[0]))
                used.add(run.text)
        return [part for block in self.blocks for part in _as_written(block, used)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.is_reference = tag == "sup" and attributes.get("class") == "note"
        if tag in LOOKS and not self.is_code:
            self.looks.append(LOOKS[tag])
        elif tag == "a":
            address = attributes.get("href") or ""
            address = urljoin(settings.SITE_URL, address) if address.startswith("/") else address
            self.address = address if len(address) <= LONGEST_ADDRESS else ""
        elif tag == "br":
            self._write("\n")
        elif tag == "rt":
            self._write("（")
        elif tag == "pre":
            self.is_code = True
            self._begin(Block("code"))
        elif tag == "hr":
            self._begin(Block("rule"))
            self._end()
        elif tag == "p":
            self._end()
        elif tag in HOLDERS:
            self._hold(tag, attributes)
        elif tag in ("li", "tr", "th", "td"):
            self._hold_within(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag in LOOKS and LOOKS[tag] in self.looks:
            self.looks.reverse()
            self.looks.remove(LOOKS[tag])
            self.looks.reverse()
        elif tag == "a":
            self.address = ""
        elif tag == "rt":
            self._write("）")
        elif tag == "pre":
            self.is_code = False
            self._end()
        elif tag == "p":
            self._end()
        elif tag in ("li", "th", "td", "blockquote", "aside"):
            self._end()
            if len(self.open) > 1:
                self.open.pop()
        if tag == "aside" and self.holders:
            _name_note(self.holders[-1])
        if tag == "table" and self.holders:
            self.holders[-1].rows = unmerged(self.holders[-1].rows)
        if tag in HOLDERS and self.holders:
            self.holders.pop()
            self._end()

    def handle_data(self, data: str) -> None:
        if self.is_code:
            self._write(data)
            return
        is_after_break = self.current is not None and self.current.text.endswith("\n")
        words = (data.lstrip("\n ") if is_after_break else data).replace("\n", " ")
        if words:
            self._write(words)
        if self.is_reference and self.current is not None:
            if not any(holder.kind == "note" for holder in self.holders):
                self.references.append((self.current, len(self.current.runs) - 1))
            self.is_reference = False

    def _hold(self, tag: str, attributes: dict[str, str | None]) -> None:
        kind = HOLDERS[tag]
        start = attributes.get("start") or "1"
        block = Block(kind, first=int(start) if tag == "ol" and start.isdecimal() else 1 if tag == "ol" else None)
        self._begin(block)
        self._end()
        self.holders.append(block)
        if tag in ("blockquote", "aside"):
            self._open_list_of_blocks(block.items)

    def _hold_within(self, tag: str, attributes: dict[str, str | None]) -> None:
        """A list item or cell that stands in no list or table is a paragraph."""
        self._end()
        wanted = "list" if tag == "li" else "table"
        if not self.holders or self.holders[-1].kind != wanted:
            if tag != "tr":
                self.open.append(self.open[-1])
            return
        holder = self.holders[-1]
        if tag == "li":
            self._open_list_of_blocks(holder.items)
        elif tag == "tr":
            holder.rows.append([])
        else:
            wide, high = (int(attributes.get(name) or 1) for name in ("colspan", "rowspan"))
            cell = BlockCell(is_heading=tag == "th", is_amount="amount" in (attributes.get("class") or ""), columns=wide, lines=high)
            if not holder.rows:
                holder.rows.append([])
            holder.rows[-1].append(cell)
            self.open.append(cell.blocks)

    def _open_list_of_blocks(self, items: list[list[Block]]) -> None:
        items.append([])
        self.open.append(items[-1])

    def _end(self) -> None:
        """The line end before whatever follows is no part of the words."""
        if self.current is not None and self.current.runs and self.current.kind != "code":
            last = self.current.runs[-1]
            self.current.runs[-1] = replace(last, text=last.text.rstrip(" \n"))
        self.current = None

    def _begin(self, block: Block) -> None:
        self._end()
        self.open[-1].append(block)
        self.current = block

    def _write(self, text: str) -> None:
        if self.current is None:
            if not text.strip():
                return
            text = text.lstrip("\n ")
            self._begin(Block("paragraph"))
        if self.current is not None:
            self.current.runs.append(Run(text, frozenset(self.looks), self.address))


def _name_note(note: Block) -> None:
    """A note begins with what refers to it."""
    name, *blocks = note.items[0] or [Block("paragraph")]
    note.name, note.items = name.text, [blocks]


def _as_written(block: Block, used: set[str]) -> list[Block]:
    if block.kind != "note":
        return [block]
    if block.name in used:
        return []
    first, *others = block.items[0] or [Block("paragraph")]
    return [replace(first, runs=[Run(f"[{block.name}] "), *first.runs]), *others]


def unmerged(rows: list[list[BlockCell]]) -> list[list[BlockCell]]:
    """Each cell in its column: beside and below one that takes several, empty ones keep the place."""
    if all(cell.columns == cell.lines == 1 for row in rows for cell in row):
        return rows
    below: dict[int, int] = {}
    """Column → how many rows it is still taken."""
    drawn = []
    for row in rows:
        cells: list[BlockCell] = []
        for cell in row:
            _pass_taken(cells, below)
            width = max(1, min(cell.columns, WIDEST_CELL - len(cells)))
            below |= {at: cell.lines - 1 for at in range(len(cells), len(cells) + width) if cell.lines > 1}
            cells += [cell, *(BlockCell(is_heading=cell.is_heading) for _column in range(width - 1))]
        _pass_taken(cells, below)
        drawn.append(cells)
    return drawn


def _pass_taken(cells: list[BlockCell], below: dict[int, int]) -> None:
    while below.get(len(cells), 0):
        below[len(cells)] -= 1
        cells.append(BlockCell())
