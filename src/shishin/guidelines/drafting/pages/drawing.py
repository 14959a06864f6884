"""Drawing: the clauses and changes of a draft as HTML. In Python, for a page may hold five hundred of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shishin.guidelines.models import Edition
from shishin.guidelines.reading.drawing import BLOCKS, block_words
from shishin.guidelines.reading.editions import ReadClause
from shishin.kit.icons import draw_icon
from shishin.kit.markdown import to_html, to_inline_html
from shishin.kit.timeline import Tag
from shishin.texts.languages import own_name

DEEPEST = 4
"""Levels below the topmost that are told apart by how far they stand in."""


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause of the draft, or the gap where one was dropped."""

    key: str
    label: str
    begin: str
    tags: Sequence[Tag] = ()
    stale: Sequence[str] = ()
    """Languages whose words are older than the source."""
    clause: ReadClause | None = None
    """Nothing where it is a gap."""


@dataclass(frozen=True, slots=True)
class DrawnChange:
    """A change as it is listed: what became of which clauses."""

    choice: str
    kind: str
    """What became of them, in words."""
    name: str
    key: str = ""
    """Of a clause that stands in the draft; empty where none does."""


@dataclass(frozen=True, slots=True)
class ListedReason:
    """A reason, or the mark of a formal change without one, with the changes that it serves."""

    url: str
    words: str
    language: str
    """Of the words, where it is not the page's."""
    bearing: Tag
    changes: Sequence[DrawnChange]


class DraftDrawing:
    """Words and addresses are asked for once: on a long page every look-up counts."""

    def __init__(self, edition: Edition) -> None:
        place = [edition.document.slug, edition.version]
        self.root = reverse("guidelines:draft-clause", args=[*place, "-"]).removesuffix("-/")
        self.language = escape(edition.source_language)
        self.change_reason = escape(_("Change this reason"))
        self.older, self.open, self.no_words = escape(_("older translation")), escape(_("Write")), escape(_("No words yet."))
        self.icons = {name: draw_icon(name) for name in ("history", "cross", "new", "hidden")}

    def texts(self, rows: Iterable[ClauseRow], *, top: int) -> SafeString:
        """Clauses as they will read, each with the way to open it. `top` is the depth of the topmost."""
        return mark_safe("".join(self._text(row, row.clause, top) if row.clause else self._gap(row) for row in rows))

    def _text(self, row: ClauseRow, clause: ReadClause, top: int) -> str:
        depth, lang = min(clause.depth - top, DEEPEST), f' lang="{self.language}"'
        kind = f'<p class="hint">{escape(block_words(clause.kind)[0])}</p>' if clause.kind in BLOCKS and not clause.text.heading else ""
        heading = f"<h{depth + 2}{lang}>{to_inline_html(clause.text.heading)}</h{depth + 2}>" if clause.text.heading else ""
        body = f'<div class="flow prose"{lang}>{to_html(clause.text.body)}</div>' if clause.text.body else ""
        if not heading and not body:
            body = f'<p class="soft">{escape(row.begin) or self.no_words}</p>'
        return (
            f'<section class="written written-{depth}" id="{escape(row.key)}" tabindex="-1">'
            f'<p class="written-number">{escape(row.label)}</p><div class="flow">{kind}{heading}{body}{self._tags_of(row)}</div>'
            f"{self._opening(row)}</section>"
        )

    def _opening(self, row: ClauseRow) -> str:
        """The number alone is no name: who hears the link hears what it opens."""
        url = self._edit(row.key)
        name = f'<span class="visually-hidden" lang="{self.language}"> {escape(row.label)} {escape(row.begin or row.key)}</span>'
        return f'<p><a class="action-link written-open" href="{url}" hx-get="{url}">{self.open}{name}</a></p>'

    def clauses(self, rows: Iterable[ClauseRow]) -> SafeString:
        return mark_safe(f'<ol class="list plain">{"".join(self._clause(row) for row in rows)}</ol>')

    def _clause(self, row: ClauseRow) -> str:
        begin = escape(row.begin or row.key)
        name = f'<span lang="{self.language}">{begin}</span>' if row.clause else f'<s lang="{self.language}">{begin}</s>'
        linked = f'<a href="{self._edit(row.key)}">{name}</a>' if row.clause else name
        return (
            f'<li class="list-row list-row-plain">{self._number(escape(row.label))}'
            f'<div><p class="list-title">{linked}</p>{self._tags_of(row)}</div></li>'
        )

    def _gap(self, row: ClauseRow) -> str:
        begin = f'<s lang="{self.language}">{escape(row.begin or row.key)}</s>'
        return f'<div class="written written-gap"><p class="written-number">{escape(row.label)}</p><p>{begin}</p>{self._tags_of(row)}</div>'

    def _tags_of(self, row: ClauseRow) -> str:
        return self._tags("".join(map(self.tag, row.tags)) + "".join(self._stale(row.key, tag) for tag in row.stale))

    def explained(self, reasons: Iterable[ListedReason]) -> SafeString:
        return mark_safe(f'<ul class="list plain space-above">{"".join(self._reason(reason) for reason in reasons)}</ul>')

    def _reason(self, reason: ListedReason) -> str:
        served = "".join(f"<li>{self._served(change)}</li>" for change in reason.changes)
        lang = f' lang="{escape(reason.language)}"' if reason.language else ""
        words = f"<p{lang}>{escape(reason.words)}</p>" if reason.words else ""
        link = f'<p><a class="action-link" href="{escape(reason.url)}">{self.change_reason}</a></p>' if reason.url else ""
        return f"<li>{self._tags(self.tag(reason.bearing))}{words}<ul>{served}</ul>{link}</li>"

    def _served(self, change: DrawnChange) -> str:
        name = f'<span lang="{self.language}">{escape(change.name)}</span>'
        linked = f'<a href="{self._edit(change.key)}">{name}</a>' if change.key else name
        return f'{linked} <span class="tag">{escape(change.kind)}</span>'

    def tag(self, tag: Tag) -> str:
        tone = f" tag-{tag.tone}" if tag.tone else ""
        return f'<span class="tag{tone}">{self.icons.get(tag.icon, "")}{escape(tag.words)}</span>'

    def _stale(self, key: str, language: str) -> str:
        name = f'<span lang="{escape(language)}">{escape(own_name(language))}</span>'
        return f'<a class="tag tag-warning" href="{self._edit(key, language)}">{self.icons["history"]}{name}: {self.older}</a>'

    def _tags(self, tags: str) -> str:
        return f'<p class="tags">{tags}</p>' if tags else ""

    def _number(self, label: str) -> str:
        return f'<p class="due"><strong>{label}</strong></p>' if label else '<p class="due"></p>'

    def _edit(self, key: str, language: str = "") -> str:
        return f"{self.root}{escape(key)}/{escape(language) or self.language}/"
