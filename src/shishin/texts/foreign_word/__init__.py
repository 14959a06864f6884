"""Foreign Word: a .docx file becomes lines of Markdown and the places where its clauses begin; the rest is done as for Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.kit.budget import Budget, spend_on_markdown
from shishin.kit.identity import join_words
from shishin.kit.markdown import WIDEST_CELL
from shishin.texts.foreign_markdown import ForeignText
from shishin.texts.foreign_markdown.cutting import cut
from shishin.texts.foreign_word.blocks import Block, Blocks
from shishin.texts.foreign_word.laying_out import lay_out
from shishin.texts.foreign_word.opening import LIMIT, is_word_file, open_word
from shishin.texts.foreign_word.words import SPACES, LeftOut, escaped

__all__ = ["LIMIT", "WordText", "blocks_of_plain_text", "is_word_file", "lay_out_text", "read_word"]

SHORT_HINT, LONGEST_LIST, LONGEST_WORDS = 20, 10, 2_000


@dataclass(frozen=True, slots=True)
class WordText:
    """The text, and in sentences what a person must know of how it was read."""

    text: ForeignText
    notes: tuple[str, ...]


def read_word(content: bytes, *, file: str) -> WordText:
    budget = Budget(file)
    blocks = Blocks(open_word(content, file=file, budget=budget), budget)
    text = lay_out_text(blocks.read(), name=file, budget=budget)
    text = replace(text, contents=tuple(line for line in (*blocks.contents, *text.contents) if line))
    return WordText(text, tuple(_notes(blocks.reader.left_out)))


def _notes(left_out: LeftOut) -> list[str]:
    notes = []
    if left_out.tracked:
        notes.append(_("The Word file has tracked changes; the text was read as if all of them were accepted."))
    if count := len(left_out.pictures):
        places = _places(left_out.pictures)
        words = ngettext("%(count)s picture was left out%(places)s.", "%(count)s pictures were left out%(places)s.", count)
        notes.append(words % {"count": count, "places": places})
    notes += [_text_box(words, before) for words, before in left_out.text_boxes]
    notes += [_cells(table, cells) for table, cells in left_out.cells.items()]
    if count := left_out.embedded:
        notes.append(
            ngettext("%(count)s embedded object was left out.", "%(count)s embedded objects were left out.", count) % {"count": count}
        )
    if count := left_out.comments:
        notes.append(ngettext("%(count)s comment was left out.", "%(count)s comments were left out.", count) % {"count": count})
    if left_out.hidden:
        notes.append(_("Words that are hidden in Word were left out."))
    return notes


def _places(words_before: Sequence[str]) -> str:
    """Behind which words something stood."""
    named = [_("“%(words)s”") % {"words": words[-SHORT_HINT:]} for words in words_before[:LONGEST_LIST] if words]
    return _(", behind %(words)s") % {"words": ", ".join(named) + ("…" if len(words_before) > LONGEST_LIST else "")} if named else ""


def _text_box(words: str, before: str) -> str:
    if not words:
        return _("An empty text box was left out%(places)s.") % {"places": _places([before])}
    values = {"words": words[:LONGEST_WORDS], "places": _places([before])}
    return _("A text box was left out%(places)s; add its words where they belong: “%(words)s”.") % values


def _cells(table: int, cells: Sequence[str]) -> str:
    values = {"table": table, "columns": WIDEST_CELL, "count": len(cells), "words": join_words(cells)[:LONGEST_WORDS]}
    return (
        ngettext(
            "Table %(table)s is wider than %(columns)s columns; %(count)s cell beyond them was left out: “%(words)s”.",
            "Table %(table)s is wider than %(columns)s columns; %(count)s cells beyond them were left out: “%(words)s”.",
            len(cells),
        )
        % values
    )


def blocks_of_plain_text(text: str) -> list[Block]:
    """The paragraphs of a text that was copied out of Word: one a line, numbers and list signs as they are printed."""
    lines = [line.strip(SPACES) for line in text.split("\n")]
    return [Block(escaped(line), line, indent=0) for line in lines if line]


def lay_out_text(blocks: Sequence[Block], *, name: str, budget: Budget | None = None) -> ForeignText:
    found = lay_out(blocks)
    spend_on_markdown(found.text, Budget(name, began=(budget or Budget()).began))
    cuts = list(cut(found.text, begins=found.begins))
    # The lines of a Word file are nowhere to be seen, so none is named.
    words = "\n".join((found.front, *(line for one in cuts for line in (one.heading, *one.lines))))
    return ForeignText(name, title=found.title, words=words, cuts=tuple(cuts), has_lines=False, contents=tuple(found.contents))
