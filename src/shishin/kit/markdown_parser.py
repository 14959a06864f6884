"""The one reader of Markdown for pages, paper and comparisons: CommonMark with tables, deletions and notes, and emphasis as Japanese writes it."""

from __future__ import annotations

import unicodedata
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline.state_inline import Delimiter, StateInline
from mdit_py_plugins.footnote import footnote_plugin


def markdown_parser(**options: Any) -> MarkdownIt:
    """A note stays where its definition stands, so that one that nothing refers to is read as well."""
    parser = MarkdownIt("commonmark", **options).enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False, move_to_end=False)
    parser.inline.ruler.at("emphasis", _emphasis)
    return parser


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Between Latin words a space tells whether asterisks open or close; Japanese has none, so a character on the other side is enough."""
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    run = state.scanDelims(state.pos, marker == "*")
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[state.pos + run.length : state.pos + run.length + 1] or " "
    opens = run.can_open or (marker == "*" and is_wide(before) and not after.isspace())
    closes = run.can_close or (marker == "*" and is_wide(after) and not before.isspace())
    for _sign in range(run.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(marker=ord(marker), length=run.length, token=len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos += run.length
    return True


def is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"
