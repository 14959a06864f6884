"""Reading texts: a file or a pasted text in any of our forms becomes clauses, to be laid beside an edition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from shishin.guidelines.bringing_in.bringing_in import LINE_WITH_KEY, AlreadyKnown, TextDetails, is_ours, manuscript_from, read_contents
from shishin.guidelines.errors.drafting import NoTextGiven, PastedTooLong
from shishin.texts.foreign_word import blocks_of_plain_text, lay_out_text
from shishin.texts.foreign_word.blocks import Block
from shishin.texts.manuscript import Manuscript, ManuscriptClause, Passage
from shishin.texts.numbering.labels import Label
from shishin.texts.numbering.printed import PRINTED
from shishin.texts.pasted_tables import TableRow, is_table, normalized_number, rows_of
from shishin.texts.plain_lines import plain_text
from shishin.texts.text_form.normalising import normalise

HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
LONGEST_PASTED = 2_000_000
"""Characters: a thousand pages. More comes as a file."""


class Form(StrEnum):
    """What a pasted text is."""

    TABLE = "table"
    PARAGRAPHS = "paragraphs"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class ProposedText:
    """`found`: place of a clause → key that its number names. `says`: place → what the text says of it besides words."""

    manuscript: Manuscript
    is_whole: bool
    is_ours: bool
    name: str = ""
    notes: Sequence[str] = ()
    is_table: bool = False
    """An empty cell says nothing of what stands there."""
    found: Mapping[int, str] = field(default_factory=dict)
    says: Mapping[int, Mapping[str, object]] = field(default_factory=dict)


def read_file(content: bytes, *, name: str, details: TextDetails, known: AlreadyKnown) -> ProposedText:
    """A whole text from a file of our form, of Markdown or of Word."""
    if not content.strip():
        raise NoTextGiven
    read = read_contents({name: content})
    text = read.texts[name]
    manuscript = manuscript_from(read.texts, details=details, known=known)
    return ProposedText(manuscript, True, isinstance(text, str) and is_ours(text), name=name, notes=(*read.notes, *manuscript.remarks))


def read_pasted(
    text: str,
    *,
    details: TextDetails,
    known: AlreadyKnown,
    before: Manuscript,
    labels: Sequence[Label],
    form: str = "",
    is_whole: bool = False,
) -> ProposedText:
    """A pasted piece, or a whole text where the person says so."""
    if not text.strip():
        raise NoTextGiven
    if len(text) > LONGEST_PASTED:
        raise PastedTooLong(length=f"{len(text):,}", limit=f"{LONGEST_PASTED:,}")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    form = form or form_of(text)
    if form == Form.TABLE:
        return _table(text, details=details, before=before, labels=labels)
    if form == Form.PARAGRAPHS:
        name = _("Pasted text")
        blocks = _with_headings(blocks_of_plain_text(text), before, details.language)
        manuscript = manuscript_from({name: lay_out_text(blocks, name=name)}, details=details, known=known)
        return ProposedText(manuscript, is_whole, is_ours=False)
    manuscript = manuscript_from({_("Pasted text"): text}, details=details, known=known)
    return ProposedText(manuscript, is_whole, is_ours(text), notes=manuscript.remarks)


def _with_headings(blocks: Sequence[Block], before: Manuscript, language: str) -> list[Block]:
    """A line that is a heading of the edition, with or without a number before it, is one here too: a pasted text says nothing of looks."""
    depths: dict[str, int] = {}
    for clause in before.clauses:
        if heading := _bare(clause.passages.get(language, Passage()).heading):
            depths.setdefault(heading, clause.depth)
    for block in blocks:
        block.level = depths.get(_bare(block.plain), 0) or depths.get(_bare(PRINTED.sub("", block.plain, count=1)), 0)
    return list(blocks)


def _bare(heading: str) -> str:
    return "".join(plain_text(heading).split())


def form_of(text: str) -> Form:
    if LINE_WITH_KEY.search(text) or HEADING.search(text):
        return Form.MARKDOWN
    return Form.TABLE if is_table(text) else Form.PARAGRAPHS


def _table(text: str, *, details: TextDetails, before: Manuscript, labels: Sequence[Label]) -> ProposedText:
    """Each row a clause. A table never is the whole text: it says nothing of how deep its rows stand."""
    keys = [clause.key for clause in before.clauses]
    by_number = _keys_by_number(keys, labels)
    rows = rows_of(text, keys=keys, numbers=list(by_number))
    if not rows:
        raise NoTextGiven
    clauses, found, says, used = [], {}, {}, set()
    notes = []
    for place, row in enumerate(rows):
        numbered = by_number.get(normalized_number(row.number), "") if row.number else ""
        key = row.key if row.key in keys else numbered
        if key and key not in used:
            used.add(key)
            if key != row.key:
                found[place] = key
        elif key:
            key = ""
            notes.append(_("Row %(row)s names a clause that an earlier row names too; it was paired by its words.") % {"row": row.line})
        if row.force:
            says[place] = {"force": row.force}
        clauses.append(_clause(row, place, key, details.language))
    manuscript = replace(before, clauses=tuple(clauses), keys_given=frozenset(used))
    return ProposedText(manuscript, False, is_ours=False, notes=tuple(notes), is_table=True, found=found, says=says)


def _keys_by_number(keys: Sequence[str], labels: Sequence[Label]) -> dict[str, str]:
    """Where two clauses print alike, the first."""
    by_number: dict[str, str] = {}
    for label, key in zip(labels, keys, strict=True):
        for number in (label.short, label.cited):
            by_number.setdefault(normalized_number(number), key)
    by_number.pop("", None)
    return by_number


def _clause(row: TableRow, place: int, key: str, language: str) -> ManuscriptClause:
    passage = normalise(Passage(row.heading, row.body))
    return ManuscriptClause(key or f"row-{place + 1}", 1, force=row.force or "none", passages={language: passage}, line_number=row.line)
