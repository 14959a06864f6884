"""Drawing comparison tables as HTML. In Python, for a table may hold two thousand rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from shishin.guidelines.changes.judging import Difference, State
from shishin.guidelines.comparing.cells import Side, new_and_old
from shishin.guidelines.comparing.profiles import ComparisonProfile
from shishin.guidelines.comparing.table import Cause, Cell, Column, Comparison, Group, Paragraph, Remark, Row, Tone, remarks_on, tags_on
from shishin.guidelines.editions.clauses import PlainClause
from shishin.kit.markdown import boxed_table
from shishin.texts.manuscript import Passage
from shishin.texts.marking import Segment, by_lines
from shishin.texts.marking_tables import MarkedCell, MarkedTable

TAGS = {"new": "ins", "old": "del"}


def draw_passages(old: Passage, new: Passage, *, language: str, profile: ComparisonProfile) -> tuple[SafeString, SafeString, list[str]]:
    """Two wordings, the old one first, as a comparison would show them with nothing omitted, and what is said of their marks."""
    profile = replace(profile, omits_inside=False)
    before, after = (Side([PlainClause(texts={language: passage})], language) for passage in (old, new))
    new_cell, old_cell = new_and_old(after, before, Difference(State.EDITED), profile=profile, is_named_above=False)
    notes = by_lines(segment for part in (*new_cell, *old_cell) for segment in part.segments)
    return draw_cell(old_cell, "old", profile), draw_cell(new_cell, "new", profile), notes


def draw_cell(cell: Cell, side: str, profile: ComparisonProfile) -> SafeString:
    return mark_safe("".join(part_of_cell(part, TAGS[side], profile.omitted) for part in cell))


def draw_comparison(comparison: Comparison) -> SafeString:
    """The whole table, in its own language."""
    with override(comparison.spoken):
        return mark_safe("".join(table(comparison)))


def table(comparison: Comparison) -> Iterator[str]:
    """What is said about the texts is in the language that the interface has for them, their words in their own."""
    has_reasons = comparison.profile.has_reasons
    yield f'<table class="compare" role="table" lang="{escape(comparison.spoken)}">'
    yield f"<caption>{escape(comparison.lead)}</caption>"
    if has_reasons:
        yield "<colgroup><col><col><col></colgroup>"
    headings = [column.heading for column in comparison.columns] + ([comparison.reason_label] if has_reasons else [])
    yield '<thead role="rowgroup"><tr role="row">'
    yield from (f'<th role="columnheader" scope="col">{escape(heading)}</th>' for heading in headings)
    yield "</tr></thead>\n"
    for group in comparison.groups:
        yield from group_of_rows(group, comparison, width=len(headings))
    yield "</table>"


def group_of_rows(group: Group, comparison: Comparison, *, width: int) -> Iterator[str]:
    yield '<tbody role="rowgroup">\n'
    if group.place:
        yield f'<tr role="row"><th class="compare-place" colspan="{width}"{said_in(comparison.language, comparison)} role="rowheader" scope="rowgroup">'
        yield f"<span><strong>{escape(group.place)}</strong></span></th></tr>\n"
    for row in group.rows:
        yield from drawn_row(row, comparison)
    yield "</tbody>\n"


def drawn_row(row: Row, comparison: Comparison) -> Iterator[str]:
    has_reasons = comparison.profile.has_reasons
    yield f'<tr id="r-{escape(row.key)}" role="row">' if row.is_change else '<tr class="compare-same" role="row">'
    for column in comparison.columns:
        yield from cell(row, column, comparison, notes=[] if has_reasons or column.side == "old" else list(remarks(row, comparison)))
    if has_reasons:
        inner = "".join(remarks(row, comparison))
        label = f' data-label="{escape(comparison.reason_label)}"' if inner else ""
        yield f'<td class="compare-reason"{label} role="cell">{inner}</td>'
    yield "</tr>\n"


def cell(row: Row, column: Column, comparison: Comparison, *, notes: Iterable[str]) -> Iterator[str]:
    yield f'<td data-label="{escape(column.heading)}"{said_in(row.language, comparison)} role="cell">'
    if column.side == "new" and row.is_change:
        # A row of several clauses, as of a split, is found by each of them.
        yield from (f'<span id="r-{escape(key)}"></span>' for key in row.new_keys if key != row.key)
    yield draw_cell(row.new if column.side == "new" else row.old, column.side, comparison.profile)
    yield from notes
    yield "</td>"


def said_in(language: str, comparison: Comparison) -> str:
    """Said of words that are in another language than what is said about them."""
    return f' lang="{escape(language)}"' if language != comparison.spoken else ""


def part_of_cell(part: Paragraph | MarkedTable, tag: str, omitted: str) -> str:
    return paragraph_of(part, tag, omitted) if isinstance(part, Paragraph) else table_within(part, tag, omitted)


def paragraph_of(paragraph: Paragraph, tag: str, omitted: str) -> str:
    words = marked(paragraph.segments, tag, omitted)
    return f"<p><strong>{words}</strong></p>" if paragraph.is_heading else f"<p>{words}</p>"


def marked(segments: Iterable[Segment], tag: str, omitted: str) -> str:
    parts = []
    for segment in segments:
        text = omitted if segment.is_omitted else escape(segment.text).replace("\n", "<br>")
        parts.append(f"<{tag}>{text}</{tag}>" if segment.is_changed else text)
    return "".join(parts)


def table_within(table: MarkedTable, tag: str, omitted: str) -> str:
    rows = "".join(f"<tr>{''.join(cell_within(cell, tag, omitted) for cell in row)}</tr>" for row in table.rows)
    return boxed_table(f"<table>{rows}</table>")


def cell_within(cell: MarkedCell, tag: str, omitted: str) -> str:
    # A heading without words would head nothing for those who listen.
    name = "th" if cell.is_heading and cell.segments else "td"
    spans = (f' colspan="{cell.columns}"' if cell.columns > 1 else "") + (f' rowspan="{cell.rows}"' if cell.rows > 1 else "")
    amount = ' class="amount"' if cell.is_amount else ""
    return f"<{name}{spans}{amount}>{marked(cell.shown, tag, omitted)}</{name}>"


def remarks(row: Row, comparison: Comparison) -> Iterator[str]:
    """Reasons, what the marks cannot show, what led to the change, and tags."""
    if not row.is_change:
        return
    for remark in remarks_on(row, comparison):
        soft = ' class="soft"' if remark.tone is Tone.SOFT else ""
        yield f"<p{soft}>{escape(remark.words)}</p>"
    if row.causes:
        yield f"<ul>{''.join(map(cause_of, row.causes))}</ul>"
    if tags := list(tags_on(row, comparison)):
        yield '<p class="tags">' + "".join(map(tag_of, tags)) + "</p>"


def tag_of(tag: Remark) -> str:
    return f'<span class="tag{" tag-missing" if tag.tone is Tone.TAG_MISSING else ""}">{escape(tag.words)}</span>'


def cause_of(cause: Cause) -> str:
    words, others = escape(cause.words), cause.others
    more = f"　{escape(others)}" if others else ""
    return f'<li><a href="{escape(cause.url)}">{words}</a>{more}</li>' if cause.url else f"<li>{words}{more}</li>"
