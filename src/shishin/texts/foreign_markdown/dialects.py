"""Dialects: what other programs write into Markdown, as the Markdown that is read here. No line goes, so that each keeps its number.

What has no place here is named in a remark, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from django.utils.translation import gettext as _

from shishin.kit.markdown import WIDEST_CELL
from shishin.texts.errors import BrokenTable
from shishin.texts.text_form.normalising import count_cells, fenced_lines, lines_of, rows_of_tables, tokens_of

KEY = r"[A-Za-z0-9][\w.:-]{0,98}"
HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
HEADING_ID = re.compile(rf"[ \t]*\{{(?:[^{{}}#]*[ \t])?#({KEY})(?:[ \t][^{{}}]*)?\}}[ \t]*$")
LAYOUT_OF_HEADING = re.compile(r"\{[ ]?(?:-|\.[\w-]{1,99}(?:[ ][.\w=\"-]{1,99}){0,9})[ ]?\}$")
"""Classes without an id, as of headings without a number: {-}, {.unnumbered}."""
ANCHOR = re.compile(
    r"<a\b(?![^<>]{0,300}\bhref\b)[^<>]{0,300}\b(?:id|name)=[\"']?([^\"'<>\s]{0,100})[\"']?[^<>]{0,300}>\s*(?:</a>)?", re.IGNORECASE
)
ATTRIBUTES_LINE = re.compile(r"\s*\{:([^{}]*)\}\s*$")
ATTRIBUTES_OF_ITEM = re.compile(r"^(\s*(?:[-+*]|\d{1,9}[.)])[ \t]+)\{:[^{}]*\}[ \t]*")
ID_IN_ATTRIBUTES = re.compile(rf"#({KEY})")
LIST_OF_CONTENTS = re.compile(r"\s*[-+*1][.)]?[ \t]+\S.*$")
BLOCK_OPENS = re.compile(r"( {0,3}):{3,}[ \t]*(?:\{[^{}]*\}|([\w-]+))?[ \t]*(.*?)[ \t:]*$")
BLOCK_CLOSES = re.compile(r" {0,3}:{3,}[ \t]*$")
DEFINITION = re.compile(r" {0,3}\[(\^?[^\[\]\n]{1,200})\]:(?=[ \t]*\S)")
REFERENCE = re.compile(r"(?<!\\)\[(\^?(?:[^\[\]\\\n]|\\.){1,200})\](?!\()")
PICTURE = re.compile(r"!\[[^\[\]]*\][(\[]|<img\b", re.IGNORECASE)
MARKUP = re.compile(r"\{%|\{\{|\^\[|^[ ]{0,3}(?:!!!|\?\?\?)\+?[ ]|^[ >]{0,9}\[![A-Z]{1,20}\]")
"""Of programs that make pages of files: templates, notes within a line, and blocks with a mark of their own."""
LONGEST_LIST = 10


@dataclass(slots=True)
class Adapted:
    """The lines, what they define for the whole file, and what was found on the way."""

    lines: list[str]
    definitions: dict[str, list[str]] = field(default_factory=dict)
    """Of links and notes: label → its lines."""
    keys: dict[int, str] = field(default_factory=dict)
    """Line of a heading → the id that it is given there."""
    remarks: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def adapted(text: str, *, file: str, first_line: int = 0) -> Adapted:
    """`first_line`: how many lines of the file stand above the text."""
    found = Adapted(text.split("\n"))
    places: dict[str, list[int]] = {}
    kept = fenced_lines(text)
    for at in range(len(found.lines)):
        if at not in kept and (what := _adapt(found, at)):
            places.setdefault(what, []).append(first_line + at + 1)
    _underlined_headings(found)
    _fit_rows(found, file=file, first_line=first_line, places=places)
    found.remarks += [_remark(what, lines, file=file) for what, lines in places.items()]
    _take_definitions(found)
    return found


def _remark(what: str, lines: Sequence[int], *, file: str) -> str:
    said = ", ".join(map(str, lines[:LONGEST_LIST])) + ("…" if len(lines) > LONGEST_LIST else "")
    return _("%(file)s: %(what)s (lines: %(lines)s)") % {"file": file, "what": what, "lines": said}


def _adapt(found: Adapted, at: int) -> str:
    """Read one line as here; what a person should know of it."""
    line = found.lines[at]
    if attributes := ATTRIBUTES_LINE.match(line):
        return _attributes(found, at, attributes[1])
    if BLOCK_CLOSES.match(line):
        found.lines[at] = ""
    elif line.lstrip(" ").startswith(":::") and (block := BLOCK_OPENS.match(line)) and block[2] != "summary":
        title = (block[3] or block[2] or "").strip()
        goes_on = bool("".join(found.lines[at + 1 : at + 2]).strip())
        found.lines[at] = f"{block[1]}**{title}**" + ("\\" if goes_on else "") if title else ""
        return _("The frame of a block was left out; its words stay.")
    elif item := ATTRIBUTES_OF_ITEM.match(line):
        found.lines[at] = item[1] + line[item.end() :]
        return _("Attributes for layout were left out.")
    elif HEADING.match(line):
        _id_of_heading(found, at)
        if layout := LAYOUT_OF_HEADING.search(found.lines[at]):
            found.lines[at] = found.lines[at][: layout.start()].rstrip(" ")
            return _("Attributes for layout were left out.")
    return _not_understood(line)


def _not_understood(line: str) -> str:
    if PICTURE.search(line):
        return _("A picture was left out; its words stay. Describe it in words, or publish it elsewhere and link to it.")
    return _("Markup that is not known here stands as it is written; write what it means in words.") if MARKUP.search(line) else ""


def _attributes(found: Adapted, at: int, attributes: str) -> str:
    found.lines[at] = ""
    above = found.lines[at - 1] if at else ""
    if "toc" in attributes.split() and LIST_OF_CONTENTS.match(above):
        found.lines[at - 1] = ""
        return _("A place for a table of contents was left out; contents are made here.")
    if (named := ID_IN_ATTRIBUTES.search(attributes)) and HEADING.match(above):
        found.keys[at - 1] = named[1]
    return _("Attributes for layout were left out.")


def _id_of_heading(found: Adapted, at: int) -> None:
    line = found.lines[at]
    if (anchor := ANCHOR.search(line)) and anchor[1]:
        found.keys[at] = anchor[1]
        line = ANCHOR.sub("", line)
    if braces := HEADING_ID.search(line):
        found.keys[at] = braces[1]
        line = line[: braces.start()]
    found.lines[at] = line


def _underlined_headings(found: Adapted) -> None:
    """A heading marked by the line below it, with number signs."""
    for token in tokens_of(found.text):
        start, end = lines_of(token)
        if token.type == "heading_open" and token.level == 0 and token.markup in "=-" and end - start == 2:
            found.lines[start] = f"{'#' if token.markup == '=' else '##'} {found.lines[start].strip()}"
            found.lines[end - 1] = ""
            _id_of_heading(found, start)


def _fit_rows(found: Adapted, *, file: str, first_line: int, places: dict[str, list[int]]) -> None:
    """Every row of a table is as wide as its widest: no word stands without a column."""
    head_of = _heads_of_rows(found.text)
    widths: dict[int, int] = {}
    for row, cells, expected in list(rows_of_tables(found.text)):
        head = head_of.get(row, row - 1)
        if max(cells, expected) > WIDEST_CELL:
            raise BrokenTable(file=file, line=first_line + row + 1, cells=cells, expected=expected)
        widths[head] = max(cells, expected, widths.get(head, 0))
        what = (
            _("A row of a table has more cells than its head; empty ones were added to the head.")
            if cells > expected
            else _("A row of a table has fewer cells than its head; empty ones were added.")
        )
        places.setdefault(what, []).append(first_line + row + 1)
    for head, width in widths.items():
        _widen(found, head, width)
        _widen(found, head + 1, width, cell=" --- |")
    for row, _cells, expected in list(rows_of_tables(found.text)) if widths else ():
        _widen(found, row, expected)


def _heads_of_rows(text: str) -> dict[int, int]:
    """Line of a row → line of the head of its table. The line below a head that makes no table of it is in none."""
    heads: dict[int, int] = {}
    head = 0
    for token in tokens_of(text) if "|" in text else ():
        if token.type == "table_open":
            head = lines_of(token)[0]
        elif token.type == "tr_open":
            heads[lines_of(token)[0]] = head
    return heads


def _widen(found: Adapted, row: int, width: int, *, cell: str = "  |") -> None:
    line = found.lines[row].rstrip(" ")
    end = "" if line.endswith("|") and not line.endswith("\\|") else " |"
    found.lines[row] = line + end + cell * (width - count_cells(line)) if count_cells(line) < width else found.lines[row]


def _take_definitions(found: Adapted) -> None:
    """Definitions of links and notes leave their place and go where they are used."""
    kept = fenced_lines(found.text)
    used = {
        label_of(name) for at, line in enumerate(found.lines) if at not in kept for name in references_in(DEFINITION.sub("", line, count=1))
    }
    at = 0
    while at < len(found.lines):
        match = DEFINITION.match(found.lines[at]) if at not in kept else None
        end = _end_of_definition(found.lines, at, is_note=bool(match and match[1].startswith("^"))) if match else at + 1
        if match and label_of(match[1]) in used:
            label = label_of(match[1])
            found.definitions.setdefault(label, found.lines[at:end])
            found.lines[at:end] = [""] * (end - at)
        at = end


def _end_of_definition(lines: Sequence[str], at: int, *, is_note: bool) -> int:
    """A note goes on in the lines directly below, and in those set in after an empty line."""
    end = at + 1
    while is_note and end < len(lines):
        line = lines[end]
        is_set_in = line.startswith(("    ", "\t"))
        if line.strip() and not is_set_in and (not lines[end - 1].strip() or DEFINITION.match(line) or HEADING.match(line)):
            break
        if not line.strip() and not any(part.startswith("    ") for part in lines[end + 1 : end + 2]):
            break
        end += 1
    return end


def label_of(name: str) -> str:
    return " ".join(name.split()).casefold()


def references_in(text: str) -> Iterable[str]:
    return (match[1] for match in REFERENCE.finditer(text)) if "[" in text else ()


def with_definitions(body: str, definitions: dict[str, list[str]]) -> str:
    """The body with what the file defines for it."""
    if not definitions or "[" not in body:
        return body
    wanted: dict[str, None] = {}
    waiting = [label_of(name) for name in references_in(body)]
    while waiting:
        label = waiting.pop(0)
        if label in definitions and label not in wanted:
            wanted[label] = None
            waiting += [label_of(name) for name in references_in(DEFINITION.sub("", "\n".join(definitions[label]), count=1))]
    notes = [label for label in wanted if label.startswith("^")]
    links = [label for label in wanted if not label.startswith("^")]
    written = chain.from_iterable(["", *definitions[label]] for label in notes)
    return "\n".join([body, *written, *([""] if links else []), *chain.from_iterable(definitions[label] for label in links)])
