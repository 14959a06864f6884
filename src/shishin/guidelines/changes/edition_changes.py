"""What an edition changed since the one before, as people name it, and whether each change of substance has a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shishin.guidelines.changes.change_rows import TYING, ChangeRows, origin_pairs, read_changes_of
from shishin.guidelines.changes.judging import HOW_IT_DIFFERS, IN_WHAT, UNCHANGED, Aspect, ClauseDiff, diff_clauses, in_order
from shishin.guidelines.editions.clauses import PlainClause, read_several, set_labels
from shishin.guidelines.editions.naming import LONGEST_NAME, clause_name
from shishin.guidelines.editions.procedures import lineage_of
from shishin.guidelines.errors.editions import ChangesWithoutReason
from shishin.guidelines.models import Change, ClauseText, Edition
from shishin.kit.identity import join_words
from shishin.kit.markdown import plain
from shishin.texts.plain_lines import plain_lines

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What became of clauses since the edition before, whether somebody wrote it down or it is only seen."""

    kind: str
    before: tuple[PlainClause, ...] = ()
    after: tuple[PlainClause, ...] = ()
    differs: tuple[Aspect, ...] = ()
    """In what a kept clause is not as it was."""
    is_substantive: bool = True
    reason: str | None = None
    words: Words = field(default_factory=dict)
    recorded: str | None = None
    """The uuid of its row, where there is one."""

    @property
    def key(self) -> str:
        """The clause to go to: where it stands now, or where it stood."""
        return self.key_clause.key

    @property
    def key_clause(self) -> PlainClause:
        return (self.after or self.before)[0]

    @property
    def choice(self) -> str:
        """How a form names it."""
        return self.recorded or f"{self.kind}:{self.key}"

    @property
    def is_explained(self) -> bool:
        """It has a reason, or the mark of a formal change."""
        return not self.is_substantive or any(words.strip() for words in self.words.values())


@dataclass(frozen=True, slots=True)
class Changed:
    """An edition beside the one that it was started from, and every change between them in reading order."""

    old: Sequence[PlainClause] = ()
    now: Sequence[PlainClause] = ()
    changes: Sequence[ClauseChange] = ()


def changed(edition: Edition) -> Changed:
    """Two queries whatever its size. A first edition changed nothing."""
    return changed_in([edition])[edition.pk] if edition.started_from is not None else Changed()


def changed_in(editions: Iterable[Edition]) -> dict[int, Changed]:
    """What each of several editions changed, that were all started from another: two queries."""
    return _changed_since({edition: edition.started_from for edition in editions if edition.started_from})


def _changed_since(before: Mapping[Edition, Edition]) -> dict[int, Changed]:
    clauses, rows = read_several([*before, *before.values()]), read_changes_of(before)
    return {edition.pk: _changed(clauses[old.pk], clauses[edition.pk], rows[edition.pk]) for edition, old in before.items()}


def _changed(old: Sequence[PlainClause], now: Sequence[PlainClause], rows: ChangeRows) -> Changed:
    diff = diff_clauses(old, now, origins=origin_pairs(rows.changes.values()))
    return Changed(old, now, _in_reading_order(_changes_between(rows, diff, old=old, now=now), now))


def unexplained_changes(edition: Edition) -> list[ClauseChange]:
    """What differs from the edition before in substance and has no reason. Being numbered anew needs none."""
    return [change for change in changed(edition).changes if not change.is_explained]


def refuse_unexplained(edition: Edition) -> None:
    """Nothing leaves the desk with a change that nobody explained, nor on drafts that can still be explained; a fixed one no longer could."""
    for step in lineage_of(edition).steps:
        if step.is_working and (unexplained := unexplained_changes(step)):
            raise ChangesWithoutReason(edition=step, keys=tuple(change.key for change in unexplained))


def _changes_between(
    rows: ChangeRows, diff: ClauseDiff, *, old: Sequence[PlainClause], now: Sequence[PlainClause]
) -> Iterator[ClauseChange]:
    """What was recorded first, then what is only seen."""
    before = {clause.uuid: clause for clause in old}
    after = {clause.uuid: clause for clause in now}
    yield from _recorded(rows, diff, before, after)
    recorded = {clause for row in rows.changes.values() for clause in (*row.before, *row.after)}
    for change in _seen(diff, before, after):
        if change.key_clause.uuid not in recorded:
            yield change


Clauses = Mapping[str, PlainClause]
"""By their uuid, in reading order."""


def _recorded(rows: ChangeRows, diff: ClauseDiff, before: Clauses, after: Clauses) -> Iterator[ClauseChange]:
    for row in rows.changes.values():
        differs = tuple(in_order(aspect for clause in row.after for aspect in diff.differs.get(clause, UNCHANGED).aspects))
        # A row for a clause that is as it was tells nothing, unless somebody gave it a reason.
        if row.kind not in (Change.Kind.KEPT, Change.Kind.VACATED) or differs or row.reason:
            yield ClauseChange(
                row.kind,
                _only(row.before, before),
                _only(row.after, after),
                () if row.kind in TYING else differs,
                row.is_substantive,
                row.reason,
                rows.reasons.get(row.reason or "", {}),
                row.uuid,
            )


def _only(uuids: Collection[str], clauses: Clauses) -> tuple[PlainClause, ...]:
    if len(uuids) < 2:
        return tuple(clauses[uuid] for uuid in uuids if uuid in clauses)
    return tuple(clause for uuid, clause in clauses.items() if uuid in uuids)


def _seen(diff: ClauseDiff, before: Clauses, after: Clauses) -> Iterator[ClauseChange]:
    for clause in diff.new:
        yield ClauseChange(Change.Kind.NEW, after=(after[clause],))
    for clause, difference in diff.differs.items():
        kind = Change.Kind.VACATED if clause in diff.vacated else Change.Kind.KEPT
        yield ClauseChange(kind, (before[diff.kept[clause]],), (after[clause],), tuple(in_order(difference.aspects)))
    for clause in diff.dropped:
        yield ClauseChange(Change.Kind.DROPPED, (before[clause],))


def _in_reading_order(changes: Iterable[ClauseChange], now: Sequence[PlainClause]) -> list[ClauseChange]:
    """By where they stand now; what was dropped comes last, as it stood."""
    places = {clause.uuid: place for place, clause in enumerate(now)}
    return sorted(changes, key=lambda change: places[change.after[0].uuid] if change.after else len(places))


WHAT_BECAME: Mapping[str, Promise] = {
    Change.Kind.NEW: gettext_lazy("new"),
    Change.Kind.SPLIT: gettext_lazy("split"),
    Change.Kind.MERGED: gettext_lazy("merged"),
    Change.Kind.DROPPED: gettext_lazy("dropped"),
    Change.Kind.VACATED: gettext_lazy("text deleted"),
}


@dataclass(frozen=True, slots=True)
class NamedClause:
    """A clause with its number and how it begins."""

    key: str
    label: str
    begin: str

    def __str__(self) -> str:
        return clause_name(self.label, self.begin, otherwise=self.key)


@dataclass(frozen=True, slots=True)
class ListedChange:
    """A change with the clauses that it leads from and to, as they stood and as they stand."""

    change: ClauseChange
    before: Sequence[NamedClause]
    after: Sequence[NamedClause]

    @property
    def choice(self) -> str:
        return self.change.choice

    @property
    def kind(self) -> str:
        return self.change.kind

    @property
    def key(self) -> str:
        return self.change.key

    @property
    def is_explained(self) -> bool:
        return self.change.is_explained

    @property
    def in_words(self) -> str:
        """Its clauses, and what became of them in one or a few words."""
        if self.kind != Change.Kind.KEPT:
            what = str(Change.Kind(self.kind).label)
        elif self.change.differs:
            what = _("different: %(what)s") % {"what": join_words(str(IN_WHAT[name]) for name in self.change.differs)}
        else:
            what = _("as it was")
        return _("%(clause)s (%(what)s)") % {"clause": joined(self.kind, map(str, self.before), map(str, self.after)), "what": what}


def joined(kind: str, before: Iterable[str], after: Iterable[str]) -> str:
    """The names of clauses: one stands for itself, what was split or merged with an arrow to what came of it."""
    sides = {"before": join_words(before), "after": join_words(after)}
    return _("%(before)s → %(after)s") % sides if kind in TYING else sides["after"] or sides["before"]


def what_became(change: ClauseChange) -> str:
    """In the fewest words, for a tag."""
    if change.kind != Change.Kind.KEPT:
        return str(WHAT_BECAME[change.kind])
    return how_it_differs(change) or _("as before")


def how_it_differs(change: ClauseChange) -> str:
    """Nothing where only its kind tells."""
    return join_words(str(HOW_IT_DIFFERS[aspect]) for aspect in change.differs)


def changes_of(edition: Edition, *, since: Edition | None = None) -> list[ListedChange]:
    """Every difference to the edition before, in reading order; or to another one, over the drafts between.

    Three queries whatever its size, where it comes with its document's numbering.
    """
    found = _changed_since({edition: since})[edition.pk] if since else changed(edition)
    if not found.changes:
        return []
    for clauses in (found.old, found.now):
        set_labels(clauses, edition.document.numbering.rules_in(edition.source_language))
    named = [clause for change in found.changes for clause in (*change.before, *change.after)]
    begin = _beginnings(edition, named)
    return [ListedChange(change, _named(change.before, begin), _named(change.after, begin)) for change in found.changes]


def _named(clauses: Iterable[PlainClause], begin: Mapping[int, str]) -> list[NamedClause]:
    return [NamedClause(clause.key, clause.cited, begin.get(clause.pk, "")) for clause in clauses]


def _beginnings(edition: Edition, clauses: Iterable[PlainClause]) -> dict[int, str]:
    texts = ClauseText.objects.filter(clause__in={clause.pk for clause in clauses}, language=edition.source_language).newest()
    rows = texts.values_list("clause_id", "heading", "body")
    return {pk: begin_of_words(heading, body, edition.source_language) for pk, heading, body in rows}


def begin_of_words(heading: str, body: str, language: str) -> str:
    """The heading; where there is none, how the words begin, in a list."""
    begin = first_words(heading, body, language)
    return begin if heading or len(begin) <= LONGEST_NAME else f"{begin[:LONGEST_NAME]}…"


def first_words(heading: str, body: str, language: str) -> str:
    """The heading; where there is none, the first line."""
    return plain(heading) if heading else next(iter(plain_lines(body, language=language)), "")


def unexplained_in_words(count: int) -> str:
    return ngettext("%(count)s change has no reason yet.", "%(count)s changes have no reason yet.", count) % {"count": count}
