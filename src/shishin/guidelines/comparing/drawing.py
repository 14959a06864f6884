"""Drawing comparison tables as HTML. In Python, for a table may hold two thousand rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from shishin.guidelines.comparing.table import Cause, Column, Comparison, Group, Paragraph, Remark, Row, Tone, remarks_on, tags_on
from shishin.texts.languages import spoken_about

TAGS = {"new": "ins", "old": "del"}


def draw_comparison(comparison: Comparison) -> SafeString:
    """The whole table, in its own language."""
    with override(spoken_about(comparison.language)):
        return mark_safe("".join(table(comparison)))


def table(comparison: Comparison) -> Iterator[str]:
    has_reasons = comparison.profile.has_reasons
    yield f'<table class="compare" role="table" lang="{escape(comparison.language)}">'
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
        yield f'<tr role="row"><th class="compare-place" colspan="{width}" role="rowheader" scope="rowgroup">'
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
    language = f' lang="{escape(row.language)}"' if row.language != comparison.language else ""
    yield f'<td data-label="{escape(column.heading)}"{language} role="cell">'
    if column.side == "new" and row.is_change:
        # A row of several clauses, as of a split, is found by each of them.
        yield from (f'<span id="r-{escape(key)}"></span>' for key in row.new_keys if key != row.key)
    for paragraph in row.new if column.side == "new" else row.old:
        yield paragraph_of(paragraph, TAGS[column.side], comparison.profile.omitted)
    yield from notes
    yield "</td>"


def paragraph_of(paragraph: Paragraph, tag: str, omitted: str) -> str:
    parts = []
    for segment in paragraph.segments:
        text = omitted if segment.is_omitted else escape(segment.text)
        parts.append(f"<{tag}>{text}</{tag}>" if segment.is_changed else text)
    words = "".join(parts)
    return f"<p><strong>{words}</strong></p>" if paragraph.is_heading else f"<p>{words}</p>"


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
