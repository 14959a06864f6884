"""Drawing: the clauses of an edition as HTML. In Python, for a page may hold five hundred of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext_lazy

from shishin.guidelines.changes.judging import State, scopes
from shishin.guidelines.editions.clauses import PlainClause
from shishin.guidelines.models import Clause
from shishin.guidelines.reading.editions import ReadClause, ReadText
from shishin.kit.icons import draw_icon
from shishin.kit.identity import base
from shishin.kit.markdown import to_html, to_inline_html
from shishin.texts.languages import own_name, spoken_about
from shishin.texts.scopes import Vocabulary, limits

Kind, Force = Clause.Kind, Clause.Force
BLOCKS = (Kind.BACKGROUND, Kind.CONDUCT, Kind.EXAMPLE, Kind.SYSTEM, Kind.DONT)
STATEMENTS = (Kind.VISION, Kind.MISSION, Kind.VALUE, Kind.PRINCIPLE)
HEADED, LINE = "headed", "line"
LONGEST_IN_GUTTER = 8
"""Signs of a number that stand beside lines without being broken; Article 3 has more."""
FORCE_TONES: dict[str, str] = {Force.MUST: " tag-info", Force.MUST_NOT: " tag-danger"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the clauses stand in. `raised` lifts the headings of a page that shows only a lower part."""

    slug: str
    version: str
    language: str
    compare_url: str = ""
    raised: int = 0
    vocabulary: Vocabulary = field(kw_only=True)


def draw_clauses(clauses: Sequence[ReadClause], *, within: Surroundings) -> SafeString:
    """Clauses with all below them, in the language they are shown in: block labels and tags as well."""
    with override(spoken_about(within.language)):
        return mark_safe(_Drawing(within).several(clauses))


def draw_alone(clause: ReadClause, *, within: Surroundings) -> SafeString:
    """A clause without what stands below it."""
    with override(spoken_about(within.language)):
        return mark_safe(_Drawing(within).headed(clause, with_children=False))


FORCE_WORDS: Mapping[str, Promise] = {
    Force.MUST: pgettext_lazy("force", "must"),
    Force.SHOULD: pgettext_lazy("force", "should"),
    Force.MAY: pgettext_lazy("force", "may"),
    Force.MUST_NOT: pgettext_lazy("force", "must not"),
}


def force_words(force: str) -> str:
    """How strongly a clause binds, at the end of its line."""
    return str(FORCE_WORDS.get(force, ""))


def attribute_words(clause: PlainClause, vocabulary: Vocabulary) -> list[str]:
    """What a clause is, as far as it is said beside its words: whom it is for, how strongly it binds, whether it stops at the gate."""
    gate = _("stops at the gate") if clause.is_hard_gate else ""
    words = [*limits(clause.applicability, vocabulary=vocabulary), force_words(clause.force), gate]
    return [word for word in words if word]


def change_mark_words() -> dict[State, str]:
    return {
        State.NEW: _("new in this edition"),
        State.EDITED: _("changed in this edition"),
        State.SPLIT: _("split in this edition"),
        State.MERGED: _("merged in this edition"),
        State.MOVED: _("moved in this edition"),
        State.VACATED: _("deleted in this edition"),
    }


def block_words(kind: str) -> tuple[str, str]:
    """What a block is called where it has no heading of its own, and the term behind it."""
    return {
        Kind.BACKGROUND: (_("Background"), ""),
        Kind.CONDUCT: (_("Principles of action"), _("governance code")),
        Kind.EXAMPLE: (_("For example"), ""),
        Kind.SYSTEM: (_("Related systems"), _("management system")),
        Kind.DONT: (_("What not to do"), ""),
    }[Kind(kind)]


class _Drawing:
    def __init__(self, within: Surroundings) -> None:
        self.within = within
        self.clause_root = reverse("guidelines:clause", args=[within.slug, "-"]).removesuffix("-/")
        spoken = spoken_about(within.language)
        self.ours = "" if spoken == base(within.language) else f' lang="{spoken}"'
        """On words that are said about the text, where they are not in its language."""
        # Asked for once: on a long page every look-up of a word counts.
        self.forces = {str(force): escape(force_words(force)) for force in Force}
        self.change_marks = change_mark_words()
        self.permalink_words = _("%(label)s: permalink and history")
        self.permalink, self.follow = _("Permalink"), _("Follow this clause")
        self.older, self.untranslated = _("older translation"), _("not yet translated")
        self.gate, self.deleted = _("stops at the gate"), _("Deleted")

    def several(self, clauses: Iterable[ReadClause], *, holder: str = "", in_value: bool = False) -> str:
        pieces = []
        for form, grouped in groupby(clauses, key=lambda clause: form_of(clause, holder)):
            run = list(grouped)
            if form == HEADED or (form not in (LINE, Kind.CONDUCT) and len(run) == 1):
                pieces += [self.headed(clause, in_value=in_value) for clause in run]
            elif form == LINE:
                pieces.append(self._lines(run, in_value=in_value))
            else:
                pieces.append(self._block_of(form, run, in_value=in_value))
        return "".join(pieces)

    def headed(self, clause: ReadClause, *, with_children: bool = True, in_value: bool = False) -> str:
        if clause.kind in BLOCKS:
            return self._block(clause, in_value=in_value)
        if clause.kind == Kind.VALUE:
            return self._value(clause, with_children=with_children)
        children = clause.children if with_children else []
        level = self._level(clause)
        space = "section" if level == 2 else "space-above-large" if level == 3 else "space-above"
        number = escape(clause.label) or f'<span aria-hidden="true">§</span><span class="visually-hidden">{self.permalink}</span>'
        label = f'<a class="permalink" href="{self._url(clause)}">{number}</a>　'
        lead = " lead" if clause.kind in STATEMENTS else ""
        return (
            f'<section class="{space}" id="{escape(clause.key)}">'
            f"<h{level}{self._lang(clause.text)}>{label}{self._heading(clause)}</h{level}>"
            f"{self._body(clause, 'prose flow' + lead)}{self._tags(clause)}{self._index(children)}"
            f"{self.several(children, holder=clause.kind, in_value=in_value)}</section>"
        )

    def _value(self, clause: ReadClause, *, with_children: bool) -> str:
        key, level = escape(clause.key), self._level(clause)
        number = f'<span class="clause-number" aria-hidden="true">{escape(clause.label)}</span>' if clause.label else ""
        spoken = f'<span class="visually-hidden">{escape(clause.label)}　</span>' if clause.label else ""
        children = self.several(clause.children, holder=clause.kind, in_value=True) if with_children else ""
        return (
            f'<article class="clause section" id="{key}" aria-labelledby="{key}-h"><div class="clause-head">{number}'
            f'<h{level} class="clause-title" id="{key}-h"{self._lang(clause.text)}>{spoken}{self._heading(clause)}</h{level}></div>'
            f"{self._body(clause, 'clause-lead flow')}{self._tags(clause)}"
            f'<div class="space-above">{children}</div>{self._foot(clause)}</article>'
        )

    def _block(self, clause: ReadClause, *, in_value: bool) -> str:
        heading = _unlinked(clause) if clause.text.heading else self._said(block_words(clause.kind)[0])
        inner = self._body(clause, "prose flow") + self.several(clause.children, holder=clause.kind, in_value=in_value)
        if not inner:
            nothing = _("Nothing is written here.")
            inner = f'<p class="soft"{self.ours}>{nothing}</p>'
        return self._boxed(
            clause.kind,
            level=self._level(clause),
            identity=f' id="{escape(clause.key)}"',
            heading=f'<a class="permalink" href="{self._url(clause)}">{heading}</a>',
            inner=f"{inner}{self._tags(clause, in_value=in_value)}",
        )

    def _block_of(self, kind: str, clauses: Sequence[ReadClause], *, in_value: bool) -> str:
        """Lines of one kind that no heading holds together, under the words for their kind."""
        words = self._said(block_words(kind)[0])
        inner = self._lines(clauses, in_value=in_value)
        return self._boxed(kind, level=self._level(clauses[0]), identity="", heading=words, inner=inner)

    def _boxed(self, kind: str, *, level: int, identity: str, heading: str, inner: str) -> str:
        dont = kind == Kind.DONT
        term = block_words(kind)[1]
        small = f"<small{self.ours}>{escape(term)}</small>" if term else ""
        return (
            f'<div class="clause-block{" clause-dont" if dont else ""}"{identity}>'
            f"<h{level}>{draw_icon('cross') if dont else ''}<span>{heading}{small}</span></h{level}><div>{inner}</div></div>"
        )

    def _lines(self, clauses: Sequence[ReadClause], *, in_value: bool) -> str:
        wide = " clause-lines-wide" if any(len(clause.label) > LONGEST_IN_GUTTER for clause in clauses) else ""
        return f'<ol class="clause-lines{wide}">{"".join(self._line(clause, in_value=in_value) for clause in clauses)}</ol>'

    def _line(self, clause: ReadClause, *, in_value: bool) -> str:
        scope = escape("　".join(limits(clause.applicability, vocabulary=self.within.vocabulary)))
        limit = f'<small class="soft">{scope}</small>' if scope else ""
        return (
            f'<li id="{escape(clause.key)}">{self._permalink(clause)}'
            f"<div>{self._body(clause, 'flow')}{limit}"
            f"{self.several(clause.children, holder=clause.kind, in_value=in_value)}</div>{self._line_tags(clause, in_value=in_value)}</li>"
        )

    def _line_tags(self, clause: ReadClause, *, in_value: bool) -> str:
        tags = [self._force(clause), self._gate(clause), "" if in_value else self._change_mark(clause), self._translation(clause.text)]
        drawn = [tag for tag in tags if tag]
        return f'<span class="tags"{self.ours}>{"".join(drawn)}</span>' if drawn else ""

    def _tags(self, clause: ReadClause, *, in_value: bool = False) -> str:
        tags = [f'<span class="tag">{escape(limit)}</span>' for limit in limits(clause.applicability, vocabulary=self.within.vocabulary)]
        if clause.kind == Kind.VALUE and not scopes(clause):
            tags += [f'<span class="tag">{everything}</span>' for everything in (_("All phases"), _("All services"))]
        tags += [self._force(clause), self._gate(clause)]
        tags.append(self._changes_below(clause) if clause.kind == Kind.VALUE else "" if in_value else self._change_mark(clause))
        tags.append(self._translation(clause.text))
        drawn = [tag for tag in tags if tag]
        return f'<p class="tags space-above-small"{self.ours}>{"".join(drawn)}</p>' if drawn else ""

    def _force(self, clause: ReadClause) -> str:
        words = self.forces[clause.force]
        return f'<span class="tag{FORCE_TONES.get(clause.force, "")}">{words}</span>' if words else ""

    def _gate(self, clause: ReadClause) -> str:
        return f'<span class="tag tag-danger">{draw_icon("alert")}{self.gate}</span>' if clause.is_hard_gate else ""

    def _change_mark(self, clause: ReadClause) -> str:
        if clause.change_mark is None:
            return ""
        return self._compare_tag(clause.key, self.change_marks[clause.change_mark])

    def _changes_below(self, clause: ReadClause) -> str:
        if clause.change_mark == State.NEW:
            return self._change_mark(clause)
        changed = clause.changed_below
        if not changed:
            return ""
        count = len(changed)
        words = ngettext("%(count)d place changed in this edition", "%(count)d places changed in this edition", count) % {"count": count}
        return self._compare_tag(changed[0], words)

    def _compare_tag(self, key: str, words: str) -> str:
        if not self.within.compare_url:
            return f'<span class="tag">{escape(words)}</span>'
        return f'<a class="tag tag-info" href="{escape(self.within.compare_url)}#r-{escape(key)}">{escape(words)}</a>'

    def _translation(self, text: ReadText) -> str:
        if text.is_stale:
            return f'<span class="tag tag-warning">{draw_icon("history")}{self.older}</span>'
        return f'<span class="tag tag-missing">{self.untranslated}</span>' if text.is_missing else ""

    def _foot(self, clause: ReadClause) -> str:
        url = self._url(clause)
        links = [
            f'<a class="action-link" href="{url}">{draw_icon("history")}{self.follow}</a>',
            f'<a class="action-link" href="{url}?edition={escape(self.within.version)}">{draw_icon("link")}{self.permalink}</a>',
        ]
        links += [
            f'<a class="action-link" href="{url}?edition={escape(self.within.version)}&amp;language={escape(tag)}"'
            f' hreflang="{escape(tag)}"><span lang="{escape(tag)}">{escape(own_name(tag))}</span></a>'
            for tag in clause.other_languages
        ]
        return f'<p class="clause-foot"{self.ours}>{"".join(links)}</p>'

    def _index(self, children: Sequence[ReadClause]) -> str:
        values = [clause for clause in children if clause.kind == Kind.VALUE]
        if len(values) < 2:
            return ""
        rows = "".join(
            f'<li><a href="#{escape(clause.key)}"><span>{escape(clause.label)}</span>{_unlinked(clause)}</a></li>' for clause in values
        )
        return f'<ol class="code-index space-above">{rows}</ol>'

    def _permalink(self, clause: ReadClause) -> str:
        """The number of a line. Where there is none, a sign that a clause begins here."""
        number = clause.label or "§"
        spoken = self.permalink_words % {"label": clause.cited or clause.label or clause.key}
        return f'<a class="permalink" href="{self._url(clause)}" aria-label="{escape(spoken)}">{escape(number)}</a>'

    def _url(self, clause: ReadClause) -> str:
        return f"{self.clause_root}{escape(clause.key)}/"

    def _heading(self, clause: ReadClause) -> str:
        if clause.is_vacated and not clause.text.heading:
            return self._said(self.deleted)
        return to_inline_html(clause.text.heading)

    def _said(self, words: str) -> str:
        return f"<span{self.ours}>{escape(words)}</span>" if self.ours else escape(words)

    def _body(self, clause: ReadClause, classes: str) -> str:
        if clause.is_vacated and not clause.text.body:
            is_said_above = not clause.text.heading and clause.kind in (Kind.CHAPTER, Kind.VALUE)
            return "" if is_said_above else f'<p class="soft"{self.ours}>{self.deleted}</p>'
        return f'<div class="{classes}"{self._lang(clause.text)}>{to_html(clause.text.body)}</div>' if clause.text.body else ""

    def _lang(self, text: ReadText) -> str:
        return f' lang="{escape(text.language)}"' if text.language != self.within.language else ""

    def _level(self, clause: ReadClause) -> int:
        return max(2, min(6, clause.depth + 1 - self.within.raised))


def form_of(clause: ReadClause, holder: str) -> str:
    """How a clause is drawn: with a heading, as a line among lines, or as a block of its kind."""
    if clause.text.heading or clause.kind in (Kind.CHAPTER, Kind.VALUE):
        return HEADED
    stands_apart = clause.kind in BLOCKS and clause.kind != holder
    if stands_apart and (clause.kind != Kind.CONDUCT or holder == Kind.VALUE):
        return clause.kind
    return LINE


def draw_contents(tops: Sequence[ReadClause], *, hrefs: dict[int, str], current: int | None = None, deepest: int = 3) -> SafeString:
    """The contents: what has a heading, down to a depth; blocks of a code are not listed."""
    return mark_safe(_contents(tops, hrefs, current, deepest))


def _contents(clauses: Sequence[ReadClause], hrefs: dict[int, str], current: int | None, deepest: int) -> str:
    rows = []
    for clause in clauses:
        if clause.depth > deepest or clause.kind in BLOCKS or not (clause.text.heading or (clause.is_vacated and clause.label)):
            continue
        heading = _unlinked(clause) if clause.text.heading else _("Deleted")
        here = ' aria-current="true"' if clause.pk == current else ""
        below = _contents(clause.children, hrefs, current, deepest)
        rows.append(
            f'<li><a href="{escape(hrefs[clause.pk])}"{here}><span>{escape(clause.label)}</span><span>{heading}</span></a>{below}</li>'
        )
    return f"<ol>{''.join(rows)}</ol>" if rows else ""


def _unlinked(clause: ReadClause) -> str:
    """A heading that stands inside a link itself, marked where it is not in the language of the page."""
    heading = to_inline_html(clause.text.heading, links=False)
    return f'<span lang="{escape(clause.text.language)}">{heading}</span>' if clause.text.is_missing else heading
