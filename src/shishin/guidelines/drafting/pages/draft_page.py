"""What the page of a draft shows: every clause with what became of it, every change with its reason, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.guidelines.access import can_edit
from shishin.guidelines.changes.edition_changes import unexplained_in_words
from shishin.guidelines.drafting.pages.changes import Listed, list_changes
from shishin.guidelines.drafting.pages.drawing import ClauseRow, DraftDrawing, DrawnChange
from shishin.guidelines.drafting.pages.frame import (
    Undo,
    Written,
    beginning_of,
    name_in,
    name_of,
    read_written,
    reasons_url,
    short_name_of,
    undo_of,
)
from shishin.guidelines.editions.next_steps import Act, settle, submit
from shishin.guidelines.models import Clause, Edition, UnsavedText
from shishin.guidelines.reading.drawing import force_words
from shishin.guidelines.reading.editions import ReadClause
from shishin.kit.listing import ROWS
from shishin.kit.timeline import Tag
from shishin.texts.languages import own_name
from shishin.texts.manuscript import is_draft_version


@dataclass(frozen=True, slots=True)
class DraftTab:
    words: str
    query: str
    count: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class OtherWriter:
    """Who types where, without what."""

    name: str
    clause: str
    url: str
    language: str
    kept_at: datetime


MOST = 60
"""Clauses on one screen. A chapter with more is written part by part; what is shorter and no chapter stands with its neighbours."""


def chapters_of(tops: Sequence[ReadClause]) -> list[list[ReadClause]]:
    """The clauses of each screen in reading order."""
    chapters: list[list[ReadClause]] = []
    for top in tops:
        clauses = list(top.walk())
        if len(clauses) > MOST and top.children:
            first, *rest = chapters_of(top.children)
            chapters += [[top, *first], *rest]
        elif chapters and not _is_chapter(top) and not _is_chapter(chapters[-1][0]) and len(chapters[-1]) + len(clauses) <= MOST:
            chapters[-1] += clauses
        else:
            chapters.append(clauses)
    return chapters


def _is_chapter(clause: ReadClause) -> bool:
    return clause.kind == Clause.Kind.CHAPTER and bool(clause.children)


@dataclass(frozen=True, slots=True)
class ChapterLink:
    """A chapter as the page of the draft and its neighbours name it."""

    key: str
    name: str
    url: str
    count: int
    changed: int
    unexplained: int


def chapter_name(clauses: Sequence[ReadClause]) -> str:
    """A chapter is called by its heading; several clauses together by the first and the last of them."""
    tops = [clause for clause in clauses if clause.depth <= clauses[0].depth]
    if len(tops) == 1:
        return short_name_of(clauses[0])
    return _("%(first)s to %(last)s") % {"first": short_name_of(tops[0]), "last": short_name_of(tops[-1])}


class DraftPage:
    """A draft as somebody who writes in it sees it. The number of queries does not grow with it."""

    def __init__(self, edition: Edition, *, reader: Any, show: str = "", written: Written | None = None) -> None:
        self.edition, self.reader = edition, reader
        written = written or read_written(edition)
        self.reading, self.hashes = written.reading, written.hashes
        self.listed: Listed = list_changes(edition, now=self.reading)
        self.drawing = DraftDrawing(edition)
        self.show = show if show in self._sorts else ""

    @property
    def unexplained(self) -> Sequence[DrawnChange]:
        return self.listed.unexplained

    @cached_property
    def chapters(self) -> list[list[ReadClause]]:
        return chapters_of(self.reading.tops)

    @cached_property
    def chapter_links(self) -> list[ChapterLink]:
        changed, waiting = self.listed.tags.keys(), self.listed.waiting
        return [
            ChapterLink(
                key=clauses[0].key,
                name=chapter_name(clauses),
                url=f"{self.drawing.root}{clauses[0].key}/",
                count=len(clauses),
                changed=sum(clause.key in changed for clause in clauses),
                unexplained=sum(clause.key in waiting for clause in clauses),
            )
            for clauses in self.chapters
        ]

    @property
    def reasons_url(self) -> str:
        return reasons_url(self.edition)

    def page_of_rows(self, number: str) -> Page[ClauseRow]:
        return Paginator(self.rows, ROWS).get_page(number)

    @cached_property
    def undo(self) -> Undo | None:
        return undo_of(self.edition, name=partial(name_in, self.reading))

    @cached_property
    def _sorts(self) -> dict[str, list[ReadClause]]:
        """The clauses that a tab shows, by its name."""
        clauses = self.reading.clauses
        return {
            "": list(clauses),
            "changed": [clause for clause in clauses if clause.key in self.listed.tags],
            "summary": [clause for clause in clauses if clause.text.body and not clause.text.summary],
            "translation": [clause for clause in clauses if self._stale(clause)],
        }

    def _stale(self, clause: ReadClause) -> list[str]:
        return [choice.tag for choice in self.reading.languages if self.hashes.is_stale(clause.pk, choice.tag)]

    @property
    def tabs(self) -> list[DraftTab]:
        words = {
            "": _("All"),
            "changed": _("Changed"),
            "summary": _("Without a summary"),
            "translation": _("With an older translation"),
        }
        return [
            DraftTab(words[name], f"?show={name}#clauses-h" if name else "?#clauses-h", len(clauses), name == self.show)
            for name, clauses in self._sorts.items()
        ]

    @cached_property
    def rows(self) -> list[ClauseRow]:
        """In reading order; what was dropped leaves a gap after the clause that it followed."""
        gaps = self._gaps if self.show in ("", "changed") else {}
        rows = list(gaps.get("", ()))
        for clause in self._sorts[self.show]:
            rows.append(self._row(clause))
            rows += gaps.get(clause.key, ())
        return rows

    def _row(self, clause: ReadClause) -> ClauseRow:
        tags = list(self.listed.tags.get(clause.key, ()))
        if words := force_words(clause.force):
            tags.insert(0, Tag(words))
        if clause.is_hard_gate:
            tags.insert(0, Tag(_("stops at the gate"), "danger"))
        begin = beginning_of(clause) or (_("Deleted") if clause.is_vacated else "")
        return ClauseRow(clause.key, clause.label, begin, tags, self._stale(clause), clause)

    @cached_property
    def _gaps(self) -> Mapping[str, list[ClauseRow]]:
        """Dropped clauses by the key of the clause listed before them; those before all others by an empty one."""
        listed = {clause.key for clause in self._sorts[self.show]}
        dropped = {clause.key: clause for clause in self.listed.dropped}
        tag = Tag(_("dropped"), "danger", "cross")
        gaps: dict[str, list[ClauseRow]] = {}
        last = ""
        for key in self.listed.order_before:
            if key in listed:
                last = key
            elif key in dropped:
                gaps.setdefault(last, []).append(ClauseRow(key, dropped[key].label, dropped[key].begin, [tag]))
        return gaps

    @cached_property
    def others(self) -> list[OtherWriter]:
        rows = UnsavedText.objects.filter(clause__edition=self.edition).exclude(person=self.reader).select_related("person", "clause__line")
        rows = rows.prefetch_related("person__dated_names")
        clauses = {clause.pk: clause for clause in self.reading.clauses}
        root = self.drawing.root
        return [
            OtherWriter(
                str(row.person),
                name_of(clauses[row.clause_id]),
                f"{root}{clauses[row.clause_id].key}/{row.language}/",
                own_name(row.language),
                row.kept_at,
            )
            for row in rows.order_by("-kept_at")
        ]

    @cached_property
    def may_settle(self) -> bool:
        return can_edit(self.reader, self.edition.document)

    @property
    def lead(self) -> str:
        if count := len(self.unexplained):
            return unexplained_in_words(count)
        if self.listed.count:
            return _("Every change has its reason.")
        if self.is_final_as_drafted:
            return _("It has the words of the draft. Adopt it as it is, or choose a chapter and write.")
        return _("Choose a chapter and write.") if self.reading.clauses else _("Add the first clause, or bring in a text.")

    @property
    def is_final_as_drafted(self) -> bool:
        """Whether this is the final text of a draft, with the words of the draft."""
        before = self.edition.started_from
        return bool(before and is_draft_version(before.version)) and not is_draft_version(self.edition.version) and not self.listed.count

    @property
    def next(self) -> Act | None:
        """Reasons first; then the text comes before everyone, or before the council that asked for it."""
        if self.unexplained:
            return Act(_("Give reasons for the changes"), reasons_url(self.edition))
        is_same = self.edition.started_from_id and not self.listed.count
        if not self.reading.clauses or (is_same and not self.is_final_as_drafted):
            return None
        submitting = submit(self.edition, reader=self.reader)
        if submitting or not self.may_settle:
            return next(iter(submitting), None)
        return settle(self.edition)

    @property
    def ways(self) -> list[Act]:
        place = [self.edition.document.slug, self.edition.version]
        ways = [
            Act(_("Cover page"), reverse("guidelines:cover", args=place)),
            Act(_("Bring in a text"), reverse("guidelines:propose", args=place)),
            Act(_("Check the draft"), reverse("guidelines:lint", args=place)),
            Act(_("How it came to be"), reverse("guidelines:formation", args=place)),
        ]
        if before := self.edition.started_from:
            ways.insert(
                0, Act(_("Compare with the edition before"), reverse("guidelines:compare", args=[place[0], before.version, place[1]]))
            )
        if self.may_settle:
            ways.append(Act(_("Translations"), reverse("guidelines:translations", args=place)))
        return ways
