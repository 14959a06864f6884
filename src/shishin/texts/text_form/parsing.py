"""How a text is cut into Markdown blocks: tokens with the lines they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

SUMMARY_OPENING = re.compile(r"(:{3,})[ \t]*summary[ \t]*$")
ITEM_MARKER = re.compile(r"[ ]{0,3}(?:[-+*]|\d{1,9}[.)])")


@cache
def _parser() -> MarkdownIt:
    # Clauses may nest deeper than the preset allows (a list takes two levels), but not so deep that reading runs out of stack.
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
    # Only the blocks are looked at; leaving the words alone makes it several times as fast.
    parser.core.ruler.disable(["inline", "text_join"])
    parser.block.ruler.before("fence", "summary", _summary, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    return parser


def _summary(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block `::: summary` … `:::`. What stands in it is not looked at."""
    if state.is_code_block(start):
        return False
    opening = SUMMARY_OPENING.match(_line(state, start))
    if opening is None:
        return False
    if silent:
        return True
    closing = re.compile(rf":{{{len(opening[1])},}}[ \t]*$")
    line, closed = start + 1, False
    while line < end:
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            break
        if not state.is_code_block(line) and closing.match(_line(state, line)):
            closed = True
            line += 1
            break
        line += 1
    token = state.push("summary", "", 0)
    token.block = True
    token.map = [start, line]
    token.markup = opening[1]
    token.meta = {"is_closed": closed}
    state.line = line
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def tokens_of(text: str) -> list[Token]:
    """The block tokens of a text whose lines end with a line feed."""
    return _parser().parse(text)


def with_plain_lines(text: str) -> str:
    """Line feeds only, no characters that no text holds, no tabs outside fenced code."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "�").removeprefix("\ufeff")
    if "\t" not in text:
        return text
    lines = text.split("\n")
    fenced = {line for start, end in fences_of(tokens_of(text)) for line in range(start, end)}
    return "\n".join(line if number in fenced else line.expandtabs(4) for number, line in enumerate(lines))


def fences_of(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """The lines of each fenced code block, from and up to."""
    for token in tokens:
        if token.type == "fence" and token.map:
            yield token.map[0], token.map[1]


def lines_of(token: Token) -> tuple[int, int]:
    """From which line (counted from 0) up to which a block token stands."""
    start, end = token.map or (0, 0)
    return start, end


def content_offset(line: str, indent: int) -> int:
    """Where the content of the list item begins whose marker stands in this line after `indent` columns."""
    marker = ITEM_MARKER.match(line[indent:])
    if marker is None:
        return indent + 2
    end = indent + marker.end()
    spaces = len(line[end:]) - len(line[end:].lstrip(" "))
    if not line[end:].strip(" ") or spaces > 4:
        return end + 1
    return end + spaces


def without_indent(line: str, indent: int) -> str:
    """The line less up to so many leading spaces."""
    leading = len(line) - len(line.lstrip(" "))
    return line[min(indent, leading) :]
