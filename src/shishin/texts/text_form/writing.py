"""Writing: from clauses to the text of one language. Reading gives the same clauses again.

A clause with a heading is written as a heading, one without as a list item below the last heading; where a list item would
come out at another depth, it is written as a heading without words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from shishin.texts.errors import TooDeepForHeading
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.texts.text_form.attributes import write_attributes
from shishin.texts.text_form.normalising import lines_of, normalise, tokens_of

DEEPEST_HEADING = 6
COLONS = re.compile(r"^[ ]*(:{3,})", re.MULTILINE)
# Such a line begins a paragraph for certain; anything else is looked at.
PLAIN_START = re.compile(r"[^\W\d_]")


def write_clauses(clauses: Iterable[ManuscriptClause], *, language: str, source_language: str) -> str:
    """The text of one language; clauses not translated into it are left out."""
    is_source = language == source_language
    blocks: list[str] = []
    base, nesting = 0, 0
    for clause in clauses:
        if not is_source and language not in clause.passages:
            continue
        passage = normalise(clause.passages.get(language, Passage()))
        braces = write_attributes(clause) if is_source else f"{{#{clause.key}}}"
        if passage.heading or clause.depth <= base:
            base, nesting = _heading_depth(clause, is_source=is_source), 0
            blocks += _heading(passage, braces, base)
        else:
            # Where a translation leaves out the item above, the one below moves up: its depth is that of the source anyway.
            nesting = min(clause.depth - base, nesting + 1)
            blocks += [_indented(block, (nesting - 1) * 2) for block in _item(passage, braces)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _heading_depth(clause: ManuscriptClause, *, is_source: bool) -> int:
    if clause.depth <= DEEPEST_HEADING:
        return clause.depth
    if is_source:
        raise TooDeepForHeading(key=clause.key, depth=clause.depth)
    return DEEPEST_HEADING


def _heading(passage: Passage, braces: str, depth: int) -> list[str]:
    line = " ".join(part for part in ("#" * depth, passage.heading, braces) if part)
    return [line, *_summary(passage), *([passage.body] if passage.body else [])]


def _item(passage: Passage, braces: str) -> list[str]:
    """The mark and the first lines, then what follows indented below them."""
    lines = passage.body.split("\n")
    until = _lines_beside_the_mark(passage.body, lines)
    if passage.summary and 0 < until < len(lines) and (lines[until] or not lines[until + 1]):
        # Not just one empty line divides the first paragraph from what follows: the summary must not come between.
        until = 0
    if not until:
        blocks = [f"- {braces}", *(_indented(block, 2) for block in _summary(passage))]
        return [*blocks, _indented(passage.body, 2)] if passage.body else blocks
    first = _indented("\n".join([f"{lines[0]} {braces}", *lines[1:until]]), 2)[2:]
    rest = "\n".join(lines[until:])
    if not passage.summary:
        return [f"- {first}" + ("\n" + _indented(rest, 2) if rest else "")]
    blocks = [f"- {first}", *(_indented(block, 2) for block in _summary(passage))]
    return [*blocks, _indented(rest.strip("\n"), 2)] if rest else blocks


def _lines_beside_the_mark(body: str, lines: list[str]) -> int:
    """How many lines of the body form the paragraph that can stand beside the mark; 0 if it begins otherwise."""
    if not body or lines[0].startswith(" ") or (lines[0].startswith("[") and "]:" in lines[0]):
        return 0
    if len(lines) == 1 and PLAIN_START.match(body):
        return 1
    tokens = tokens_of(body)
    if not tokens or tokens[0].type != "paragraph_open" or lines_of(tokens[0])[0] != 0:
        return 0
    return lines_of(tokens[0])[1]


def _summary(passage: Passage) -> list[str]:
    if not passage.summary:
        return []
    longest = max((len(run) for run in COLONS.findall(passage.summary)), default=2)
    marks = ":" * max(3, longest + 1)
    return [f"{marks} summary\n{passage.summary}\n{marks}"]


def _indented(block: str, columns: int) -> str:
    if not columns:
        return block
    indent = " " * columns
    return "\n".join(indent + line if line else "" for line in block.split("\n"))
