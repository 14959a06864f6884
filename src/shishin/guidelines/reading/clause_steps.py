"""The steps of a clause: what each edition did with it, and why; and its texts in one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Prefetch, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shishin.guidelines.changes.revising import Revised, revisions_since
from shishin.guidelines.editions.clauses import labels_in
from shishin.guidelines.editions.naming import day_of
from shishin.guidelines.editions.readable import ReadableDocument
from shishin.guidelines.models import Change, Clause, ClauseText, Edition, Line
from shishin.guidelines.models.editions import version_in_words
from shishin.kit.identity import in_language
from shishin.kit.markdown import to_html, to_inline_html
from shishin.kit.timeline import Tag
from shishin.texts.languages import in_order, language_for, own_name


class StepKind(StrEnum):
    FIRST = "first"
    NEW = "new"
    EDITED = "edited"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    VACATED = "vacated"
    DROPPED = "dropped"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class RelatedClause:
    """A clause that this one came from or became, by split or merge."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class ClauseStep:
    """A clause in one edition, or its end there: then there is no clause."""

    edition: Edition
    before: Edition | None
    kind: StepKind
    clause: Clause | None
    label: str = ""
    texts: Sequence[ClauseText] = ()
    reasons: Sequence[str] = ()
    related: Sequence[RelatedClause] = ()

    @property
    def version(self) -> str:
        return version_in_words(self.edition.version)

    @property
    def is_change(self) -> bool:
        return self.kind != StepKind.KEPT

    @property
    def tag(self) -> Tag:
        return step_tag(self.kind)

    @property
    def latest_texts(self) -> dict[str, ClauseText]:
        """The text that counts in each language."""
        return {text.language: text for text in sorted(self.texts, key=lambda text: text.number)}

    @property
    def source_text(self) -> ClauseText | None:
        return self.latest_texts.get(self.edition.source_language)


def step_tag(kind: StepKind) -> Tag:
    return {
        StepKind.FIRST: Tag(_("In the first edition"), "info"),
        StepKind.NEW: Tag(_("New"), "info"),
        StepKind.EDITED: Tag(_("Edited"), "info"),
        StepKind.RENUMBERED: Tag(_("Renumbered")),
        StepKind.MOVED: Tag(_("Moved")),
        StepKind.SPLIT: Tag(_("Split"), "info"),
        StepKind.MERGED: Tag(_("Merged"), "info"),
        StepKind.VACATED: Tag(_("Vacated, number kept"), "danger"),
        StepKind.DROPPED: Tag(pgettext("clause", "Dropped"), "danger", "cross"),
        StepKind.KEPT: Tag(_("Unchanged")),
    }[kind]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the steps are worked out from."""

    clauses: Mapping[int, Clause]
    texts: Mapping[int, Sequence[ClauseText]]
    labels: Mapping[int, str]
    revised: Mapping[int, Revised]
    came_by: Mapping[int, Sequence[Change]] = field(default_factory=dict)
    went_by: Mapping[int, Sequence[Change]] = field(default_factory=dict)


def steps_of(line: Line, readable: ReadableDocument, *, revised: Mapping[int, Revised], language: str | None = None) -> list[ClauseStep]:
    """Oldest first, only editions that the reader may see; `revised` says what each changed. Nine queries at most, whatever their number.

    Numbers are those of the language asked for, else of the one in which the reader gets the clause.
    """
    rows = _rows(line, readable, _revised_since_the_one_before(readable, revised), language)
    steps = []
    for edition in readable.editions:
        before = readable.before(edition)
        now = rows.clauses.get(edition.pk)
        old = rows.clauses.get(before.pk) if before else None
        if now is not None:
            steps.append(_standing(edition, before, now, old, rows))
        elif old is not None:
            steps.append(_ended(edition, before, old, rows))
    return steps


def _revised_since_the_one_before(readable: ReadableDocument, revised: Mapping[int, Revised]) -> Mapping[int, Revised]:
    """A history goes on where a page marks nothing: from a draft to what was written after it."""
    pairs = [(edition, readable.before(edition)) for edition in readable.editions if revised[edition.pk].is_whole]
    unmarked = [(edition, before) for edition, before in pairs if before]
    return {**revised, **(revisions_since(unmarked, rules=readable.rules) if unmarked else {})}


def _rows(line: Line, readable: ReadableDocument, revised: Mapping[int, Revised], language: str | None) -> _Rows:
    clauses = {row.edition_id: row for row in Clause.objects.filter(line=line, edition__in=readable.editions)}
    for clause in clauses.values():
        clause.line = line
    pks = [clause.pk for clause in clauses.values()]
    texts: defaultdict[int, list[ClauseText]] = defaultdict(list)
    for text in ClauseText.objects.filter(clause__in=pks).order_by("clause", "language", "number"):
        texts[text.clause_id].append(text)
    came_by, went_by = _changes(pks, readable.editions)
    return _Rows(clauses, texts, _labels(readable, texts, language), revised, came_by, went_by)


def _labels(readable: ReadableDocument, texts: Mapping[int, Sequence[ClauseText]], language: str | None) -> dict[int, str]:
    available = {text.language for of_clause in texts.values() for text in of_clause}
    shown = language or language_for(available, source=readable.shown_first.source_language)
    return {clause: label for (clause, _language), label in labels_in((edition, shown) for edition in readable.editions).items()}


def _changes(clauses: Iterable[int], editions: Sequence[Edition]) -> tuple[dict[int, list[Change]], dict[int, list[Change]]]:
    """The recorded changes that led to each clause, and those that led away from it."""
    wanted = set(clauses)
    related = Clause.objects.select_related("line")
    left = Change.before.through._default_manager.filter(clause__in=wanted).values("change")
    reached = Change.after.through._default_manager.filter(clause__in=wanted).values("change")
    changes = Change.objects.filter(Q(pk__in=left) | Q(pk__in=reached), edition__in=editions)
    came_by: defaultdict[int, list[Change]] = defaultdict(list)
    went_by: defaultdict[int, list[Change]] = defaultdict(list)
    for change in changes.select_related("reason").prefetch_related(Prefetch("before", related), Prefetch("after", related)).order_by("pk"):
        for clause in change.after.all():
            came_by[clause.pk].append(change)
        for clause in change.before.all():
            went_by[clause.pk].append(change)
    return came_by, went_by


def _standing(edition: Edition, before: Edition | None, now: Clause, old: Clause | None, rows: _Rows) -> ClauseStep:
    changes = rows.came_by.get(now.pk, [])
    related = [] if old else [_related_clause(clause, rows) for change in changes for clause in change.before.all()]
    return ClauseStep(
        edition=edition,
        before=before,
        kind=_kind(before, now, old, rows),
        clause=now,
        label=rows.labels.get(now.pk, ""),
        texts=rows.texts.get(now.pk, ()),
        reasons=_reasons(changes),
        related=related,
    )


def _ended(edition: Edition, before: Edition | None, old: Clause, rows: _Rows) -> ClauseStep:
    changes = [change for change in rows.went_by.get(old.pk, []) if change.edition_id == edition.pk]
    kind = next((StepKind(change.kind) for change in changes if change.kind in (Change.Kind.SPLIT, Change.Kind.MERGED)), StepKind.DROPPED)
    related = [_related_clause(clause, rows) for change in changes for clause in change.after.all()]
    return ClauseStep(
        edition=edition,
        before=before,
        kind=kind,
        clause=None,
        label=rows.labels.get(old.pk, ""),
        reasons=_reasons(changes),
        related=related,
    )


def _kind(before: Edition | None, now: Clause, old: Clause | None, rows: _Rows) -> StepKind:
    if state := rows.revised[now.edition_id].marks.get(now.pk):
        return StepKind(state)
    if old is None:
        return StepKind.NEW if before else StepKind.FIRST
    return StepKind.KEPT if rows.labels.get(now.pk) == rows.labels.get(old.pk) else StepKind.RENUMBERED


def _reasons(changes: Sequence[Change]) -> list[str]:
    words = [in_language(change.reason.words) for change in changes if change.reason]
    return [word for word in dict.fromkeys(words) if word]


def _related_clause(clause: Clause, rows: _Rows) -> RelatedClause:
    return RelatedClause(clause.line.key, rows.labels.get(clause.pk, "") or clause.line.key)


@dataclass(frozen=True, slots=True)
class ShownText:
    """One text. An earlier one was corrected later and stays citable by its number."""

    language: str
    name: str
    number: int
    heading: SafeString
    body: SafeString
    summary: SafeString
    is_source: bool
    is_stale: bool
    is_earlier: bool
    day: date | None


def shown_texts(step: ClauseStep) -> list[ShownText]:
    """The language that binds first; within a language the newest first."""
    source = step.source_text
    latest = step.latest_texts
    return [
        ShownText(
            language=tag,
            name=own_name(tag),
            number=text.number,
            heading=to_inline_html(text.heading),
            body=to_html(text.body),
            summary=to_html(text.summary),
            is_source=tag == step.edition.source_language,
            is_stale=bool(text.source_hash and source and text.source_hash != source.content_hash),
            is_earlier=text is not latest[tag],
            day=text.added_on or day_of(step.edition)[0],
        )
        for tag in in_order(latest, source=step.edition.source_language)
        for text in sorted((text for text in step.texts if text.language == tag), key=lambda text: -text.number)
    ]
