"""Words: a paragraph of Word as a line of Markdown, in the state that its tracked changes have when they are accepted.

A Word file that was written here says by hidden bookmarks where its clauses begin. The words between the ends of such a bookmark are
printed for the reader, as a number is, and are no words of the clause. Word keeps hidden bookmarks while somebody works on the text, so
that a clause is known again even when all its words are new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any

from docx.oxml.ns import qn

from shishin.kit.budget import Budget
from shishin.kit.identity import PLACE, PRINTED_ADDRESS, hash_of_key
from shishin.kit.markdown_parser import is_wide

PRINTED_ONLY = "_Printed"
"""The name of a bookmark around words that belong to no clause."""
MARK = re.compile(r"_Clause([HL])([0-9]{1,2})_([a-z]+)_([a-z2-7]{12})$")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a clause begins. `has_heading`: its paragraph is its heading, not its first words."""

    depth: int
    kind: str
    key_hash: str
    has_heading: bool


def name_of_mark(*, depth: int, kind: str, key: str, has_heading: bool) -> str:
    """A bookmark's name has at most forty letters, so the key itself has no room."""
    return f"_Clause{'H' if has_heading else 'L'}{min(depth, 99)}_{kind}_{hash_of_key(key)}"


def is_ours(name: str) -> bool:
    return name.startswith(("_Clause", PRINTED_ONLY))


def mark_of(name: str) -> Mark | None:
    match = MARK.match(name)
    return Mark(int(match[2]), match[3], match[4], match[1] == "H") if match else None


BOLD, ITALIC, STRUCK, RAISED, LOWERED, CODE, NOTE = "**", "*", "~~", "sup", "sub", "`", "^"
ADDRESS = re.compile(r"(?:(?:https?://|mailto:|tel:|#)[^\s<>()\[\]]+|(?![\w+.-]*:)[\w./-]+\.\w+)$")
ADDRESS_OF_FIELD = re.compile(r'\s*HYPERLINK\s+"([^"]+)"', re.IGNORECASE)
CODE_FONTS = {"consolas", "courier new", "courier", "menlo", "monaco"}
PLACE_OF_CLAUSE = re.compile(f"{PLACE}$")
# What Markdown would take for a sign of its own; a sign inside a word of letters stays as it is.
SIGNS = re.compile(r"([\\`*\[\]|])|(?<!\w)(_)|(_)(?!\w)|(~)(?=~)")
OPENS_TAG = re.compile(r"<(?=[A-Za-z/!?])")
OPENS_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
PUNCTUATION = re.compile(r"[^\w\s]")
SPACES = " \t\u3000\n"
LONGEST_INSTRUCTION = 2100
"""Of an instruction only how it begins is asked for; an address is as long as it may be on paper."""
SKIPPED = {qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "sdtPr", "rt", "softHyphen")}
HELD = {qn(f"w:{name}") for name in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo", "rubyBase")}

SIGNS_OF_OWN = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}


@dataclass(slots=True)
class LeftOut:
    """What the words do not show, to be told to the person."""

    pictures: list[str] = field(default_factory=list)
    """Each by the words that stand before it."""
    text_boxes: list[tuple[str, str]] = field(default_factory=list)
    """The words of each, and those before it."""
    cells: dict[int, list[str]] = field(default_factory=dict)
    """The words of those that stand beyond the widest table, by the number of the table."""
    tracked: int = 0
    comments: int = 0
    hidden: int = 0
    embedded: int = 0

    def beside_table(self, table: int, cells: Iterable[str]) -> None:
        if words := [cell for cell in cells if cell]:
            self.cells.setdefault(table, []).extend(words)


@dataclass(slots=True)
class Piece:
    """Words of one look."""

    text: str
    looks: tuple[str, ...] = ()
    address: str = ""


@dataclass(slots=True)
class Reader:
    """Reads one paragraph after the other and keeps what reaches over their ends."""

    addresses: dict[str, str] = field(default_factory=dict)
    left_out: LeftOut = field(default_factory=LeftOut)
    fields: list[str] = field(default_factory=list)
    """The fields that are open, each by its instruction."""
    bookmarks: dict[str, str] = field(default_factory=dict)
    """Our own bookmarks that are open, number → name."""
    marks: list[Mark] = field(default_factory=list)
    """The clauses that were found to begin since somebody last asked."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """The notes referred to since somebody last asked: footnotes or endnotes, and the number there."""
    note_count: int = 0
    paragraph_count: int = 0
    table_count: int = 0
    words_before: str = ""
    """The last that were read, to say where something stands."""
    budget: Budget = field(default_factory=Budget)

    @property
    def is_in_contents(self) -> bool:
        return any(words.upper().startswith("TOC") for words in self.fields)

    @contextmanager
    def leading_to(self, addresses: dict[str, str]) -> Iterator[None]:
        """While another part is read, whose links have numbers of their own."""
        own, self.addresses = self.addresses, addresses
        try:
            yield
        finally:
            self.addresses = own

    def pieces(self, paragraph: Any) -> list[Piece]:
        self.paragraph_count += 1
        return list(self._inside(paragraph, (), "", 0))

    def bookmark(self, element: Any) -> None:
        """A bookmark of ours begins or ends, inside a paragraph or between two."""
        number = str(element.get(qn("w:id"), ""))
        if element.tag == qn("w:bookmarkEnd"):
            self.bookmarks.pop(number, None)
            return
        name = str(element.get(qn("w:name"), ""))
        if is_ours(name):
            self.bookmarks[number] = name
            if mark := mark_of(name):
                self.marks.append(mark)

    def _inside(self, element: Any, looks: tuple[str, ...], address: str, depth: int) -> Iterator[Piece]:
        self.budget.reach("nesting", depth, paragraph=self.paragraph_count)
        for child in element:
            tag = child.tag
            if tag in (qn("w:ins"), qn("w:del"), qn("w:moveTo"), qn("w:moveFrom")):
                self.left_out.tracked += 1
            if tag in SKIPPED:
                continue
            if tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
                self.bookmark(child)
            elif tag == qn("w:r"):
                yield from self._run(child, looks, address, depth)
            elif tag == qn("w:hyperlink"):
                place = str(child.get(qn("w:anchor"), ""))
                target = f"#{place}" if PLACE_OF_CLAUSE.match(place) else self.addresses.get(str(child.get(qn("r:id"), "")), "")
                yield from self._inside(child, looks, target if ADDRESS.match(target) else address, depth + 1)
            elif tag in HELD:
                field_address = _address_in(str(child.get(qn("w:instr"), "")))
                yield from self._inside(child, looks, field_address or address, depth + 1)
            elif tag == qn("w:commentRangeStart"):
                self.left_out.comments += 1
            elif str(tag).endswith(("}oMathPara", "}oMath")):
                yield from self._piece(_formula(child), looks, "")

    def _run(self, run: Any, looks: tuple[str, ...], address: str, depth: int) -> Iterator[Piece]:
        properties = run.find(qn("w:rPr"))
        if is_on(properties, "w:vanish"):
            self.left_out.hidden += 1
            return
        if value_in(properties, "w:rStyle") == PRINTED_ADDRESS:
            return
        looks = (*looks, *_looks(properties))
        address = address or next(filter(None, map(_address_in, reversed(self.fields))), "")
        for child in run:
            tag = child.tag
            if sign := SIGNS_OF_OWN.get(tag):
                yield from self._piece(sign, looks if sign == "-" else (), "")
            elif tag == qn("w:t"):
                yield from self._piece(child.text or "", looks, address)
            elif tag == qn("w:br") and child.get(qn("w:type"), "") not in ("page", "column"):
                yield from self._piece("\n", (), "")
            elif tag == qn("w:ruby"):
                yield from self._ruby(child, looks, depth)
            elif tag in NOTES:
                self.budget.spend("references", paragraph=self.paragraph_count)
                self.note_count += 1
                self.notes.append((NOTES[tag], str(child.get(qn("w:id"), ""))))
                yield from self._piece(f"[^{self.note_count}]", (NOTE,), "")
            else:
                self._unspoken(child)

    def _unspoken(self, child: Any) -> None:
        """What has no words of its own, or none that are read."""
        tag = child.tag
        if tag == qn("w:fldChar"):
            self._field(str(child.get(qn("w:fldCharType"), "")))
        elif tag == qn("w:instrText") and self.fields:
            self.fields[-1] = (self.fields[-1] + (child.text or "")).lstrip()[:LONGEST_INSTRUCTION]
        elif tag in (qn("w:drawing"), qn("w:pict"), qn("w:object")):
            self._picture(child)
        elif str(tag).endswith("}AlternateContent"):
            # The same thing twice, for new and for old programs: the first counts.
            for picture in next(iter(child), ()):
                self._picture(picture)

    def _piece(self, text: str, looks: tuple[str, ...], address: str) -> Iterator[Piece]:
        if text and not self.bookmarks and not self.is_in_contents:
            self.words_before = text.strip(SPACES) or self.words_before
            yield Piece(text, looks, address)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("")
            self.budget.reach("nesting", len(self.fields), paragraph=self.paragraph_count)
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _ruby(self, ruby: Any, looks: tuple[str, ...], depth: int) -> Iterator[Piece]:
        below = "".join(piece.text for part in ruby.findall(qn("w:rubyBase")) for piece in self._inside(part, (), "", depth + 1))
        above = "".join(piece.text for part in ruby.findall(qn("w:rt")) for piece in self._inside(part, (), "", depth + 1))
        yield from self._piece(f"{below}（{above}）" if above else below, looks, "")

    def _picture(self, element: Any) -> None:
        boxes = [found for found in element.iter() if str(found.tag).endswith("}txbxContent")]
        for box in boxes:
            words = "".join(found.text or "" for found in box.iter(qn("w:t"))).strip(SPACES)
            self.left_out.text_boxes.append((words, self.words_before))
        if boxes:
            return
        if element.tag == qn("w:object"):
            self.left_out.embedded += 1
        else:
            self.left_out.pictures.append(self.words_before)


def child_of(element: Any, name: str) -> Any:
    """The first child of a name; none where there is none, or no element."""
    return element.find(qn(name)) if element is not None else None


def value_in(element: Any, name: str, attribute: str = "w:val") -> str:
    """What a child of an element says; empty where there is no such child or no such element."""
    child = child_of(element, name)
    return "" if child is None else str(child.get(qn(attribute), ""))


def is_on(properties: Any, name: str) -> bool | None:
    """Whether a switch such as bold is on, off or not touched."""
    found = child_of(properties, name)
    return None if found is None else found.get(qn("w:val"), "1") not in ("0", "false", "off", "none")


def _address_in(instruction: str) -> str:
    found = ADDRESS_OF_FIELD.match(instruction) if instruction else None
    return found[1] if found and ADDRESS.match(found[1]) else ""


def _formula(element: Any) -> str:
    return "".join(found.text or "" for found in element.iter() if str(found.tag).endswith("/math}t"))


def _looks(properties: Any) -> list[str]:
    looks = [sign for name, sign in (("w:b", BOLD), ("w:i", ITALIC), ("w:strike", STRUCK)) if is_on(properties, name)]
    value = value_in(properties, "w:vertAlign")
    if value_in(properties, "w:rFonts", "w:ascii").lower() in CODE_FONTS:
        looks.append(CODE)
    return [*looks, *([RAISED] if value == "superscript" else [LOWERED] if value == "subscript" else [])]


def plain(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def is_all_bold(pieces: list[Piece]) -> bool:
    spoken = [piece for piece in pieces if piece.text.strip(SPACES)]
    return bool(spoken) and all(BOLD in piece.looks for piece in spoken)


def bold_lead(pieces: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The pieces in bold with which a line begins, and the rest; nothing leads where all is bold or none."""
    end = next((at for at, piece in enumerate(pieces) if BOLD not in piece.looks and piece.text.strip(SPACES)), len(pieces))
    return (pieces[:end], pieces[end:]) if end < len(pieces) else ([], pieces)


def joined(pieces: Iterable[Piece], *, without: str = "") -> list[Piece]:
    """Side by side of one look they are one; `without` is a look that the whole line has."""
    found: list[Piece] = []
    for piece in pieces:
        looks = tuple(look for look in dict.fromkeys(piece.looks) if look != without)
        if found and (found[-1].looks, found[-1].address) == (looks, piece.address):
            found[-1] = Piece(found[-1].text + piece.text, looks, piece.address)
        else:
            found.append(Piece(piece.text, looks, piece.address))
    return found


def markdown(pieces: list[Piece], *, without: str = "") -> str:
    """The words with their looks as Markdown has them."""
    whole = joined(pieces, without=without)
    written = []
    for at, piece in enumerate(whole):
        before = whole[at - 1].text[-1:] if at else ""
        after = whole[at + 1].text[:1] if at + 1 < len(whole) else ""
        written.append(_written(piece, before, after))
    return "".join(written)


HTML_OF = {BOLD: "strong", ITALIC: "em", STRUCK: "s", RAISED: "sup", LOWERED: "sub", CODE: "code"}
BREAK = "<br>"


def html_of(piece: Piece, *, without: str = "") -> str:
    """The same for a cell of a table that Markdown cannot write."""
    inner = escape(piece.text, quote=False).replace("\n", BREAK)
    for look in reversed(dict.fromkeys(piece.looks)):
        if look in HTML_OF and look != without and inner.strip():
            inner = f"<{HTML_OF[look]}>{inner}</{HTML_OF[look]}>"
    return f'<a href="{escape(piece.address)}">{inner}</a>' if piece.address else inner


def escaped(text: str) -> str:
    text = SIGNS.sub(lambda match: "\\" + match[0], text)
    return OPENS_TAG.sub(r"\\<", OPENS_ENTITY.sub("&amp;", text))


def _written(piece: Piece, before: str, after: str) -> str:
    words = piece.text.strip(SPACES)
    if not words:
        return piece.text
    if NOTE in piece.looks:
        return piece.text
    lead, tail = piece.text[: piece.text.index(words[0])], piece.text[len(piece.text.rstrip(SPACES)) :]
    inner = escaped(words)
    if CODE in piece.looks:
        # The spaces of code are signs of it.
        inner, lead, tail = _code(piece.text), "", ""
    if piece.address in (words, f"mailto:{words}"):
        inner = f"<{words}>"
    elif piece.address:
        inner = f"[{inner}]({piece.address})"
    for look in reversed(piece.looks):
        if look in (RAISED, LOWERED):
            inner = f"<{look}>{inner}</{look}>"
        elif look != CODE and _stands(words, lead or before, tail or after):
            inner = f"{look}{inner}{look}"
    return f"{lead}{inner}{tail}"


def fence_of(code: str, *, least: int = 1) -> str:
    """More back-ticks than stand in it side by side."""
    return "`" * max(least, max(map(len, re.findall("`+", code)), default=0) + 1)


def _code(words: str) -> str:
    signs = fence_of(words)
    space = " " if words.startswith("`") or words.endswith("`") or (words[0] == words[-1] == " ") else ""
    return f"{signs}{space}{words}{space}{signs}"


def _stands(words: str, before: str, after: str) -> bool:
    """Whether signs of emphasis around these words would be read as such: beside letters, punctuation inside breaks them."""
    opens = not PUNCTUATION.match(words[0]) or not before.strip() or PUNCTUATION.match(before[-1]) or is_wide(before[-1])
    closes = not PUNCTUATION.match(words[-1]) or not after.strip() or PUNCTUATION.match(after[0]) or is_wide(after[0])
    return bool(opens and closes) and "\n" not in words
