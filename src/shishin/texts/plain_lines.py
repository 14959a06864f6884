"""Plain lines: a Markdown body as the readable lines that a comparison table prints and compares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it.token import Token

from shishin.kit.markdown_parser import markdown_parser

PLAIN = re.compile(r"^(?![-+*]|\d+[.)]|[=\-]+$|    |\t)[^*_`\[\]<>|#\\&~!\n]*$")
TAGS = re.compile(r"<[^>]*>")
WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
CELL = " │ "
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
    lines: list[str] = field(default_factory=list)
    lists: list[Listing] = field(default_factory=list)
    cells: list[str] | None = None
    lead: str = ""

    def write(self, text: str) -> None:
        if self.cells is not None:
            self.cells.append(" ".join(text.split("\n")))
            return
        for line in text.split("\n"):
            stripped = line.strip(" \t\r")
            if not stripped.strip(INDENT):
                continue
            indent = INDENT * (len(self.lists) - 1)
            self.lines.append(indent + self.lead + (stripped.lstrip(INDENT) if self.lead else stripped))
            self.lead = INDENT if self.lists else ""

    def open_item(self) -> None:
        listing = self.lists[-1]
        if listing.number is None:
            self.lead = self.bullet
        else:
            self.lead = f"{listing.number}. "
            listing.number += 1


def plain_lines(body: str, *, language: str = "ja") -> tuple[str, ...]:
    """The body without the marks of Markdown: bullets as signs, a table row by row, links as their words."""
    text = body.strip("\n")
    if not text.strip():
        return ()
    if PLAIN.match(text):
        return (text.strip(),)
    return read_lines(text, "・" if language.startswith("ja") else "• ")


def plain_text(inline: str) -> str:
    """One line of inline Markdown, such as a heading, without its marks."""
    if PLAIN.match(inline):
        return inline
    return " ".join(words_of(token) for token in readers.parseInline(inline)).replace("\n", " ")


@lru_cache(maxsize=2048)
def read_lines(text: str, bullet: str) -> tuple[str, ...]:
    reading = Reading(bullet)
    for token in readers.parse(text):
        read(token, reading)
    return tuple(reading.lines)


def read(token: Token, reading: Reading) -> None:
    match token.type:
        case "inline":
            reading.write(words_of(token))
        case "fence" | "code_block":
            reading.write(token.content.rstrip("\n"))
        case "html_block":
            reading.write(TAGS.sub("", token.content))
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
        case "tr_open":
            reading.cells = []
        case "tr_close":
            cells, reading.cells = reading.cells or [], None
            reading.write(CELL.join(cells))


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
                yield words_of(child) or child.content
            case "hardbreak":
                yield "\n"
            case "softbreak":
                yield break_between(children[position - 1].content, children[position + 1 : position + 2])
            case "html_inline":
                yield "\n" if child.content.lower().startswith("<br") else ""


def note_sign(token: Token) -> str:
    return f"[{token.meta['label']}]"


def break_between(before: str, following: Sequence[Token]) -> str:
    """A line that ends a sentence, or is followed by an indent, was meant as a line; words of Japanese run on without a space."""
    after = following[0].content if following else ""
    if after.startswith(INDENT) or before.rstrip().endswith("。"):
        return "\n"
    return "" if WIDE.match(before[-1:]) and WIDE.match(after[:1]) else " "
