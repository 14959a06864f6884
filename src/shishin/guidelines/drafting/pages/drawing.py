"""Drawing: the clauses and changes of a draft as HTML. In Python, for a page may hold five hundred of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shishin.guidelines.models import Edition
from shishin.kit.icons import draw_icon
from shishin.kit.timeline import Tag
from shishin.texts.languages import own_name


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause of the draft, or the gap where one was dropped."""

    key: str
    label: str
    begin: str
    tags: Sequence[Tag] = ()
    stale: Sequence[str] = ()
    """Languages whose words are older than the source."""
    is_headed: bool = False
    is_gap: bool = False


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
        self.older = escape(_("older translation"))
        self.icons = {name: draw_icon(name) for name in ("history", "cross", "new", "hidden")}

    def clauses(self, rows: Iterable[ClauseRow]) -> SafeString:
        return mark_safe(f'<ol class="list plain">{"".join(self._gap(row) if row.is_gap else self._clause(row) for row in rows)}</ol>')

    def _clause(self, row: ClauseRow) -> str:
        label, begin = escape(row.label), escape(row.begin or row.key)
        link = self._link(row.key, begin)
        name = f"<strong>{link}</strong>" if row.is_headed else link
        tags = "".join(self.tag(tag) for tag in row.tags) + "".join(self._stale(row.key, tag) for tag in row.stale)
        return (
            f'<li class="list-row list-row-plain" id="{escape(row.key)}">{self._number(label)}'
            f'<div><p class="list-title">{name}</p>{self._tags(tags)}</div></li>'
        )

    def _link(self, key: str, name: str) -> str:
        return f'<a href="{self._edit(key)}"><span lang="{self.language}">{name}</span></a>'

    def _gap(self, row: ClauseRow) -> str:
        tags = "".join(self.tag(tag) for tag in row.tags)
        begin = f'<s lang="{self.language}">{escape(row.begin or row.key)}</s>'
        return f'<li class="list-row list-row-plain">{self._number(escape(row.label))}<div><p>{begin}</p>{self._tags(tags)}</div></li>'

    def unexplained(self, changes: Iterable[DrawnChange], *, chosen: Collection[str]) -> SafeString:
        """Each with a box, so that one reason can be given to several."""
        return mark_safe(f"<div>{''.join(self._choice(change, is_chosen=change.choice in chosen) for change in changes)}</div>")

    def _choice(self, change: DrawnChange, *, is_chosen: bool) -> str:
        checked = " checked" if is_chosen else ""
        return (
            f'<label class="choice"><input type="checkbox" name="changes" value="{escape(change.choice)}"{checked}>'
            f'<span><span lang="{self.language}">{escape(change.name)}</span> <span class="tag">{escape(change.kind)}</span></span></label>'
        )

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
