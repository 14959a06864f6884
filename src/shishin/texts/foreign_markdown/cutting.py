"""Cutting: layout in HTML and spaces becomes plain Markdown without losing a word, and where the clauses of a foreign text begin and end.

Headings begin clauses, and what the caller knows to begin one; so do lines in bold that begin with a number, columns (【…】) between rules, and the items of checklists
and lists of questions. All else is the text of the clause above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it.token import Token

from shishin.texts.text_form.normalising import (
    content_offset,
    fenced_lines,
    lines_of,
    normalise_body,
    normalise_heading,
    tokens_of,
    with_plain_lines,
    without_indent,
)

WIDE_SPACE = "\u3000"
EMPTY_SPAN = re.compile(r"<span>([ \u3000]*)</span>", re.IGNORECASE)
LAYOUT_TAG = re.compile(r"</?(?:span|div|center|font|u|small|big)\b[^<>]*>", re.IGNORECASE)
# No pattern may try one place again from each earlier one: a line of a hundred thousand tags would stop the site.
BOLD_TAG = re.compile(r"<(b|strong)>((?:(?!<\1>).)*?)</\1>", re.IGNORECASE)
ITALIC_TAG = re.compile(r"<(i|em)>((?:(?!<\1>).)*?)</\1>", re.IGNORECASE)
BREAK_TAG = re.compile(r"<\s*(?:/\s*)?br\s*(?:/\s*)?>", re.IGNORECASE)
HTML_BLOCK = re.compile(r"\s*</?(?:table|thead|tbody|tfoot|tr|t[hd]|[uod]l|li|d[td])\b", re.IGNORECASE)
BREAK = "<br>"
BLANK = " \t"
CLOSING_SIGNS = re.compile(r"(?<!\s)\s+#+$")
BOLD_LINE = re.compile(r"\*\*[^*]+\*\*$")
ITEM_INDENT = re.compile(rf"^( *(?:[-+*]|\d{{1,9}}[.)]))[ ]+{WIDE_SPACE}+")
OWN_LINE = re.compile(r"[※＊・]|[(（][0-9０-９]+[)）]")


def clean(text: str) -> str:
    """The text with line feeds, without a byte order mark and without layout."""
    text = with_plain_lines(text)
    lines = text.split("\n")
    kept_as_they_are, in_html = fenced_lines(text), _lines_in_html(text)
    return "\n".join(
        line if number in kept_as_they_are else _clean_line(line, is_html=number in in_html) for number, line in enumerate(lines)
    )


def _lines_in_html(text: str) -> set[int]:
    """The lines of tables and lists in HTML: no Markdown is read there."""
    if "<" not in text:
        return set()
    lines = text.split("\n")
    blocks = (lines_of(token) for token in tokens_of(text) if token.type == "html_block")
    return {line for start, end in blocks if HTML_BLOCK.match(lines[start]) for line in range(start, end)}


def _clean_line(line: str, *, is_html: bool = False) -> str:
    if "<" in line:
        line = EMPTY_SPAN.sub(r"\1", line)
        line = LAYOUT_TAG.sub("", line)
    if "<" in line and not is_html:
        line = BOLD_TAG.sub(lambda match: f"**{match[2].strip(BLANK)}**", line)
        line = ITALIC_TAG.sub(lambda match: f"*{match[2].strip(BLANK)}*", line)
        line = _without_breaks_at_end(BREAK_TAG.sub(BREAK, line))
    stripped = line.strip(f" \t{WIDE_SPACE}")
    if not stripped:
        return ""
    line = ITEM_INDENT.sub(r"\1 ", line)
    # Two spaces at the end break a line in Markdown, but here they are nearly always left over; new paragraphs follow anyway.
    return line.rstrip(f" \t{WIDE_SPACE}")


def _without_breaks_at_end(line: str) -> str:
    end = len(line)
    while True:
        words_end = end
        while words_end and line[words_end - 1].isspace():
            words_end -= 1
        if not line.endswith(BREAK, 0, words_end):
            return line[:end]
        end = words_end - len(BREAK)


def settle_paragraphs(lines: list[str]) -> list[str]:
    """A line that begins with a wide space, a mark or a number in brackets begins a paragraph, as it does in print."""
    settled: list[str] = []
    fenced = fenced_lines("\n".join(lines))
    for number, line in enumerate(lines):
        if number in fenced:
            settled.append(line)
            continue
        before = settled[-1] if settled else ""
        begins, words = _begun(line, before=before)
        if begins and before:
            settled.append("")
        if line or before or not settled:
            settled.append(words)
    return settled


def _begun(line: str, *, before: str) -> tuple[bool, str]:
    """Whether a line begins a paragraph, and the line without the spaces that say so."""
    stripped = line.lstrip(f" {WIDE_SPACE}")
    is_set_apart = WIDE_SPACE in line[: len(line) - len(stripped)] or BOLD_LINE.match(stripped) is not None
    begins_table = line.startswith("|") and not before.startswith("|")
    begins = is_set_apart or begins_table or OWN_LINE.match(line) is not None
    return begins, stripped if is_set_apart or stripped.startswith("![") else line


def plain_heading(heading: str) -> str:
    """A heading without the emphasis that covers it whole and without closing number signs."""
    heading = CLOSING_SIGNS.sub("", heading.strip(f" \t{WIDE_SPACE}"))
    while (inner := re.fullmatch(r"(\*{1,3}|_{1,3})([^*_].*?)\1", heading)) and inner[1] not in inner[2]:
        heading = inner[2].strip(f" \t{WIDE_SPACE}")
    return heading


# No number of a clause has more than nine figures or parts: a page of figures would be read from each of them to the end.
KANJI = "一二三四五六七八九十百"
FIGURES, COUNTED = "[0-9０-９]{1,9}", f"[0-9０-９{KANJI}]{{1,9}}"
NUMBER = rf"""(?:第\s?{COUNTED}(?:[編章節款条項号](?:の{COUNTED}){{0,9}})?|[(（]{FIGURES}[)）]|[(（][ア-ン][)）]
|{FIGURES}(?:[.．]{FIGURES}){{0,9}}[)）.．]?|[①-⑳㉑-㊿]|[ア-ン])"""
ARTICLE = rf"第\s?{COUNTED}条(?:の{COUNTED}){{0,9}}"
PRINTED = re.compile(rf"({NUMBER}(?=[ \u3000]+\S|$)|{ARTICLE}(?=[（(]))[ \u3000]*", re.VERBOSE)
BRANCH = re.compile(rf"の[0-9０-９{KANJI}]+$")
VACATED = re.compile(r"[（(]?削[ \u3000]?除[)）]?$")
BOLD_CLAUSE = re.compile(rf"\*\*[ \u3000]*(?={NUMBER}[ \u3000])([^*]+?)[ \u3000]*\*\*$", re.VERBOSE)
COLUMN = re.compile(r"[*_]*(【.+】)[*_]*$")
CHECKLIST = re.compile(r"\bcheck ?list\b|チェックリスト|点検表", re.IGNORECASE)
QUESTIONS = re.compile(r"\bquestions\b|確認(?:事項|項目)|問い$|設問", re.IGNORECASE)


@dataclass(slots=True)
class Cut:
    """A clause found: its heading as printed, its place and its lines."""

    heading: str
    depth: int
    line: int
    kind: str = "text"
    printed: str = ""
    lines: list[str] = field(default_factory=list)
    is_item: bool = False
    is_bold: bool = False
    key: str = ""
    """The id that a foreign file gives it."""
    key_hash: str = ""
    """Of the key of a clause that a file of ours marked."""

    @property
    def is_branch(self) -> bool:
        return BRANCH.search(self.printed) is not None

    @property
    def body(self) -> str:
        if self.is_item:
            return normalise_body("\n".join(self.lines))
        return normalise_body("\n".join(settle_paragraphs(self.lines)))


def cut(text: str, *, first_heading: str = "", begins: Mapping[int, Cut] | None = None) -> Iterator[Cut]:
    """The clauses of one cleaned text in order; `first_heading` goes above all others. `begins`: line → the clause that stands for it."""
    cutter = _Cutter(text.split("\n"), begins or {})
    if first_heading:
        cutter.begin(Cut(plain_heading(first_heading), 1, 0))
        cutter.levels = [0]
    cutter.walk(tokens_of(text))
    return (
        found for found in cutter.found if found.heading or found.is_item or found.key_hash or any(line.strip() for line in found.lines)
    )


def _items_below(heading: str) -> str:
    """The kind that list items have below a heading, "" where they are text."""
    return "conduct" if CHECKLIST.search(heading) else "text" if QUESTIONS.search(heading) else ""


class _Cutter:
    """Goes through the blocks from top to bottom and remembers what is open."""

    def __init__(self, lines: list[str], begins: Mapping[int, Cut]) -> None:
        self.lines = lines
        self.begins = begins
        self.found: list[Cut] = []
        self.levels: list[int] = []
        """The levels of the headings that are open, the topmost first."""
        self.forms: list[str] = []
        """The forms of number of the bold lines that are open below the last heading."""
        self.items = ""
        """The kind that list items have below the present heading, "" where they are text."""
        self.is_column = False
        self.taken = 0

    def begin(self, clause: Cut) -> None:
        match = PRINTED.match(clause.heading)
        if match and not clause.is_item:
            clause.printed = match[1]
        self.found.append(clause)

    def take(self, until: int) -> None:
        """Give the lines up to here to the clause that is open."""
        lines = self.lines[self.taken : until]
        if not self.found and any(lines):
            self.found.append(Cut("", 1, self.taken))
        if self.found:
            self.found[-1].lines += lines
        self.taken = max(self.taken, until)

    def walk(self, tokens: list[Token]) -> None:
        blocks = [position for position, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
        for number, position in enumerate(blocks):
            token = tokens[position]
            start, end = lines_of(token)
            if start in self.begins:
                self.known(self.begins[start], start)
            elif token.type == "heading_open":
                self.heading(token)
            elif token.type == "hr":
                following = tokens[blocks[number + 1]] if number + 1 < len(blocks) else None
                self.rule(start, following)
            elif token.type == "paragraph_open" and not self.is_column:
                self.bold_lines(start, end)
            elif token.type in {"bullet_list_open", "ordered_list_open"} and self.items:
                self.list_items(tokens, position)
        self.take(len(self.lines))

    def known(self, clause: Cut, line: int) -> None:
        self.take(line)
        self.taken = line + 1
        self.levels, self.forms, self.is_column = list(range(clause.depth)), [], False
        self.items = _items_below(clause.heading)
        self.begin(clause)

    def heading(self, token: Token) -> None:
        start, end = lines_of(token)
        self.take(start)
        self.taken = end
        level = len(token.markup) if token.markup.startswith("#") else (1 if token.markup == "=" else 2)
        words = (
            [re.sub(r"^ {0,3}#{1,6}(?=[ \t]|$)", "", self.lines[start])] if token.markup.startswith("#") else self.lines[start : end - 1]
        )
        heading = normalise_heading(plain_heading(" ".join(words)))
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        self.levels.append(level)
        self.forms, self.is_column = [], False
        self.items = _items_below(heading)
        self.begin(Cut(heading, len(self.levels), start))

    def rule(self, line: int, following: Token | None) -> None:
        """A rule before or after a column goes; any other stays in the text."""
        if self.is_column:
            self.take(line)
            self.taken, self.is_column = line + 1, False
        if following is None or following.type != "paragraph_open":
            return
        start = lines_of(following)[0]
        column = COLUMN.match(self.lines[start].strip(" "))
        if column:
            self.take(line)
            self.taken, self.is_column = start + 1, True
            # An example is not numbered, as no column is; as text it would be counted among the clauses around it.
            self.begin(Cut(column[1], len(self.levels) + 1, start, kind="example"))

    def bold_lines(self, start: int, end: int) -> None:
        for line in range(start, end):
            bold = BOLD_CLAUSE.match(self.lines[line].strip(" \u3000"))
            if bold is None:
                continue
            self.take(line)
            self.taken = line + 1
            heading = normalise_heading(bold[1])
            match = PRINTED.match(heading)
            form = re.sub(r"[0-9０-９]+|[ア-ン]", "1", match[1]).rstrip(".．") if match else ""
            self.forms = self.forms[: self.forms.index(form)] if form in self.forms else self.forms
            self.forms.append(form)
            self.begin(Cut(heading, len(self.levels) + len(self.forms), line, is_bold=True))

    def list_items(self, tokens: list[Token], position: int) -> None:
        level = tokens[position].level
        for token in tokens[position + 1 :]:
            if token.level == level:
                break
            if token.type != "list_item_open" or token.level != level + 1:
                continue
            start, end = lines_of(token)
            self.take(start)
            offset = content_offset(self.lines[start], 0)
            lines = [self.lines[start][offset:], *(without_indent(line, offset) for line in self.lines[start + 1 : end])]
            self.begin(Cut("", len(self.levels) + len(self.forms) + 1, start, kind=self.items, lines=lines, is_item=True))
            self.taken = end
