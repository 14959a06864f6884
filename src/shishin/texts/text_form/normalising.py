"""How a text is cut into Markdown blocks, what texts look like that survive writing and reading unchanged, and how any text is made so.

Normalised is a body without empty lines at its ends, without tabs and blank-looking lines outside fenced code, whose fences and
HTML blocks are closed, and in which nothing can be mistaken for the start of a clause or a summary: such a sign has a backslash
before it, so that it is shown as it was. A heading is one line without space at its ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.html_block import HTML_SEQUENCES
from markdown_it.token import Token

from shishin.texts.manuscript import Passage
from shishin.texts.text_form.attributes import split_line

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
    fenced = fenced_lines(text)
    return "\n".join(line if number in fenced else line.expandtabs(4) for number, line in enumerate(lines))


def fenced_lines(text: str) -> set[int]:
    """The lines of fenced code blocks, counted from 0."""
    fences = (token.map for token in tokens_of(text) if token.type == "fence" and token.map)
    return {line for start, end in fences for line in range(start, end)}


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


# Where none of these occur, nothing can be mistaken and there is nothing to parse.
NEEDS_A_LOOK = re.compile(r"[#\t\r\0<]|```|~~~|:::|^[ ]*(?:=+|-+)[ ]*$", re.MULTILINE)
BLANK_LINE = re.compile(r"^[ \t\f\v]+$", re.MULTILINE)


def normalise(passage: Passage) -> Passage:
    """The same words in the shape that survives writing and reading."""
    return Passage(normalise_heading(passage.heading), normalise_body(passage.body), normalise_summary(passage.summary))


def normalise_heading(heading: str) -> str:
    return re.sub(r"[ \t\r\n\0]+", " ", heading).strip(" ")


def normalise_summary(summary: str) -> str:
    """A summary stands between its own marks, so nothing in it can be mistaken. Tabs become spaces even in code."""
    return _settle(with_plain_lines(summary.expandtabs(4)))


def normalise_body(body: str) -> str:
    """Escape, close and trim, until nothing is left to do."""
    if not NEEDS_A_LOOK.search(body):
        return BLANK_LINE.sub("", body).strip("\n")
    text = _settle(with_plain_lines(body))
    while True:
        amended = _amend(text)
        if amended == text:
            return text
        text = _settle(amended)


def _settle(text: str) -> str:
    """Empty what looks empty, outside fences, and drop empty lines at both ends."""
    if "```" not in text and "~~~" not in text:
        return BLANK_LINE.sub("", text).strip("\n")
    lines = text.split("\n")
    fenced = fenced_lines(text)
    return "\n".join("" if number not in fenced and not line.strip(" \t\f\v") else line for number, line in enumerate(lines)).strip("\n")


def _amend(text: str) -> str:
    """Escape every sign that could be mistaken, or else close the first block that stands open."""
    lines = text.split("\n")
    tokens = tokens_of(text)
    for position, token in enumerate(tokens):
        start, end = lines_of(token)
        if token.type == "heading_open" and token.level == 0:
            line, sign = (start, "#") if token.markup.startswith("#") else (end - 1, token.markup[0])
            lines[line] = lines[line].replace(sign, "\\" + sign, 1)
        elif token.type == "summary":
            _escape_summary(lines, start, end)
        elif token.type == "list_item_open" and _has_braces(tokens, position, lines):
            _words, braces = split_line(lines[start])
            lines[start] = lines[start][: len(lines[start].rstrip(" \t")) - len(braces)] + "\\" + braces
    escaped = "\n".join(lines)
    return escaped if escaped != text else _close(tokens, lines)


def _escape_summary(lines: list[str], start: int, end: int) -> None:
    for line in range(start, end):
        if SUMMARY_OPENING.match(lines[line].lstrip(" ")) or line == start:
            lines[line] = lines[line].replace(":::", "\\:::", 1)


def _close(tokens: list[Token], lines: list[str]) -> str:
    """Only the last fence can stand open, and an open piece of HTML takes in all that follows."""
    for token in tokens:
        start, end = lines_of(token)
        if token.level == 0 and token.type == "fence" and not _is_closed(token, lines):
            indent = len(lines[start]) - len(lines[start].lstrip(" "))
            lines.append(" " * indent + token.markup)
        elif token.level == 0 and token.type == "html_block" and (opening := _left_open(lines[start:end])):
            for line in range(start, end):
                if opening.search(lines[line].lstrip(" ")):
                    lines[line] = lines[line].replace("<", "\\<", 1)
    return "\n".join(lines)


def _has_braces(tokens: list[Token], position: int, lines: list[str]) -> bool:
    return starts_with_line(tokens, position) and split_line(lines[lines_of(tokens[position])[0]])[1] != ""


def starts_with_line(tokens: list[Token], position: int) -> bool:
    """Whether a list item begins with words in the line of its mark."""
    item, first = tokens[position], tokens[position + 1]
    return first.type in {"paragraph_open", "heading_open"} and lines_of(first)[0] == lines_of(item)[0]


def _is_closed(token: Token, lines: list[str]) -> bool:
    start, end = lines_of(token)
    last = lines[end - 1].strip(" ")
    return end - 1 > start and len(last) >= len(token.markup) and set(last) == {token.markup[0]}


def _left_open(block: list[str]) -> re.Pattern[str] | None:
    """How a block begins whose end is missing: a comment, script or the like would swallow the clauses below."""
    first = block[0].lstrip(" ")
    for opening, closing, _interrupts in HTML_SEQUENCES:
        if opening.search(first):
            return None if closing.pattern == "^$" or any(closing.search(line) for line in block) else opening
    return None


def rows_of_tables(text: str) -> Iterator[tuple[int, int, int]]:
    """Line (from 0), cells and expected cells of each row that does not fit the head of its table."""
    if "|" not in text:
        return
    yield from broken_rows(tokens_of(text), text.split("\n"))


def broken_rows(tokens: list[Token], lines: list[str]) -> Iterator[tuple[int, int, int]]:
    expected = 0
    for token in tokens:
        start, end = lines_of(token)
        if token.type == "table_open":
            expected = count_cells(lines[start])
        elif token.type == "tr_open" and (cells := count_cells(lines[start])) != expected:
            yield start, cells, expected
        elif token.type == "paragraph_open":
            yield from _heads_that_fail(lines, start, end)


# No two runs of spaces side by side: a line of a hundred thousand would be tried in every division.
DELIMITER_ROW = re.compile(r"(?:>[ ]*)?(?:\|[ ]*)?:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*(?:\|[ ]*)?$")


def _heads_that_fail(lines: list[str], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    for line in range(start + 1, end):
        if "|" in lines[line] and "|" in lines[line - 1] and DELIMITER_ROW.match(lines[line].lstrip(" ")):
            yield line, count_cells(lines[line]), count_cells(lines[line - 1])


def count_cells(row: str) -> int:
    """Cells of a table row: bars divide them, a bar behind a backslash does not."""
    inner = re.sub(r"^[ ]*(?:[-+*>][ ]+)*", "", row).strip(" ")
    cells = re.split(r"(?<!\\)\|", inner)
    if cells and not cells[0]:
        cells = cells[1:]
    if cells and not cells[-1]:
        cells = cells[:-1]
    return len(cells)
