"""Laying out: blocks of Word as lines of Markdown, with the places where clauses begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from shishin.texts.foreign_markdown.found_clauses import Cut, TypedNumbers
from shishin.texts.foreign_word.blocks import Block
from shishin.texts.foreign_word.numbers import Printed, numbered_by_word
from shishin.texts.foreign_word.words import Mark
from shishin.texts.numbering.printed import Numbered, numbered
from shishin.texts.phrases import place_of_contents, places_of_annexes

PLACEHOLDER = "."
"""Stands in a line where a clause begins; the cutter takes the clause itself for it."""
BEGINS_BLOCK = re.compile(r"(?:[#>+=]|-(?=[ \-]|$)|:::|\d{1,9}[.)](?=[ ]|$))")
SIMPLE_NUMBER = re.compile(r"(\d{1,9})[.)]?$")
TYPED_SIGN = re.compile(r"(?:[・●○■□◆◇▪•‣◦\-–―][ \t\u3000]+|[・•]|(?P<number>[0-9]{1,3}[.)])[ \t\u3000]+)(?=\S)")
"""What people type before the items of a list instead of letting Word do it."""
OUR_SIGN = re.compile(r"(?:・|(?P<number>[0-9]{1,9})[.])\t")
"""Before the items of our own lists."""
STEP = 360
"""How much deeper each level of a list of Word's is taken to stand, in twentieths of a point."""


@dataclass(slots=True)
class LaidOut:
    """`begins`: line (from 0) → the clause that begins there."""

    title: str = ""
    front: str = ""
    """What stands before the first clause of a file of ours: its cover."""
    lines: list[str] = field(default_factory=list)
    begins: dict[int, Cut] = field(default_factory=dict)
    contents: list[str] = field(default_factory=list)
    """The lines of a table of contents that somebody typed."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def lay_out(blocks: Sequence[Block]) -> LaidOut:
    title = next((block for block in blocks if block.is_title), None)
    found = LaidOut(title=title.plain if title else "")
    first_mark = next((at for at, block in enumerate(blocks) if block.mark), None)
    if first_mark is not None:
        # What a file of ours has before its first clause is its cover and its contents.
        found.front = "\n".join(block.plain for block in blocks[:first_mark])
        blocks = blocks[first_mark:]
    else:
        blocks = [block for block in blocks if block is not title]
        blocks = _without_contents(_without_title(blocks, found), found)
    writer = _Writer(found, is_ours=first_mark is not None)
    annexes = places_of_annexes([(_printed_line(block), bool(block.level)) for block in blocks]) if first_mark is None else ()
    for at, block in enumerate(blocks):
        if at in annexes:
            writer.annex(block)
        else:
            writer.write(block, following=_printed_line(blocks[at + 1]) if at + 1 < len(blocks) else "")
    writer.end()
    return found


def _without_title(blocks: Sequence[Block], found: LaidOut) -> Sequence[Block]:
    """The only heading of the first level, before all else, is the title of the document."""
    tops = [block for block in blocks if block.level == 1]
    if not found.title and len(tops) == 1 and blocks[0] is tops[0] and any(block.level > 1 for block in blocks):
        found.title = tops[0].plain
        return blocks[1:]
    return blocks


def _without_contents(blocks: Sequence[Block], found: LaidOut) -> Sequence[Block]:
    places = place_of_contents([(block.plain, bool(block.level)) for block in blocks])
    found.contents += [blocks[at].plain for at in places[1:]]
    return [block for at, block in enumerate(blocks) if at not in places]


class _Writer:
    """Goes through the blocks and remembers which headings are open."""

    def __init__(self, found: LaidOut, *, is_ours: bool = False) -> None:
        self.found = found
        self.is_ours = is_ours
        """The file says by marks where its clauses begin: a number that begins a paragraph is a word of it."""
        self.levels: list[int] = []
        self.typed = TypedNumbers()
        self.items: list[tuple[int, str]] = []
        """The items that are open: how far each is set in, and the spaces that words below it begin with."""
        self.notes: list[str] = []
        """Of the clause that is open; they stand at its end."""

    def write(self, block: Block, *, following: str) -> None:
        if block.table:
            self.paragraph(*block.table, is_code=block.is_code)
        elif block.mark:
            self.marked(block, block.mark)
        elif block.level:
            self.heading(block)
        elif block.is_quote:
            self.quote(block.words)
        elif self.typed.takes_caption(block.plain, following):
            return
        else:
            self.running(block)
        self.notes += block.notes

    def marked(self, block: Block, mark: Mark) -> None:
        words = block.words if mark.has_heading else ""
        first = "" if mark.has_heading else _safe(block.words)
        lines = [first] if first else []
        self.begin(Cut(words, mark.depth, 0, kind=mark.kind, lines=lines, is_item=not mark.has_heading, key_hash=mark.key_hash))
        self.levels = list(range(1, mark.depth + 1))
        self.typed.begin_again(mark.depth)

    def heading(self, block: Block) -> None:
        while self.levels and self.levels[-1] >= block.level:
            self.levels.pop()
        self.levels.append(block.level)
        self.typed.begin_again(len(self.levels))
        label = block.printed.label if block.printed and not block.printed.is_bullet else ""
        self.begin(Cut("　".join(part for part in (label, block.words) if part), len(self.levels), 0))

    def annex(self, block: Block) -> None:
        self.begin(self.typed.annex(block.words))
        self.levels = [1]

    def running(self, block: Block) -> None:
        label = block.printed.label if block.printed else ""
        if self._wrote_item(block, label) or self._wrote_below_item(block) or (not label and not self.is_ours and self._wrote_lead(block)):
            return
        if (label or not self.is_ours) and (found := self._number_of(block, label)):
            self.begin(self.typed.clause(found, is_bold=block.is_bold))
        elif block.is_bold:
            self.paragraph(f"**{block.words}**" if "\n" not in block.words else block.words)
        else:
            self.paragraph(_safe(block.words))

    def _wrote_item(self, block: Block, label: str) -> bool:
        """An item of a list: one that Word numbers or marks, or one whose sign somebody typed."""
        if block.printed and _is_simple(block.printed, label) and not (block.is_bold and label):
            self.item(block.words, label, indent=block.indent + STEP * block.printed.level)
            return True
        signs = OUR_SIGN if self.is_ours else TYPED_SIGN
        typed = signs.match(block.words) if not label and not block.is_bold else None
        if typed:
            self.item(block.words[typed.end() :], typed["number"] or "", indent=block.indent)
        return typed is not None

    def _wrote_below_item(self, block: Block) -> bool:
        """A further paragraph of an item, which a file of ours sets in as far as the words of the item."""
        if not self.is_ours or not self.items or block.indent < self.items[0][0]:
            return False
        while self.items[-1][0] > block.indent:
            self.items.pop()
        spaces = self.items[-1][1]
        words = f"**{block.words}**" if block.is_bold and "\n" not in block.words else _safe(block.words)
        self.found.lines += ["", *(f"{spaces}{line}" for line in words.split("\n"))]
        return True

    def _wrote_lead(self, block: Block) -> bool:
        """A number and a few words in bold, and the text goes on behind them."""
        lead = numbered(block.lead, is_bold=True)
        if lead is None or not lead.is_heading:
            return False
        self.begin(
            Cut(f"{lead.number}　{lead.rest}".strip("　"), self.typed.base + self.typed.depths.of(lead), 0, lines=[_safe(block.rest)])
        )
        return True

    def _number_of(self, block: Block, label: str) -> Numbered | None:
        text = f"{label}　{block.words}" if label else block.words
        found = numbered(text, is_bold=block.is_bold, is_below_article=self.typed.depths.is_below_article)
        return numbered_by_word(block.printed, block.words) if block.printed and label and found is None else found

    def begin(self, cut: Cut) -> None:
        self.end()
        if self.found.lines and self.found.lines[-1]:
            self.found.lines.append("")
        cut.line = len(self.found.lines)
        self.found.begins[cut.line] = cut
        self.found.lines += [PLACEHOLDER, ""]
        self.items = []

    def item(self, words: str, label: str, *, indent: int) -> None:
        number = SIMPLE_NUMBER.match(label)
        sign = f"{number[1]}. " if number else "- "
        if not self.items and self.found.lines and self.found.lines[-1]:
            self.found.lines.append("")
        while self.items and self.items[-1][0] >= indent:
            self.items.pop()
        spaces = self.items[-1][1] if self.items else ""
        below = spaces + " " * len(sign)
        self.found.lines += f"{spaces}{sign}{_safe(words)}".replace("\n", "\n" + below).split("\n")
        self.items.append((indent, below))

    def paragraph(self, *lines: str, is_code: bool = False) -> None:
        if self.found.lines and self.found.lines[-1]:
            self.found.lines.append("")
        for line in lines:
            self.found.lines += (line if is_code else line.replace("\t", "　")).split("\n")
        self.found.lines.append("")
        self.items = []

    def quote(self, words: str) -> None:
        """One paragraph of it; what follows on another is the same quote."""
        lines = self.found.lines
        if len(lines) > 1 and lines[-2].startswith("> "):
            lines.pop()
            lines.append(">")
        elif lines and lines[-1]:
            lines.append("")
        lines += [f"> {line}" for line in _safe(words).split("\n")]
        lines.append("")
        self.items = []

    def end(self) -> None:
        """A caption that no article followed is a paragraph after all; the notes of the clause go below it."""
        if self.typed.caption:
            caption, self.typed.caption = self.typed.caption, ""
            self.paragraph(f"（{caption}）")
        notes, self.notes = self.notes, []
        for note in notes:
            self.paragraph(note)


def _printed_line(block: Block) -> str:
    """The words as they are printed, with the number that Word counts."""
    label = block.printed.label if block.printed else ""
    return f"{label}　{block.plain}" if label else block.plain


def _is_simple(printed: Printed, label: str) -> bool:
    return printed.is_bullet or not label or SIMPLE_NUMBER.match(label) is not None


def _safe(words: str) -> str:
    """Words that begin as a Markdown block does, with a backslash before."""
    lines = []
    for line in words.replace("\t", "　").split("\n"):
        stripped = line.lstrip(" ")
        if BEGINS_BLOCK.match(stripped):
            at = len(stripped) - len(stripped.lstrip("0123456789"))
            stripped = stripped[:at] + "\\" + stripped[at:]
        lines.append(stripped)
    # A line that Word breaks is broken in Markdown by a backslash.
    return "\\\n".join(line for line in lines if line)
