"""Cleaning: layout in HTML and spaces becomes plain Markdown without losing a word."""

from __future__ import annotations

import re

from shishin.texts.text_form.normalising import fenced_lines, lines_of, tokens_of, with_plain_lines

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
    is_set_apart = WIDE_SPACE in line[: len(line) - len(stripped)]
    is_bold = BOLD_LINE.match(stripped) is not None
    begins_table = line.startswith("|") and not before.startswith("|")
    begins = is_set_apart or is_bold or begins_table or OWN_LINE.match(line) is not None
    return begins, stripped if is_set_apart or stripped.startswith("![") else line


def plain_heading(heading: str) -> str:
    """A heading without the emphasis that covers it whole and without closing number signs."""
    heading = CLOSING_SIGNS.sub("", heading.strip(f" \t{WIDE_SPACE}"))
    while (inner := re.fullmatch(r"(\*{1,3}|_{1,3})([^*_].*?)\1", heading)) and inner[1] not in inner[2]:
        heading = inner[2].strip(f" \t{WIDE_SPACE}")
    return heading
