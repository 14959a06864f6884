"""Plain lines: a Markdown body as the readable lines that a comparison table prints and compares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape

from markdown_it.token import Token

from shishin.kit.markdown import words_of_html
from shishin.kit.markdown_parser import markdown_parser
from shishin.texts.plain_tables import PlainCell, PlainTable, table_of, table_of_html

PLAIN = re.compile(r"^(?![-+*]|\d+[.)]|[=\-]+$|    |\t)[^*_`\[\]<>|#\\&~!\n]*$")
BREAK = re.compile(r"<br\b[^<>]{0,99}>", re.IGNORECASE)
HTML_TABLE = re.compile(r"(<table\b.*?</table\s*>)", re.DOTALL | re.IGNORECASE)
TABLE_BEGINS = re.compile(r"<table\b", re.IGNORECASE)
WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
INDENT = "　"

readers = markdown_parser(options_update={"html": True})


@dataclass
class Listing:
    """A list that is open: the number of its next item, or none for bullets."""

    number: int | None


@dataclass
class Reading:
    """What has been read of a body so far."""

    bullet: str
    blocks: list[str | PlainTable] = field(default_factory=list)
    lists: list[Listing] = field(default_factory=list)
    rows: list[list[PlainCell]] = field(default_factory=list)
    html: str = ""
    """A table in HTML that is not closed yet."""
    lead: str = ""

    def write(self, text: str) -> None:
        if self.html:
            self.write_html(f"<p>{escape(text)}</p>")
            return
        if self.rows:
            self.rows[-1][-1] = replace(self.rows[-1][-1], text=text)
            return
        for line in text.split("\n"):
            stripped = line.strip(" \t\r")
            if not stripped.strip(INDENT):
                continue
            indent = INDENT * (len(self.lists) - 1)
            self.blocks.append(indent + self.lead + (stripped.lstrip(INDENT) if self.lead else stripped))
            self.lead = INDENT if self.lists else ""

    def write_html(self, html: str) -> None:
        html, self.html = self.html + html, ""
        for piece in HTML_TABLE.split(html):
            if HTML_TABLE.fullmatch(piece):
                self.write_table(table_of_html(piece))
            elif TABLE_BEGINS.search(piece):
                self.html = piece
            else:
                self.write(words_of_html(BREAK.sub("\n", piece)))

    def write_table(self, table: PlainTable | None) -> None:
        self.blocks += [table] if table else []

    def open_item(self) -> None:
        listing = self.lists[-1]
        if listing.number is None:
            self.lead = self.bullet
        else:
            self.lead = f"{listing.number}. "
            listing.number += 1


def plain_lines(body: str, *, language: str = "ja") -> tuple[str, ...]:
    """The body without the marks of Markdown: bullets as signs, a table row by row, links as their words."""
    blocks = plain_blocks(body, language=language)
    return tuple(line for block in blocks for line in (block.lines if isinstance(block, PlainTable) else [block]))


def plain_blocks(body: str, *, language: str = "ja") -> tuple[str | PlainTable, ...]:
    """The same, with each table as one."""
    text = body.strip("\n")
    if not text.strip():
        return ()
    if PLAIN.match(text):
        return (text.strip(),)
    return read_blocks(text, "・" if language.startswith("ja") else "• ")


def plain_text(inline: str) -> str:
    """One line of inline Markdown, such as a heading, without its marks."""
    if PLAIN.match(inline):
        return inline
    return " ".join(words_of(token) for token in readers.parseInline(inline)).replace("\n", " ")


@lru_cache(maxsize=2048)
def read_blocks(text: str, bullet: str) -> tuple[str | PlainTable, ...]:
    reading = Reading(bullet)
    for token in readers.parse(text):
        read(token, reading)
    if reading.html:
        reading.write_table(table_of_html(reading.html))
    return tuple(reading.blocks)


def read(token: Token, reading: Reading) -> None:
    match token.type:
        case "inline":
            reading.write(words_of(token))
        case "fence" | "code_block":
            reading.write(token.content.rstrip("\n"))
        case "html_block":
            reading.write_html(token.content)
        case "bullet_list_open":
            reading.lists.append(Listing(None))
        case "ordered_list_open":
            reading.lists.append(Listing(int(token.attrGet("start") or 1)))
        case "bullet_list_close" | "ordered_list_close":
            reading.lists.pop()
            reading.lead = INDENT if reading.lists else ""
        case "list_item_open":
            reading.open_item()
        case "footnote_reference_open":
            reading.lead = note_sign(token) + " "
        case _:
            read_table(token, reading)


def read_table(token: Token, reading: Reading) -> None:
    match token.type:
        case "tr_open":
            reading.rows.append([])
        case "th_open" | "td_open":
            reading.rows[-1].append(PlainCell("", token.tag == "th", "right" in str(token.attrGet("style"))))
        case "table_close":
            reading.write_table(table_of(reading.rows))
            reading.rows = []


def words_of(token: Token) -> str:
    return "".join(pieces(token.children or ()))


def pieces(children: Sequence[Token]) -> Iterator[str]:
    for position, child in enumerate(children):
        match child.type:
            case "text" | "code_inline":
                yield child.content
            case "footnote_ref":
                yield note_sign(child)
            case "image":
                # Page and paper print the address of a picture that nobody described.
                yield words_of(child) or child.content or str(child.attrGet("src"))
            case "hardbreak":
                yield "\n"
            case "softbreak":
                yield break_between(children[position - 1].content, children[position + 1 : position + 2])
            case "html_inline":
                yield "\n" if child.content.lower().startswith("<br") else words_of_html(child.content)


def note_sign(token: Token) -> str:
    return f"[{token.meta['label']}]"


def break_between(before: str, following: Sequence[Token]) -> str:
    """A line that ends a sentence, or is followed by an indent, was meant as a line; words of Japanese run on without a space."""
    after = following[0].content if following else ""
    if after.startswith(INDENT) or before.rstrip().endswith("。"):
        return "\n"
    return "" if WIDE.match(before[-1:]) and WIDE.match(after[:1]) else " "
