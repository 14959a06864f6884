"""Cutting: where the clauses of a foreign text begin and end.

Headings begin clauses, and what the caller knows to begin one; so do lines in bold that begin with a number, columns (【…】) between rules, and the items of checklists
and lists of questions. In a text with articles, so does each line with a number. All else is the text of the clause above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from markdown_it.token import Token

from shishin.texts.foreign_markdown.cleaning import plain_heading
from shishin.texts.foreign_markdown.found_clauses import Cut, TypedNumbers
from shishin.texts.numbering.printed import ARTICLE, NUMBER, PRINTED, numbered, with_form
from shishin.texts.phrases import places_of_annexes
from shishin.texts.plain_lines import plain_text
from shishin.texts.text_form.normalising import content_offset, lines_of, normalise_heading, tokens_of, without_indent

BOLD_CLAUSE = re.compile(rf"\*\*[ \u3000]*(?={NUMBER}[ \u3000])([^*]+?)[ \u3000]*\*\*$", re.VERBOSE)
COLUMN = re.compile(r"[*_]*(【.+】)[*_]*$")
CHECKLIST = re.compile(r"\bcheck ?list\b|チェックリスト|点検表", re.IGNORECASE)
ARTICLE_LINE = re.compile(rf"^[ \u3000]{{0,3}}(?:\*\*)?{ARTICLE}(?=[ \u3000（(*]|$)", re.MULTILINE)
BOLD_LEAD = re.compile(r"\*\*([^*\n]{1,60})\*\*(?=[ \u3000（(]|$)")
QUESTIONS = re.compile(r"\bquestions\b|確認(?:事項|項目)|問い$|設問", re.IGNORECASE)


def cut(text: str, *, first_heading: str = "", begins: Mapping[int, Cut] | None = None) -> Iterator[Cut]:
    """The clauses of one cleaned text in order; `first_heading` goes above all others. `begins`: line → the clause that stands for it."""
    cutter = _Cutter(text.split("\n"), begins or {})
    tokens = tokens_of(text)
    if begins is None:
        cutter.look_for_articles([token for token in tokens if token.level == 0 and token.nesting >= 0])
    if first_heading:
        cutter.begin(Cut(plain_heading(first_heading), 1, 0))
        cutter.levels = [0]
    cutter.walk(tokens)
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
        self.typed = TypedNumbers()
        self.has_articles = False
        """Articles stand in running text: the numbers of lines begin clauses as they do there."""
        self.annexes: set[int] = set()
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
                self.numbered_lines(start, end) if self.has_articles else self.bold_lines(start, end)
            elif token.type in {"bullet_list_open", "ordered_list_open"} and self.items:
                self.list_items(tokens, position)
        self.take(len(self.lines))

    def known(self, clause: Cut, line: int) -> None:
        self.take(line)
        self.taken = line + 1
        self.levels, self.is_column = list(range(clause.depth)), False
        self.typed.begin_again(clause.depth)
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
        self.is_column = False
        self.typed.begin_again(len(self.levels))
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
            number = match[1].rstrip(".．") if match else ""
            self.begin(Cut(heading, len(self.levels) + self.typed.depths.of(with_form(number, "")), line, is_bold=True))

    def look_for_articles(self, blocks: list[Token]) -> None:
        paragraphs = [
            token for token in blocks if token.type in ("paragraph_open", "heading_open") and lines_of(token)[0] not in self.begins
        ]
        running = [line for token in paragraphs if token.type == "paragraph_open" for line in range(*lines_of(token))]
        if not any(ARTICLE_LINE.match(self.lines[line]) for line in running):
            return
        self.has_articles = True
        headings = {lines_of(token)[0] for token in paragraphs if token.type == "heading_open"}
        places = sorted({*running, *headings})
        looks = [(_plain_line(self.lines[line]), line in headings) for line in places]
        self.annexes = {places[at] for at in places_of_annexes(looks)}

    def numbered_lines(self, start: int, end: int) -> None:
        for line in range(start, end):
            words = self.lines[line].strip(" \u3000")
            if line in self.annexes:
                self.begin_at(line, self.typed.annex(words))
                self.levels = self.levels[:1] or [1]
            elif self.typed.takes_caption(_plain_line(words), self.line_below(line)):
                self.take(line)
                self.taken = line + 1
            elif found := numbered(
                _without_bold_lead(words), is_bold=words.endswith("**"), is_below_article=self.typed.depths.is_below_article
            ):
                self.begin_at(line, self.typed.clause(found))

    def line_below(self, line: int) -> str:
        return next((_plain_line(below) for below in self.lines[line + 1 : line + 3] if below.strip()), "")

    def begin_at(self, line: int, clause: Cut) -> None:
        self.take(line)
        self.taken, clause.line = line + 1, line
        self.begin(clause)

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
            self.begin(Cut("", len(self.levels) + len(self.typed.depths.forms) + 1, start, kind=self.items, lines=lines, is_item=True))
            self.taken = end


def _without_bold_lead(words: str) -> str:
    """A number, or a number and its caption, in bold before the words."""
    lead = BOLD_LEAD.match(words)
    return f"{lead[1]}{words[lead.end() :]}" if lead and numbered(lead[1], is_bold=True) else words


def _plain_line(line: str) -> str:
    return plain_text(_without_bold_lead(line.strip(" \u3000")))
